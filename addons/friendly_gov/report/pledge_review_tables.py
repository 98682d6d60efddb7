"""Tables of the workbook on how pledges were kept: reviews by statement, cases."""

from odoo.fields import Domain

from .queries import pledge_report, pledge_reviews
from .rollout_tables import get_form_note
from .xlsx.columns import Column
from .xlsx.workbook import TablePart


def get_tables(env, scope, date_to):
    """Parts of the workbook, each only when there is something to tell.

    :param PledgeScope scope: with its first day
    :param datetime.date date_to: last day of the period of the report
    """
    parts = (
        get_review_table(env, scope, date_to),
        get_case_table(env, scope),
    )
    return [part for part in parts if part.rows]


def get_review_table(env, scope, date_to):
    """Part of reviews by unit, level, period and statement.

    Periods are those that end within the period of the report: a half-year stands in
    the report of the year, a year not in that of a month.
    """
    rows = [
        row
        for row in pledge_reviews.statement_rows(
            env, scope.as_of, _get_domain(env, scope)
        )
        if _is_in(scope, row) and scope.date_from <= row["date_to"] <= date_to
    ]
    periods = env["gov.period"].browse({row["period_id"] for row in rows})
    names = {period.id: period.name for period in periods}
    return TablePart(
        key="pledge_review",
        sheet=env._("Reviews of pledges"),
        title=env._("How pledges were kept, by statement"),
        notes=(
            get_form_note(env),
            env._(
                "Reviews that were sent and that the maker may read. Figures are "
                "compared with the target of the same period, once it is over; all "
                "others are milestones."
            ),
        ),
        columns=_get_review_columns(env),
        rows=[
            row | {"period_name": names[row["period_id"]]}
            for row in _add_names(env, rows)
        ],
        official=True,
    )


def get_case_table(env, scope):
    """Part of cases that happened in the period, by unit and level."""
    domain = Domain("date", ">=", scope.date_from) & _get_domain(env, scope)
    rows = [
        row
        for row in pledge_reviews.case_rows(env, scope.as_of, domain)
        if _is_in(scope, row)
    ]
    count = {"kind": "int", "width": 14, "total": "sum"}
    return TablePart(
        key="pledge_case",
        sheet=env._("Cases about pledges"),
        title=env._("Cases about pledges"),
        notes=(
            get_form_note(env),
            env._(
                "Cases of the period that the maker may read. A breach is counted "
                "only once a document concluded it."
            ),
        ),
        columns=[
            Column("unit_name", env._("Unit"), width=40),
            Column("campaign_name", env._("Campaign"), width=40),
            Column("level_name", env._("Whose"), width=12),
            Column("praise_count", env._("Praise"), **count),
            Column("open_count", env._("Waiting for a conclusion"), **count),
            Column("breach_count", env._("Breach concluded"), **count),
            Column("cleared_count", env._("No breach"), **count),
        ],
        rows=_add_names(env, rows),
        official=True,
    )


def _get_domain(env, scope):
    """What stands in the same columns of pledges and of cases."""
    campaigns = pledge_report.get_campaign_ids(env, scope)
    return Domain(scope.domain) & Domain("campaign_id", "in", campaigns)


def _is_in(scope, row):
    # The unit as the history names it, which a domain on today's table can't ask for.
    return scope.unit_ids is None or row["unit_id"] in scope.unit_ids


def _get_review_columns(env):
    own, other = env._("Self-reviews"), env._("Supervisor's reviews")
    figures = env._("Figures and targets of the same period")
    count = {"kind": "int", "width": 8, "total": "sum"}
    words = _get_assessment_words(env)
    return [
        Column("unit_name", env._("Unit"), width=26),
        Column("campaign_name", env._("Campaign"), width=24),
        Column("level_name", env._("Whose"), width=9),
        Column("period_name", env._("Period"), width=12),
        Column("statement", env._("Statement"), width=36),
        Column("pledge_count", env._("Signed pledges"), kind="int", width=8),
        *(
            Column(f"self_{key}", words[key], group=own, **count)
            for key in ("count", *pledge_reviews.LEVELS)
        ),
        Column("not_reviewed_count", env._("Not reviewed"), group=own, **count),
        *(
            Column(f"supervisor_{key}", words[key], group=other, **count)
            for key in ("count", *pledge_reviews.LEVELS)
        ),
        Column("value_count", env._("With a figure"), group=figures, **count),
        Column("compared_count", env._("Compared"), group=figures, **count),
        Column("met_count", env._("Target reached"), group=figures, **count),
        Column("milestone_count", env._("Milestones"), group=figures, **count),
    ]


def _get_assessment_words(env):
    words = dict(
        env["gov.pledge.review.line"]._fields["assessment"]._description_selection(env)
    )
    return words | {"count": env._("Reviews sent")}


def _add_names(env, rows):
    """Names of units, campaigns and levels; units in the order of the tree."""
    places = pledge_report.get_places(env, {row["unit_id"] for row in rows})
    campaigns = env["gov.pledge.campaign"].browse({row["campaign_id"] for row in rows})
    names = {campaign.id: campaign.name for campaign in campaigns}
    levels = {"unit": env._("Of units"), "person": env._("Of persons")}
    found = [
        row
        | {
            "unit_name": places[row["unit_id"]][1],
            "campaign_name": names[row["campaign_id"]],
            "level_name": levels[row["level"]],
        }
        for row in rows
    ]
    # A stable sort: statements stay in their order.
    found.sort(key=lambda row: row["level"], reverse=True)
    found.sort(key=lambda row: (-row["campaign_id"], places[row["unit_id"]][0]))
    return found
