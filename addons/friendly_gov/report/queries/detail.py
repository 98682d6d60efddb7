"""Lists of the workbook: every line of the report, and the overdue ones."""

from odoo.tools import SQL

from . import status, transfer, work
from .lines import lines_sql, local_day, stream

# Deadlines that the extensions of a line moved, the oldest first: each stands in the
# row of the log before that of the extension.
_OLD_DEADLINES = """
    SELECT string_agg(COALESCE(to_char(step.old, 'DD/MM/YYYY'), '–'), '; '
                      ORDER BY step.id) AS dates
      FROM (SELECT log.id, log.event, log.recorded_at,
                   lag(log.date_due) OVER (ORDER BY log.id) AS old
              FROM gov_assignment_log log
             WHERE log.assignment_id = lines.assignment_id
               AND lines.extension_count > 0) step
     WHERE step.event = 'extend' AND step.recorded_at < %s
"""


def overdue_rows(env, scope):
    """Yield one dict per line overdue on the as-of day, the longest overdue first.

    Overdue is ``status.OVERDUE``: what was reported late waits for somebody else.
    ``returned_on`` and ``return_reason`` are those of the last return; no result was
    submitted where ``returned_on`` is None. ``decides`` says which body must decide
    next, named in ``deciding_name``: ``assign``, the one that assigned what is long
    overdue; ``confirm``, that confirms a returned result; ``extend``, that extends.
    """
    return stream(env, "gov_overdue_rows", _overdue_sql(env, scope))


def detail_rows(env, scope):
    """Yield one dict per line, not counted ones included, in a stable order."""
    return stream(env, "gov_detail_rows", _detail_sql(env, scope))


def _bodies(env, scope):
    """Ids of the bodies on the as-of day, whoever took over since."""
    end = env.company._gov_end_of_day(scope.as_of)
    names = ("assigning", "confirming", "extending")
    return {name: transfer.body_sql(env, f"{name}_unit_id", end) for name in names}


def _overdue_sql(env, scope):
    Unit, Partner = env["hr.department"], env["res.partner"]
    return SQL(
        """
        %(all_lines)s,
        late AS (
            SELECT lines.*, returned.reason,
                   %(returned_on)s AS returned_on,
                   a.task_id, a.directive_id,
                   %(is_long)s AS is_long,
                   CASE WHEN %(is_long)s THEN 'assign'
                        WHEN returned.id IS NOT NULL THEN 'confirm'
                        ELSE 'extend' END AS decides
              FROM lines
              JOIN gov_assignment a ON a.id = lines.assignment_id
              JOIN gov_directive directive ON directive.id = a.directive_id
              JOIN gov_period_profile profile ON profile.id = directive.profile_id
              LEFT JOIN gov_assignment_log returned ON returned.id = lines.return_id
             WHERE lines.status IN %(overdue)s
        )
        SELECT %(unit_name)s AS unit_name,
               task.text,
               task.product,
               directive.symbol,
               directive.date_issued,
               late.date_due,
               %(as_of)s::date - late.date_due AS days_late,
               late.is_long,
               late.returned_on,
               late.reason AS return_reason,
               late.decides,
               %(body_name)s AS deciding_name,
               %(partner_name)s AS owner_name,
               NULLIF(late.extension_count, 0) AS extension_count,
               late.assignment_id AS line_id
          FROM late
          JOIN gov_task task ON task.id = late.task_id
          JOIN gov_directive directive ON directive.id = late.directive_id
          JOIN hr_department unit ON unit.id = late.unit_id
          LEFT JOIN hr_department body
            ON body.id = CASE late.decides
                         WHEN 'assign' THEN %(assigning)s
                         WHEN 'confirm' THEN %(confirming)s
                         ELSE %(extending)s END
          LEFT JOIN res_users owner ON owner.id = late.owner_id
          LEFT JOIN res_partner partner ON partner.id = owner.partner_id
         ORDER BY late.date_due, unit_name, late.assignment_id
        """,
        all_lines=lines_sql(env, scope),
        **_bodies(env, scope),
        overdue=status.OVERDUE,
        is_long=status.long_overdue_sql(
            "lines", scope.as_of, SQL.identifier("profile", "long_overdue_days")
        ),
        returned_on=local_day(env, SQL("returned.recorded_at")),
        as_of=scope.as_of,
        unit_name=Unit._field_to_sql("unit", "name"),
        body_name=Unit._field_to_sql("body", "name"),
        partner_name=Partner._field_to_sql("partner", "name"),
    )


def _detail_sql(env, scope):
    Unit, Partner = env["hr.department"], env["res.partner"]
    end = env.company._gov_end_of_day(scope.as_of)
    return SQL(
        """
        %(lines)s
        SELECT directive.symbol,
               directive.date_issued,
               directive.issuer_name,
               %(assigning_name)s AS assigning_name,
               task.code,
               task.text,
               task.product,
               %(unit_name)s AS unit_name,
               (SELECT string_agg(%(other_name)s, '; ' ORDER BY other.id)
                  FROM (%(coordinating)s) rel
                  JOIN hr_department other ON other.id = rel.hr_department_id
                 WHERE rel.gov_task_id = task.id) AS coordinating_names,
               %(partner_name)s AS owner_name,
               a.date_assigned,
               task.deadline_text,
               CASE WHEN lines.date_due IS NOT NULL THEN 'dated'
                    WHEN task.deadline_precision IN ('event', 'regulation')
                    THEN task.deadline_precision ELSE 'none' END AS deadline_kind,
               lines.date_due,
               lines.status,
               %(progress)s AS progress,
               entry.percent AS progress_percent,
               entry.text AS progress_text,
               CASE WHEN lines.status IN %(overdue)s
                    THEN %(as_of)s::date - lines.date_due END AS days_late,
               lines.date_started,
               lines.date_submitted,
               result.summary,
               report.document_symbol,
               report.document_date,
               obstacle.text AS obstacle,
               obstacle.proposal,
               lines.date_done,
               %(confirming_name)s AS accepting_name,
               %(acceptor_name)s AS accepted_by,
               NULLIF(lines.extension_count, 0) AS extension_count,
               old_deadlines.dates AS old_deadlines,
               NULLIF(lines.held_days, 0) AS held_days,
               %(updated_on)s AS date_updated,
               lines.assignment_id AS line_id
          FROM lines
          JOIN gov_assignment a ON a.id = lines.assignment_id
          JOIN gov_task task ON task.id = a.task_id
          JOIN gov_directive directive ON directive.id = a.directive_id
          JOIN gov_period_profile profile ON profile.id = directive.profile_id
          JOIN hr_department unit ON unit.id = lines.unit_id
          JOIN hr_department assigning ON assigning.id = %(assigning)s
          LEFT JOIN res_users owner ON owner.id = lines.owner_id
          LEFT JOIN res_partner partner ON partner.id = owner.partner_id
          LEFT JOIN gov_assignment_log accepted ON accepted.id = lines.accept_id
          LEFT JOIN res_users acceptor ON acceptor.id = accepted.user_id
          LEFT JOIN res_partner acceptor_partner
            ON acceptor_partner.id = acceptor.partner_id
          LEFT JOIN hr_department confirming
            ON confirming.id = %(confirming)s
           AND lines.accept_id IS NOT NULL
          LEFT JOIN gov_assignment_log report ON report.id = lines.submit_id
          -- Frozen once submitted; one at a time, so ids follow the submissions.
          -- Minus: in the order of the primary key the planner may take that index
          -- and read the whole table for each line.
          LEFT JOIN LATERAL (
               SELECT sent.summary
                 FROM gov_assignment_result sent
                WHERE sent.assignment_id = lines.assignment_id
                  AND sent.submitted_at < %(end)s
                  AND lines.submit_id IS NOT NULL
                ORDER BY -sent.id
                LIMIT 1) result ON TRUE
          LEFT JOIN LATERAL (%(old_deadlines)s) old_deadlines ON TRUE
          LEFT JOIN LATERAL (%(entry)s) entry ON TRUE
          LEFT JOIN LATERAL (%(obstacle)s) obstacle ON TRUE
         ORDER BY directive.date_issued, directive.id, task.sequence, task.id,
                  unit_name, lines.assignment_id
        """,
        lines=lines_sql(env, scope),
        **_bodies(env, scope),
        coordinating=transfer.coordinating_sql(env, end),
        end=end,
        old_deadlines=SQL(_OLD_DEADLINES, end),
        entry=work.progress_sql(SQL("lines.assignment_id"), end),
        obstacle=work.obstacle_sql(SQL("lines.assignment_id"), end),
        as_of=scope.as_of,
        overdue=status.OVERDUE,
        progress=status.progress_sql(
            "lines", scope.as_of, SQL.identifier("profile", "warning_days")
        ),
        updated_on=local_day(env, SQL("lines.recorded_at")),
        unit_name=Unit._field_to_sql("unit", "name"),
        assigning_name=Unit._field_to_sql("assigning", "name"),
        confirming_name=Unit._field_to_sql("confirming", "name"),
        other_name=Unit._field_to_sql("other", "name"),
        partner_name=Partner._field_to_sql("partner", "name"),
        acceptor_name=Partner._field_to_sql("acceptor_partner", "name"),
    )
