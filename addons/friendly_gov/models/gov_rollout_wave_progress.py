from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GovRolloutWave(models.Model):
    """How far the units of a wave are: of what the reader may see."""

    _inherit = "gov.rollout.wave"

    rollout_count = fields.Integer(
        string="Number of units", compute="_compute_progress"
    )
    launched_count = fields.Integer(string="Launched", compute="_compute_progress")
    progress = fields.Integer(string="Steps done (%)", compute="_compute_progress")

    @api.depends("rollout_ids.state", "rollout_ids.step_done_count")
    def _compute_progress(self):
        found = self.env["gov.rollout"]._read_group(
            [
                ("wave_id", "in", self._origin.ids),
                ("state", "not in", ("stopped", "transferred")),
            ],
            ["wave_id", "date_launched:year"],
            ["__count", "step_count:sum", "step_done_count:sum"],
        )
        totals = {}
        for wave, launched, count, steps, done in found:
            known = totals.get(wave.id, (0, 0, 0, 0))
            added = (count, count if launched else 0, steps or 0, done or 0)
            totals[wave.id] = tuple(map(sum, zip(known, added, strict=True)))
        for wave in self:
            count, launched, steps, done = totals.get(wave._origin.id, (0, 0, 0, 0))
            wave.rollout_count = count
            wave.launched_count = launched
            wave.progress = 100 * done // steps if steps else 0

    @api.constrains("decision_symbol", "decision_date")
    def _check_decision(self):
        for wave in self:
            if bool(wave.decision_symbol) != bool(wave.decision_date):
                raise ValidationError(
                    self.env._("Enter both number and date of the paper, or neither.")
                )

    def action_add_units(self):
        """Open a replication that adds units to this wave."""
        self.ensure_one()
        self.check_access("read")
        return {
            "name": self.env._("Add units"),
            "type": "ir.actions.act_window",
            "res_model": "gov.replication",
            "view_mode": "form",
            "context": {
                "default_wave_id": self.id,
                "default_reform_model_id": self.reform_model_id.id,
                "default_steering_unit_id": self.reform_model_id.lead_unit_id.id,
                "default_date_start": self.date_start,
            },
        }

    def action_open_rollouts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_rollout_action"
        )
        return action | {
            "name": self.name,
            "domain": [("wave_id", "=", self.id)],
            "context": {"default_wave_id": self.id},
        }
