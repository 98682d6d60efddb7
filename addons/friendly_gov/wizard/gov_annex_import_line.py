from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.deadline import parse_deadline


class GovAnnexImportLine(models.TransientModel):
    """A row of the annex as it was understood; a person corrects it."""

    _name = "gov.annex.import.line"
    _description = "Row of the annex"
    _inherit = ["gov.guarded.mixin"]
    _order = "number, id"

    _guarded_parent = "annex_id"

    annex_id = fields.Many2one(
        comodel_name="gov.annex.import", required=True, ondelete="cascade"
    )
    include = fields.Boolean(string="Take over", default=True)
    number = fields.Integer(string="Row", readonly=True)
    is_heading = fields.Boolean(readonly=True)
    is_known = fields.Boolean(readonly=True)
    code = fields.Char(string="No.")
    text = fields.Text(string="Contents", required=True)
    lead_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_annex_line_lead_rel",
        string="Lead units",
    )
    lead_group_id = fields.Many2one(
        comodel_name="gov.unit.group",
        string="Lead group",
        domain=[("purpose", "=", "recipient")],
    )
    unknown_lead = fields.Char(
        string="Lead, not recognised",
        help="Stays in the contents of the task unless you clear it here.",
    )
    coordinating_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_annex_line_coordinating_rel",
        string="Coordinating units",
    )
    unknown_coordinating = fields.Char(
        string="Coordinating, not recognised",
        help="Stays in the contents of the task unless you clear it here.",
    )
    product = fields.Char()
    deadline_text = fields.Char(string="Deadline as written")
    date_due = fields.Date(
        string="Deadline", compute="_compute_date_due", store=True, readonly=False
    )
    note = fields.Text()
    warning = fields.Char(compute="_compute_warning")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        # The date of the document is read as superuser: only one's own dialog.
        lines.annex_id.check_access("write")
        return lines

    @api.depends("deadline_text", "annex_id.directive_id")
    def _compute_date_due(self):
        for line in self:
            reference = line.annex_id.directive_id.date_issued
            found = parse_deadline(line.deadline_text or "", reference)
            line.date_due = found.date_due

    @api.onchange("lead_unit_ids", "lead_group_id")
    def _onchange_lead(self):
        """One name was not recognised and a unit was chosen: that was the one."""
        chosen = self.lead_unit_ids | self._origin.lead_unit_ids
        grown = len(chosen) > len(self._origin.lead_unit_ids)
        grown = grown or (self.lead_group_id and not self._origin.lead_group_id)
        if grown and ";" not in (self.unknown_lead or ""):
            self.unknown_lead = False

    @api.onchange("coordinating_unit_ids")
    def _onchange_coordinating(self):
        before = self._origin.coordinating_unit_ids
        if len(self.coordinating_unit_ids) > len(before):
            if ";" not in (self.unknown_coordinating or ""):
                self.unknown_coordinating = False

    @api.depends(
        "is_heading",
        "is_known",
        "lead_unit_ids",
        "lead_group_id",
        "unknown_lead",
        "unknown_coordinating",
        "deadline_text",
        "date_due",
    )
    def _compute_warning(self):
        for line in self:
            line.warning = "; ".join([*line._get_notes(), *line._get_blocking()])

    def _get_notes(self):
        """What the person should know; the task can be made all the same."""
        self.ensure_one()
        notes = []
        if self.is_heading:
            notes.append(self.env._("looks like a heading"))
        if self.is_known:
            notes.append(self.env._("the document has a task with these contents"))
        if not (self.lead_unit_ids or self.lead_group_id or self.is_heading):
            notes.append(self.env._("no lead unit: choose one before issuing"))
        unknown = [self.unknown_lead, self.unknown_coordinating]
        if any(unknown):
            names = "; ".join(name for name in unknown if name)
            notes.append(self.env._("not recognised: %(names)s", names=names))
        reference = self.annex_id.directive_id.date_issued
        found = parse_deadline(self.deadline_text or "", reference)
        if self.deadline_text and not found.recognised and not self.date_due:
            notes.append(self.env._("no date could be read from the deadline"))
        return notes

    def _get_blocking(self):
        """What would be refused: told before anything is written."""
        self.ensure_one()
        problems = []
        exempt = self.lead_unit_ids.filtered("gov_is_exempt")
        if exempt:
            problems.append(
                self.env._(
                    "%(unit)s can coordinate, but is not given a deadline",
                    unit=", ".join(exempt.mapped("name")),
                )
            )
        issued = self.annex_id.directive_id.date_issued
        if self.date_due and issued and self.date_due < issued:
            problems.append(self.env._("the deadline precedes the document"))
        return problems

    def _check_ready(self):
        problems = [
            self.env._("Row %(row)s: %(problem)s", row=line.number, problem=problem)
            for line in self
            for problem in line._get_blocking()
        ]
        codes = self.mapped("code") + self.annex_id.directive_id.task_ids.mapped("code")
        doubled = {code for code in codes if code and codes.count(code) > 1}
        if doubled:
            problems.append(
                self.env._(
                    "Numbers that stand twice: %(codes)s",
                    codes=", ".join(sorted(doubled)),
                )
            )
        if problems:
            raise UserError("\n".join(problems))

    def _prepare_tasks(self):
        directive = self.annex_id.directive_id
        first = max(directive.task_ids.mapped("sequence"), default=0) + 1
        used = {*directive.task_ids.mapped("code"), *self.mapped("code")} - {False}
        return [
            line._prepare_task(directive, first + index, used)
            for index, line in enumerate(self)
        ]

    def _prepare_task(self, directive, sequence, used):
        vals = {
            "directive_id": directive.id,
            "sequence": sequence,
            "code": self.code or self.annex_id._get_code("", used),
            "text": self._get_contents(),
            "product": self.product,
            "deadline_text": self.deadline_text,
            "lead_unit_ids": [Command.set(self.lead_unit_ids.ids)],
            "lead_group_id": self.lead_group_id.id,
            "coordinating_unit_ids": [Command.set(self.coordinating_unit_ids.ids)],
        }
        reference = directive.date_issued
        if self.date_due != parse_deadline(self.deadline_text, reference).date_due:
            vals["date_due"] = self.date_due
        return vals

    def _get_contents(self):
        """Contents with what has no field of its own: nothing written is lost."""
        parts = [self.text]
        if self.unknown_lead:
            parts.append(self.env._("Lead as written: %(t)s", t=self.unknown_lead))
        if self.unknown_coordinating:
            parts.append(
                self.env._(
                    "Coordinating as written: %(t)s", t=self.unknown_coordinating
                )
            )
        if self.note:
            parts.append(self.env._("Note: %(t)s", t=self.note))
        return "\n".join(parts)
