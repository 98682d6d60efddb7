"""What is due for a reminder today, and to whom a digest is owed.

Two statements whatever the number of assignments: :func:`due_sql` finds levels that
were not yet sent for the present deadline and levels that went down;
:func:`digest_sql` finds the people who have not yet been told.
"""

from odoo.tools import SQL

from . import status

# "manual" rows are what a person sent; the daily job neither counts nor repeats them.
SENT, LOWERED, MANUAL = "sent", "lowered", "manual"
NONE, DUE_SOON, OVERDUE, LONG_OVERDUE = "none", "due_soon", "overdue", "long_overdue"
# From nothing to say to the most serious.
LEVELS = (NONE, DUE_SOON, OVERDUE, LONG_OVERDUE)
RANKS = SQL(", ").join(SQL("(%s, %s)", level, n) for n, level in enumerate(LEVELS))


def due_sql(company_id, today):
    """Rows (assignment_id, event, level, date_due) that the log lacks.

    ``sent``: "due soon" as long as it is true; "overdue" also when the line has
    meanwhile become long overdue, so that days without a run skip nobody who
    answers for the line. ``lowered``: the line is now below the last level in the
    log, because its deadline was moved or its result was reported.

    Every join below goes from one row to another by a key, and the log is probed by
    its index: statistics from before a large import can't turn it into a product of
    two large sets.

    :param int company_id: the company whose lines are looked at
    :param datetime.date today: day of the office, bound as a parameter
    """
    return SQL(
        """
        SELECT line.id, %(sent)s AS event, now.level, line.date_due, now.rank
          FROM (SELECT a.id, a.date_due, %(rank)s AS rank
                  FROM gov_assignment a %(joins)s
                 WHERE a.company_id = %(company)s
                   AND a.state IN %(running)s
                   AND a.date_due <= %(today)s + p.warning_days) line
          JOIN (VALUES %(ranks)s) now (level, rank)
            ON now.rank = line.rank OR (now.rank = 2 AND line.rank = 3)
         WHERE now.rank > 0
           AND NOT EXISTS (
               SELECT FROM gov_reminder r
                WHERE r.assignment_id = line.id
                  AND r.event = %(sent)s
                  AND r.level = now.level
                  AND r.date_due = line.date_due
               OFFSET 0)
         UNION ALL
        SELECT a.id, %(lowered)s, now.level, COALESCE(a.date_due, last.date_due), 0
          FROM (SELECT DISTINCT ON (assignment_id) assignment_id, level, date_due
                  FROM gov_reminder
                 WHERE company_id = %(company)s AND event != %(manual)s
                 ORDER BY assignment_id, id DESC) last
          JOIN (VALUES %(ranks)s) was (level, rank) ON was.level = last.level
          JOIN gov_assignment a ON a.id = last.assignment_id
          %(joins)s
          JOIN (VALUES %(ranks)s) now (level, rank) ON now.rank = %(rank)s
         WHERE was.rank > now.rank
         ORDER BY id, event, rank
        """,
        rank=_rank_sql(today),
        joins=SQL(
            """
            JOIN gov_directive d ON d.id = a.directive_id
            JOIN gov_period_profile p ON p.id = d.profile_id
            JOIN hr_department u ON u.id = a.unit_id
            """
        ),
        running=status.RUNNING_STATES,
        today=SQL("%s::date", today),
        company=company_id,
        lowered=LOWERED,
        sent=SENT,
        manual=MANUAL,
        ranks=RANKS,
    )


def _rank_sql(today):
    """Place in ``LEVELS`` of the line ``a`` of unit ``u`` under the rules ``p``."""
    return SQL(
        "CASE WHEN a.is_demo OR u.gov_is_exempt THEN 0 WHEN %s THEN 1 WHEN %s THEN 3"
        " WHEN %s IN %s THEN 2 ELSE 0 END",
        status.due_soon_sql("a", today, SQL.identifier("p", "warning_days")),
        status.long_overdue_sql("a", today, SQL.identifier("p", "long_overdue_days")),
        status.status_sql("a", today),
        status.OVERDUE,
    )


def digest_sql(company_id, today):
    """Rows (user_id, reminder_ids) of people with news and no digest today.

    :param int company_id: main company of the people
    """
    return SQL(
        """
        SELECT u.id, array_agg(rel.reminder_id ORDER BY rel.reminder_id)
          FROM res_users u
          JOIN gov_reminder_user_rel rel
            ON rel.user_id = u.id
           AND rel.reminder_id > COALESCE(u.gov_reminder_last_id, 0)
          JOIN gov_reminder r ON r.id = rel.reminder_id AND r.event = %s
         WHERE u.active
           AND u.company_id = %s
           AND (u.gov_reminder_date IS NULL OR u.gov_reminder_date < %s)
         GROUP BY u.id
         ORDER BY u.id
        """,
        SENT,
        company_id,
        today,
    )
