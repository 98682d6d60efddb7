from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import SurveyCase


@tagged("post_install", "-at_install")
@freeze_time("2023-04-10 03:00:00")
class TestSample(SurveyCase):
    """Units in a campaign: lines, sizes, overlaps, the end."""

    def test_worked_values(self):
        campaign = self._campaign(
            unit_ids=[Command.set((self.commune | self.other | self.finance).ids)]
        )
        campaign.action_make_lines()
        line = campaign.line_ids[0]
        self.assertEqual(line.target, 0)
        # 500 / 2.25 = 222.2; 1,000 / 3.5 = 285.7; 5,000 / 13.5 = 370.4;
        # 20,000 / 51 = 392.2
        for population, wanted in (
            (500, 223),
            (1000, 286),
            (5000, 371),
            (20000, 393),
            (0, 0),
            (1, 1),
        ):
            line.population = population
            self.assertEqual(line.target, wanted, population)
        line.population = 500
        # 500 / (1 + 500 * 0.01) = 83.3
        campaign.error = 0.1
        self.assertEqual(line.target, 84)
        line.target = 100
        self.assertEqual(line.target, 100)

    def test_lines_before_the_opening_follow_the_units(self):
        campaign = self._campaign(unit_ids=[Command.set(self.home.ids)])
        coordinator = self.users["coordinator"]
        campaign.with_user(coordinator).action_make_lines()
        self.assertEqual(campaign.line_ids.unit_id, self.home | self.division)
        campaign.line_ids.population = 500
        kept = campaign.line_ids.filtered(lambda li: li.unit_id == self.division)
        campaign.unit_ids = self.division | self.commune
        campaign.with_user(coordinator).action_open()
        self.assertEqual(campaign.line_ids.unit_id, self.division | self.commune)
        self.assertIn(kept, campaign.line_ids)
        self.assertEqual(kept.target, 223)
        self.assertEqual(set(campaign.line_ids.mapped("state")), {"open"})
        self.assertEqual(campaign.line_ids.lead_unit_id, self.home)
        with self.assertRaises(UserError):
            campaign.with_user(coordinator).action_make_lines()

    def test_opening_many_units_is_one_batch(self):
        units = self.env["hr.department"].create(
            [
                {
                    "name": f"Xã {number}",
                    "parent_id": self.home.id,
                    "company_id": self.env.company.id,
                }
                for number in range(90)
            ]
        )
        few = self._campaign(unit_ids=[Command.set(units[:5].ids)])
        many = self._campaign(unit_ids=[Command.set(units[5:].ids)])
        self.env.flush_all()
        counts = []
        for campaign in (few, many):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            campaign.action_open()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(many.line_ids), 85)
        self.assertLessEqual(counts[1], counts[0])

    def test_at_most_one_campaign_a_unit_audience_channel_and_day(self):
        first = self._campaign(
            name="Đợt một", unit_ids=[Command.set(self.province.ids)]
        )
        first.action_open()
        second = self._campaign(name="Đợt hai")
        words = "Xã A is asked in “Đợt một” at the same time"
        self.assertIn(words, second.missing)
        with self.assertRaisesRegex(UserError, words):
            second.action_open()
        # after the last day of the other, another channel, another audience
        after = {"date_open": date(2023, 7, 1), "date_close": date(2023, 7, 31)}
        self._campaign(**after).action_open()
        self._campaign(audience="staff").action_open()
        first.write({"use_paper": False, "use_kiosk": False})
        paper = dict.fromkeys(("use_qr", "use_kiosk"), False)
        paper = self._campaign(**paper)
        paper.action_open()
        # nor by a later last day, nor by a channel that is added
        with self.assertRaises(UserError), self.cr.savepoint():
            first.date_close = date(2023, 7, 1)
        with self.assertRaises(UserError), self.cr.savepoint():
            paper.use_qr = True
        first.action_close()
        paper.use_qr = True

    def test_no_way_of_answering(self):
        names = ("use_qr", "use_kiosk", "use_invitation", "use_paper")
        campaign = self._campaign(**dict.fromkeys(names, False))
        self.assertEqual(campaign.missing, "no way of answering is chosen")

    def test_what_people_were_told_stays(self):
        campaign = self._campaign()
        campaign.action_open()
        for vals in (
            {"smallest_cell": 1},
            {"retention_months": 60},
            {"error": 0.2},
            {"audience": "staff"},
            {"rule": "pooled_share"},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                campaign.write(vals)
        campaign.action_close()
        with self.assertRaises(UserError):
            campaign.use_kiosk = False
        with self.assertRaises(UserError):
            campaign.line_ids.population = 10

    def test_closed_after_the_last_day_of_the_office(self):
        campaign = self._campaign()
        campaign.action_open()
        # 16:59 UTC is 23:59 in Hanoi
        with freeze_time("2023-06-30 16:59:00"):
            campaign._cron_close()
        self.assertEqual(campaign.state, "open")
        with freeze_time("2023-06-30 17:01:00"):
            campaign._cron_close()
        self.assertEqual(campaign.state, "closed")
        self.assertEqual(campaign.line_ids.state, "closed")

    def test_lines_are_made_and_moved_by_the_system_only(self):
        campaign = self._campaign()
        campaign.action_open()
        other = self._campaign(unit_ids=[Command.set(self.other.ids)])
        other.action_open()
        line = campaign.line_ids
        for vals in (
            {"campaign_id": other.id},
            {"unit_id": self.other.id},
            {"state": "draft"},
            {"lead_unit_id": self.other.id},
            {"company_id": False},
            {"transferred_to_id": other.line_ids.id},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                line.write(vals)
        with self.assertRaises(AccessError):
            line.create({"campaign_id": campaign.id, "unit_id": self.other.id})
        with self.assertRaises(AccessError):
            line.unlink()
        with self.assertRaises(UserError):
            campaign.write({"line_ids": [Command.delete(line.id)]})
