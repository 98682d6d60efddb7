"""Tables of the workbook on roll-outs of reform models: figures of ``queries``, words
of the screen. Letters of the sheets are those of the proposed form: C, D, E and G are
about services, satisfaction, scores and remarks, which stand elsewhere.
"""

from .queries import rollout_report
from .xlsx.columns import Column
from .xlsx.workbook import TablePart


def get_tables(env, scope):
    """Parts of the workbook, none without a roll-out in the scope.

    :param RolloutScope scope:
    """
    if not rollout_report.count_rollouts(env, scope):
        return []
    return [get_rollout_table(env, scope)]


def get_form_note(env):
    """Said on each sheet: nobody issued this form."""
    return env._("Proposed form: no official form has been issued yet.")


def get_rollout_table(env, scope):
    """Part of all roll-outs, the official sheet A."""
    rows = rollout_report.rollout_rows(env, scope)
    return TablePart(
        key="rollout",
        sheet=env._("A. Roll-out"),
        title=env._("A. How reform models are rolled out"),
        notes=(
            get_form_note(env),
            env._(
                "Overdue: the planned launch has passed, or had passed when the model "
                "was launched. Not counted: what has not begun, was stopped or "
                "transferred, bodies that only take part, and outcomes that the source "
                "does not state. Numbers of pledges as declared by the units."
            ),
        ),
        columns=_get_rollout_columns(env),
        rows=_label(env, rows),
        official=True,
        close=rows.close,
    )


def _get_rollout_columns(env):
    committee, plan = env._("Steering committee"), env._("Plan")
    briefing, launch = env._("Briefing of staff"), env._("Launch")
    pledges, progress = env._("Pledges"), env._("Progress")
    number, day = env._("Number and symbol"), env._("Date")
    count = {"kind": "int", "width": 8, "total": "sum"}
    return [
        Column("unit_name", env._("Unit"), width=28),
        Column("model_name", env._("Reform model"), width=26),
        Column("kind", env._("Form of roll-out"), width=11),
        Column("committee_symbol", number, width=16, group=committee),
        Column("committee_date", day, "date", width=11, group=committee),
        Column("plan_symbol", number, width=16, group=plan),
        Column("plan_date", day, "date", width=11, group=plan),
        Column("briefing_date", day, "date", width=11, group=briefing),
        Column("briefing_count", env._("People"), group=briefing, **count),
        Column("date_launch_planned", env._("Planned"), "date", 11, group=launch),
        Column("date_launched", env._("Launched on"), "date", 11, group=launch),
        Column("pledge_unit_count", env._("Of units"), group=pledges, **count),
        Column("pledge_person_count", env._("Of persons"), group=pledges, **count),
        Column("status", env._("Status"), width=20, group=progress),
        Column("in_time", env._("In time"), group=progress, **count),
        Column("overdue", env._("Overdue"), group=progress, **count),
        Column("concluded", env._("Concluded"), group=progress, **count),
        Column("not_counted", env._("Not counted"), group=progress, **count),
    ]


def _label(env, rows):
    rollouts = env["gov.rollout"]
    kinds = dict(rollouts._fields["kind"]._description_selection(env))
    words = dict(rollouts._fields["status"]._description_selection(env))
    for row in rows:
        count = row["briefing_count"]
        yield row | {
            "kind": kinds.get(row["kind"]),
            "status": words[row["status"]],
            # A sum of the database is a decimal.
            "briefing_count": int(count) if count else None,
        }
