"""Coordinating units of tasks issued before get their request."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Ask the coordinating units of every task that is still open somewhere.

    Asked on the day of the assignment; the history says so from the moment of the
    issue, so that reports of the past know who was asked. A deadline that is over
    by now is left out: nobody could answer before this version. Running it again
    adds nothing: whoever was asked for a task is not asked twice.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    requests = env["gov.coordination"]
    # Archived units were asked as well.
    lines = (
        env["gov.assignment"]
        .with_context(active_test=False)
        .search(
            [("is_open", "=", True), ("task_id.coordinating_unit_ids", "!=", False)]
        )
    )
    cr.execute(
        "SELECT a.task_id, min(log.recorded_at) FROM gov_assignment_log log "
        "JOIN gov_assignment a ON a.id = log.assignment_id "
        "WHERE a.task_id = ANY(%s) GROUP BY a.task_id",
        [lines.task_id.ids],
    )
    moments = {}
    for task_id, moment in cr.fetchall():
        moments.setdefault(moment, []).append(task_id)
    today = env.company._gov_today()
    by_task = lines.grouped(lambda line: line.task_id.id)
    for moment, task_ids in moments.items():
        issued = lines.browse().union(*(by_task[task_id] for task_id in task_ids))
        requests._ask_for_lines(issued, recorded_at=moment, due_from=today)
