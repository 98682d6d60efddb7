from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GovRollout(models.Model):
    """Copies of a pilot or a model unit, and the wave they belong to."""

    _inherit = "gov.rollout"

    replica_ids = fields.One2many(
        comodel_name="gov.rollout", inverse_name="origin_id", string="Replicas"
    )
    replica_count = fields.Integer(
        string="Replicas made", compute="_compute_replica_count"
    )

    @api.depends("replica_ids")
    def _compute_replica_count(self):
        domain = [("origin_id", "in", self._origin.ids)]
        counts = dict(self._read_group(domain, ["origin_id"], ["__count"]))
        for rollout in self:
            rollout.replica_count = counts.get(rollout._origin, 0)

    @api.constrains("wave_id", "reform_model_id")
    def _check_wave(self):
        for rollout in self:
            wave = rollout.wave_id
            if wave and wave.reform_model_id != rollout.reform_model_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s belongs to another reform model.",
                        name=wave.display_name,
                    )
                )

    def action_replicate(self):
        """Open a replication that copies this roll-out."""
        self.ensure_one()
        self.check_access("read")
        return {
            "name": self.env._("Replicate"),
            "type": "ir.actions.act_window",
            "res_model": "gov.replication",
            "view_mode": "form",
            "context": {
                "default_origin_id": self.id,
                "default_reform_model_id": self.reform_model_id.id,
                "default_steering_unit_id": self.steering_unit_id.id,
            },
        }

    def action_open_replicas(self):
        self.ensure_one()
        self.check_access("read")
        return {
            "name": self.env._("Replicas"),
            "type": "ir.actions.act_window",
            "res_model": "gov.rollout",
            "view_mode": "list,form",
            "domain": [("origin_id", "=", self.id)],
        }
