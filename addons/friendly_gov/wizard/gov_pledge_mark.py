from odoo import api, fields, models
from odoo.exceptions import UserError


class GovPledgeMark(models.TransientModel):
    """Dialog for why pledges are not signed, or are no longer to be signed here."""

    _name = "gov.pledge.mark"
    _description = "Reason about pledges"
    _inherit = ["gov.guarded.mixin"]

    event = fields.Selection(selection="_selection_event", required=True, readonly=True)
    pledge_ids = fields.Many2many(
        comodel_name="gov.pledge", string="Pledges", required=True
    )
    excuse_reason = fields.Selection(
        selection=lambda self: self._selection_of("excuse_reason"), string="Reason"
    )
    note = fields.Char(string="Explanation")
    retire_reason = fields.Selection(
        selection=lambda self: self._selection_of("retire_reason"),
        string="Why it no longer counts",
    )

    @api.model
    def _selection_event(self):
        return [
            ("excuse", self.env._("Not signed, with a reason")),
            ("unexcuse", self.env._("To be signed again")),
            ("retire", self.env._("Take out of the campaign")),
        ]

    @api.model
    def _selection_of(self, name):
        # sudo: the words of the list, not what stands on a pledge.
        field = self.env["gov.pledge"].sudo()._fields[name]
        return field._description_selection(self.env)

    def action_confirm(self):
        self.ensure_one()
        # Read as the user: a pledge outside the scope is refused, not skipped.
        pledges = self.env["gov.pledge"].browse(self.pledge_ids.ids)
        if not pledges:
            raise UserError(self.env._("Choose at least one pledge."))
        if self.event == "excuse":
            pledges._excuse(self.excuse_reason, self.note)
        elif self.event == "unexcuse":
            pledges._unexcuse()
        else:
            pledges._retire(self.retire_reason)
        return {"type": "ir.actions.act_window_close"}
