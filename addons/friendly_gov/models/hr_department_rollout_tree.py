from odoo import api, fields, models
from odoo.fields import Domain

from ..report.queries import rollout_tree


class HrDepartment(models.Model):
    """Roll-outs of a unit and of all below it, as the user may see them."""

    _inherit = "hr.department"

    gov_has_rollouts = fields.Boolean(
        string="Has roll-outs",
        compute="_compute_gov_rollouts",
        search="_search_gov_has_rollouts",
        compute_sudo=False,
    )
    gov_rollout_count = fields.Integer(
        string="Number of roll-outs",
        compute="_compute_gov_rollouts",
        compute_sudo=False,
    )
    gov_rollout_launched_count = fields.Integer(
        string="Launched", compute="_compute_gov_rollouts", compute_sudo=False
    )
    gov_rollout_late_count = fields.Integer(
        string="Launch late", compute="_compute_gov_rollouts", compute_sudo=False
    )
    gov_rollout_progress = fields.Integer(
        string="Steps done (%)", compute="_compute_gov_rollouts", compute_sudo=False
    )
    gov_rollout_date_next = fields.Date(
        string="Next deadline", compute="_compute_gov_rollouts", compute_sudo=False
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_gov_rollouts(self):
        found = {}
        if self.env["gov.rollout"].has_access("read"):
            self.env["gov.rollout"].flush_model()
            today = self.env.company._gov_today()
            found = rollout_tree.subtree_rows(self.env, self._origin.ids, today)
        for unit in self:
            row = found.get(unit._origin.id, {})
            unit.gov_has_rollouts = bool(row)
            unit.gov_rollout_count = row.get("rollout_count", 0)
            unit.gov_rollout_launched_count = row.get("launched_count", 0)
            unit.gov_rollout_late_count = row.get("late_count", 0)
            unit.gov_rollout_progress = row.get("progress", 0)
            unit.gov_rollout_date_next = row.get("date_next", False)

    @api.model
    def _search_gov_has_rollouts(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain("id", "in", rollout_tree.units_above_sql(self.env))

    def action_gov_open_units_below(self):
        """One level down; where no unit below rolls anything out, the roll-outs."""
        self.ensure_one()
        below = Domain("parent_id", "=", self.id) & Domain(
            "gov_has_rollouts", "=", True
        )
        if not self.search(below, limit=1):
            return self.action_gov_open_rollouts()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_rollout_tree_action"
        )
        return action | {"name": self.name, "domain": list(below), "path": False}

    def action_gov_open_rollouts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_rollout_action"
        )
        return action | {
            "name": self.name,
            "domain": [("unit_id", "child_of", self.id)],
            "path": False,
        }
