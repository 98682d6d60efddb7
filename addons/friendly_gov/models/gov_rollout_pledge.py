from odoo import api, fields, models
from odoo.tools import SQL

from ..report.queries import pledge_rollout

COUNTS = tuple(
    f"{level}_{name}"
    for level in pledge_rollout.LEVELS
    for name in ("covered", "open", "signed")
)


class GovRollout(models.Model):
    """Numbers of pledges: from the campaign of the model, else as declared."""

    _inherit = "gov.rollout"

    pledge_campaign_id = fields.Many2one(
        comodel_name="gov.pledge.campaign",
        string="Pledge campaign",
        compute="_compute_pledges",
    )
    pledge_unit_covered = fields.Integer(compute="_compute_pledges")
    pledge_unit_open = fields.Integer(compute="_compute_pledges")
    pledge_unit_signed = fields.Integer(
        string="Signed by units", compute="_compute_pledges"
    )
    pledge_person_covered = fields.Integer(compute="_compute_pledges")
    pledge_person_open = fields.Integer(compute="_compute_pledges")
    pledge_person_signed = fields.Integer(
        string="Signed by persons", compute="_compute_pledges"
    )
    pledge_signed_count = fields.Integer(
        string="Pledges signed", compute="_compute_pledges"
    )
    pledge_text = fields.Char(string="In the campaign", compute="_compute_pledge_text")

    @api.depends("unit_id", "reform_model_id", "is_demo")
    def _compute_pledges(self):
        """One query for a page; numbers of roll-outs that the user reads."""
        models_read = ("gov.pledge", "gov.pledge.campaign", "hr.department")
        for name in (self._name, *models_read):
            self.env[name].flush_model()
        ids = list(self._origin.ids)
        rows = self.env.execute_query_dict(
            pledge_rollout.counts_sql(
                SQL("SELECT unnest(%s::int[])", ids), pledge_rollout.today_sql()
            )
        )
        found = {row["rollout_id"]: row for row in rows}
        for rollout in self:
            row = found.get(rollout._origin.id, {})
            rollout.pledge_campaign_id = row.get("campaign_id", False)
            for name in COUNTS:
                rollout[f"pledge_{name}"] = row.get(name, 0)
            rollout.pledge_signed_count = row.get("unit_signed", 0) + row.get(
                "person_signed", 0
            )

    @api.depends(*(f"pledge_{name}" for name in COUNTS))
    @api.depends_context("lang")
    def _compute_pledge_text(self):
        for rollout in self:
            rollout.pledge_text = rollout._describe_pledges()

    def _describe_pledges(self):
        """What is signed, in words; False where no campaign covers the roll-out."""
        parts = []
        if self.pledge_unit_covered:
            parts.append(
                self.env._(
                    "units: %(signed)s of %(total)s signed",
                    signed=self.pledge_unit_signed,
                    total=self.pledge_unit_signed + self.pledge_unit_open,
                )
            )
        if self.pledge_person_covered:
            parts.append(
                self.env._(
                    "persons: %(signed)s of %(total)s signed",
                    signed=self.pledge_person_signed,
                    total=self.pledge_person_signed + self.pledge_person_open,
                )
            )
        return "; ".join(parts) or False

    @api.model
    def _get_launch_depends(self):
        own = [f"pledge_{name}" for name in COUNTS]
        return super()._get_launch_depends() + own

    def _get_launch_items(self):
        return [*super()._get_launch_items(), self._get_launch_pledges()]

    def _get_launch_pledges(self):
        """Signed by all who are to sign in the campaign of the model."""
        covered = self.pledge_unit_covered + self.pledge_person_covered
        missing = self.pledge_unit_open + self.pledge_person_open
        detail = self.env._("no campaign of the model covers the unit")
        if covered:
            detail = self._describe_pledges()
        return self._launch_item(
            "pledges",
            self.env._("Pledges signed"),
            bool(covered) and not missing,
            detail,
            "launch",
            # Numbers may be declared, and not every model comes with pledges.
            optional=not covered,
        )

    def action_open_pledges(self):
        """Pledges of the unit and its parts in the campaign of the model."""
        self.ensure_one()
        self.check_access("read")
        return {
            "name": self.env._("Pledges"),
            "type": "ir.actions.act_window",
            "res_model": "gov.pledge",
            "view_mode": "list,kanban,form",
            "domain": [
                ("campaign_id", "=", self.pledge_campaign_id.id),
                ("unit_id", "child_of", self.unit_id.id),
            ],
        }
