from contextlib import contextmanager
from datetime import date

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

# Children first. What the test committed is removed behind the models, which
# refuse to delete history.
CREATED = (
    "gov.extension.request",
    "gov.coordination.log",
    "gov.coordination",
    "gov.subassignment.log",
    "gov.subassignment",
    "gov.assignment.log",
    "gov.assignment.result",
    "gov.assignment",
    "gov.task",
    "gov.directive",
    "hr.department",
)


class RaceCase(BaseCase):
    """Two people on one record, in two real transactions.

    The cursor of a TransactionCase would share one transaction, where no lock can
    be seen; so the data are committed, and removed afterwards.
    """

    def setUp(self):
        super().setUp()
        self.created = {}
        with self.transaction() as env:
            self.addCleanup(self.remove_all)
            units = env["hr.department"].create(
                [
                    {"name": f"Cơ quan thử {n}", "company_id": env.company.id}
                    for n in range(3)
                ]
            )
            self.units = units.ids
            directive = env["gov.directive"].create(
                {
                    "symbol": "9999/TEST-CONCURRENCY",
                    "date_issued": date(2023, 4, 14),
                    "issuer_id": units[0].id,
                    "subject": "x",
                    "assigning_unit_id": units[0].id,
                    "monitoring_unit_id": units[1].id,
                    "profile_id": env.ref("friendly_gov.period_profile_nd09_2019").id,
                    "task_ids": [
                        Command.create(
                            {
                                "code": "1",
                                "text": "x",
                                "lead_unit_ids": [Command.set(units[2].ids)],
                            }
                        )
                    ],
                }
            )
            self.directive = directive.id

    @contextmanager
    def transaction(self):
        """An environment of its own connection; commits at the end."""
        with db_connect(get_db_name()).cursor() as cr:
            # A test that waits for a lock fails instead of hanging.
            cr.execute("SET LOCAL lock_timeout = '5s'")
            yield api.Environment(cr, SUPERUSER_ID, {})
            cr.commit()  # pylint: disable=invalid-commit

    def remove_all(self):
        with self.transaction() as env:
            directive = env["gov.directive"].browse(self.directive).exists()
            lines = directive.assignment_ids
            requests = directive.task_ids.coordination_ids
            ids = {
                "gov.extension.request": lines.extension_request_ids.ids,
                "gov.coordination.log": requests.log_ids.ids,
                "gov.coordination": requests.ids,
                "gov.subassignment.log": lines.part_ids.log_ids.ids,
                "gov.subassignment": lines.part_ids.ids,
                "gov.assignment.log": lines.log_ids.ids,
                "gov.assignment.result": lines.result_ids.ids,
                "gov.assignment": lines.ids,
                "gov.task": directive.task_ids.ids,
                "gov.directive": directive.ids,
                "hr.department": self.units,
            }
            for model in CREATED:
                where = (tuple(ids[model]) or (0,),)
                env.cr.execute(f"DELETE FROM {env[model]._table} WHERE id IN %s", where)
                env.cr.execute(
                    "DELETE FROM mail_message WHERE model = %s AND res_id IN %s",
                    (model, *where),
                )

    def issue(self, submitted=False):
        with self.transaction() as env:
            directive = env["gov.directive"].browse(self.directive)
            directive.action_issue()
            line = directive.assignment_ids
            result = env["gov.assignment.result"].create(
                {
                    "assignment_id": line.id,
                    "summary": "x",
                    "document_symbol": "1/BC",
                    "document_date": date(2023, 5, 1),
                }
            )
            if submitted:
                result.action_submit()
            return line.id, result.id

    def events(self, line_id):
        with self.transaction() as env:
            line = env["gov.assignment"].browse(line_id)
            return line.state, line.log_ids.sorted("id").mapped("event")

    def race(self, model, record_id, first, second):
        """Run ``first``, then ``second`` before and after the commit of ``first``.

        While ``first`` is under way ``second`` is told so; with a view of the data
        from before its commit ``second`` is aborted, and the server tries again.
        """
        with self.transaction() as slow, self.transaction() as env:
            stale = slow[model].browse(record_id)
            # The snapshot of this transaction begins with its first statement.
            slow.cr.execute("SELECT 1")
            first(env[model].browse(record_id))
            env.flush_all()
            with self.assertRaises(UserError):
                second(stale)
            env.cr.commit()
            slow.invalidate_all()
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                second(stale)
            slow.cr.rollback()
            slow.invalidate_all()
            with self.assertRaises(UserError):
                second(stale)


@tagged("post_install", "-at_install")
class TestConcurrency(RaceCase):
    """Two people on one line, document, request or part."""

    def test_accepted_and_returned_at_once(self):
        line_id, result_id = self.issue(submitted=True)
        self.race(
            "gov.assignment",
            line_id,
            lambda line: line.action_accept(),
            lambda line: line._decide("return", reason="x"),
        )
        state, events = self.events(line_id)
        self.assertEqual(state, "done")
        self.assertEqual(events, ["issue", "submit", "accept"])
        with self.transaction() as env:
            result = env["gov.assignment.result"].browse(result_id)
            self.assertEqual(result.state, "accepted")

    def test_returned_and_accepted_at_once(self):
        line_id, result_id = self.issue(submitted=True)
        self.race(
            "gov.assignment",
            line_id,
            lambda line: line._decide("return", reason="x"),
            lambda line: line.action_accept(),
        )
        state, events = self.events(line_id)
        self.assertEqual(state, "doing")
        self.assertEqual(events, ["issue", "submit", "return"])

    def test_one_result_submitted_twice(self):
        line_id, result_id = self.issue()

        self.race(
            "gov.assignment.result",
            result_id,
            lambda result: result.action_submit(),
            lambda result: result.action_submit(),
        )
        self.assertEqual(self.events(line_id), ("submitted", ["issue", "submit"]))

    def test_one_directive_issued_twice(self):
        self.race(
            "gov.directive",
            self.directive,
            lambda directive: directive.action_issue(),
            lambda directive: directive.action_issue(),
        )
        with self.transaction() as env:
            lines = env["gov.directive"].browse(self.directive).assignment_ids
            self.assertEqual(len(lines), 1)
            self.assertEqual(lines.log_ids.mapped("event"), ["issue"])

    def ask(self, state):
        line_id, _result_id = self.issue()
        with self.transaction() as env:
            line = env["gov.assignment"].browse(line_id)
            line._decide("extend", reason="x", vals={"date_due": date(2099, 1, 1)})
            request = env["gov.extension.request"]._ask(line, date(2100, 1, 1), "x")
            if state == "decision":
                request._give_opinion("agree", "x")
            return line_id, request.id

    def test_two_deciders_on_one_extension(self):
        def grant(request):
            request._grant(False, "x")

        def refuse(request):
            request._refuse("x")

        for first, second, state in (
            (grant, refuse, "granted"),
            (refuse, grant, "refused"),
        ):
            line_id, request_id = self.ask("decision")
            with self.subTest(state):
                self.race("gov.extension.request", request_id, first, second)
                with self.transaction() as env:
                    request = env["gov.extension.request"].browse(request_id)
                    self.assertEqual(request.state, state)
                    line = env["gov.assignment"].browse(line_id)
                    self.assertEqual(line.extension_count, 1 + (state == "granted"))
            self.remove_all()
            self.setUp()

    def test_extended_twice_at_once_counts_once(self):
        line_id, _result_id = self.issue()

        def extend(line):
            due = date(2023, 12, 1)
            line._decide("extend", reason="x", vals={"date_due": due})

        self.race("gov.assignment", line_id, extend, extend)
        with self.transaction() as env:
            line = env["gov.assignment"].browse(line_id)
            self.assertEqual(line.extension_count, 1)

    def test_put_on_hold_while_the_unit_submits(self):
        line_id, result_id = self.issue()
        self.race(
            "gov.assignment",
            line_id,
            lambda line: line._decide(
                "hold", reason="x", document=("1/UBND", date(2023, 5, 1))
            ),
            lambda line: line.result_ids.action_submit(),
        )
        self.assertEqual(self.events(line_id), ("held", ["issue", "hold"]))
        with self.transaction() as env:
            result = env["gov.assignment.result"].browse(result_id)
            self.assertEqual(result.state, "draft")

    def test_withdrawn_document_while_the_unit_submits(self):
        line_id, result_id = self.issue()
        self.race(
            "gov.assignment.result",
            result_id,
            lambda result: result.assignment_id.directive_id.action_withdraw(),
            lambda result: result.action_submit(),
        )
        self.assertEqual(self.events(line_id), ("withdrawn", ["issue", "withdraw"]))

    def test_one_request_answered_twice_at_once(self):
        with self.transaction() as env:
            directive = env["gov.directive"].browse(self.directive)
            directive.task_ids.coordinating_unit_ids = [Command.set(self.units[1:2])]
            directive.action_issue()
            request = directive.task_ids.coordination_ids.id
        self.race(
            "gov.coordination",
            request,
            lambda line: line._step("answer", text="Đồng ý"),
            lambda line: line._step("answer", text="Không đồng ý"),
        )
        with self.transaction() as env:
            line = env["gov.coordination"].browse(request)
            self.assertEqual(line.answer, "Đồng ý")
            events = line.log_ids.sorted("id").mapped("event")
            self.assertEqual(events, ["ask", "answer"])

    def test_one_part_accepted_and_returned_at_once(self):
        line_id, _result_id = self.issue()
        with self.transaction() as env:
            line = env["gov.assignment"].browse(line_id)
            part = env["gov.subassignment"]._guarded_create(
                [
                    {
                        "assignment_id": line.id,
                        "unit_id": line.unit_id.id,
                        "giver_unit_id": line.unit_id.id,
                        "text": "x",
                        "date_given": line.date_assigned,
                    }
                ]
            )
            part._step("report", text="x")
            part_id = part.id
        self.race(
            "gov.subassignment",
            part_id,
            lambda part: part._step("accept"),
            lambda part: part._step("return", reason="x"),
        )
        with self.transaction() as env:
            self.assertEqual(env["gov.subassignment"].browse(part_id).state, "done")
