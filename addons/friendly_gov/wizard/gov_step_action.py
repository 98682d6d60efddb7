from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

# Fields of the dialog that hold the lines, by model.
LINKS = {
    "gov.coordination": "coordination_ids",
    "gov.subassignment": "subassignment_ids",
}
WRITTEN = ("answer", "report")


class GovStepAction(models.TransientModel):
    """Dialog for steps that need words, a document, files, a date or a person."""

    _name = "gov.step.action"
    _description = "Step of a request or a part"

    event = fields.Selection(selection="_selection_event", required=True, readonly=True)
    coordination_ids = fields.Many2many(
        comodel_name="gov.coordination", relation="gov_step_action_coordination_rel"
    )
    subassignment_ids = fields.Many2many(
        comodel_name="gov.subassignment", relation="gov_step_action_subassignment_rel"
    )
    line_count = fields.Integer(compute="_compute_lines")
    contents = fields.Text(string="What is asked", compute="_compute_lines")
    unit_ids = fields.Many2many(comodel_name="hr.department", compute="_compute_lines")
    open_children = fields.Text(
        string="Still open below", compute="_compute_open_children"
    )
    confirm_open = fields.Boolean(string="Report although these are open")
    text = fields.Text(string="Answer")
    document_symbol = fields.Char(string="Number and symbol")
    document_date = fields.Date(string="Date of the document")
    file_ids = fields.One2many("gov.step.action.file", "dialog_id", string="Files")
    reason = fields.Text()
    date_due = fields.Date(string="New deadline")
    owner_id = fields.Many2one(comodel_name="res.users", string="Person in charge")

    @api.model
    def _selection_event(self):
        return [
            ("answer", self.env._("Answer the request")),
            ("report", self.env._("Report what was done")),
            ("return", self.env._("Return with a reason")),
            ("reschedule", self.env._("Change the deadline")),
            ("withdraw", self.env._("Withdraw")),
            ("assign_owner", self.env._("Name the person in charge")),
        ]

    @api.depends("coordination_ids", "subassignment_ids")
    def _compute_lines(self):
        for dialog in self:
            lines = dialog._get_lines()
            dialog.line_count = len(lines)
            dialog.unit_ids = lines.unit_id
            dialog.contents = lines.display_name if len(lines) == 1 else False

    @api.depends("event", "subassignment_ids")
    def _compute_open_children(self):
        for dialog in self:
            children = dialog._get_open_children()
            dialog.open_children = "\n".join(children._describe())

    def _get_open_children(self):
        parts = self.subassignment_ids if self.event == "report" else None
        if not parts:
            return self.env["gov.subassignment"]
        return parts.child_ids.filtered("is_open")

    def _get_lines(self):
        """Requests or parts, whichever the dialog was opened for."""
        return self.coordination_ids or self.subassignment_ids

    @api.model
    def _open(self, event, lines):
        labels = dict(self._selection_event())
        if event not in labels:
            raise UserError(self.env._("Unknown action."))
        return {
            "name": labels[event],
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_event": event,
                f"default_{LINKS[lines._name]}": [Command.set(lines.ids)],
            },
        }

    def action_confirm(self):
        self.ensure_one()
        lines = self._get_lines()
        if not lines:
            raise UserError(self.env._("Choose at least one line."))
        # Read as the user: a line outside the scope is refused, not skipped.
        lines = self.env[lines._name].browse(lines.ids)
        if self.event not in lines._steps:
            raise UserError(self.env._("Unknown action."))
        if self.event in WRITTEN and len(lines) > 1:
            raise UserError(self.env._("Answer one request at a time."))
        if self._get_open_children() and not self.confirm_open:
            raise UserError(
                self.env._(
                    "Still open below: %(list)s. Tick “Report although these are "
                    "open”, or wait for them.",
                    list="; ".join(self._get_open_children()._describe()),
                )
            )
        lines._step(
            self.event,
            reason=self.reason,
            text=self.text,
            document=(self.document_symbol, self.document_date),
            files=self._get_files(),
            vals=self._get_step_values(),
        )
        return {"type": "ir.actions.act_window_close"}

    def _get_files(self):
        if self.event not in WRITTEN:
            return []
        files = self.file_ids.with_context(bin_size=False)
        return [{"name": f.name, "file": f.file} for f in files]

    def _get_step_values(self):
        if self.event == "reschedule":
            return {"date_due": self.date_due}
        if self.event == "assign_owner":
            return {"owner_id": self.owner_id.id}
        return {}
