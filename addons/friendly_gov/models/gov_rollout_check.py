from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError


class GovRollout(models.Model):
    """Who may do what with a roll-out; what every method asks first."""

    _inherit = "gov.rollout"

    can_work = fields.Boolean(compute="_compute_can", compute_sudo=False)
    can_decide = fields.Boolean(compute="_compute_can", compute_sudo=False)

    @api.depends("state", "unit_id", "steering_unit_id")
    @api.depends_context("uid")
    def _compute_can(self):
        workers, deciders = self._filtered_worker(), self._filtered_decider()
        for rollout in self:
            rollout.can_work = rollout.is_open and rollout in workers
            rollout.can_decide = rollout.is_open and rollout in deciders

    def _filtered_worker(self, staff=False):
        """Roll-outs on which the user works: officers of the unit, coordinators of
        the steering body, managers.

        :param bool staff: anybody of the unit
        """
        user = self.env.user
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return self
        role = "friendly_gov.group_user" if staff else "friendly_gov.group_officer"
        works = user.has_group(role)
        steers = user.has_group("friendly_gov.group_coordinator")
        units = user._gov_scope_units()
        return self.filtered(
            lambda rollout: (
                (works and rollout.unit_id in units)
                or (steers and rollout.steering_unit_id in units)
            )
        )

    def _filtered_decider(self):
        """Roll-outs on which the user decides: coordinators and leaders of the
        steering body, managers; never that of the own unit.
        """
        user = self.env.user
        if self.env.su:
            return self
        own, units = user._gov_own_agencies(), user._gov_scope_units()
        others = self.filtered(lambda rollout: rollout.unit_id not in own)
        if user.has_group("friendly_gov.group_manager"):
            return others
        if not user.has_groups(
            "friendly_gov.group_coordinator,friendly_gov.group_leader"
        ):
            return self.browse()
        return others.filtered(lambda rollout: rollout.steering_unit_id in units)

    def _check_worker(self, staff=False):
        """Raise unless :meth:`_filtered_worker` keeps all."""
        self.check_access("read")
        for rollout in self - self._filtered_worker(staff):
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
        """Raise unless :meth:`_filtered_decider` keeps all."""
        self.check_access("read")
        for rollout in self - self._filtered_decider():
            if rollout.unit_id in self.env.user._gov_own_agencies():
                raise AccessError(
                    self.env._("Nobody decides on a roll-out of the own unit.")
                )
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
