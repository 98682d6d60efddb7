import random
from datetime import date
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..report.queries.survey_results import result_rows
from .common_tally import TallyCase

LOGGER = "odoo.addons.friendly_gov_survey.models.gov_survey_tally"


@tagged("post_install", "-at_install")
@freeze_time("2023-04-10 03:00:00")
class TestTally(TallyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls._open(smallest_cell=1)
        cls.line = cls._line(cls.campaign, cls.commune)
        cls.tallies = cls.env["gov.survey.tally"]

    def _cells(self):
        """Everything that was summed up, "opened" apart."""
        domain = [("campaign_id", "=", self.campaign.id), ("count", "!=", 0)]
        tallies = self.tallies.search(domain)
        returns = self.env["gov.survey.return"].search(
            [*domain, ("kind", "!=", "opened")]
        )
        cells = {
            (one.line_id, one.dimension, one.value, one.answer_id, one.matrix_row): (
                one.count
            )
            for one in tallies
        }
        cells.update(
            {
                (one.line_id, one.dimension, one.value, one.kind): one.count
                for one in returns
            }
        )
        return cells

    def _live(self, dice, steps):
        """Answers, judgements and compactions in any order."""
        answers = self.env["survey.user_input"]
        for step in range(steps):
            with freeze_time(f"2023-04-{10 + step // 4:02} 03:00:00"):
                move = dice.random()
                if move < 0.6 or not answers:
                    answers |= self._answer(
                        dice.choice(self.campaign.line_ids),
                        {
                            name: dice.choice((5, 4, 2, 0))
                            for name in ("a1", "a2", "b1", "b2", "sex")
                            if dice.random() < 0.9
                        },
                        channel=dice.choice(("qr", "paper")),
                        field=dice.choice((self.land, None)),
                        state=dice.choice(("valid", "suspect")),
                        words=dice.choice((None, "Tốt")),
                    )
                elif move < 0.9:
                    dice.choice(answers)._gov_judge(
                        dice.choice(("valid", "excluded")), "Kiểm tra"
                    )
                else:
                    self.tallies._compact(limit=dice.randrange(1, 9))
        return answers

    def test_tally_is_what_a_recount_gives(self):
        self._live(random.Random(1), 50)
        self.assertEqual(self.tallies._rebuild(self.campaign), 0)
        kept = self._cells()
        self.assertTrue(kept)
        self.env.cr.execute(
            "DELETE FROM gov_survey_tally; DELETE FROM gov_survey_return"
        )
        self.env.invalidate_all()
        with mute_logger(LOGGER):
            wrong = self.tallies._rebuild(self.campaign)
        self.assertEqual((wrong, self._cells()), (len(kept), kept))

    def test_a_recount_corrects(self):
        self._live(random.Random(2), 20)
        self.tallies._compact_all()
        kept = self._cells()
        cell = self.tallies.search([("dimension", "=", "all")], limit=1)
        form = self.env["gov.survey.return"].search(
            [("dimension", "=", "all"), ("kind", "=", "valid")], limit=1
        )
        cell._guarded_write({"count": cell.count + 7})
        form._guarded_delete()
        with mute_logger(LOGGER):
            self.assertEqual(self.tallies._rebuild(self.campaign), 2)
        self.assertEqual(self._cells(), kept)
        self.assertEqual(self.tallies._rebuild(self.campaign), 0)

    def test_a_recount_keeps_pages_opened_and_other_campaigns(self):
        self.env["gov.survey.delta"]._guarded_create(
            [
                {
                    "line_id": self.line.id,
                    "campaign_id": self.campaign.id,
                    "day": date(2023, 4, 10),
                    "kind": "opened",
                    "sign": 1,
                }
            ]
        )
        other = self._open(self.party)
        self._answer(other.line_ids, {"a1": 5})
        self.assertEqual(self.tallies._rebuild(self.campaign), 0)
        opened = self.env["gov.survey.return"].search(
            [("kind", "=", "opened"), ("dimension", "=", "all")]
        )
        self.assertEqual((opened.line_id, opened.count), (self.line, 1))
        self.assertEqual(
            result_rows(self.env, [("id", "=", other.line_ids.id)])[0]["forms"], 1
        )

    def test_summing_up_changes_no_figure(self):
        self._live(random.Random(3), 20)
        domain = [("campaign_id", "=", self.campaign.id)]
        before = result_rows(self.env, domain, ("line", "item"))
        moved = 1
        while moved:
            moved = self.tallies._compact(limit=3)
            self.assertEqual(result_rows(self.env, domain, ("line", "item")), before)
        self.assertFalse(self.env["gov.survey.delta"].search(domain))

    def test_cells_that_are_there_draw_no_id(self):
        for _time in range(2):
            self._answer(self.line, *[{"a1": 5, "a2": 4}] * 3)
            self.tallies._compact_all()
            last = self.tallies.search([], order="id desc", limit=1)
        self._answer(self.line, {"a1": 5, "a2": 1})
        self.tallies._compact_all()
        # seven dimensions of one new choice
        new = self.tallies.search([("id", ">", last.id)])
        self.assertEqual((len(new), max(new.ids) - last.id), (7, 7))

    def test_managers_recount(self):
        for login in ("coordinator", "leader", "staff_a", "officer_a"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self.campaign.with_user(self.users[login]).action_recount()
        action = self.campaign.with_user(self.users["manager"]).action_recount()
        self.assertEqual(action["params"]["type"], "success")

    def _close_and_wait(self, months=24, days=1):
        self.campaign.action_close()
        day = self.campaign.date_close + relativedelta(months=months, days=days)
        return freeze_time(f"{day} 03:00:00")

    def _purge(self):
        # The job commits; a test doesn't.
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", return_value=60):
            self.env["gov.survey.campaign"]._cron_purge()

    def test_answers_are_deleted_and_figures_stay(self):
        answers = self._live(random.Random(4), 30)
        answers[0]._gov_judge("excluded", "Trùng")
        answers[1]._gov_judge("valid", "Đúng")
        comments = self.env["gov.survey.comment"].search(
            [("line_id", "in", self.campaign.line_ids.ids), ("state", "=", "waiting")]
        )
        shown = comments[0]
        shown._guarded_write({"state": "shown"})
        judged = self.env["gov.survey.validity"].search_count(
            [("line_id", "in", self.campaign.line_ids.ids)]
        )
        domain = [("campaign_id", "=", self.campaign.id)]
        before = result_rows(self.env, domain, ("line", "item"))
        keep = self._answer(self._open(self.party).line_ids, {"a1": 1})
        with self._close_and_wait():
            self._purge()
        self.assertFalse(answers.exists())
        self.assertFalse(
            self.env["survey.user_input.line"].search(
                [("question_id", "in", self.rated.question_ids.ids)]
            )
            - keep.user_input_line_ids
        )
        self.assertTrue(keep.exists())
        self.assertEqual(result_rows(self.env, domain, ("line", "item")), before)
        left = self.env["gov.survey.comment"].search(
            [("line_id", "in", self.campaign.line_ids.ids)]
        )
        self.assertEqual((left, left.user_input_id.ids), (shown, []))
        log = self.env["gov.survey.validity"].search(
            [("line_id", "in", self.campaign.line_ids.ids)]
        )
        self.assertEqual((len(log), log.user_input_id.ids), (judged, []))
        with self.assertRaisesRegex(UserError, "the answers were deleted"):
            self.tallies._rebuild(self.campaign)

    def test_too_early_to_delete(self):
        answers = self._live(random.Random(5), 8)
        with self._close_and_wait(days=0):
            self._purge()
        self.assertTrue(answers.exists())
        self.assertFalse(self.campaign.purged_on)

    def test_open_campaigns_keep_their_answers(self):
        answers = self._live(random.Random(6), 8)
        with freeze_time("2033-01-01 03:00:00"):
            self._purge()
        self.assertTrue(answers.exists())

    def test_what_was_cut_off_goes_on(self):
        answers = self._live(random.Random(8), 12)
        self.campaign.action_close()
        self.campaign._guarded_write({"purged_on": date(2025, 7, 1)})
        with freeze_time("2025-07-02 03:00:00"):
            self._purge()
        self.assertFalse(answers.exists())
        self.assertEqual(self.campaign.purged_on, date(2025, 7, 1))
