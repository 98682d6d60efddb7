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
    return TaskWorkbook(
        labels=_get_labels(env),
        head=_get_head(report),
        signature=SignatureBlock(
            authority=report.signing_authority or "",
            position=report.signer_position or "",
            recipients_title=env._("Recipients:"),
            recipients=(env._("- As above;"), env._("- Filed: clerk.")),
        ),
        cover=_get_cover(report),
        unit_columns=[
            Column("name", env._("Unit"), width=34),
            *_get_figure_columns(env),
        ],
        unit_rows=task_report.unit_rows(env, scope),
        directive_columns=[
            Column("symbol", env._("Number and symbol"), width=20),
            Column("date_issued", env._("Date of issue"), "date", width=12),
            Column("subject", env._("Subject"), width=40),
            *_get_figure_columns(env),
        ],
        directive_rows=task_report.directive_rows(env, scope),
        overdue_columns=_get_overdue_columns(env),
        overdue_rows=_label_overdue(env, task_report.overdue_rows(env, scope)),
        detail_columns=_get_detail_columns(env),
        detail_rows=_label_rows(env, task_report.detail_rows(env, scope)),
        properties={"title": env._("How assigned tasks are carried out")},
    )


def _get_labels(env):
    return {
        "cover_sheet": env._("Information"),
        "unit_sheet": env._("By unit"),
        "directive_sheet": env._("By directive"),
        "overdue_sheet": env._("Overdue"),
        "detail_sheet": env._("Details"),
        "unit_title": env._("How assigned tasks are carried out, by unit"),
        "directive_title": env._("How assigned tasks are carried out, by directive"),
        "overdue_title": env._("List of overdue tasks"),
        "detail_title": env._("Details of assigned tasks"),
        "total": env._("Total"),
        "empty": env._("No task in this period and scope."),
        "overdue_empty": env._("No task is overdue."),
    }


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


def _get_cover(report):
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
        (report.env._("Due soon, days before"), period.profile_id.warning_days),
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
            report.env._("Texts cut to the limit of a cell"),
            lambda result: result.truncated,
        ),
        (
            report.env._("How to read it"),
            report.env._(
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
    done, doing, todo = env._("Done"), env._("In progress"), env._("Not started")
    count = {"kind": "int", "width": 10, "total": "sum"}
    return [
        Column("carried_in", env._("Carried in"), **count),
        Column("arisen", env._("Arisen in the period"), **count),
        Column("total", env._("Total"), **count),
        Column("done_on_time", env._("On time"), group=done, **count),
        Column("done_late", env._("Late"), group=done, **count),
        Column("done_no_due", env._("No deadline"), group=done, **count),
        Column("waiting", env._("Waiting for acceptance"), **count),
        Column("doing_on_time", env._("In time"), group=doing, **count),
        Column("doing_late", env._("Overdue"), group=doing, **count),
        Column("todo_on_time", env._("In time"), group=todo, **count),
        Column("todo_late", env._("Overdue"), group=todo, **count),
        Column("no_due", env._("Open, no deadline"), **count),
        Column("held", env._("On hold, adjusting"), **count),
        Column("carried_over", env._("Carried over"), **count),
        Column(
            "done_share",
            env._("Done (%)"),
            "percent",
            width=10,
            total=Ratio(DONE_KEYS, ("total",)),
        ),
        Column("not_counted", env._("Not counted"), **count),
    ]


def _get_overdue_columns(env):
    return [
        Column("number", env._("No."), "int", width=6),
        Column("unit_name", env._("Lead unit"), width=24),
        Column("text", env._("Task contents"), width=45, total="count"),
        Column("symbol", env._("Number and symbol"), width=18),
        Column("date_issued", env._("Date of issue"), "date", width=12),
        Column("date_due", env._("Deadline"), "date", width=12),
        Column("days_late", env._("Days late"), "int", width=9),
        Column("missing", env._("What is missing"), width=34),
        Column("decides", env._("Level that must decide"), width=26),
        Column("owner_name", env._("Person in charge"), width=20),
        Column("extension_count", env._("Extensions"), "int", width=9, total="sum"),
    ]


def _label_overdue(env, rows):
    """Number the rows; put into words what is missing and who must decide."""
    for number, row in enumerate(rows, start=1):
        body = row["deciding_name"]
        row["number"] = number
        if row["returned_on"]:
            row["decides"] = env._("%(body)s (confirms completion)", body=body)
            row["missing"] = env._(
                "Returned on %(day)s: %(reason)s",
                day=_day(row["returned_on"]),
                reason=row["return_reason"],
            )
        else:
            row["decides"] = env._("%(body)s (decides extensions)", body=body)
            row["missing"] = (
                env._("Not submitted: %(product)s", product=row["product"])
                if row["product"]
                else env._("Result not submitted")
            )
        yield row


def _get_detail_columns(env):
    return [
        Column("number", env._("No."), "int", width=6),
        Column("symbol", env._("Number and symbol"), width=18),
        Column("date_issued", env._("Date of issue"), "date", width=12),
        Column("issuer_name", env._("Issuing body"), width=22),
        Column("assigning_name", env._("Assigning unit"), width=22),
        Column("code", env._("Task code"), width=9),
        Column("text", env._("Task contents"), width=45),
        Column("product", env._("Product"), width=20),
        Column("unit_name", env._("Lead unit"), width=24),
        Column("coordinating_names", env._("Coordinating units"), width=24),
        Column("owner_name", env._("Person in charge"), width=18),
        Column("date_assigned", env._("Assigned on"), "date", width=12),
        Column("deadline_text", env._("Deadline as written"), width=16),
        Column("deadline_kind", env._("Kind of deadline"), width=14),
        Column("date_due", env._("Deadline"), "date", width=12),
        Column("status", env._("Status"), width=20),
        Column("progress", env._("Progress against the deadline"), width=14),
        Column("days_late", env._("Days late"), "int", width=8),
        Column("date_started", env._("Started on"), "date", width=12),
        Column("date_submitted", env._("Reported on"), "date", width=12),
        Column("summary", env._("Result"), width=40),
        Column("document_symbol", env._("Result document"), width=18),
        Column("document_date", env._("Date of the result"), "date", width=12),
        Column("date_done", env._("Done on"), "date", width=12),
        Column("accepted_by", env._("Accepted by"), width=18),
        Column("extension_count", env._("Extensions"), "int", width=8),
        Column("old_deadlines", env._("Deadlines before extension"), width=14),
        Column("held_days", env._("Days on hold"), "int", width=8),
        Column("date_updated", env._("Last update"), "date", width=12),
        # A text: "#,##0" would put a separator into a name.
        Column("line_id", env._("Line ID"), width=10),
    ]


def _get_detail_labels(env):
    """Words of the screen for the columns that hold codes."""
    precision = env["gov.task"]._fields["deadline_precision"]
    precision = dict(precision._description_selection(env))
    return {
        "status": dict(env["gov.assignment"]._selection_status()),
        "progress": {
            "on_track": env._("On track"),
            "due_soon": env._("Due soon"),
            "late": env._("Overdue"),
            None: None,
        },
        "deadline_kind": {
            "dated": env._("With a deadline"),
            "event": precision["event"],
            "regulation": precision["regulation"],
            "none": env._("No deadline"),
        },
    }


def _label_rows(env, rows):
    """Number the rows and put the words of the screen for the codes."""
    labels = _get_detail_labels(env).items()
    for number, row in enumerate(rows, start=1):
        row["number"] = number
        for key, words in labels:
            row[key] = words[row[key]]
        yield row


def _day(value):
    return value.strftime("%d/%m/%Y")
