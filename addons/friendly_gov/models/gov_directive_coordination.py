from odoo import api, fields, models


class GovDirective(models.Model):
    _inherit = "gov.directive"

    coordination_count = fields.Integer(compute="_compute_coordination_count")
    coordination_open_count = fields.Integer(compute="_compute_coordination_count")

    @api.depends_context("uid")
    def _compute_coordination_count(self):
        groups = self.env["gov.coordination"]._read_group(
            [("directive_id", "in", self.ids), ("state", "!=", "withdrawn")],
            ["directive_id", "is_waiting"],
            ["__count"],
        )
        counts = {(directive, waiting): count for directive, waiting, count in groups}
        for directive in self:
            waiting = counts.get((directive, True), 0)
            directive.coordination_open_count = waiting
            directive.coordination_count = waiting + counts.get((directive, False), 0)

    def action_open_coordination(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_coordination_action"
        )
        return action | {"domain": [("directive_id", "=", self.id)], "context": {}}

    def _notify_issued(self, assignments):
        """Coordinating units hear of it too; who leads already has a notice."""
        res = super()._notify_issued(assignments)
        if self.is_demo:
            return res
        units = assignments.task_id.coordinating_unit_ids
        units = units.filtered(lambda unit: not unit.gov_is_exempt)
        users = units._gov_officers() - assignments.unit_id._gov_officers()
        if users:
            self.message_notify(
                partner_ids=users.partner_id.ids,
                subject=self.display_name,
                body=self.env._(
                    "Your unit coordinates in %(document)s: see what is asked.",
                    document=self.display_name,
                ),
            )
        return res
