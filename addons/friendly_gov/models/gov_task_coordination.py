from odoo import api, fields, models


class GovTask(models.Model):
    _inherit = "gov.task"

    coordination_ids = fields.One2many("gov.coordination", "task_id", readonly=True)
    coordination_count = fields.Integer(compute="_compute_coordination_count")

    @api.depends_context("uid")
    def _compute_coordination_count(self):
        groups = self.env["gov.coordination"]._read_group(
            [("task_id", "in", self.ids), ("state", "!=", "withdrawn")],
            ["task_id"],
            ["__count"],
        )
        counts = dict(groups)
        for task in self:
            task.coordination_count = counts.get(task, 0)

    def action_open_coordination(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_coordination_action"
        )
        return action | {"domain": [("task_id", "=", self.id)], "context": {}}

    def _update_visible_units(self):
        res = super()._update_visible_units()
        self.coordination_ids._update_visible_units()
        return res
