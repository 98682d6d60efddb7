"""Tables of contents of a work file: columns in the reader's words, rows as read."""

from typing import Any, NamedTuple

from odoo import fields

from .xlsx import Column


class Table(NamedTuple):
    name: str
    columns: list
    rows: Any


def get_tables(work_file):
    """Every sheet of the workbook; rows are generators, read while written."""
    makers = (
        _contents,
        _document,
        _tasks,
        _assignments,
        _history,
        _results,
        _progress,
        _obstacles,
        _extensions,
        _coordination,
        _parts,
        _links,
    )
    return [make(work_file) for make in makers]


def get_page_tables(work_file):
    """What the page shows: the document and the files."""
    return [make(work_file) for make in (_document, _contents)]


def _columns(record, names, widths):
    """Columns named like the fields of the screen."""
    labels = record.fields_get(names, ["string", "type"])
    kinds = {"date": "date", "datetime": "datetime", "integer": "int"}
    kinds |= {"float": "float", "monetary": "float"}
    return [
        Column(name, labels[name]["string"], kinds.get(labels[name]["type"], "text"), w)
        for name, w in zip(names, widths, strict=True)
    ]


def _row(record, names):
    """Values as people read them: words of selections, names of records."""
    row = {}
    for name in names:
        field, value = record._fields[name], record[name]
        if field.type == "selection":
            value = dict(field._description_selection(record.env)).get(value)
        elif field.type == "boolean":
            value = None
        elif field.relational:
            value = ", ".join(value.mapped("display_name"))
        elif field.type == "datetime" and value:
            local = fields.Datetime.context_timestamp(record, value)
            value = local.replace(tzinfo=None)
        row[name] = value
    return row


def _table(work_file, title, model, domain, names, widths, order="id"):
    columns = _columns(work_file.env[model], names, widths)
    parts = work_file.parts(model, domain, order)
    rows = (_row(record, names) for records in parts for record in records)
    return Table(title, columns, rows)


def _contents(work_file):
    env = work_file.env
    columns = [
        Column("number", env._("No."), "int", 6),
        Column("path", env._("File"), width=60),
        Column("kind", env._("What it is"), width=24),
        Column("size", env._("Size (bytes)"), "int", 14),
        Column("sha256", "SHA-256", width=68),
        Column("problem", env._("Remark"), width=40),
    ]
    rows = (
        {"number": number, **entry._asdict()}
        for number, entry in enumerate(work_file.entries, 1)
    )
    return Table(env._("Contents"), columns, rows)


DOCUMENT_FIELDS = (
    "symbol",
    "type_id",
    "date_issued",
    "issuer_name",
    "subject",
    "signing_authority",
    "signer_position",
    "urgency",
    "state",
    "assigning_unit_id",
    "monitoring_unit_id",
    "extending_unit_id",
    "confirming_unit_id",
    "date_received",
    "date_from",
    "date_to",
    "expected_task_count",
    "source_note",
)


def _document(work_file):
    env, directive = work_file.env, work_file.directive
    columns = [
        Column("label", env._("Information"), width=32),
        Column("value", env._("Content"), width=90),
    ]
    values = _row(directive, DOCUMENT_FIELDS)
    labels = directive.fields_get(DOCUMENT_FIELDS, ["string"])
    rows = [
        {"label": labels[name]["string"], "value": _shown(values[name])}
        for name in DOCUMENT_FIELDS
    ]
    made = work_file._now.strftime("%d/%m/%Y %H:%M")
    rows.append({"label": env._("Work file made on"), "value": made})
    rows.append({"label": env._("Made by"), "value": work_file.env.user.name})
    return Table(env._("Document"), columns, rows)


def _shown(value):
    return value.strftime("%d/%m/%Y") if hasattr(value, "strftime") else value or None


def _tasks(work_file):
    return _table(
        work_file,
        work_file.env._("Tasks"),
        "gov.task",
        work_file.lines_domain(),
        (
            *("code", "text", "source_place", "product", "target"),
            *("deadline_text", "date_due", "coordinating_unit_ids"),
        ),
        (8, 70, 20, 30, 15, 24, 13, 40),
        "sequence, id",
    )


def _assignments(work_file):
    return _table(
        work_file,
        work_file.env._("Assignments"),
        "gov.assignment",
        work_file.lines_domain(),
        (
            *("unit_id", "name", "status", "date_assigned", "date_due"),
            *("date_started", "date_submitted", "date_done", "owner_id"),
            *("extension_count", "held_days"),
        ),
        (34, 60, 26, 13, 13, 13, 13, 13, 24, 10, 10),
        "task_id, unit_id, id",
    )


def _history(work_file):
    return _table(
        work_file,
        work_file.env._("History"),
        "gov.assignment.log",
        work_file.below_lines_domain(),
        (
            *("recorded_at", "unit_id", "assignment_id", "event", "user_id", "reason"),
            *("document_symbol", "document_date", "state", "date_due"),
        ),
        (17, 34, 50, 24, 24, 40, 18, 13, 24, 13),
    )


def _results(work_file):
    names = (
        *("assignment_id", "document_symbol", "document_date", "receiving_body"),
        *("summary", "state", "submitted_at", "submitted_by_id"),
        *("decided_at", "decided_by_id", "decision_reason"),
    )
    widths = (50, 18, 13, 24, 70, 20, 17, 24, 17, 24, 40)
    model = "gov.assignment.result"
    domain = work_file.below_lines_domain()
    unit = Column("unit", work_file.env._("Lead unit"), width=34)
    files = Column("files", work_file.env._("Evidence"), width=60)
    columns = [unit, *_columns(work_file.env[model], names, widths), files]
    rows = (
        _row(result, names)
        | {
            "unit": result.assignment_id.unit_id.display_name,
            "files": "\n".join(work_file.paths_by_result.get(result.id, ())),
        }
        for results in work_file.parts(model, domain)
        for result in results
    )
    return Table(work_file.env._("Results"), columns, rows)


def _progress(work_file):
    return _table(
        work_file,
        work_file.env._("Progress"),
        "gov.progress",
        work_file.below_lines_domain(),
        ("recorded_at", "assignment_id", "percent", "text", "user_id"),
        (17, 50, 10, 70, 24),
    )


def _obstacles(work_file):
    return _table(
        work_file,
        work_file.env._("Obstacles"),
        "gov.obstacle",
        work_file.below_lines_domain(),
        (
            *("raised_at", "unit_id", "assignment_id", "text", "proposal", "state"),
            *("deciding_unit_id", "decision", "closed_at", "closed_by_id"),
        ),
        (17, 34, 50, 50, 50, 16, 34, 50, 17, 24),
    )


def _extensions(work_file):
    return _table(
        work_file,
        work_file.env._("Extension requests"),
        "gov.extension.request",
        work_file.lines_domain(),
        (
            *("asked_at", "unit_id", "assignment_id", "date_due_old", "date_asked"),
            *("reason", "document_symbol", "state", "opinion", "opinion_reason"),
            *("date_granted", "decision_reason", "decided_by_id", "decided_at"),
        ),
        (17, 34, 50, 13, 13, 40, 18, 18, 14, 40, 13, 40, 24, 17),
    )


def _coordination(work_file):
    return _table(
        work_file,
        work_file.env._("Coordination"),
        "gov.coordination",
        work_file.lines_domain(),
        (
            *("unit_id", "name", "date_asked", "date_due", "status", "date_answered"),
            *("answer", "document_symbol", "document_date", "answered_by_id"),
        ),
        (34, 60, 13, 13, 24, 13, 60, 18, 13, 24),
    )


def _parts(work_file):
    return _table(
        work_file,
        work_file.env._("Parts given inside the units"),
        "gov.subassignment",
        work_file.below_lines_domain(),
        (
            *("unit_id", "owner_id", "text", "date_given", "date_due", "state"),
            *("report", "document_symbol", "date_done"),
        ),
        (34, 24, 60, 13, 13, 18, 60, 18, 13),
    )


def _links(work_file):
    title = work_file.env._("Linked records")
    return _table(
        work_file,
        title,
        "gov.link",
        [
            *("|", ("directive_id", "=", work_file.directive.id)),
            ("assignment_id.directive_id", "=", work_file.directive.id),
        ],
        ("record_kind", "record_name", "label", "assignment_id"),
        (24, 50, 40, 50),
    )
