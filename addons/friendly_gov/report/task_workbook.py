"""Puts the figures of ``queries`` and the words of the screen into the writer."""

from odoo import fields

from . import pledge_review_tables, pledge_tables, rollout_tables, task_tables
from .queries import lines, pledge_report, pledge_seals, rollout_report
from .xlsx.official import OfficialHead, SignatureBlock
from .xlsx.workbook import TaskWorkbook


def get_workbook(report, progress=None):
    """Everything the writer needs for ``report`` (a ``gov.report``).

    :param progress: called with the number of lines written so far
    """
    env = report.env
    scope = report._get_scope()
    *tables, details = task_tables.get_tables(env, scope, progress)
    rollouts = rollout_tables.get_tables(env, report._get_rollout_scope())
    pledges = _get_pledge_tables(report)
    return TaskWorkbook(
        labels={
            "cover_sheet": env._("Information"),
            "total": env._("Total"),
            "empty": env._("No task in this period and scope."),
        },
        head=_get_head(report),
        signature=SignatureBlock(
            authority=report.signing_authority or "",
            position=report.signer_position or "",
            recipients_title=env._("Recipients:"),
            recipients=(env._("- As above;"), env._("- Filed: clerk.")),
        ),
        cover=_get_cover(report, scope, rollouts, pledges),
        tables=[*tables, *rollouts, *pledges, *report._get_more_tables(), details],
        properties={"title": env._("How assigned tasks are carried out")},
    )


def _get_head(report):
    unit, period = report.unit_id, report.period_id
    banner = ""
    if report.is_demo:
        banner = report.env._(
            "Illustration from public documents; it does not show how the units "
            "carry out their tasks"
        )
    return OfficialHead(
        superior=unit.parent_id.name or "",
        issuer=unit.name,
        number=report.env._("No.:        /BC"),
        state=report.env._("SOCIALIST REPUBLIC OF VIET NAM"),
        motto=report.env._("Independence - Freedom - Happiness"),
        place_date=report.env._(
            "%(place)s, date …… month …… year ……", place=report.place or "……"
        ),
        title=report.env._("How assigned tasks are carried out"),
        subtitle=(
            report.env._(
                "%(period)s (data from %(first)s to %(last)s)",
                period=period.name,
                first=_day(period.date_from),
                last=_day(period.date_to),
            ),
            report.env._("Cut-off date: %(day)s", day=_day(report.date_as_of)),
        ),
        banner=banner,
    )


def _get_cover(report, scope, rollouts, pledges):
    period = report.period_id
    return [
        (report.env._("Unit"), report.unit_id.name),
        (
            report.env._("Coverage"),
            dict(report._fields["coverage"]._description_selection(report.env))[
                report.coverage
            ],
        ),
        (report.env._("Reporting period"), period.name),
        (report.env._("Data from"), period.date_from),
        (report.env._("Data to"), period.date_to),
        (report.env._("Cut-off date"), report.date_as_of),
        (report.env._("Rules"), period.profile_id.display_name),
        (report.env._("Legal basis"), period.profile_id.legal_basis or ""),
        (
            report.env._("Data"),
            report.env._("Illustration")
            if report.is_demo
            else report.env._("Own data"),
        ),
        (report.env._("Made by"), report.env.user.name),
        (report.env._("Made at"), _get_local_now(report)),
        (report.env._("Units"), lambda result: result.tables["unit"].count),
        (report.env._("Directives"), lambda result: result.tables["directive"].count),
        (report.env._("Overdue tasks"), lambda result: result.tables["overdue"].count),
        (report.env._("Lines"), lambda result: result.tables["detail"].count),
        (
            report.env._("Lines left out: the maker may not see them"),
            _count_hidden(report, scope),
        ),
        *(_get_rollout_counts(report) if rollouts else ()),
        *(_get_pledge_counts(report) if pledges else ()),
        (
            report.env._("Texts cut to the limit of a cell"),
            lambda result: result.truncated,
        ),
        (
            report.env._("How to read it"),
            report.env._(
                "Total = carried in + arisen = the sum of all columns of status. "
                "A result that waits for acceptance is measured by the day it was "
                "reported. Withdrawn and transferred tasks and those whose outcome "
                "the source does not state are outside the total. Units are those "
                "below the unit as it was organised on the cut-off date; names are "
                "those of today. Due soon and long overdue: by the rules of each "
                "directive."
            ),
        ),
    ]


def _get_rollout_counts(report):
    scope = report._get_rollout_scope()
    # sudo: a number only, as below.
    everything = rollout_report.count_rollouts(report.sudo().env, scope)
    hidden = everything - rollout_report.count_rollouts(report.env, scope)
    return [
        (report.env._("Roll-outs"), lambda result: result.tables["rollout"].count),
        (report.env._("Roll-outs left out: the maker may not see them"), hidden),
    ]


def _get_pledge_tables(report):
    scope, last = report._get_pledge_scope(), report.period_id.date_to
    signing = pledge_tables.get_tables(report.env, scope)
    # Nothing is reviewed that was not to be signed.
    reviews = signing and pledge_review_tables.get_tables(report.env, scope, last)
    return [*signing, *reviews]


def _get_pledge_counts(report):
    scope = report._get_pledge_scope()
    shown = pledge_report.count_pledges(report.env, scope)
    # sudo: a number only, as below.
    everything = pledge_report.count_pledges(report.sudo().env, scope)
    return [
        (report.env._("Pledges"), shown),
        (
            report.env._("Pledges left out: the maker may not see them"),
            everything - shown,
        ),
        (report.env._("Last seal on the cut-off date"), _get_seal(report)),
    ]


def _get_seal(report):
    """The head of the chain, filed outside the database."""
    head = pledge_seals.get_seal_head(report.env, report.date_as_of)
    if not head:
        return report.env._("nothing sealed yet")
    number, digest = head
    return report.env._(
        "No. %(number)s, SHA-256 %(digest)s", number=number, digest=digest
    )


def _count_hidden(report, scope):
    """Lines of the report beyond the rights of its maker: a moved unit's, say."""
    # sudo: a number only, so that a smaller report doesn't pass for a whole one.
    everything = report.sudo().env
    return lines.count_lines(everything, scope) - lines.count_lines(report.env, scope)


def _get_local_now(report):
    zone = report.with_context(tz=report.company_id.gov_tz)
    now = fields.Datetime.context_timestamp(zone, fields.Datetime.now())
    return now.replace(tzinfo=None)


def _day(value):
    return value.strftime("%d/%m/%Y")
