"""Progress of signing: who signed, who has not, by campaign, unit and level.

The one place where these figures are counted: the table of a campaign, the dashboard
and the workbook read them here. What counts as signed, late or overdue is said by
:mod:`.pledge_status`.
"""

from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from . import pledge_status, transfer
from .rollout_report import tree_order_sql

REASONS = ("maternity", "study", "secondment", "transfer", "other")
REASON_KEYS = tuple(f"excused_{reason}" for reason in REASONS)
COUNTED = tuple(
    code for code in pledge_status.CODES if code not in pledge_status.NOT_COUNTED
)
# Every counted code stands in exactly one of these; ``total`` is their sum.
FIGURES = ("total", "signed", *COUNTED, *REASON_KEYS, *pledge_status.NOT_COUNTED)
_COLUMNS = ("campaign_id", "unit_id", "level", "excuse_reason")


class PledgeScope(NamedTuple):
    """Which pledges a report covers.

    :param domain: on ``gov.pledge``, of columns that never change
    :param as_of: day after which nothing is known; None for the table of today
    :param unit_ids: units whose pledges count, as known on that day; None for all
    :param organizer_ids: likewise the bodies that organise the campaign
    :param date_from: first day of the period: campaigns that were closed before it
        are no longer told; None for all
    """

    domain: list
    as_of: date | None = None
    unit_ids: tuple | None = None
    organizer_ids: tuple | None = None
    date_from: date | None = None


def progress_rows(env, as_of=None, domain=(), unit_ids=None):
    """Progress of each campaign, unit and level, in one statement.

    Pledges are those that the user may read.

    :param datetime.date as_of: as known at the end of this day, from the history;
        None for today, from the table
    :param domain: on ``gov.pledge``, such as ``[("campaign_id", "in", ids)]``; with
        ``as_of`` of columns that never change
    :param unit_ids: pledges of these units only, None for all
    :return: list of dicts, ordered by campaign, unit and level: ``campaign_id``,
        ``unit_id``, ``level`` ("unit" or "person"), :data:`FIGURES` as integers and
        ``signed_share``, the part of ``total`` that signed (0 to 1, None when nothing
        counts). ``total`` = ``signed_on_time`` + ``signed_late`` + ``unsigned`` (not
        due yet) + ``unsigned_late`` + ``excused``; ``signed`` is the first two;
        ``excused_<reason>`` splits ``excused`` and is None for those who may not read
        reasons; ``retired`` stands outside the total
    """
    scope = PledgeScope(list(domain), as_of, unit_ids)
    query = SQL(
        """
        %(progress)s
        SELECT * FROM progress ORDER BY campaign_id, unit_id, level
        """,
        progress=progress_sql(env, scope),
    )
    return _add_shares(env.execute_query_dict(query))


def subtree_rows(env, unit_ids, as_of=None, domain=()):
    """Figures of each of ``unit_ids`` with all units below, both levels together.

    The tree is that of today. Other parameters as for :func:`progress_rows`.

    :return: dict of unit id: dict of :data:`FIGURES` and ``signed_share``; no entry
        without a pledge
    """
    rows = env.execute_query_dict(
        SQL(
            """
            %(progress)s
            SELECT above.id::integer AS id, %(sums)s
              FROM progress
              JOIN hr_department unit ON unit.id = progress.unit_id
             CROSS JOIN LATERAL unnest(
                   string_to_array(trim('/' FROM unit.parent_path), '/')) above(id)
             WHERE above.id::integer = ANY(%(units)s)
             GROUP BY above.id
            """,
            progress=progress_sql(env, PledgeScope(list(domain), as_of)),
            sums=_sums_sql(),
            units=list(unit_ids),
        )
    )
    return {row.pop("id"): row for row in _add_shares(rows)}


def unit_rows(env, scope):
    """Rows of the sheet: as :func:`progress_rows`, with ``campaign_name`` and
    ``unit_name``, newest campaign first, units in the order of the tree.

    :param PledgeScope scope:
    """
    query = SQL(
        """
        %(progress)s,
        place AS MATERIALIZED (
            SELECT unit.id, %(unit)s AS unit_name, %(order)s AS place
              FROM hr_department unit
             WHERE unit.id IN (SELECT progress.unit_id FROM progress)
        )
        SELECT progress.*, %(campaign)s AS campaign_name, place.unit_name
          FROM progress
          JOIN gov_pledge_campaign campaign ON campaign.id = progress.campaign_id
          JOIN place ON place.id = progress.unit_id
         ORDER BY campaign.date_due DESC NULLS LAST, campaign.id DESC, place.place,
                  progress.level DESC
        """,
        progress=progress_sql(env, scope),
        campaign=env["gov.pledge.campaign"]._field_to_sql("campaign", "name"),
        unit=env["hr.department"]._field_to_sql("unit", "name"),
        order=tree_order_sql(env, "unit"),
    )
    return _add_shares(env.execute_query_dict(query))


def get_campaign_ids(env, scope):
    """Ids of the campaigns that a report covers, whoever may read their pledges."""
    env.flush_all()
    rows = env.execute_query(_campaigns_sql(env, scope))
    return tuple(campaign_id for (campaign_id,) in rows)


def get_places(env, unit_ids):
    """Place in the tree and name of units, in one statement.

    :return: dict of unit id: (number in the order of the tree, name)
    """
    rows = env.execute_query(
        SQL(
            """
            SELECT unit.id, row_number() OVER (ORDER BY %(order)s), %(name)s
              FROM hr_department unit
             WHERE unit.id = ANY(%(units)s)
            """,
            order=tree_order_sql(env, "unit"),
            name=env["hr.department"]._field_to_sql("unit", "name"),
            units=list(unit_ids),
        )
    )
    return {unit_id: (number, name) for unit_id, number, name in rows}


def count_pledges(env, scope):
    """Number of pledges of the report, not counted ones included."""
    known = pledges_sql(env, scope)
    return env.execute_query(SQL("SELECT count(*) FROM (%s) known", known))[0][0]


def tells_reasons(env):
    """May the user know how many did not sign for which reason?

    Reasons tell of illness or a birth: whoever may not read them gets the sum only.
    """
    pledges = env["gov.pledge"]
    return pledges._has_field_access(pledges._fields["excuse_reason"], "read")


def progress_sql(env, scope):
    """Common table expression ``progress``: one row per campaign, unit and level.

    Columns: ``campaign_id``, ``unit_id``, ``level``, :data:`FIGURES`.

    :param PledgeScope scope:
    """
    told = tells_reasons(env)
    counts = {
        "total": _count(SQL("known.status IN %s", COUNTED)),
        "signed": _count(SQL("known.status IN %s", pledge_status.SIGNED)),
    }
    for code in pledge_status.CODES:
        counts[code] = _count(SQL("known.status = %s", code))
    for reason, key in zip(REASONS, REASON_KEYS, strict=True):
        excused = SQL(
            "known.status = 'excused' AND COALESCE(known.excuse_reason, 'other') = %s",
            reason,
        )
        counts[key] = _count(excused) if told else SQL("NULL::integer")
    return SQL(
        """
        WITH known AS MATERIALIZED (
            -- Or each of the counts would work the status out again.
            %(known)s
        ),
        progress AS MATERIALIZED (
            SELECT known.campaign_id, known.unit_id, known.level, %(counts)s
              FROM known
             GROUP BY known.campaign_id, known.unit_id, known.level
        )
        """,
        counts=SQL(", ").join(
            SQL("%s AS %s", counts[key], SQL.identifier(key)) for key in FIGURES
        ),
        known=pledges_sql(env, scope),
    )


def pledges_sql(env, scope):
    """SELECT of the pledges of the report: ``campaign_id``, ``unit_id``, ``level``,
    ``excuse_reason`` and ``status``, under the rights of the user.

    :param PledgeScope scope:
    """
    env.flush_all()
    if scope.as_of is None:
        known = _today_sql(env, scope.domain)
    else:
        known = SQL("(%s)", pledge_status.as_of_sql(env, scope.as_of, scope.domain))
    conditions = [SQL("TRUE")]
    if scope.unit_ids is not None:
        conditions.append(SQL("one.unit_id = ANY(%s)", list(scope.unit_ids)))
    if scope.organizer_ids is not None or scope.date_from is not None:
        conditions.append(
            SQL("one.campaign_id IN (%s)", _campaigns_sql(env, scope)),
        )
    return SQL(
        """
        SELECT %(columns)s, one.status
          FROM %(known)s one
         WHERE %(conditions)s
        """,
        columns=SQL(", ").join(SQL.identifier("one", name) for name in _COLUMNS),
        known=known,
        conditions=SQL(" AND ").join(conditions),
    )


def _today_sql(env, domain):
    today = env.company._gov_today()
    readable = env["gov.pledge"]._search(list(domain))
    return readable.subselect(
        *(SQL.identifier(readable.table, name) for name in _COLUMNS),
        SQL("%s AS status", pledge_status.status_sql(readable.table, today)),
    )


def _campaigns_sql(env, scope):
    conditions = [SQL("TRUE")]
    if scope.organizer_ids is not None:
        body = SQL.identifier("campaign", "organizer_unit_id")
        if scope.as_of:
            end = env.company._gov_end_of_day(scope.as_of)
            model = "gov.pledge.campaign"
            body = transfer.body_sql(env, "organizer_unit_id", end, "campaign", model)
        conditions.append(SQL("%s = ANY(%s)", body, list(scope.organizer_ids)))
    if scope.date_from is not None:
        # A campaign without an end, or closed later, is still one of this period.
        ended = SQL("campaign.date_closed < %s", scope.date_from)
        conditions.append(SQL("NOT COALESCE(%s, FALSE)", ended))
    return SQL(
        "SELECT campaign.id FROM gov_pledge_campaign campaign WHERE %s",
        SQL(" AND ").join(conditions),
    )


def _count(condition):
    return SQL("count(*) FILTER (WHERE %s)::integer", condition)


def _sums_sql():
    return SQL(", ").join(
        SQL("sum(progress.%(key)s)::integer AS %(key)s", key=SQL.identifier(key))
        for key in FIGURES
    )


def _add_shares(rows):
    for row in rows:
        row["signed_share"] = row["signed"] / row["total"] if row["total"] else None
    return rows
