from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.gov_assignment_quality import CORRECTABLE


class GovAssignmentCorrection(models.TransientModel):
    """Dialog that changes a closed line by a document and a reason.

    It opens with what stands on the line; only what was changed is logged.
    """

    _name = "gov.assignment.correction"
    _description = "Correction of a closed assignment"

    assignment_id = fields.Many2one(
        comodel_name="gov.assignment", required=True, readonly=True
    )
    document_symbol = fields.Char(string="Number and symbol", required=True)
    document_date = fields.Date(required=True)
    reason = fields.Text(required=True)
    date_submitted = fields.Date(
        string="Reported on",
        compute="_compute_figures",
        store=True,
        readonly=False,
    )
    date_done = fields.Date(
        string="Done on", compute="_compute_figures", store=True, readonly=False
    )
    grade = fields.Selection(
        selection=lambda self: self.env["gov.product.mixin"]._selection_grade(),
        string="Quality",
        compute="_compute_figures",
        store=True,
        readonly=False,
    )
    quantity_assigned = fields.Float(
        digits=(16, 2), compute="_compute_figures", store=True, readonly=False
    )
    quantity_done = fields.Float(
        digits=(16, 2), compute="_compute_figures", store=True, readonly=False
    )
    fault_count = fields.Integer(
        string="Quality faults", compute="_compute_figures", store=True, readonly=False
    )
    fault_excluded = fields.Integer(
        string="Faults for objective reasons",
        compute="_compute_figures",
        store=True,
        readonly=False,
    )
    fault_note = fields.Text(
        string="About the faults",
        compute="_compute_figures",
        store=True,
        readonly=False,
    )

    @api.depends("assignment_id")
    def _compute_figures(self):
        for dialog in self:
            # A made-up line would tell what stands on the work of another unit.
            dialog.assignment_id.check_access("read")
            for name in CORRECTABLE:
                dialog[name] = dialog.assignment_id[name]

    def action_confirm(self):
        self.ensure_one()
        # Read as the user: a line outside the scope is refused.
        line = self.env["gov.assignment"].browse(self.assignment_id.ids)
        line.check_access("read")
        changed = {n: self[n] for n in CORRECTABLE if self[n] != line[n]}
        if not changed:
            raise UserError(self.env._("There is nothing to correct."))
        document = (self.document_symbol, self.document_date)
        line._correct(changed, self.reason, document)
        return {"type": "ir.actions.act_window_close"}
