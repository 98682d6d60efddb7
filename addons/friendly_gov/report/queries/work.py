"""Progress and obstacles as they stood at a moment.

Both tables are append-only but for the closing of an obstacle, which is written
once with its time; so the answer for a past moment never changes.
"""

from odoo.tools import SQL


def progress_sql(lines, before=None):
    """Last progress of each line: assignment_id, date, percent, text, user_id.

    :param SQL lines: subselect of the ids of the assignments
    :param before: nothing recorded from this moment on (naive UTC) is known
    """
    known = SQL("AND progress.recorded_at < %s", before) if before else SQL()
    return SQL(
        """
        SELECT DISTINCT ON (progress.assignment_id)
               progress.assignment_id, progress.date, progress.percent,
               progress.text, progress.user_id
          FROM gov_progress progress
         WHERE progress.assignment_id IN (%s) %s
         ORDER BY progress.assignment_id, progress.id DESC
        """,
        lines,
        known,
    )


def obstacle_sql(lines, before):
    """Obstacle that waited for a decision at ``before``, one a line at most.

    Columns: assignment_id, obstacle_id, text, proposal, raised_at,
    deciding_unit_id.

    :param SQL lines: subselect of the ids of the assignments
    :param before: end of the as-of day (naive UTC)
    """
    return SQL(
        """
        SELECT DISTINCT ON (obstacle.assignment_id)
               obstacle.assignment_id, obstacle.id AS obstacle_id, obstacle.text,
               obstacle.proposal, obstacle.raised_at, obstacle.deciding_unit_id
          FROM gov_obstacle obstacle
         WHERE obstacle.assignment_id IN (%(lines)s)
           AND obstacle.raised_at < %(before)s
           AND (obstacle.closed_at IS NULL OR obstacle.closed_at >= %(before)s)
         ORDER BY obstacle.assignment_id, obstacle.id DESC
        """,
        lines=lines,
        before=before,
    )
