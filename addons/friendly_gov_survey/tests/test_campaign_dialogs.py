import base64
import io
from datetime import date

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..tools.sample import divide, systematic
from .common import SurveyCase


@tagged("post_install", "-at_install")
@freeze_time("2023-07-10 03:00:00")
class TestCampaignDialogs(SurveyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2023-07-10 03:00:00"):
            cls.campaign = cls._campaign(
                unit_ids=[Command.set((cls.commune | cls.other).ids)],
                use_invitation=True,
                date_open=date(2023, 7, 1),
                date_close=date(2023, 7, 31),
            )
            cls.campaign.action_open()
        lines = cls.campaign.line_ids
        cls.line = lines.filtered(lambda line: line.unit_id == cls.commune)
        cls.second = lines - cls.line

    def dialog(self, model, login="coordinator", **vals):
        return self.env[model].with_user(self.users[login]).create(vals)

    # -- numbers of dossiers ---------------------------------------------------

    def paste(self, text, login="coordinator"):
        values = {"campaign_id": self.campaign.id, "text": text}
        self.dialog("gov.survey.population", login, **values).action_save()

    def test_paste(self):
        dialogs = self.env["gov.survey.population"].with_user(self.users["coordinator"])
        dialogs = dialogs.with_context(default_campaign_id=self.campaign.id)
        text = dialogs.default_get(["campaign_id", "text"])["text"]
        self.assertEqual(text, "T-A\tXã A\t\nT-B\tXã B\t")
        # by identifier, by name without accents; three ways to write thousands
        self.paste("T-A\tXã A\t1.000\n\nxa b\t 20 000 \n")
        self.assertEqual((self.line.population, self.line.target), (1000, 286))
        self.assertEqual((self.second.population, self.second.target), (20000, 393))
        # without a number: left as it is
        self.paste("T-A\tXã A\t\nT-B\tXã B\t5,000")
        self.assertEqual((self.line.population, self.second.population), (1000, 5000))

    def test_paste_is_all_or_nothing(self):
        with self.assertRaises(UserError) as refused:
            self.paste("T-A\t500\nXã C\t7\nT-B\t-3\nT-A\t8\nchỉ có tên\n1.00\t1.00")
        words = str(refused.exception)
        for row in ("Row 2: no unit of this campaign", "Row 3: “-3” is no number"):
            self.assertIn(row, words)
        for row in ("Row 4: the unit stands there twice", "Row 5: no number"):
            self.assertIn(row, words)
        self.assertIn("Row 6", words)
        self.assertNotIn("Row 1:", words)
        self.assertFalse(self.line.population)
        with self.assertRaises(UserError):
            self.paste("T-A\tXã A\t\n")

    def test_names_of_several_units_want_the_identifier(self):
        self.other.name = "Xã A"
        with self.assertRaises(UserError):
            self.paste("Xã A\t500")
        self.paste("T-B\tXã A\t500")
        self.assertEqual((self.line.population, self.second.population), (0, 500))

    def test_only_who_runs_the_campaign_enters_sizes(self):
        for login in ("officer_a", "clerk", "leader", "no_scope"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.paste("T-A\t500", login)
            line = self.line.with_user(self.users[login])
            with self.subTest(login), self.assertRaises(AccessError):
                line.population = 500
            with self.subTest(login), self.assertRaises(AccessError):
                line.action_fill_population()
        self.paste("T-A\t500", "manager")
        self.campaign.action_close()
        with self.assertRaises(UserError):
            self.paste("T-A\t600")
        self.assertEqual(self.line.population, 500)

    def test_dossiers_from_the_monthly_figures(self):
        figures = self.env["gov.service.figure"]
        for index, on_time, late in ((3, 1000, 0), (4, 90, 10), (5, 200, 0), (6, 0, 0)):
            period = self.env["gov.period"].create(
                {
                    "kind": "month",
                    "year": 2023,
                    "index": index,
                    "profile_id": self.profile.id,
                }
            )
            figures.create(
                {
                    "unit_id": self.commune.id,
                    "period_id": period.id,
                    "received": 1000,
                    "on_time": on_time,
                    "late": late,
                }
            )
        self.second.population = 7
        # the second quarter: April, May and June, of who reads the figures
        self.campaign.with_user(self.users["manager"]).action_fill_population()
        self.assertEqual((self.line.population, self.second.population), (300, 7))
        with self.assertRaises(UserError):
            self.campaign.with_user(self.users["coordinator"]).action_fill_population()

    # -- quotas ------------------------------------------------------------------

    def test_shares(self):
        land, civil, other = self.env["gov.survey.field"].create(
            [{"name": name} for name in ("Đất đai", "Hộ tịch", "Khác")]
        )
        self.line.population = 500
        shares = [(land, 50), (civil, 30), (other, 20)]
        values = {
            "campaign_id": self.campaign.id,
            "share_ids": [
                Command.create({"field_id": field.id, "percent": percent})
                for field, percent in shares
            ],
        }
        self.dialog("gov.survey.shares", **values).action_divide()
        # 223: 111.5, 66.9 and 44.6; the two left over go to 66.9 and 44.6
        quotas = {quota.field_id: quota.wanted for quota in self.line.quota_ids}
        self.assertEqual(quotas, {land: 111, civil: 67, other: 45})
        self.assertFalse(self.second.quota_ids)
        dialog = self.dialog("gov.survey.shares", **values)
        dialog.action_divide()
        self.assertEqual(len(self.line.quota_ids), 3)
        dialog.share_ids[0].percent = 40
        with self.assertRaises(UserError):
            dialog.action_divide()
        dialog.share_ids[0].percent = 70
        dialog.share_ids[1].percent = 50
        dialog.share_ids[2].percent = -20
        with self.assertRaises(UserError):
            dialog.action_divide()
        for login in ("leader", "officer_a", "no_scope"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.dialog("gov.survey.shares", login, **values).action_divide()

    def test_dividing_and_drawing(self):
        self.assertEqual(divide(10, [1, 1, 1]), [4, 3, 3])
        self.assertEqual(divide(0, [3, 7]), [0, 0])
        self.assertEqual(sum(divide(393, [7, 11, 13, 69])), 393)
        items = list(range(10))
        self.assertEqual(systematic(items, 5, 0), [0, 2, 4, 6, 8])
        self.assertEqual(systematic(items, 5, 0.99), [1, 3, 5, 7, 9])
        self.assertEqual(systematic(items, 3, 0.5), [1, 5, 8])
        self.assertEqual(systematic(items, 12, 0.5), items)

    # -- invitations ---------------------------------------------------------------

    def invite(self, login="officer_a", line=None, **vals):
        values = {"line_id": (line or self.line).id} | vals
        return self.dialog("gov.survey.invite", login, **values)

    def rows(self, dialog):
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(dialog.file)))
        return list(book.active.iter_rows(min_row=2, values_only=True))

    def test_links_of_a_list(self):
        dialog = self.invite(dossiers="H16-1\nH16-2 \n\nH16-1\n=1+1")
        dialog.action_make()
        self.assertEqual((dialog.made_count, dialog.known_count), (3, 0))
        self.assertFalse(dialog.dossiers)
        rows = self.rows(dialog)
        self.assertEqual([row[1] for row in rows], ["H16-1", "H16-2", "=1+1"])
        tokens = [row[2].rpartition("/gs/i/")[2] for row in rows]
        self.assertEqual(len(set(tokens)), 3)
        invitations = self.env["gov.survey.invitation"]
        made = invitations.search([("line_id", "=", self.line.id)])
        for token in tokens:
            self.assertEqual(invitations._find(token).line_id, self.line)
            # what is kept leads to no link
            self.assertNotIn(token, str(made.sudo().read()))
        self.assertEqual(invitations._use(tokens[0]), self.line)
        self.assertEqual(self.line.invited, 3)
        # once: neither again nor by anybody else, and gone when it is closed
        with self.assertRaises(UserError):
            dialog.action_make()
        for login in ("officer_b", "coordinator", "manager"):
            with self.subTest(login), self.assertRaises(AccessError):
                dialog.with_user(self.users[login]).read(["file"])
        dialog.action_done()
        self.assertFalse(dialog.exists())
        # who was invited is left out
        again = self.invite(dossiers="H16-2\nH16-3")
        again.action_make()
        self.assertEqual((again.made_count, again.known_count), (1, 1))
        with self.assertRaises(UserError):
            self.invite(dossiers="H16-3").action_make()

    def test_links_without_names_and_drawn_ones(self):
        dialog = self.invite("coordinator", kind="number", count=4)
        dialog.action_make()
        self.assertEqual([row[1] for row in self.rows(dialog)], [None] * 4)
        listed = "\n".join(f"H16-{number:02}" for number in range(20))
        drawn = self.invite(dossiers=listed, count=5)
        drawn.action_make()
        self.assertEqual(len(self.rows(drawn)), 5)
        for vals in ({"kind": "number", "count": -1}, {"dossiers": " \n "}):
            with self.subTest(vals), self.assertRaises(UserError):
                self.invite(**vals).action_make()
        with self.assertRaises(UserError):
            self.invite(kind="number", count=5001).action_make()

    def test_who_invites(self):
        for login in ("officer_b", "staff_a", "leader", "no_scope", "clerk", "plain"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.invite(login, kind="number", count=1).action_make()
        # reads the unit as its leader, and is an officer elsewhere
        both = self._user("both", ["officer", "leader"], self.commune)
        both.gov_follow_unit_ids = [Command.set(self.other.ids)]
        self.users["both"] = both
        self.assertTrue(self.second.with_user(both).has_access("read"))
        with self.assertRaises(AccessError):
            self.invite("both", self.second, kind="number", count=1).action_make()
        self.invite("manager", kind="number", count=1).action_make()
        self.campaign.use_invitation = False
        with self.assertRaises(UserError):
            self.invite(kind="number", count=1).action_make()

    # -- the next round --------------------------------------------------------------

    def test_copy_for_the_next_period(self):
        self.campaign._guarded_write({"name": "Đợt " + self.period.name})
        following = self.env["gov.period"].create(
            {"kind": "quarter", "year": 2023, "index": 3, "profile_id": self.profile.id}
        )
        own = self.campaign.with_user(self.users["coordinator"])
        context = own.action_copy_next()["context"]
        self.assertEqual(context["default_name"], "Đợt " + following.name)
        copied = own.with_context(**context).create({})
        self.assertEqual(copied.period_id, following)
        self.assertEqual(copied.unit_ids, self.commune | self.other)
        self.assertEqual(copied.survey_id.id, self.questionnaire.id)
        self.assertEqual((copied.state, copied.date_open), ("draft", False))
        self.assertTrue(copied.use_invitation)
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.users["officer_a"]).action_copy_next()
