"""The tables of the workbook on tasks: figures of ``queries``, words of the screen."""

from dataclasses import replace

from ..tools.periods import ROMAN
from . import task_lists
from .queries import detail, period_report, task_report
from .xlsx.columns import Column, Ratio
from .xlsx.workbook import TablePart

ROWS_BETWEEN_NOTES = 500
DONE_KEYS = ("done_on_time", "done_late", "done_no_due")


def get_tables(env, scope, progress=None):
    """Parts of the workbook in the order of its sheets.

    :param progress: called with the number of detail rows written so far
    """
    # Cursors on the server: left to the garbage collector after a failure, they would
    # be closed when somebody else uses the connection.
    late = detail.overdue_rows(env, scope)
    return [
        TablePart(
            key="unit",
            sheet=env._("By unit"),
            title=env._("How assigned tasks are carried out, by unit"),
            columns=[Column("name", env._("Unit"), width=34), *get_figure_columns(env)],
            rows=task_report.unit_rows(env, scope),
            official=True,
        ),
        TablePart(
            key="directive",
            sheet=env._("By directive"),
            title=env._("How assigned tasks are carried out, by directive"),
            columns=[
                Column("symbol", env._("Number and symbol"), width=20),
                Column("date_issued", env._("Date of issue"), "date", width=12),
                Column("subject", env._("Subject"), width=40),
                *get_figure_columns(env),
            ],
            rows=task_report.directive_rows(env, scope),
        ),
        TablePart(
            key="overdue",
            sheet=env._("Overdue"),
            title=env._("List of overdue tasks"),
            columns=task_lists.get_overdue_columns(env),
            rows=task_lists.label_overdue(env, late),
            empty=env._("No task is overdue."),
            close=late.close,
        ),
        *_get_period_tables(env, scope),
        get_detail_table(env, scope, progress),
    ]


def get_detail_table(env, scope, progress=None):
    """Part of all lines."""
    rows = detail.detail_rows(env, scope)
    return TablePart(
        key="detail",
        sheet=env._("Details"),
        title=env._("Details of assigned tasks"),
        columns=task_lists.get_detail_columns(env),
        rows=_count(task_lists.label_rows(env, rows), progress),
        close=rows.close,
    )


def _count(rows, progress):
    for number, row in enumerate(rows):
        if progress and number % ROWS_BETWEEN_NOTES == 0:
            progress(number)
        yield row


def _get_period_tables(env, scope):
    """One table a grain; figures as those of the unit sheet, summed over all units."""
    words = {
        "week": (
            env._("By week"),
            env._("How assigned tasks are carried out, by week"),
            lambda row: env._("Week %(index)s/%(year)s", **row),
        ),
        "month": (
            env._("By month"),
            env._("How assigned tasks are carried out, by month"),
            lambda row: env._("Month %(index)s/%(year)s", **row),
        ),
        "quarter": (
            env._("By quarter"),
            env._("How assigned tasks are carried out, by quarter"),
            lambda row: env._(
                "Quarter %(index)s/%(year)s",
                index=ROMAN[row["index"]],
                year=row["year"],
            ),
        ),
        "year": (
            env._("By year"),
            env._("How assigned tasks are carried out, by year"),
            lambda row: env._("Year %(year)s", **row),
        ),
    }
    found = period_report.period_rows(env, scope)
    return [
        TablePart(
            key=grain,
            sheet=sheet,
            title=title,
            notes=(_get_period_note(env),),
            columns=_get_period_columns(env),
            rows=_label_periods(found[grain], label),
        )
        for grain, (sheet, title, label) in words.items()
    ]


def _get_period_note(env):
    return env._(
        "Calendar weeks (Monday to Sunday, ISO 8601), months, quarters and years; the "
        "reporting periods that close on a cut-off day are other days. Each period is "
        "shown as it stood at its end, the last one on the cut-off date."
    )


def _get_period_columns(env):
    return [
        Column("name", env._("Period"), width=16),
        Column("date_from", env._("From"), "date", width=12),
        Column("date_to", env._("To"), "date", width=12),
        Column("came_due", env._("Came due"), "int", width=10),
        *(replace(column, total=None) for column in get_figure_columns(env)),
    ]


def _label_periods(rows, label):
    for row in rows:
        yield {**row, "name": label(row)}


def get_figure_columns(env):
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
