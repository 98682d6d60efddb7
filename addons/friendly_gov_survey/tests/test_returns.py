from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..report.queries import survey_returns
from .common import SurveyCase


@tagged("post_install", "-at_install")
@freeze_time("2023-04-10 03:00:00")
class TestReturns(SurveyCase):
    """Visitors, forms handed out and come back. Xã A: sums and deltas; Xã B: bare."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.land, cls.civil = cls.env["gov.survey.field"].create(
            [{"name": "Đất đai"}, {"name": "Hộ tịch"}]
        )
        with freeze_time("2023-04-10 03:00:00"):
            cls.campaign = cls._campaign(
                unit_ids=[Command.set((cls.commune | cls.other).ids)],
                use_invitation=True,
            )
            cls.campaign.action_open()
            lines = cls.campaign.line_ids
            cls.line = lines.filtered(lambda line: line.unit_id == cls.commune)
            cls.bare = lines - cls.line
            lines.population = 500
            cls.forms(cls.line, "2023-04-08", valid=30, suspect=3, field=cls.land)
            cls.forms(cls.line, "2023-04-09", valid=10, opened=60, field=cls.civil)
            # an answer of the day before found to be false
            cls.change(cls.line, "2023-04-10", "valid", -1, cls.land)
            cls.change(cls.line, "2023-04-10", "excluded", 1, cls.land)

    @classmethod
    def forms(cls, line, day, field=None, **counts):
        """Forms that were summed up, in every way of splitting them."""
        for kind, count in counts.items():
            for dimension, value in (("day", day), ("field", str(field.id))):
                cls.cell(line, dimension, value, kind, count)
            known = cls.env["gov.survey.return"].search(
                [
                    ("line_id", "=", line.id),
                    ("dimension", "=", "all"),
                    ("kind", "=", kind),
                ]
            )
            if known:
                known._guarded_write({"count": known.count + count})
            else:
                cls.cell(line, "all", "", kind, count)

    @classmethod
    def cell(cls, line, dimension, value, kind, count):
        cls.env["gov.survey.return"]._guarded_create(
            [
                {
                    "line_id": line.id,
                    "campaign_id": line.campaign_id.id,
                    "dimension": dimension,
                    "value": value,
                    "kind": kind,
                    "count": count,
                }
            ]
        )

    @classmethod
    def change(cls, line, day, kind, sign, field):
        cls.env["gov.survey.delta"]._guarded_create(
            [
                {
                    "line_id": line.id,
                    "campaign_id": line.campaign_id.id,
                    "day": day,
                    "kind": kind,
                    "sign": sign,
                    "channel": "qr",
                    "field_id": field.id,
                }
            ]
        )

    def log(self, line=None, day="2023-04-08", login="officer_a", **vals):
        values = {"line_id": (line or self.line).id, "day": day}
        logs = self.env["gov.survey.day"].with_user(self.users[login])
        return logs.create(values | vals)

    def row(self, line=None, as_of=None):
        line = line or self.line
        (row,) = survey_returns.return_rows(
            self.env, [("id", "=", line.id)], as_of=as_of
        )
        return row

    def test_counts_of_now_and_of_past_days(self):
        expected = {
            # day: (valid, suspect, excluded, opened)
            None: (39, 3, 1, 60),
            date(2023, 4, 10): (39, 3, 1, 60),
            date(2023, 4, 9): (40, 3, 0, 60),
            date(2023, 4, 8): (30, 3, 0, 0),
            date(2023, 4, 7): (0, 0, 0, 0),
        }
        for day, counts in expected.items():
            row = self.row(as_of=day)
            names = ("valid", "suspect", "excluded", "opened")
            with self.subTest(day):
                self.assertEqual(tuple(row[name] for name in names), counts)
                self.assertEqual(row["returned"], sum(counts[:3]))
        self.assertEqual(self.row(self.bare)["returned"], 0)
        self.assertEqual(self.row()["target"], 223)

    def test_response_rate(self):
        self.assertIsNone(self.row()["rate"])
        # 39 valid forms of 60 handed out
        log = self.log(handed_out=60)
        self.assertEqual(self.row()["rate"], 39 / 60)
        # visitors are the better base: 39 of 50 + 28
        log.visitors = 50
        self.log(day="2023-04-09", visitors=28, handed_out=10)
        row = self.row()
        self.assertEqual((row["visitors"], row["handed_out"]), (78, 70))
        self.assertEqual((row["days"], row["rate"]), (2, 0.5))
        # fewer people than forms: the log has gaps
        log.visitors = 0
        self.assertEqual(self.row()["visitors"], 28)
        self.assertIsNone(self.row()["rate"])
        self.line.invalidate_recordset()
        self.assertFalse(self.line.has_rate)

    def test_corrections_leave_figures_of_past_days(self):
        with freeze_time("2023-04-11 03:00:00"):
            log = self.log(visitors=100)
        with freeze_time("2023-04-12 03:00:00"):
            log.visitors = 80
            self.line.population = 1000
            self.assertEqual(self.row(as_of=date(2023, 4, 10))["visitors"], 0)
            before, now = (self.row(as_of=date(2023, 4, day)) for day in (11, 12))
            self.assertEqual(
                [(r["visitors"], r["population"]) for r in (before, now, self.row())],
                [(100, 500), (80, 1000), (80, 1000)],
            )
            with self.assertRaises(AccessError):
                log.unlink()

    def test_sums_of_a_campaign(self):
        self.log(visitors=78)
        rows = survey_returns.campaign_rows(self.env, self.campaign.ids)
        row = rows[self.campaign.id]
        self.assertEqual((row["lines"], row["valid"], row["target"]), (2, 39, 446))
        # the unit without a log has no share in the rate
        self.assertEqual((row["rate"], row["reached"]), (0.5, 0))
        officer = survey_returns.campaign_rows(
            self.env(user=self.users["officer_b"]), self.campaign.ids
        )
        self.assertEqual(officer[self.campaign.id]["valid"], 0)
        self.assertFalse(
            survey_returns.campaign_rows(
                self.env(user=self.users["no_scope"]), self.campaign.ids
            )
        )

    def test_the_reader_decides_which_lines(self):
        for login, lines in (
            ("officer_a", self.line),
            ("coordinator", self.line | self.bare),
            ("no_scope", self.line.browse()),
        ):
            rows = survey_returns.return_rows(self.env(user=self.users[login]))
            found = {row["line_id"] for row in rows}
            with self.subTest(login):
                self.assertEqual(
                    found & set(self.campaign.line_ids.ids), set(lines.ids)
                )

    def test_progress_on_the_line(self):
        self.line.target = 78
        self.assertEqual((self.line.valid, self.line.still_wanted), (39, 39))
        self.assertEqual(self.line.progress, 50)
        lines = self.line | self.bare
        self.bare.target = 0
        found = lines.search([("is_behind", "=", True), ("id", "in", lines.ids)])
        self.assertEqual(found, self.line)
        found = lines.search([("is_behind", "=", False), ("id", "in", lines.ids)])
        self.assertEqual(found, self.bare)

    def test_quotas(self):
        quotas = self.env["gov.survey.quota"].with_user(self.users["coordinator"])
        land, civil = quotas.create(
            [
                {"line_id": self.line.id, "field_id": self.land.id, "wanted": 58},
                {"line_id": self.line.id, "field_id": self.civil.id, "wanted": 5},
            ]
        )
        self.assertEqual((land.valid, land.progress), (29, 50))
        self.assertEqual((civil.valid, civil.progress), (10, 100))
        self.assertEqual(land.with_user(self.users["officer_a"]).valid, 29)
        self.campaign.action_close()
        for attempt in (
            lambda: land.write({"wanted": 1}),
            land.unlink,
            lambda: quotas.create(
                {"line_id": self.bare.id, "field_id": self.land.id, "wanted": 1}
            ),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                attempt()

    def test_days_of_the_log(self):
        log = self.log(visitors=40)
        self.assertEqual(log.returned, 33)
        for day in ("2023-03-31", "2023-04-11"):
            with self.subTest(day), self.assertRaises(ValidationError):
                self.log(day=day)
        self.campaign.action_close()
        with freeze_time("2023-07-07 03:00:00"):
            log.visitors = 41
        with freeze_time("2023-07-08 03:00:00"):
            with self.assertRaises(UserError):
                log.visitors = 42
            with self.assertRaises(UserError):
                self.log(self.bare, day="2023-04-08", login="officer_b")

    def test_the_unit_of_the_officer_is_filled_in(self):
        logs = self.env["gov.survey.day"].with_user(self.users["officer_a"])
        values = logs.default_get(["line_id", "day"])
        self.assertEqual(values["line_id"], self.line.id)
        self.assertEqual(values["day"], date(2023, 4, 10))
        logs = logs.with_user(self.users["manager"])
        self.assertFalse(logs.default_get(["line_id"]).get("line_id"))
