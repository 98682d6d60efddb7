from odoo import api, fields, models
from odoo.exceptions import UserError


class GovEvidencePick(models.TransientModel):
    """Dialog: evidence from files of linked records and of the unit's other results."""

    _name = "gov.evidence.pick"
    _description = "Files taken as evidence"
    _inherit = ["gov.guarded.mixin"]

    result_id = fields.Many2one(
        comodel_name="gov.assignment.result", required=True, readonly=True
    )
    found_attachment_ids = fields.Many2many(
        comodel_name="ir.attachment", compute="_compute_found"
    )
    found_evidence_ids = fields.Many2many(
        comodel_name="gov.evidence", compute="_compute_found"
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="gov_evidence_pick_attachment_rel",
        string="Files of linked records",
    )
    evidence_ids = fields.Many2many(
        comodel_name="gov.evidence",
        relation="gov_evidence_pick_evidence_rel",
        string="Evidence of other tasks of the unit",
    )

    @api.depends("result_id")
    def _compute_found(self):
        """What may be chosen; searched as the user, so nothing else is named."""
        for dialog in self:
            line = dialog.result_id.assignment_id
            files = self.env["ir.attachment"]
            for link in line.shown_link_ids:
                record = link._get_readable_record()
                if record:
                    domain = [
                        ("res_model", "=", record._name),
                        ("res_id", "=", record.id),
                        ("type", "=", "binary"),
                    ]
                    files |= files.search(domain)
            dialog.found_attachment_ids = files
            dialog.found_evidence_ids = self.env["gov.evidence"].search(
                [
                    ("assignment_id.unit_id", "=", line.unit_id.id),
                    ("result_id", "!=", dialog.result_id.id),
                ],
                order="id desc",
                limit=100,
            )

    def action_confirm(self):
        self.ensure_one()
        if not self.attachment_ids and not self.evidence_ids:
            raise UserError(self.env._("Choose at least one file."))
        # Read as the user: a file outside the scope is refused, not skipped.
        self.env["gov.evidence"]._take_over(
            self.result_id,
            self.env["ir.attachment"].browse(self.attachment_ids.ids),
            self.env["gov.evidence"].browse(self.evidence_ids.ids),
        )
        return self.result_id.assignment_id.action_report()
