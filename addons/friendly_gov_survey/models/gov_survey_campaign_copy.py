from odoo import models

# What the next round takes over. Days, state and what was counted are new.
_COPIED = (
    "unit_id",
    "unit_ids",
    "survey_id",
    "audience",
    "use_qr",
    "use_kiosk",
    "use_invitation",
    "use_paper",
    "rule",
    "error",
    "smallest_cell",
    "retention_months",
    "ranks",
    "low_index",
    "shows_comments",
)


class GovSurveyCampaign(models.Model):
    """The next round from this one."""

    _inherit = "gov.survey.campaign"

    def action_copy_next(self):
        """Open a draft for the next period of the same kind; nothing is saved yet."""
        self.ensure_one()
        self._check_actor()
        period = self._get_next_period()
        values = self._get_values_of(_COPIED) | {
            "name": self._get_next_name(period),
            "period_id": period.id,
        }
        return {
            "name": self.env._("Campaign of the next period"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "context": {f"default_{name}": value for name, value in values.items()},
        }

    def _get_next_period(self):
        period = self.period_id
        if not period:
            return period
        return period.search(
            [
                ("kind", "=", period.kind),
                ("profile_id", "=", period.profile_id.id),
                ("company_id", "=", period.company_id.id),
                ("date_from", ">", period.date_to),
            ],
            order="date_from",
            limit=1,
        )

    def _get_next_name(self, period):
        """The name with the old period in it replaced by the new one."""
        old = self.period_id.name
        if not (old and period):
            return self.name
        name = self.name.replace(old, period.name)
        return name.replace(old.lower(), period.name.lower())
