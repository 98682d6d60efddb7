"""Which pledges are due for a reminder today, and what a digest tells of them.

Two statements whatever the number of people: :func:`due_sql` finds the levels that
were not yet sent for the present deadline, :func:`lines_sql` what the people who were
not told yet are to read.
"""

from odoo.tools import SQL

from . import pledge_status, pledge_waiting
from .reminder import RANKS, SENT

UNSIGNED_LATE = "unsigned_late"


def rank_sql(today):
    """Place in ``LEVELS`` of the pledge ``p`` of the campaign ``c``.

    0 as well for whoever is never reminded: exempt bodies, illustrations, what is
    signed, excused or retired, what nobody has to sign by a certain day, and all of a
    campaign that is not open.
    """
    return SQL(
        """CASE WHEN c.is_demo IS TRUE OR p.is_exempt IS TRUE OR c.state <> 'open'
                     OR p.date_due IS NULL OR %(status)s NOT IN %(unsigned)s THEN 0
                WHEN %(status)s = %(late)s
                     AND %(today)s - p.date_due >= c.long_overdue_days THEN 3
                WHEN %(status)s = %(late)s THEN 2
                WHEN p.date_due <= %(today)s + c.warning_days THEN 1
                ELSE 0 END""",
        status=pledge_status.status_sql("p", today),
        unsigned=pledge_status.UNSIGNED,
        late=UNSIGNED_LATE,
        today=SQL("%s::date", today),
    )


def due_sql(env, company_id, today):
    """Rows (pledge_id, level, date_due, unit_id, organizer_unit_id, user_id) that the
    log lacks; ``user_id`` is empty where nobody can sign on the screen.

    "Due soon" as long as it is true; "overdue" also when the pledge has meanwhile
    become long overdue, so that days without a run skip nobody.
    """
    return SQL(
        """
        SELECT open.id, now.level, open.date_due, open.unit_id,
               open.organizer_unit_id, open.signer_id
          FROM (SELECT p.id, p.date_due, p.unit_id, p.organizer_unit_id,
                       %(rank)s AS rank,
                       CASE WHEN %(waiting)s = %(sign)s THEN p.user_id END AS signer_id
                  FROM gov_pledge p
                  JOIN gov_pledge_campaign c ON c.id = p.campaign_id
                 WHERE p.company_id = %(company)s
                   AND p.state = 'to_sign'
                   AND c.state = 'open') open
          JOIN (VALUES %(ranks)s) now (level, rank)
            ON now.rank = open.rank OR (now.rank = 2 AND open.rank = 3)
         WHERE now.rank > 0
           AND NOT EXISTS (
               SELECT FROM gov_pledge_reminder r
                WHERE r.pledge_id = open.id
                  AND r.event = %(sent)s
                  AND r.level = now.level
                  AND r.date_due = open.date_due
               OFFSET 0)
         ORDER BY open.id, now.rank
        """,
        rank=rank_sql(today),
        waiting=pledge_waiting.waiting_sql(env, "p"),
        sign=pledge_waiting.SIGN,
        company=company_id,
        ranks=RANKS,
        sent=SENT,
    )


def levels_sql(pledge_ids, today):
    """Rows (pledge_id, level) of today, for what is sent by hand."""
    return SQL(
        """
        SELECT p.id, now.level
          FROM gov_pledge p
          JOIN gov_pledge_campaign c ON c.id = p.campaign_id
          JOIN (VALUES %s) now (level, rank) ON now.rank = %s
         WHERE p.id = ANY(%s)
        """,
        RANKS,
        rank_sql(today),
        list(pledge_ids),
    )


def news_sql(env, company_id, today):
    """Rows of what people were not told yet, who had no digest today.

    Columns: user_id, last_id (of the log), level, is_own (the reader is to sign),
    kind (of ``pledge_waiting``), campaign_id, campaign_name, unit_name, date_due,
    pledge_ids. A pledge stands once for each reader, at its highest level. What was
    signed since, or has another deadline now, gives a row with ``pledge_ids`` empty:
    the reader is told nothing of it and is done with it.
    """
    return SQL(
        """
        WITH news AS (
            SELECT DISTINCT ON (u.id, r.pledge_id)
                   u.id AS user_id, r.pledge_id, r.level, r.date_due, now.rank,
                   max(r.id) OVER (PARTITION BY u.id) AS last_id
              FROM res_users u
              JOIN gov_pledge_reminder_user_rel rel
                ON rel.user_id = u.id
               AND rel.reminder_id > COALESCE(u.gov_pledge_reminder_last_id, 0)
              JOIN gov_pledge_reminder r
                ON r.id = rel.reminder_id AND r.event = %(sent)s
              JOIN (VALUES %(ranks)s) now (level, rank) ON now.level = r.level
             WHERE u.active
               AND u.company_id = %(company)s
               AND (u.gov_reminder_date IS NULL OR u.gov_reminder_date < %(today)s)
             ORDER BY u.id, r.pledge_id, now.rank DESC)
        SELECT news.user_id, news.last_id, news.level,
               COALESCE(news.user_id = p.user_id, FALSE),
               waits.kind, c.id, c.name, %(unit)s, news.date_due,
               COALESCE(array_agg(p.id ORDER BY p.id)
                        FILTER (WHERE waits.kind IS NOT NULL
                                      AND p.date_due = news.date_due), '{}')
          FROM news
          JOIN gov_pledge p ON p.id = news.pledge_id
          JOIN gov_pledge_campaign c ON c.id = p.campaign_id
          JOIN hr_department unit ON unit.id = p.unit_id
         CROSS JOIN LATERAL (SELECT %(waiting)s AS kind) waits
         GROUP BY 1, 2, 3, 4, 5, 6, 7, unit.id, 8, 9, news.rank
         ORDER BY news.user_id, news.rank DESC, 4 DESC, news.date_due, c.id,
                  unit.parent_path
        """,
        sent=SENT,
        ranks=RANKS,
        company=company_id,
        today=today,
        unit=env["hr.department"]._field_to_sql("unit", "name"),
        waiting=pledge_waiting.waiting_sql(env, "p"),
    )
