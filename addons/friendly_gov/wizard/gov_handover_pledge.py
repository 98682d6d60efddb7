from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class GovHandover(models.TransientModel):
    """Pledges of units that a person was to sign go over with the tasks.

    The own pledge of the person never does: nobody else signs it.
    """

    _inherit = "gov.handover"

    pledge_ids = fields.Many2many(
        comodel_name="gov.pledge",
        string="Pledges of units to be signed",
        compute="_compute_pledge_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    pledge_count = fields.Integer(compute="_compute_pledge_count")
    # TUQ. stands on a paper of its own: named on the pledge itself.
    pledge_authority = fields.Selection(
        selection=[
            ("direct", "In person"),
            ("kt", "KT. (deputy, for the head)"),
        ],
        string="Signs them",
        default="direct",
    )

    @api.depends("from_user_id", "role")
    def _compute_pledge_ids(self):
        for dialog in self:
            dialog.pledge_ids = dialog._find_pledges()

    @api.depends("pledge_ids")
    def _compute_pledge_count(self):
        for dialog in self:
            dialog.pledge_count = len(dialog.pledge_ids)

    def _find_pledges(self):
        """Open pledges of units where the user may name another person."""
        pledges = self.env["gov.pledge"]
        # A selection of tasks was handed over: nothing else.
        chosen = self.env.context.get("active_model") == "gov.assignment"
        if chosen or self.role != "owner" or not self.from_user_id:
            return pledges
        found = pledges.search(
            Domain("level", "=", "unit")
            & Domain("user_id", "=", self.from_user_id.id)
            & Domain("state", "=", "to_sign")
            & Domain("campaign_id.state", "=", "open")
        )
        return found._filtered_may_name()

    def _has_other_work(self):
        return bool(self.pledge_ids) or super()._has_other_work()

    def _hand_over_others(self, reason):
        count = super()._hand_over_others(reason)
        # Read as the user: what lies outside the scope is refused, not skipped.
        pledges = self.env["gov.pledge"].browse(self.pledge_ids.ids)
        pledges._check_may_name()
        for pledge in pledges:
            if pledge.user_id != self.from_user_id:
                raise UserError(
                    self.env._(
                        "%(task)s is closed, or no longer with %(name)s: open this "
                        "page again.",
                        task=pledge.display_name,
                        name=self.from_user_id.name,
                    )
                )
            pledge._name_signer(self.to_user_id, self.pledge_authority or "direct")
        return count + len(pledges)
