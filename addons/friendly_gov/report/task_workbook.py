"""Puts the figures of ``queries`` and the words of the screen into the writer."""

from odoo import fields

from .queries import task_report
from .xlsx.columns import Column, Ratio
from .xlsx.official import OfficialHead, SignatureBlock
from .xlsx.workbook import TaskWorkbook

DONE_KEYS = ("done_on_time", "done_late", "done_no_due")


def get_workbook(report):
    """Everything the writer needs for ``report`` (a ``gov.report``)."""
    env = report.env
    scope = report._get_scope()
    _ = env._
    return TaskWorkbook(
        labels=_get_labels(env),
        head=_get_head(report),
        signature=SignatureBlock(
            authority=report.signing_authority or "",
            position=report.signer_position or "",
            recipients_title=_("Recipients:"),
            recipients=(_("- As above;"), _("- Filed: clerk.")),
        ),
        cover=_get_cover(report),
        unit_columns=[
            Column("name", _("Unit"), width=34),
            *_get_figure_columns(env),
        ],
        unit_rows=task_report.unit_rows(env, scope),
        directive_columns=[
            Column("symbol", _("Number and symbol"), width=20),
            Column("date_issued", _("Date of issue"), "date", width=12),
            Column("subject", _("Subject"), width=40),
            *_get_figure_columns(env),
        ],
        directive_rows=task_report.directive_rows(env, scope),
        detail_columns=_get_detail_columns(env),
        detail_rows=_label_rows(env, task_report.detail_rows(env, scope)),
        properties={"title": _("How assigned tasks are carried out")},
    )


def _get_labels(env):
    _ = env._
    return {
        "cover_sheet": _("Information"),
        "unit_sheet": _("By unit"),
        "directive_sheet": _("By directive"),
        "detail_sheet": _("Details"),
        "unit_title": _("How assigned tasks are carried out, by unit"),
        "directive_title": _("How assigned tasks are carried out, by directive"),
        "detail_title": _("Details of assigned tasks"),
        "total": _("Total"),
        "empty": _("No task in this period and scope."),
    }


def _get_head(report):
    _ = report.env._
    unit, period = report.unit_id, report.period_id
    banner = ""
    if report.is_demo:
        banner = _(
            "Illustration from public documents; it does not show how the units "
            "carry out their tasks"
        )
    return OfficialHead(
        superior=unit.parent_id.name or "",
        issuer=unit.name,
        number=_("No.:        /BC"),
        state=_("SOCIALIST REPUBLIC OF VIET NAM"),
        motto=_("Independence - Freedom - Happiness"),
        place_date=_("%(place)s, date …… month …… year ……", place=report.place or "……"),
        title=_("How assigned tasks are carried out"),
        subtitle=(
            _(
                "%(period)s (data from %(first)s to %(last)s)",
                period=period.name,
                first=_day(period.date_from),
                last=_day(period.date_to),
            ),
            _("Cut-off date: %(day)s", day=_day(report.date_as_of)),
        ),
        banner=banner,
    )


def _get_cover(report):
    _ = report.env._
    period = report.period_id
    return [
        (_("Unit"), report.unit_id.name),
        (
            _("Coverage"),
            dict(report._fields["coverage"]._description_selection(report.env))[
                report.coverage
            ],
        ),
        (_("Reporting period"), period.name),
        (_("Data from"), period.date_from),
        (_("Data to"), period.date_to),
        (_("Cut-off date"), report.date_as_of),
        (_("Rules"), period.profile_id.display_name),
        (_("Legal basis"), period.profile_id.legal_basis or ""),
        (_("Data"), _("Illustration") if report.is_demo else _("Own data")),
        (_("Made by"), report.env.user.name),
        (_("Made at"), _get_local_now(report)),
        (_("Units"), lambda result: result.tables["unit"].count),
        (_("Directives"), lambda result: result.tables["directive"].count),
        (_("Lines"), lambda result: result.tables["detail"].count),
        (_("Texts cut to the limit of a cell"), lambda result: result.truncated),
        (
            _("How to read it"),
            _(
                "Total = carried in + arisen = the sum of all columns of status. "
                "A result that waits for acceptance is measured by the day it was "
                "reported. Withdrawn and transferred tasks and those whose outcome "
                "the source does not state are outside the total."
            ),
        ),
    ]


def _get_local_now(report):
    zone = report.with_context(tz=report.company_id.gov_tz)
    now = fields.Datetime.context_timestamp(zone, fields.Datetime.now())
    return now.replace(tzinfo=None)


def _get_figure_columns(env):
    """Columns shared by the sheets by unit and by directive."""
    _ = env._
    done, doing, todo = _("Done"), _("In progress"), _("Not started")
    count = {"kind": "int", "width": 10, "total": "sum"}
    return [
        Column("carried_in", _("Carried in"), **count),
        Column("arisen", _("Arisen in the period"), **count),
        Column("total", _("Total"), **count),
        Column("done_on_time", _("On time"), group=done, **count),
        Column("done_late", _("Late"), group=done, **count),
        Column("done_no_due", _("No deadline"), group=done, **count),
        Column("waiting", _("Waiting for acceptance"), **count),
        Column("doing_on_time", _("In time"), group=doing, **count),
        Column("doing_late", _("Overdue"), group=doing, **count),
        Column("todo_on_time", _("In time"), group=todo, **count),
        Column("todo_late", _("Overdue"), group=todo, **count),
        Column("no_due", _("Open, no deadline"), **count),
        Column("held", _("On hold, adjusting"), **count),
        Column("carried_over", _("Carried over"), **count),
        Column(
            "done_share",
            _("Done (%)"),
            "percent",
            width=10,
            total=Ratio(DONE_KEYS, ("total",)),
        ),
        Column("not_counted", _("Not counted"), **count),
    ]


def _get_detail_columns(env):
    _ = env._
    return [
        Column("number", _("No."), "int", width=6),
        Column("symbol", _("Number and symbol"), width=18),
        Column("date_issued", _("Date of issue"), "date", width=11),
        Column("issuer_name", _("Issuing body"), width=22),
        Column("code", _("Task code"), width=9),
        Column("text", _("Task contents"), width=45),
        Column("product", _("Product"), width=20),
        Column("unit_name", _("Lead unit"), width=24),
        Column("coordinating_names", _("Coordinating units"), width=24),
        Column("owner_name", _("Person in charge"), width=18),
        Column("date_assigned", _("Assigned on"), "date", width=11),
        Column("deadline_text", _("Deadline as written"), width=16),
        Column("date_due", _("Deadline"), "date", width=11),
        Column("status", _("Status"), width=20),
        Column("days_late", _("Days late"), "int", width=8),
        Column("date_started", _("Started on"), "date", width=11),
        Column("date_submitted", _("Reported on"), "date", width=11),
        Column("date_done", _("Done on"), "date", width=11),
        Column("document_symbol", _("Result document"), width=18),
        Column("document_date", _("Date of the result"), "date", width=11),
        Column("extension_count", _("Extensions"), "int", width=8),
        Column("held_days", _("Days on hold"), "int", width=8),
    ]


def _label_rows(env, rows):
    """Number the rows and put the words of the screen for the status codes."""
    labels = dict(env["gov.assignment"]._selection_status())
    for number, row in enumerate(rows, start=1):
        row["number"] = number
        row["status"] = labels[row["status"]]
        yield row


def _day(value):
    return value.strftime("%d/%m/%Y")
