"""How long the accepting side held what units had submitted.

From a submission to what ended the wait: acceptance, return, withdrawal, or the
as-of day. The days are the accepting body's. The unit's own lateness is measured
apart, by :mod:`.status`: while it waits, by the day of submission; after a return the
line runs again with its deadline unchanged, and these days are shown beside it, so
that whoever decides on an extension sees them.
"""

from odoo.tools import SQL


def days_held(env, line_ids, as_of):
    """``{assignment id: days}`` over all submissions known at the end of ``as_of``.

    The caller may read the lines: their log is read as it is.

    :param datetime.date as_of: in the office's time zone
    """
    if not line_ids:
        return {}
    company = env.company
    env["gov.assignment.log"].flush_model()
    query = SQL(
        """
        SELECT assignment_id,
               sum(GREATEST(COALESCE(ended, %(as_of)s) - date_submitted, 0))::int
          FROM (
            SELECT log.assignment_id, log.event, log.date_submitted,
                   (lead(log.recorded_at) OVER line
                        AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS ended
              FROM gov_assignment_log log
             WHERE log.assignment_id IN %(lines)s
               AND log.recorded_at < %(end)s
               AND (log.event = 'submit' OR log.state != 'submitted')
            WINDOW line AS (PARTITION BY log.assignment_id ORDER BY log.id)
          ) steps
         WHERE event = 'submit'
         GROUP BY assignment_id
        """,
        as_of=as_of,
        zone=company.gov_tz,
        lines=tuple(line_ids),
        end=company._gov_end_of_day(as_of),
    )
    return dict(env.execute_query(query))
