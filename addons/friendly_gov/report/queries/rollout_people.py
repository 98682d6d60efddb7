"""Briefing of staff and outreach to citizens, summed for each roll-out.

Both take a relation of :mod:`.history`, so that a screen of today and a report as of a
past day show the same figures. Rights are those of the relation.
"""

from odoo.tools import SQL


def briefing_sql(briefings):
    """rollout_id, date_first, session_count, attended_count: one row a roll-out.

    ``attended_count`` adds up the people of all briefings: whoever came twice counts
    twice, since names are not kept.

    :param SQL briefings: ``history.today_sql`` or ``as_of_sql`` of gov.rollout.briefing
    """
    return SQL(
        """
        SELECT briefing.rollout_id, MIN(briefing.date) AS date_first,
               COUNT(*) AS session_count,
               SUM(briefing.attended_count) AS attended_count
          FROM (%s) briefing
         GROUP BY briefing.rollout_id
        """,
        briefings,
    )


def outreach_sql(outreaches):
    """rollout_id, session_count, people_count, copy_count: one row a roll-out.

    :param SQL outreaches: a relation of gov.rollout.outreach
    """
    return SQL(
        """
        SELECT outreach.rollout_id, SUM(outreach.session_count) AS session_count,
               SUM(outreach.people_count) AS people_count,
               SUM(outreach.copy_count) AS copy_count
          FROM (%s) outreach
         GROUP BY outreach.rollout_id
        """,
        outreaches,
    )
