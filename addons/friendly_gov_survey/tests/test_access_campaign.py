from datetime import date

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import SurveyCase
from .test_access import NOTHING, OPERATIONS

# What hangs on three campaigns, one letter each:
#   d  asks commune A, led by the coordinator's unit, draft
#   a  asks commune A, led by the coordinator's unit, open
#   b  asks commune B, led by another department, open
LINES = {
    "staff_a": NOTHING | {"read": "a"},
    "officer_a": NOTHING | {"read": "a"},
    "officer_b": NOTHING | {"read": "b"},
    "clerk": NOTHING | {"read": "da"},
    "coordinator": NOTHING | {"read": "da", "write": "da"},
    "leader": NOTHING | {"read": "dab"},
    "leader_b": NOTHING | {"read": "b"},
    "manager": NOTHING | {"read": "dab", "write": "dab"},
}
QUOTAS = {
    login: row | {"create": row["write"], "unlink": row["write"]}
    for login, row in LINES.items()
}
# There is no log of a draft.
DAYS = {
    "staff_a": NOTHING | {"read": "a"},
    "officer_a": NOTHING | dict.fromkeys(("read", "write", "create"), "a"),
    "officer_b": NOTHING | dict.fromkeys(("read", "write", "create"), "b"),
    "clerk": NOTHING | {"read": "a"},
    "coordinator": NOTHING | dict.fromkeys(("read", "write", "create"), "a"),
    "leader": NOTHING | {"read": "ab"},
    "leader_b": NOTHING | {"read": "b"},
    "manager": NOTHING | dict.fromkeys(("read", "write", "create"), "ab"),
}
INVITATIONS = {
    "staff_a": NOTHING,
    "officer_a": NOTHING | {"read": "a"},
    "officer_b": NOTHING | {"read": "b"},
    "clerk": NOTHING,
    "coordinator": NOTHING | {"read": "a"},
    "leader": NOTHING,
    "leader_b": NOTHING,
    "manager": NOTHING | {"read": "ab"},
}
OUTSIDERS = ("no_scope", "plain", "portal", "public", "survey_user", "survey_manager")


@tagged("post_install", "-at_install")
@freeze_time("2023-04-10 03:00:00")
class TestCampaignAccess(SurveyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["leader_b"] = cls._user("leader_b", ["leader"], None)
        cls.users["leader_b"].gov_follow_unit_ids = [Command.set(cls.other.ids)]
        cls.field = cls.env["gov.survey.field"].create({"name": "Đất đai"})
        with freeze_time("2023-04-10 03:00:00"):
            later = {"date_open": date(2023, 7, 1), "date_close": date(2023, 7, 31)}
            campaigns = {
                "d": cls._campaign(**later),
                "a": cls._campaign(),
                "b": cls._campaign(
                    unit_id=cls.finance.id, unit_ids=[Command.set(cls.other.ids)]
                ),
            }
            campaigns["d"].action_make_lines()
            campaigns["a"].action_open()
            campaigns["b"].action_open()
            cls.lines = {letter: c.line_ids for letter, c in campaigns.items()}
            cls.quotas = {
                letter: cls.env["gov.survey.quota"].create(
                    {"line_id": line.id, "field_id": cls.field.id, "wanted": 5}
                )
                for letter, line in cls.lines.items()
            }
            cls.days = {
                letter: cls.env["gov.survey.day"].create(
                    {"line_id": cls.lines[letter].id, "day": "2023-04-09"}
                )
                for letter in "ab"
            }
        cls.invitations = {
            letter: cls.env["gov.survey.invitation"]._guarded_create(
                [
                    {
                        "line_id": cls.lines[letter].id,
                        "token_hash": letter,
                        "day_made": "2023-04-09",
                    }
                ]
            )
            for letter in "ab"
        }

    def assert_matrix(self, matrix, records):
        rows = matrix | dict.fromkeys(OUTSIDERS, NOTHING)
        for login, row in rows.items():
            for operation in OPERATIONS:
                found = "".join(
                    letter
                    for letter, record in records.items()
                    if record.with_user(self.users[login]).has_access(operation)
                )
                with self.subTest(login=login, operation=operation):
                    self.assertEqual(found, row[operation])

    def test_lines(self):
        self.assert_matrix(LINES, self.lines)

    def test_quotas(self):
        self.assert_matrix(QUOTAS, self.quotas)

    def test_days(self):
        self.assert_matrix(DAYS, self.days)

    def test_invitations(self):
        self.assert_matrix(INVITATIONS, self.invitations)

    def test_crafted_calls(self):
        """What a form never sends: copies that rules read, other parents, commands."""
        line, other = self.lines["a"], self.lines["b"]
        quota, day = self.quotas["a"], self.days["a"]
        coordinator, officer = self.users["coordinator"], self.users["officer_a"]
        attempts = [
            (quota, coordinator, {"line_id": other.id}),
            (quota, coordinator, {"lead_unit_id": self.finance.id}),
            (quota, coordinator, {"company_id": False}),
            (day, officer, {"line_id": other.id}),
            (day, officer, {"unit_id": self.other.id}),
            (day, officer, {"campaign_id": other.campaign_id.id}),
            (line, officer, {"population": 1}),
            (line, officer, {"day_ids": [Command.update(day.id, {"visitors": 1})]}),
            (line, coordinator, {"quota_ids": [Command.link(self.quotas["b"].id)]}),
            (line, coordinator, {"day_ids": [Command.delete(day.id)]}),
        ]
        for record, user, vals in attempts:
            with self.subTest(vals), self.assertRaises(AccessError):
                record.with_user(user).write(vals)
        makers = [
            (self.quotas["a"], coordinator, {"field_id": self.field.id, "wanted": 1}),
            (self.days["a"], officer, {"day": "2023-04-09"}),
        ]
        # Both are there already for the other unit: the database must not tell so.
        for record, user, vals in makers:
            values = vals | {"line_id": other.id}
            with self.subTest(values), self.assertRaises(AccessError):
                record.with_user(user).create(values)
        loaded = line.with_user(coordinator).load(
            [".id", "state", "population"], [[line.id, "draft", "3"]]
        )
        self.assertFalse(loaded["ids"])
        self.assertEqual((line.state, line.population), ("open", 0))
        # a made-up parent tells nothing of the other unit
        for model, user in (
            ("gov.survey.day", officer),
            ("gov.survey.quota", coordinator),
        ):
            records = self.env[model].with_user(user)
            with self.subTest(model), self.assertRaises(AccessError):
                records.onchange({"line_id": other.id}, [], {"unit_id": {}})

    def test_buttons_of_others(self):
        for login, row in (LINES | dict.fromkeys(OUTSIDERS, NOTHING)).items():
            for letter in set("da") - set(row["write"]):
                campaign = self.lines[letter].campaign_id.with_user(self.users[login])
                for action in (
                    "action_make_lines",
                    "action_open",
                    "action_close",
                    "action_copy_next",
                    "action_fill_population",
                ):
                    with self.subTest(login, letter=letter, action=action):
                        with self.assertRaises(AccessError):
                            getattr(campaign, action)()
        self.assertEqual(
            [self.lines[letter].state for letter in "dab"], ["draft", "open", "open"]
        )
