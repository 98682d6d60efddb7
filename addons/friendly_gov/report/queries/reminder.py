"""What is due for a reminder today, and to whom a digest is owed.

Two statements whatever the number of assignments: :func:`due_sql` finds levels that
were not yet sent for the present deadline and levels that went down;
:func:`digest_sql` finds the people who have not yet been told.
"""

from odoo.tools import SQL

from . import status

SENT, LOWERED = "sent", "lowered"
NONE, DUE_SOON, OVERDUE, LONG_OVERDUE = "none", "due_soon", "overdue", "long_overdue"
# From nothing to say to the most serious.
LEVELS = (NONE, DUE_SOON, OVERDUE, LONG_OVERDUE)


def due_sql(company_id, today):
    """Rows (assignment_id, event, level, date_due) that the log lacks.

    ``sent``: "due soon" as long as it is true; "overdue" also when the line has
    meanwhile become long overdue, so that days without a run skip nobody who
    answers for the line. ``lowered``: the line is now below the last level in the
    log, because its deadline was moved or its result was reported.

    :param int company_id: the company whose lines are looked at
    :param datetime.date today: day of the office, bound as a parameter
    """
    return SQL(
        """
        WITH line AS (
            SELECT a.id, a.date_due,
                   CASE WHEN a.is_demo OR u.gov_is_exempt THEN 0
                        WHEN %(soon)s THEN 1
                        WHEN %(late)s AND %(today)s - a.date_due >= p.long_overdue_days
                        THEN 3
                        WHEN %(late)s THEN 2
                        ELSE 0 END AS rank
              FROM gov_assignment a
              JOIN gov_directive d ON d.id = a.directive_id
              JOIN gov_period_profile p ON p.id = d.profile_id
              JOIN hr_department u ON u.id = a.unit_id
             WHERE a.company_id = %(company)s
        ), last AS (
            SELECT DISTINCT ON (assignment_id) assignment_id, level, date_due
              FROM gov_reminder
             WHERE company_id = %(company)s
             ORDER BY assignment_id, id DESC
        ), found AS (
            SELECT line.id, %(lowered)s AS event, now.level, now.rank,
                   COALESCE(line.date_due, last.date_due) AS date_due
              FROM last
              JOIN line ON line.id = last.assignment_id
              JOIN (VALUES %(ranks)s) now (level, rank) ON now.rank = line.rank
              JOIN (VALUES %(ranks)s) was (level, rank) ON was.level = last.level
             WHERE was.rank > now.rank
             UNION ALL
            SELECT line.id, %(sent)s, now.level, now.rank, line.date_due
              FROM line
              JOIN (VALUES %(ranks)s) now (level, rank)
                ON now.rank = line.rank OR (now.rank = 2 AND line.rank = 3)
             WHERE line.rank > 0
        )
        SELECT id, event, level, date_due
          FROM found
         WHERE NOT EXISTS (
               SELECT FROM gov_reminder r
                WHERE r.assignment_id = found.id
                  AND r.event = found.event
                  AND r.level = found.level
                  AND r.date_due = found.date_due)
         ORDER BY id, event, rank
        """,
        soon=status.due_soon_sql("a", today, SQL.identifier("p", "warning_days")),
        late=SQL("%s IN %s", status.status_sql("a", today), status.OVERDUE),
        today=SQL("%s::date", today),
        company=company_id,
        lowered=LOWERED,
        sent=SENT,
        ranks=SQL(", ").join(
            SQL("(%s, %s)", *pair[::-1]) for pair in enumerate(LEVELS)
        ),
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
         WHERE u.active
           AND u.company_id = %s
           AND (u.gov_reminder_date IS NULL OR u.gov_reminder_date < %s)
         GROUP BY u.id
         ORDER BY u.id
        """,
        company_id,
        today,
    )
