import random
from collections import Counter
from datetime import date

from odoo.tests import freeze_time, tagged

from ..report.queries.survey_results import result_rows
from ..tools import index as tools_index
from .common_tally import TallyCase
from .common_tally_recount import index_of, shares_of

RULES = ("mean_of_items", "pooled_share", "weighted_factors")


@tagged("post_install", "-at_install")
@freeze_time("2023-04-10 03:00:00")
class TestResults(TallyCase):
    def _rows(self, campaign, by="line", as_of=None, user=None):
        env = self.env(user=self.users[user]) if user else self.env
        return result_rows(env, [("campaign_id", "=", campaign.id)], by, as_of)

    def _index(self, campaign, rule, **by):
        campaign._guarded_write({"rule": rule})
        (row,) = self._rows(campaign, **by)
        return row["index"]

    def test_worked_example(self):
        campaign = self._open(self.commune, smallest_cell=1)
        self._answer(campaign.line_ids, {"a1": 5, "a2": 4, "b1": 3, "b2": 0})
        self._answer(campaign.line_ids, {"a1": 4, "a2": 2, "b1": 5})
        for _step in ("waiting", "summed up"):
            # a1 2 of 2, a2 1 of 2, b1 1 of 2, b2 nobody with an opinion
            self.assertAlmostEqual(self._index(campaign, RULES[0]), (1 + 0.5 + 0.5) / 3)
            self.assertAlmostEqual(self._index(campaign, RULES[1]), 4 / 6)
            # factor A 0.75 with the weight 3, B 0.5 with the weight 1
            self.assertAlmostEqual(self._index(campaign, RULES[2]), 2.75 / 4)
            (row,) = self._rows(campaign)
            self.assertEqual(
                [row[name] for name in ("forms", "n", "answers", "no_opinion")],
                [2, 2, 6, 1],
            )
            levels = [row[f"level_{level}"] for level in range(1, 6)]
            self.assertEqual((levels, row["satisfied"]), ([0, 1, 1, 2, 2], 4))
            self.env["gov.survey.tally"]._compact_all()

    def test_factors_and_statements(self):
        campaign = self._open(self.commune, smallest_cell=1)
        self._answer(campaign.line_ids, {"a1": 5, "a2": 4, "b1": 3, "b2": 0})
        self._answer(campaign.line_ids, {"a1": 4, "a2": 2, "b1": 5, "sex": 5})
        factors = self._rows(campaign, by=("campaign", "factor"))
        pages = self.rated.page_ids
        self.assertEqual(
            [(row["page_id"], row["index"], row["n"]) for row in factors],
            [(pages[0].id, 0.75, 2), (pages[1].id, 0.5, 2)],
        )
        items = self._rows(campaign, by=("line", "item"))
        self.assertEqual(
            [(r["question_id"], r["matrix_row_id"], r["index"], r["n"]) for r in items],
            [
                (self.questions["a1"].id, None, 1.0, 2),
                (self.questions["a2"].id, None, 0.5, 2),
                (self.questions["b"].id, self.rows[0].id, 0.5, 2),
                (self.questions["b"].id, self.rows[1].id, None, 0),
            ],
        )
        self.assertEqual([row["no_opinion"] for row in items], [0, 0, 0, 1])

    def test_a_unit_without_answers_has_no_index(self):
        campaign = self._open(self.commune | self.other, smallest_cell=1)
        line = self._line(campaign, self.commune)
        self._answer(line, {"a1": 1})
        found = {row["line_id"]: row for row in self._rows(campaign)}
        empty = found[(campaign.line_ids - line).id]
        self.assertEqual((empty["index"], empty["margin"], empty["n"]), (None, None, 0))
        self.assertFalse(empty["is_suppressed"])
        self.assertEqual(found[line.id]["index"], 0)

    def test_margin_is_that_of_the_pure_function(self):
        campaign = self._open(self.commune, smallest_cell=1)
        self._answer(campaign.line_ids, *[{"a1": 5, "a2": 5}] * 9, {"a1": 1})
        (row,) = self._rows(campaign, by="campaign")
        # a1 9 of 10, a2 9 of 9; the margin is that of ten people
        self.assertAlmostEqual(row["index"], 0.95)
        self.assertAlmostEqual(row["margin"], tools_index.margin(0.95, 10), 12)
        # by hand: z² = 3.8415; sqrt(0.95·0.05/10 + 3.8415/400) = 0.11982
        self.assertAlmostEqual(row["margin"], 1.95996 * 0.11982 / 1.38415, 4)

    def test_against_an_independent_count(self):
        """Random answers, some judged, summed up at random: by everything."""
        dice = random.Random(20230410)
        campaign = self._open(smallest_cell=1)
        answers = self._random_answers(dice, campaign)
        factors = {
            question.id: (question.page_id.id, question.page_id.gov_weight)
            for question in self.rated.question_ids
        }
        valid = answers.filtered(
            lambda one: one.gov_state == "valid" and not one.test_entry
        )
        self.assertGreater(len(answers), len(valid))
        parts = self._get_parts(campaign, valid)
        for rule in RULES:
            campaign._guarded_write({"rule": rule})
            for by, groups in parts.items():
                rows = self._rows(campaign, by=by)
                found = {(row["line_id"], row["value"]): row for row in rows}
                for key, group in groups.items():
                    with self.subTest(rule=rule, by=by, key=key):
                        expected = index_of(group, rule, factors)
                        self.assertEqual(found[key]["forms"], len(group))
                        self.assertAlmostEqual(found[key]["index"], expected)
        rows = self._rows(campaign, by=("campaign", "item"))
        found = {
            (row["question_id"], row["matrix_row_id"] or 0): (
                row["satisfied"],
                row["n"],
            )
            for row in rows
        }
        self.assertEqual(found, shares_of(valid))

    def _random_answers(self, dice, campaign):
        answers = self.env["survey.user_input"]
        units = (self.home, self.division, self.commune)
        for number in range(40):
            levels = {
                name: dice.choice((5, 5, 4, 4, 3, 2, 1, 0))
                for name in ("a1", "a2", "b1", "b2", "sex")
                if dice.random() < 0.8
            }
            day = dice.choice(("2023-04-10", "2023-04-30", "2023-05-01"))
            with freeze_time(f"{day} 03:00:00"):
                answers |= self._answer(
                    self._line(campaign, dice.choice(units)),
                    levels,
                    channel=dice.choice(("qr", "paper")),
                    field=dice.choice((self.land, self.civil, None)),
                    state=dice.choice(("valid", "valid", "valid", "suspect")),
                    test=dice.random() < 0.1,
                )
            if number % 7 == 3:
                judged = answers.filtered(lambda one: not one.test_entry)
                with freeze_time("2023-05-02 03:00:00"):
                    dice.choice(judged)._gov_judge(
                        dice.choice(("excluded", "valid")), "Kiểm tra"
                    )
            if dice.random() < 0.2:
                self.env["gov.survey.tally"]._compact(limit=5)
        return answers

    def _get_parts(self, campaign, valid):
        """Answers by what the rows are named by: (line, value)."""
        home, division, commune = (
            self._line(campaign, unit)
            for unit in (self.home, self.division, self.commune)
        )
        given = valid.grouped("gov_line_id")
        own = {line: given.get(line, valid.browse()) for line in campaign.line_ids}
        return {
            "line": {(one.id, ""): own[one] for one in (home, division, commune)},
            "campaign": {(None, ""): valid},
            "subtree": {
                (home.id, ""): own[home] | own[division],
                (commune.id, ""): own[commune],
            },
            ("campaign", "field"): {
                (None, str(field.id or 0)): valid.filtered(
                    lambda a, field=field: a.gov_field_id == field
                )
                for field in (self.land, self.civil, self.land.browse())
            },
            ("line", "channel"): {
                (commune.id, channel): own[commune].filtered(
                    lambda a, channel=channel: a.gov_channel == channel
                )
                for channel in ("qr", "paper")
            },
            ("campaign", "month"): {
                (None, month): valid.filtered(
                    lambda a, month=month: a.gov_day.isoformat()[:7] == month
                )
                for month in ("2023-04", "2023-05")
            },
        }

    def test_as_of_a_past_day_nothing_changes(self):
        campaign = self._open(self.commune, smallest_cell=1)
        line = campaign.line_ids
        days = [
            date(2023, 4, 10),
            date(2023, 4, 30),
            date(2023, 5, 2),
            date(2023, 6, 1),
        ]
        with freeze_time("2023-04-10 03:00:00"):
            first = self._answer(line, {"a1": 5}, {"a1": 1})
        with freeze_time("2023-04-30 03:00:00"):
            self._answer(line, {"a1": 5}, {"a1": 4})
        with freeze_time("2023-05-02 03:00:00"):
            first[1]._gov_judge("excluded", "Gửi thử")
        with freeze_time("2023-06-01 03:00:00"):
            first[1]._gov_judge("valid", "Nhầm")
            self._answer(line, {"a1": 2})
        # 1 of 2; 3 of 4; 3 of 3; 3 of 5
        expected = [(0.5, 2, 0), (0.75, 4, 0), (1.0, 3, 1), (0.6, 5, 0)]
        for step in (0, 3, 100):
            self.env["gov.survey.tally"]._compact(limit=step)
            rows = [self._rows(campaign, as_of=day)[0] for day in days]
            found = [(row["index"], row["forms"], row["excluded"]) for row in rows]
            self.assertEqual(found, expected)
        before = self._rows(campaign, as_of=date(2023, 4, 9))[0]
        self.assertEqual((before["forms"], before["index"]), (0, None))

    def test_small_cells(self):
        everybody = self.commune | self.other | self.finance | self.party
        campaign = self._open(everybody, smallest_cell=5)
        sizes = {self.commune: 4, self.other: 6, self.finance: 9, self.party: 0}
        for unit, size in sizes.items():
            self._answer(self._line(campaign, unit), *[{"a1": 5, "a2": 1}] * size)
        rows = {row["unit_id"]: row for row in self._rows(campaign)}
        hidden = {
            unit: (rows[unit.id]["is_suppressed"], rows[unit.id]["index"])
            for unit in sizes
        }
        # 4 is too few; 6 goes with it, or the total would tell the 4
        self.assertEqual(
            hidden,
            {
                self.commune: (True, None),
                self.other: (True, None),
                self.finance: (False, 0.5),
                self.party: (False, None),
            },
        )
        few = rows[self.commune.id]
        self.assertEqual((few["forms"], few["n"]), (4, 4))
        for name in ("satisfied", "no_opinion", "margin", "level_1", "level_5"):
            self.assertIsNone(few[name])
        (total,) = self._rows(campaign, by="campaign")
        self.assertEqual((total["forms"], total["index"]), (19, 0.5))
        # the same for whoever reads one of them only
        (own,) = result_rows(
            self.env,
            [("campaign_id", "=", campaign.id), ("unit_id", "=", self.other.id)],
        )
        self.assertTrue(own["is_suppressed"])

    def test_small_cells_together_are_enough(self):
        campaign = self._open(self.commune | self.other | self.finance, smallest_cell=5)
        for unit, size in ((self.commune, 3), (self.other, 2), (self.finance, 6)):
            self._answer(self._line(campaign, unit), *[{"a1": 5}] * size)
        found = {row["unit_id"]: row["is_suppressed"] for row in self._rows(campaign)}
        self.assertEqual(
            found,
            {self.commune.id: True, self.other.id: True, self.finance.id: False},
        )

    def test_small_values_of_a_split(self):
        campaign = self._open(self.commune, smallest_cell=5)
        line = campaign.line_ids
        for field, size in ((self.land, 2), (self.civil, 7), (None, 8)):
            self._answer(line, *[{"a1": 5}] * size, field=field)
        rows = self._rows(campaign, by=("line", "field"))
        found = {row["value"]: row["is_suppressed"] for row in rows}
        self.assertEqual(
            found, {str(self.land.id): True, str(self.civil.id): True, "0": False}
        )

    def test_a_statement_of_few_opinions_is_hidden(self):
        campaign = self._open(self.commune, smallest_cell=3)
        self._answer(
            campaign.line_ids, *[{"a1": 5, "a2": 0}] * 3, *[{"a1": 5, "a2": 4}] * 2
        )
        rows = self._rows(campaign, by="item")[:2]
        self.assertEqual(
            [(row["index"], row["n"], row["is_suppressed"]) for row in rows],
            [(1.0, 5, False), (None, 2, True)],
        )

    def test_rights_are_those_on_units(self):
        campaign = self._open(smallest_cell=1)
        for unit in (self.commune, self.other):
            self._answer(self._line(campaign, unit), {"a1": 5})
        for login, units in (
            ("staff_a", self.commune),
            ("officer_b", self.other),
            ("coordinator", campaign.line_ids.unit_id),
            ("no_scope", self.commune.browse()),
        ):
            with self.subTest(login=login):
                rows = self._rows(campaign, user=login)
                self.assertEqual({row["unit_id"] for row in rows}, set(units.ids))
        # nobody sums up what others answered
        (total,) = self._rows(campaign, by="campaign", user="staff_a")
        self.assertEqual(total["forms"], 1)

    def test_answers_are_never_read(self):
        campaign = self._open(self.commune, smallest_cell=1)
        self._answer(campaign.line_ids, {"a1": 5})
        self.env["gov.survey.tally"]._compact_all()
        self.env.flush_all()
        with self.assertQueryCount(2):
            result_rows(self.env, [("campaign_id", "=", campaign.id)], ("line", "item"))
        self.env.cr.execute("DELETE FROM survey_user_input")
        self.assertEqual(self._rows(campaign)[0]["index"], 1)

    def test_names_that_do_not_go_together(self):
        for by in (
            ("line", "campaign"),
            ("factor", "item"),
            "unit",
            ("field", "month"),
        ):
            with self.subTest(by=by), self.assertRaises(ValueError):
                result_rows(self.env, [], by)
        with self.assertRaises(ValueError):
            result_rows(self.env, [], ("line", "field"), as_of=date(2023, 4, 10))

    def test_dimensions_add_up(self):
        campaign = self._open(smallest_cell=1)
        self._random_answers(random.Random(7), campaign)
        self.env["gov.survey.tally"]._compact_all()
        for model in ("gov.survey.tally", "gov.survey.return"):
            cells = self.env[model].search([("campaign_id", "=", campaign.id)])
            sums = Counter()
            for cell in cells:
                sums[cell.dimension] += cell.count
            self.assertEqual(len(sums), 7)
            self.assertEqual(len(set(sums.values())), 1)
