from odoo.tests import freeze_time, tagged

from ..report.queries.survey_results import result_rows
from .common_tally import TallyCase


@tagged("post_install", "-at_install")
@freeze_time("2023-04-10 03:00:00")
class TestResults(TallyCase):
    def _rows(self, campaign, **by):
        return result_rows(self.env, [("campaign_id", "=", campaign.id)], **by)

    def test_worked_example(self):
        campaign = self._open(self.commune, smallest_cell=1)
        line = campaign.line_ids
        self._answer(line, {"a1": 5, "a2": 4, "b1": 3, "b2": 0})
        self._answer(line, {"a1": 4, "a2": 2, "b1": 5})
        for _step in ("waiting", "summed up"):
            (row,) = self._rows(campaign)
            # a1 2/2, a2 1/2, b1 1/2, b2 nobody: (1 + 0.5 + 0.5) / 3
            self.assertAlmostEqual(row["index"], 2 / 3)
            self.assertEqual((row["forms"], row["n"], row["answers"]), (2, 2, 6))
            self.env["gov.survey.tally"]._compact_all()
