from contextlib import contextmanager

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestPledgeCodeConcurrency(BaseCase):
    """One writes a draft while another brings it into force, in real transactions."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            self.addCleanup(self.remove_all)
            statement = Command.create({"name": "xin chào"})
            group = {"name": "1 xin", "statement_ids": [statement]}
            code = env["gov.pledge.code"].create(
                {
                    "name": "TEST-RACE",
                    "document_symbol": "1847/QĐ-TTg",
                    "document_date": "2018-12-27",
                    "group_ids": [Command.create(group)],
                    "file_ids": [Command.create({"name": "a.pdf", "file": "eA=="})],
                }
            )
            self.code = code.id

    @contextmanager
    def transaction(self):
        with db_connect(get_db_name()).cursor() as cr:
            # A test that waits for a lock fails instead of hanging.
            cr.execute("SET LOCAL lock_timeout = '5s'")
            yield api.Environment(cr, SUPERUSER_ID, {})
            cr.commit()  # pylint: disable=invalid-commit

    def remove_all(self):
        with self.transaction() as env:
            code = env["gov.pledge.code"].browse(self.code)
            if code.state != "draft":
                code.action_reopen()
            code.unlink()

    def test_who_writes_holds_the_code(self):
        with self.transaction() as one, self.transaction() as other:
            statement = one["gov.pledge.code"].browse(self.code).group_ids.statement_ids
            statement.name = "xin chào!"
            with self.assertRaisesRegex(UserError, "Someone else"):
                other["gov.pledge.code"].browse(self.code).action_activate()
            other.cr.rollback()
        with self.transaction() as env:
            code = env["gov.pledge.code"].browse(self.code)
            self.assertEqual(code.state, "draft")
            code.action_activate()

    def test_nothing_slips_in_once_it_came_into_force(self):
        with self.transaction() as one, self.transaction() as other:
            group = one["gov.pledge.code"].browse(self.code).group_ids
            self.assertEqual(group.code_id.state, "draft")
            other["gov.pledge.code"].browse(self.code).action_activate()
            other.cr.commit()  # pylint: disable=invalid-commit
            # the framework begins the request again, and then refuses it
            with mute_logger("odoo.sql_db"):
                with self.assertRaises(SerializationFailure):
                    group.statement_ids.write({"name": "x"})
            one.clear()
            one.cr.rollback()
        with self.transaction() as env:
            code = env["gov.pledge.code"].browse(self.code)
            self.assertEqual(code._get_text(), [("1 xin", ["xin chào"])])
            with self.assertRaisesRegex(UserError, "in force"):
                code.group_ids.statement_ids.name = "x"

    def test_a_campaign_holds_what_it_begins_with(self):
        with self.transaction() as env:
            env["gov.pledge.code"].browse(self.code).action_activate()
        with self.transaction() as one, self.transaction() as other:
            one["gov.pledge.code"].browse(self.code)._check_usable()
            # two campaigns begin with one code, nobody opens it meanwhile
            code = other["gov.pledge.code"].browse(self.code)
            code._check_usable()
            with self.assertRaisesRegex(UserError, "Someone else"):
                code.action_reopen()
            other.cr.rollback()
