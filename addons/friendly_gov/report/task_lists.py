"""Columns and words of the lists: the overdue lines, and all lines."""

from .xlsx.columns import Column


def get_overdue_columns(env):
    return [
        Column("number", env._("No."), "int", width=6),
        Column("unit_name", env._("Lead unit"), width=24),
        Column("text", env._("Task contents"), width=45, total="count"),
        Column("symbol", env._("Number and symbol"), width=18),
        Column("date_issued", env._("Date of issue"), "date", width=12),
        Column("date_due", env._("Deadline"), "date", width=12),
        Column("days_late", env._("Days late"), "int", width=9),
        Column("level", env._("Degree"), width=12),
        Column("missing", env._("What is missing"), width=34),
        Column("decides", env._("Level that must decide"), width=26),
        Column("owner_name", env._("Person in charge"), width=20),
        Column("extension_count", env._("Extensions"), "int", width=9, total="sum"),
    ]


def label_overdue(env, rows):
    """Number the rows; put into words what is missing and who must decide."""
    for number, row in enumerate(rows, start=1):
        row["number"] = number
        row["decides"] = _get_decision(env, row)
        row["missing"] = _get_missing(env, row)
        row["level"] = env._("Long overdue") if row["is_long"] else env._("Overdue")
        yield row


def _get_decision(env, row):
    body = row["deciding_name"] or ""
    if row["decides"] == "assign":
        return env._("%(body)s (assigned it; long overdue)", body=body)
    if row["decides"] == "confirm":
        return env._("%(body)s (confirms completion)", body=body)
    return env._("%(body)s (decides extensions)", body=body)


def _get_missing(env, row):
    if row["returned_on"]:
        return env._(
            "Returned on %(day)s: %(reason)s",
            day=row["returned_on"].strftime("%d/%m/%Y"),
            reason=row["return_reason"],
        )
    if row["product"]:
        return env._("Not submitted: %(product)s", product=row["product"])
    return env._("Result not submitted")


def get_detail_columns(env):
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
        Column("progress_percent", env._("Progress (%)"), "int", width=9),
        Column("progress_text", env._("Last entry of progress"), width=30),
        Column("days_late", env._("Days late"), "int", width=8),
        Column("date_started", env._("Started on"), "date", width=12),
        Column("date_submitted", env._("Reported on"), "date", width=12),
        Column("summary", env._("Result"), width=40),
        Column("document_symbol", env._("Result document"), width=18),
        Column("document_date", env._("Date of the result"), "date", width=12),
        Column("obstacle", env._("Difficulties"), width=30),
        Column("proposal", env._("Proposals"), width=30),
        Column("date_done", env._("Done on"), "date", width=12),
        Column("accepting_name", env._("Confirming body"), width=20),
        Column("accepted_by", env._("Accepted by"), width=18),
        Column("extension_count", env._("Extensions"), "int", width=8),
        Column("old_deadlines", env._("Deadlines before extension"), width=14),
        Column("held_days", env._("Days on hold"), "int", width=8),
        Column("date_updated", env._("Last update"), "date", width=12),
        # A text: "#,##0" would put a separator into a name.
        Column("line_id", env._("Line ID"), width=10),
    ]


def get_detail_labels(env):
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


def label_rows(env, rows):
    """Number the rows and put the words of the screen for the codes."""
    labels = get_detail_labels(env).items()
    for number, row in enumerate(rows, start=1):
        row["number"] = number
        for key, words in labels:
            row[key] = words[row[key]]
        yield row
