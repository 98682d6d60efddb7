from odoo.exceptions import AccessError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger

from .page_common import PageCase

MODELS = ("gov.survey.salt", "gov.survey.trace")


@tagged("post_install", "-at_install")
class TestPageAccess(PageCase):
    """Salts and traces belong to nobody, and the page has no method for anybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        day = cls.env.company._gov_today()
        cls.env["gov.survey.salt"]._get_salt(day)
        cls.env["gov.survey.trace"]._add(cls.campaign, day, ["a"])

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_nobody_reads_or_writes_salts_and_traces(self):
        logins = {**self.users, "admin": self.env.ref("base.user_admin")}
        for login, user in logins.items():
            for name in MODELS:
                model = self.env[name].with_user(user)
                record = self.env[name].search([], limit=1).with_user(user)
                self.assertTrue(record)
                for operation in ("read", "write", "create", "unlink"):
                    with self.subTest(login, model=name, operation=operation):
                        self.assertFalse(record.has_access(operation))
                with self.subTest(login, model=name), self.assertRaises(AccessError):
                    model.search([])

    def test_under_sudo_too_they_are_made_by_their_methods_alone(self):
        day = self.env.company._gov_today()
        for name, values in (
            ("gov.survey.salt", {"day": day, "salt": "known"}),
            (
                "gov.survey.trace",
                {"campaign_id": self.campaign.id, "day": day, "digest": "b"},
            ),
        ):
            with self.subTest(name):
                with self.assertRaises(AccessError):
                    self.env[name].create(values)
                with self.assertRaises(AccessError):
                    self.env[name].search([], limit=1).unlink()

    def test_the_page_is_called_through_its_addresses_alone(self):
        """Who may is checked there: nothing of it can be called from outside."""
        pages = self.env["gov.survey.page"].with_user(self.users["plain"])
        own = [
            name
            for cls in type(pages).mro()
            if getattr(cls, "_module", None) == "friendly_gov_survey"
            for name in vars(cls)
            if callable(getattr(pages, name, None))
        ]
        self.assertIn("_submit", own)
        for name in own:
            with self.subTest(name), self.assertRaises(AccessError):
                get_public_method(pages, name)
        with self.assertRaises(AccessError):
            call_kw(pages, "_find_point", [self.point.token], {})
