from odoo import api, fields, models
from odoo.exceptions import UserError


class GovRolloutMark(models.TransientModel):
    """Dialog that marks steps: done with day and evidence, set aside, taken up."""

    _name = "gov.rollout.mark"
    _description = "Marking of steps"

    event = fields.Selection(selection="_selection_event", required=True)
    step_ids = fields.Many2many(
        comodel_name="gov.rollout.step", string="Steps", required=True
    )
    day = fields.Date(
        string="Done on", default=lambda self: self.env.company._gov_today()
    )
    reason = fields.Text()
    document_symbol = fields.Char(string="Document No.")
    document_date = fields.Date(string="Dated")
    file = fields.Binary(attachment=False)
    file_name = fields.Char()

    @api.model
    def _selection_event(self):
        return [
            ("done", self.env._("Mark as done")),
            ("skip", self.env._("Not applicable")),
            ("undo", self.env._("Take up again")),
        ]

    def action_confirm(self):
        self.ensure_one()
        # Read as the user: a step outside the scope is refused, not skipped.
        steps = self.env["gov.rollout.step"].browse(self.step_ids.ids)
        steps.check_access("read")
        if not steps:
            raise UserError(self.env._("Choose at least one step."))
        if self.file and self.event == "done":
            self.env["gov.rollout.file"].create(
                [
                    {
                        "rollout_id": step.rollout_id.id,
                        "step_id": step.id,
                        "name": self.file_name or self.env._("Evidence"),
                        "file": self.file,
                    }
                    for step in steps
                ]
            )
        steps._mark(
            self.event,
            day=self.day,
            reason=self.reason,
            document=(self.document_symbol, self.document_date),
        )
        return {"type": "ir.actions.act_window_close"}
