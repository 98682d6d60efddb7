from odoo import api, fields, models
from odoo.fields import Domain


class GovDirective(models.Model):
    """How much of a document was entered, and how its lines stand."""

    _inherit = "gov.directive"

    task_count = fields.Integer(compute="_compute_task_count", string="Tasks entered")
    task_progress = fields.Char(
        compute="_compute_task_count", string="Tasks entered of expected"
    )
    draft_task_count = fields.Integer(
        compute="_compute_task_count", export_string_translation=False
    )
    assignment_count = fields.Integer(compute="_compute_assignment_count")
    overdue_count = fields.Integer(compute="_compute_assignment_count")

    @api.depends("task_ids.state", "expected_task_count")
    def _compute_task_count(self):
        groups = self.env["gov.task"]._read_group(
            [("directive_id", "in", self.ids)], ["directive_id", "state"], ["__count"]
        )
        counts = {(directive.id, state): count for directive, state, count in groups}
        for directive in self:
            drafts = counts.get((directive.id, "draft"), 0)
            count = drafts + counts.get((directive.id, "issued"), 0)
            directive.draft_task_count = drafts
            expected = directive.expected_task_count
            directive.task_count = count
            directive.task_progress = f"{count}/{expected}" if expected else str(count)

    def _compute_assignment_count(self):
        Assignment = self.env["gov.assignment"]
        domain = Domain("directive_id", "in", self.ids)
        late = domain & Domain("is_overdue", "=", True)
        total = dict(Assignment._read_group(domain, ["directive_id"], ["__count"]))
        overdue = dict(Assignment._read_group(late, ["directive_id"], ["__count"]))
        for directive in self:
            directive.assignment_count = total.get(directive, 0)
            directive.overdue_count = overdue.get(directive, 0)

    def action_open_assignments(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_assignment_action"
        )
        return action | {"domain": [("directive_id", "=", self.id)], "context": {}}
