from datetime import date, timedelta
from itertools import product

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..report.queries import status
from .common import GovCase

TODAY = date(2023, 6, 30)
BEFORE, AFTER = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
STATES = (
    "received",
    "doing",
    "submitted",
    "done",
    "held",
    "adjusting",
    "withdrawn",
    "transferred",
    "unstated",
)
DATES = (None, BEFORE, TODAY, AFTER)


def expected_status(state, due, submitted, done):
    """The rule in words (domain 7.4), written apart from the table under test."""
    if state in ("withdrawn", "transferred", "unstated", "held", "adjusting"):
        return state
    prefix = {"done": "done", "submitted": "waiting", "doing": "doing"}
    prefix = prefix.get(state, "todo")
    if due is None:
        return "waiting_on_time" if prefix == "waiting" else f"{prefix}_no_due"
    day = {"done": done, "waiting": submitted}.get(prefix, TODAY)
    return f"{prefix}_late" if day and day > due else f"{prefix}_on_time"


def expected_progress(state, due, submitted, done, warning_days):
    """The three words of a report on the deadline, none where no deadline runs."""
    if due is None or state not in ("received", "doing", "submitted", "done"):
        return None
    if expected_status(state, due, submitted, done).endswith("_late"):
        return "late"
    running = state in ("received", "doing")
    return "due_soon" if running and (due - TODAY).days <= warning_days else "on_track"


@tagged("post_install", "-at_install")
class TestStatus(GovCase):
    def rows(self):
        return list(product(STATES, DATES, DATES, DATES))

    def ask(self, expression):
        """Value of an SQL expression over ``t`` for each combination."""
        values = SQL(", ").join(
            SQL("(%s, %s, %s::date, %s::date, %s::date)", index, *row)
            for index, row in enumerate(self.rows())
        )
        query = SQL(
            "SELECT %s FROM (SELECT v.*, %s AS status FROM (VALUES %s) "
            "v(id, state, date_due, date_submitted, date_done)) t ORDER BY id",
            expression,
            status.status_sql("v", TODAY),
            values,
        )
        return [value for (value,) in self.env.execute_query(query)]

    def test_each_combination_has_the_expected_code(self):
        found = self.ask(status.status_sql("t", TODAY))
        wanted = [expected_status(*row) for row in self.rows()]
        self.assertEqual(found, wanted)
        self.assertEqual(set(found), set(status.CODES) - {None})

    def test_each_combination_has_the_expected_progress(self):
        ahead = (AFTER - TODAY).days
        for days in (0, ahead - 1, ahead):
            found = self.ask(status.progress_sql("t", TODAY, days))
            wanted = [expected_progress(*row, days) for row in self.rows()]
            self.assertEqual(found, wanted, days)
            self.assertEqual(set(found), {"late", "due_soon", "on_track", None})

    def test_rules_are_exclusive(self):
        matched = SQL(" || ").join(
            SQL("CASE WHEN %s THEN ARRAY[%s] ELSE ARRAY[]::text[] END", cond, rule.code)
            for rule in status.RULES
            for cond in [status._condition(rule, "t", TODAY)]
        )
        for row, codes in zip(self.rows(), self.ask(matched), strict=True):
            self.assertEqual(len(codes), 1, row)

    def test_every_code_has_a_label_and_one_place_in_the_report(self):
        from ..report.queries import task_report

        labels = dict(self.env["gov.assignment"]._selection_status())
        self.assertEqual(set(labels), set(status.CODES))
        placed = [c for codes in task_report.STATUS_COLUMNS.values() for c in codes]
        counted = set(status.CODES) - set(status.NOT_COUNTED)
        self.assertEqual(sorted(placed), sorted(counted))

    def test_screen_search_group_and_history_agree(self):
        directive = self._directive()
        lines = self.env["gov.assignment"]
        wanted = {}
        for number, row in enumerate(r for r in self.rows() if r[2] == r[3]):
            task = self._task(directive, self.commune, code=f"t{number}")
            wanted[task] = row
        directive.action_issue()
        with freeze_time(f"{TODAY} 03:00:00"):
            for task, (state, due, submitted, done) in wanted.items():
                line = task.assignment_ids
                lines |= line
                line._guarded_write(
                    {
                        "state": state,
                        "date_due": due,
                        "date_submitted": submitted,
                        "date_done": done,
                    }
                )
                line._append_log("correct_for_test")
            codes = {line: expected_status(*wanted[line.task_id]) for line in lines}
            self.assertEqual({line: line.status for line in lines}, codes)
            domain = [("id", "in", lines.ids)]
            for code in status.CODES:
                found = lines.search([*domain, ("status", "=", code)])
                self.assertEqual(found, lines.filtered(lambda a, c=code: codes[a] == c))
                rest = lines.search([*domain, ("status", "!=", code)])
                self.assertEqual(rest, lines.search(domain) - found)
            groups = dict(lines._read_group(domain, ["status"], ["__count"]))
            counted = {c: list(codes.values()).count(c) for c in set(codes.values())}
            self.assertEqual(groups, counted)
            late = lines.search([*domain, ("is_overdue", "=", True)])
            self.assertEqual(
                late, lines.filtered(lambda a: codes[a] in ("todo_late", "doing_late"))
            )
            self.assertEqual(
                lines.search([*domain, ("is_overdue", "=", False)]),
                lines.search(domain) - late,
            )
            history = self.env.execute_query(
                SQL(
                    "SELECT assignment_id, %s FROM"
                    " (SELECT DISTINCT ON (assignment_id) *"
                    " FROM gov_assignment_log WHERE assignment_id IN %s"
                    " ORDER BY assignment_id, id DESC) t",
                    status.status_sql("t", TODAY),
                    tuple(lines.ids),
                )
            )
            self.assertEqual(dict(history), {a.id: c for a, c in codes.items()})

    def test_today_is_the_day_of_the_office(self):
        line = self._issued()
        # 17:30 UTC on 30/6 is 00:30 on 1/7 in Viet Nam: the deadline has passed
        with freeze_time("2023-06-30 16:30:00"):
            line.invalidate_recordset()
            self.assertEqual(line.status, "todo_on_time")
        with freeze_time("2023-06-30 17:30:00"):
            line.invalidate_recordset()
            self.assertEqual(line.status, "todo_late")
            self.assertEqual(line.days_late, 1)

    def test_due_soon_is_a_flag_beside_the_status(self):
        line = self._issued()
        for day, soon in (("26", False), ("27", True), ("30", True)):
            with freeze_time(f"2023-06-{day} 03:00:00"), self.subTest(day):
                line.invalidate_recordset()
                self.assertEqual(line.is_due_soon, soon)
                found = line.search([("is_due_soon", "=", True), ("id", "=", line.id)])
                self.assertEqual(bool(found), soon)
