"""Tables of the workbook on roll-outs of reform models: figures of ``queries``, words
of the screen. Letters of the sheets are those of the proposed form: C, D, E and G are
about services, satisfaction, scores and remarks, which stand elsewhere.
"""

from .queries import reform_models, rollout_report, rollout_sums
from .xlsx.columns import Column
from .xlsx.workbook import TablePart


def get_tables(env, scope):
    """Parts of the workbook, none without a roll-out in the scope.

    :param RolloutScope scope:
    """
    if not rollout_report.count_rollouts(env, scope):
        return []
    return [
        get_rollout_table(env, scope),
        *_with_rows(get_condition_table(env, scope)),
        *_with_rows(get_model_table(env, scope)),
        *_with_rows(get_budget_table(env, scope)),
    ]


def _with_rows(part):
    """A part read as a list, unless there is nothing to show."""
    return [part] if part.rows else []


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
                "does not state. Numbers of pledges: signed in the campaign of the "
                "model; as declared by the unit where no campaign covers it."
            ),
        ),
        columns=_get_rollout_columns(env),
        rows=_label(env, rows),
        official=True,
        close=rows.close,
    )


def get_condition_table(env, scope):
    """Part of condition reviews by unit, sheet B; nothing reviewed, no row."""
    count = {"kind": "int", "width": 14, "total": "sum"}
    return TablePart(
        key="condition",
        sheet=env._("B. Conditions"),
        title=env._("B. Review of conditions"),
        notes=(
            get_form_note(env),
            env._(
                "Proposals: what the unit cannot solve itself and raised to the level "
                "above. Handled: decided there, and dealt with since."
            ),
        ),
        columns=[
            Column("unit_name", env._("Unit"), width=44),
            Column("rollout_count", env._("Number of roll-outs"), **count),
            Column("reviewed", env._("Items reviewed"), **count),
            Column("met", env._("Met"), **count),
            Column("unmet", env._("Not yet met"), **count),
            Column("raised", env._("Proposals raised"), **count),
            Column("handled", env._("Handled"), **count),
            Column("unchecked", env._("Not yet reviewed"), **count),
        ],
        rows=rollout_sums.condition_rows(env, scope),
        official=True,
    )


def get_model_table(env, scope):
    """Part of reform models, sheet F."""
    spread, reached = env._("Units that launched"), env._("Results")
    proposed = env._("Proposal to replicate")
    count = {"kind": "int", "width": 10, "total": "sum"}
    return TablePart(
        key="model",
        sheet=env._("F. Models"),
        title=env._("F. Reform models and their results"),
        notes=(
            get_form_note(env),
            env._(
                "Results: the last figure of each indicator and unit in the period, "
                "against the target of the same period."
            ),
        ),
        columns=[
            Column("name", env._("Reform model"), width=38),
            Column("lead_unit_name", env._("Lead unit"), width=26),
            Column("state", env._("Status"), width=14),
            Column("pilot_count", env._("Pilots"), group=spread, **count),
            Column("model_unit_count", env._("Model units"), group=spread, **count),
            Column("replica_count", env._("Replicas"), group=spread, **count),
            Column("preparing_count", env._("In preparation"), **count),
            Column("unit_count", env._("Units with figures"), group=reached, **count),
            Column("compared_count", env._("With a target"), group=reached, **count),
            Column("met_count", env._("Target reached"), group=reached, **count),
            Column("rating_name", env._("Effectiveness"), width=18),
            Column(
                "proposal_count", env._("Number of proposals"), group=proposed, **count
            ),
            Column("proposal_state", env._("Status"), width=14, group=proposed),
            Column("decision_symbol", env._("Decision, No."), width=16, group=proposed),
            Column("decision_date", env._("Date"), "date", 11, group=proposed),
        ],
        rows=_label_models(env, reform_models.model_rows(env, scope)),
        official=True,
    )


def _label_models(env, rows):
    def words(model):
        return dict(env[model]._fields["state"]._description_selection(env))

    states, proposals = words("gov.reform.model"), words("gov.reform.proposal")
    return [
        row
        | {
            "state": states.get(row["state"]),
            "proposal_state": proposals.get(row["proposal_state"]),
        }
        for row in rows
    ]


def get_budget_table(env, scope):
    """Part of budgets by unit, model, year and source; no line, no row."""
    amount = {"kind": "int", "width": 18, "total": "sum"}
    return TablePart(
        key="budget",
        sheet=env._("Budget"),
        title=env._("Budget of reform models"),
        notes=(get_form_note(env), env._("Unit of calculation: dong.")),
        columns=[
            Column("unit_name", env._("Unit"), width=36),
            Column("model_name", env._("Reform model"), width=32),
            Column("year", env._("Year"), width=8, align="center"),
            Column("source_name", env._("Source of funds"), width=28),
            Column("estimated", env._("Estimate"), **amount),
            Column("allotted", env._("Allotted"), **amount),
            Column("spent", env._("Spent"), **amount),
            Column("settled", env._("Settled"), **amount),
        ],
        rows=[
            # Dong have no decimals.
            row | {key: round(row[key] or 0) for key in rollout_sums.AMOUNT_KEYS}
            for row in rollout_sums.budget_rows(env, scope)
        ],
        official=True,
    )


def _get_rollout_columns(env):
    committee, plan = env._("Steering committee"), env._("Plan")
    briefing, launch = env._("Briefing of staff"), env._("Launch")
    pledges, progress = env._("Numbers of pledges"), env._("Progress")
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
        Column("briefing_count", env._("Number of people"), group=briefing, **count),
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
