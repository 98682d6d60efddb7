from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError


class GovPledge(models.Model):
    """Who may do what with a pledge; what every method asks first."""

    _inherit = "gov.pledge"

    can_keep = fields.Boolean(compute="_compute_can", compute_sudo=False)
    can_sign = fields.Boolean(compute="_compute_can", compute_sudo=False)

    @api.depends(
        "state", "unit_id", "organizer_unit_id", "user_id", "campaign_id.state"
    )
    @api.depends_context("uid")
    def _compute_can(self):
        keepers = self._filtered_keeper()
        for pledge in self:
            pledge.can_keep = pledge in keepers
            pledge.can_sign = (
                pledge.state in ("to_sign", "excused")
                and pledge.user_id == self.env.user
                and pledge.campaign_id.state == "open"
            )

    def _filtered_keeper(self):
        """Pledges that the user keeps: officers of the unit and of the organiser,
        managers. Keeping is entering papers and reasons, never signing on the screen
        for somebody else.
        """
        user = self.env.user
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return self
        if not user.has_group("friendly_gov.group_officer"):
            return self.browse()
        units = user._gov_scope_units()
        return self.filtered(
            lambda pledge: pledge.unit_id in units or pledge.organizer_unit_id in units
        )

    def _check_keeper(self):
        """Raise unless :meth:`_filtered_keeper` keeps all."""
        self.check_access("read")
        for pledge in self - self._filtered_keeper():
            raise AccessError(
                self.env._(
                    "%(pledge)s: this is done by officers of %(unit)s or of "
                    "%(organizer)s.",
                    pledge=pledge.display_name,
                    unit=pledge.unit_id.name,
                    organizer=pledge.organizer_unit_id.name,
                )
            )

    def _lock(self):
        """Lock the rows first: two people must not move one pledge at once."""
        try:
            # sudo: roles are checked by the caller; a lock asks for write access.
            # Referencing: a seal is being added, which changes nothing here.
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._("Someone else is changing this pledge right now.")
            ) from error
        self.invalidate_recordset()

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for pledge in self:
            if pledge.state not in states:
                raise UserError(
                    self.env._(
                        "%(pledge)s is “%(state)s”: that is not possible from there.",
                        pledge=pledge.display_name,
                        state=labels[pledge.state],
                    )
                )
            if pledge.campaign_id.state != "open":
                raise UserError(
                    self.env._(
                        "%(campaign)s is not open: nothing changes in it.",
                        campaign=pledge.campaign_id.display_name,
                    )
                )
