"""The sums of ``task_report`` for every week, month, quarter and year, in one pass.

A row for a period shows what ``unit_rows`` adds up to when its report begins on the
first day of that period and is made on the last one (or on the as-of day, if that
comes first). Asking it for each of seventy periods would read the log as often; here
every row of the log says from which day to which it was the last one of its line,
and the days are added up.

Periods are those of the calendar (weeks: ISO 8601), not those of a cut-off day.
"""

from collections import Counter, defaultdict
from datetime import timedelta

from odoo.tools import SQL

from ...tools.periods import END_OF_MONTH, PeriodError, period_bounds
from . import status
from .lines import known_log_sql, local_day, unit_condition
from .task_report import STATUS_COLUMNS, complete

GRAINS = ("week", "month", "quarter", "year")


def period_rows(env, scope):
    """Rows by grain: dict of ``week``, ``month``, ``quarter`` and ``year`` to lists.

    Each row: ``index``, ``year``, ``date_from``, ``date_to``, ``SUMMARY_KEYS`` of
    ``task_report`` and ``came_due``: lines whose deadline, as it stood on its own
    day, lies in the period. Periods of the year of the as-of day, up to it; years
    since the first row of the log.
    """
    moves = _Moves(env, scope)
    return {
        grain: [
            moves.get_row(grain, *period)
            for period in _get_periods(grain, scope.as_of, moves.first_day)
        ]
        for grain in GRAINS
    }


def _get_periods(grain, as_of, first_day):
    """Yield (year, index, first day, last day) of the periods begun by ``as_of``."""
    if grain == "year":
        for year in range(min(first_day, as_of).year, as_of.year + 1):
            yield (year, 1, *period_bounds(grain, year, 1, END_OF_MONTH))
        return
    year = as_of.isocalendar().year if grain == "week" else as_of.year
    index = 1
    while True:
        try:
            first, last = period_bounds(grain, year, index, END_OF_MONTH)
        except PeriodError:
            return
        if first > as_of:
            return
        yield year, index, first, last
        index += 1


class _Moves:
    """Numbers by day, and their sums over a period."""

    def __init__(self, env, scope):
        self.as_of = scope.as_of
        self.first_day = scope.as_of
        # what -> day -> code -> number; what is open, due, or issued or ended by grain
        self._numbers = defaultdict(lambda: defaultdict(Counter))
        env.flush_all()
        env.cr.execute(_moves_sql(env, scope))
        for what, day, code, number in env.cr.fetchall():
            self._numbers[what][day][code] += number
            self.first_day = min(self.first_day, day)
        self._open = self._accumulate(self._numbers["open"])

    @staticmethod
    def _accumulate(changes):
        """List of (day, open lines by code at its end), in the order of the days."""
        so_far, found = Counter(), []
        for day in sorted(changes):
            so_far = so_far.copy()
            so_far.update(changes[day])
            found.append((day, so_far))
        return found

    def get_row(self, grain, year, index, first, last):
        until = min(last, self.as_of)
        codes = self._sum(f"ended {grain}", first, until) + self._get_open(until)
        row = {name: sum(codes[c] for c in cs) for name, cs in STATUS_COLUMNS.items()}
        row["total"] = sum(row.values())
        row["arisen"] = self._sum(f"issued {grain}", first, until).total()
        row["carried_in"] = row["total"] - row["arisen"]
        row["not_counted"] = sum(codes[code] for code in status.NOT_COUNTED)
        row["came_due"] = self._sum("due", first, until).total()
        row |= {"index": index, "year": year, "date_from": first, "date_to": last}
        return complete(row)

    def _sum(self, what, first, last):
        days = self._numbers[what]
        length = (last - first).days + 1
        found = Counter()
        for number in range(length):
            found.update(days.get(first + timedelta(days=number), ()))
        return found

    def _get_open(self, day):
        known = [codes for changed, codes in self._open if changed <= day]
        return known[-1] if known else Counter()


def _moves_sql(env, scope):
    """Rows of what, day, code and number.

    ``seen`` are the rows of the log that were the last of their line at the end of
    some day: from ``day`` to the day before ``until``. ``issued`` and ``ended`` are
    the first days of the line and of its end.

    The code of an open row changes once, on the day after its deadline; so its two
    codes are those of the beginning and of the end of time.
    """
    return SQL(
        """
        WITH log AS (
            SELECT log.*, %(day)s AS day,
                   LEAST(log.date_due, %(as_of)s::date) + 1 AS after_due
              FROM gov_assignment_log log
             WHERE %(known)s
        ),
        seen AS (
            SELECT step.*, %(before)s AS early, %(after)s AS late,
                   min(step.day) FILTER (WHERE step.state IN %(closed)s)
                       OVER line AS ended
              FROM (SELECT log.*,
                           min(log.day) OVER (PARTITION BY log.assignment_id) AS issued,
                           COALESCE(min(log.day) OVER later, 'infinity') AS until
                      FROM log
                    WINDOW later AS (
                           PARTITION BY log.assignment_id ORDER BY log.id
                           ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)) step
             WHERE step.day < step.until
            WINDOW line AS (PARTITION BY step.assignment_id)
        ),
        ours AS (SELECT * FROM seen WHERE %(units)s),
        running AS (
            SELECT * FROM ours WHERE state NOT IN %(closed)s
        ),
        part AS (
            SELECT early AS code, day AS since,
                   LEAST(until, after_due) AS until
              FROM running
            UNION ALL
            SELECT late, GREATEST(day, after_due), until
              FROM running
        ),
        %(grains)s
        SELECT 'open', since, code, count(*) FROM part WHERE since < until GROUP BY 2, 3
        UNION ALL
        SELECT 'open', until, code, -count(*) FROM part
         WHERE since < until AND until < 'infinity' GROUP BY 2, 3
        UNION ALL
        SELECT 'due', date_due, NULL, count(*) FROM ours
         WHERE early NOT IN %(outside)s AND date_due >= day AND date_due < until
           AND date_due <= %(as_of)s
         GROUP BY 2
        UNION ALL
        SELECT * FROM issued
        UNION ALL
        SELECT * FROM ended
        """,
        day=local_day(env, SQL("log.recorded_at")),
        as_of=scope.as_of,
        known=known_log_sql(env, scope),
        closed=status.CLOSED_STATES,
        before=status.status_sql("step", SQL("'-infinity'")),
        after=status.status_sql("step", SQL("'infinity'")),
        units=unit_condition("seen", scope),
        outside=status.NOT_COUNTED,
        grains=_grains_sql(scope),
    )


def _grains_sql(scope):
    """``issued`` and ``ended``: what of it still holds at the end of the period."""
    issued, ended = [], []
    for grain in GRAINS:
        step = "3 months" if grain == "quarter" else f"1 {grain}"
        for parts, day, code, condition in (
            (issued, "issued", SQL("NULL"), SQL("early NOT IN %s", status.NOT_COUNTED)),
            (ended, "ended", SQL("early"), SQL("state IN %s", status.CLOSED_STATES)),
        ):
            last = SQL(
                "LEAST((date_trunc(%s, %s::timestamp) + %s::interval)::date - 1, %s)",
                grain,
                SQL.identifier(day),
                step,
                scope.as_of,
            )
            parts.append(
                SQL(
                    "SELECT %s, %s, %s AS code, count(*) FROM ours "
                    "WHERE %s AND %s >= day AND %s < until GROUP BY 2, 3",
                    f"{day} {grain}",
                    SQL.identifier(day),
                    code,
                    condition,
                    last,
                    last,
                )
            )
    return SQL(
        "issued AS (%s), ended AS (%s)",
        SQL(" UNION ALL ").join(issued),
        SQL(" UNION ALL ").join(ended),
    )
