from odoo import api, fields, models


class GovRollout(models.Model):
    """What the press writes about a roll-out, and who supervised it."""

    _inherit = "gov.rollout"

    media_item_ids = fields.One2many(
        "gov.media.item", "rollout_id", string="Media items"
    )
    supervision_ids = fields.One2many(
        "gov.supervision", "rollout_id", string="Supervisions"
    )
    media_item_count = fields.Integer(compute="_compute_media_item_count")
    supervision_count = fields.Integer(compute="_compute_media_item_count")

    @api.depends("media_item_ids.state", "supervision_ids")
    def _compute_media_item_count(self):
        domain = [("rollout_id", "in", self.ids)]
        known = [*domain, ("state", "=", "recorded")]
        items = self.env["gov.media.item"]._read_group(
            known, ["rollout_id"], ["__count"]
        )
        supervisions = self.env["gov.supervision"]._read_group(
            domain, ["rollout_id"], ["__count"]
        )
        item_counts, supervision_counts = dict(items), dict(supervisions)
        for rollout in self:
            rollout.media_item_count = item_counts.get(rollout, 0)
            rollout.supervision_count = supervision_counts.get(rollout, 0)

    def action_open_media_items(self):
        return self._open_oversight("gov_media_item_action")

    def action_open_supervisions(self):
        return self._open_oversight("gov_supervision_action")

    def _open_oversight(self, name):
        """List of the roll-out, where a new record belongs to it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"friendly_gov.{name}")
        return action | {
            "domain": [("rollout_id", "=", self.id)],
            "context": {
                "default_rollout_id": self.id,
                "default_unit_ids": [fields.Command.set(self.unit_id.ids)],
            },
        }
