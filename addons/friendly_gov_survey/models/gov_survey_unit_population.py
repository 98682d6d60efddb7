from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import UserError


class GovSurveyUnit(models.Model):
    """Dossiers solved, from the monthly figures that units keep anyway."""

    _inherit = "gov.survey.unit"

    def action_fill_population(self):
        """Fill in the dossiers solved in the months of the period, where known.

        Figures of units that the user does not read are left alone; so is what was
        entered for a unit without figures.
        """
        self._check_run_by_user()
        self._check_not_closed()
        pairs = []
        for campaign, lines in self.grouped("campaign_id").items():
            solved = lines._get_solved(campaign.period_id)
            pairs += [
                (line, {"population": solved[line.unit_id]})
                for line in lines
                if solved.get(line.unit_id)
            ]
        if not pairs:
            raise UserError(
                self.env._(
                    "No monthly service figures of these units were found for the "
                    "period."
                )
            )
        self._history_write_each(pairs)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Filled in for %(filled)s of %(count)s units.",
                    filled=len(pairs),
                    count=len(self),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _get_solved(self, period):
        """``{unit: dossiers solved}`` in the months that ``period`` closes."""
        if not period:
            return {}
        # A period may open after the cut-off day of the month before its first.
        first = period.date_from
        if first.day > 1:
            first = first.replace(day=1) + relativedelta(months=1)
        groups = self.env["gov.service.figure"]._read_group(
            [
                ("unit_id", "in", self.unit_id.ids),
                ("month", ">=", first),
                ("month", "<=", period.date_to),
            ],
            ["unit_id"],
            ["on_time:sum", "late:sum"],
        )
        return {unit: on_time + late for unit, on_time, late in groups}

    def _check_run_by_user(self):
        """Raise unless the user runs the campaigns of these lines."""
        self.check_access("read")
        for campaign in self.campaign_id:
            campaign._check_actor()
