from odoo import models
from odoo.exceptions import AccessError, LockError, UserError


class GovRollout(models.Model):
    """Who may do what with a roll-out; what every method asks first."""

    _inherit = "gov.rollout"

    def _check_worker(self, staff=False):
        """Officers of the unit, coordinators of the steering body, managers.

        :param bool staff: anybody of the unit
        :raises AccessError:
        """
        self.check_access("read")
        user = self.env.user
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return
        role = "friendly_gov.group_user" if staff else "friendly_gov.group_officer"
        works, steers = (
            user.has_group(role),
            user.has_group("friendly_gov.group_coordinator"),
        )
        units = user._gov_scope_units()
        for rollout in self:
            if works and rollout.unit_id in units:
                continue
            if steers and rollout.steering_unit_id in units:
                continue
            raise AccessError(
                self.env._(
                    "%(rollout)s: this is done by people of %(unit)s, or by "
                    "coordinators of %(body)s.",
                    rollout=rollout.display_name,
                    unit=rollout.unit_id.name,
                    body=rollout.steering_unit_id.name,
                )
            )

    def _check_decider(self):
        """Coordinators and leaders of the steering body, managers; never for the own
        unit's roll-out.

        :raises AccessError:
        """
        self.check_access("read")
        user = self.env.user
        if self.env.su:
            return
        own, units = user._gov_own_units(), user._gov_scope_units()
        manages = user.has_group("friendly_gov.group_manager")
        decides = user.has_groups(
            "friendly_gov.group_coordinator,friendly_gov.group_leader"
        )
        for rollout in self:
            if rollout.unit_id in own:
                raise AccessError(
                    self.env._("Nobody decides on a roll-out of the own unit.")
                )
            if manages or decides and rollout.steering_unit_id in units:
                continue
            raise AccessError(
                self.env._(
                    "%(rollout)s: only coordinators and leaders of %(body)s decide "
                    "this.",
                    rollout=rollout.display_name,
                    body=rollout.steering_unit_id.name,
                )
            )

    def _lock(self):
        """Lock the rows first: two people must not move one roll-out at once."""
        try:
            # sudo: roles are checked by the caller; a lock asks for write access.
            self.sudo().lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("Someone else is changing this roll-out right now.")
            ) from error
        self.invalidate_recordset()

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for rollout in self:
            if rollout.state not in states:
                raise UserError(
                    self.env._(
                        "%(rollout)s is “%(state)s”: this is done while it is "
                        "“%(states)s”.",
                        rollout=rollout.display_name,
                        state=labels[rollout.state],
                        states=", ".join(labels[state] for state in states),
                    )
                )
