import hashlib
import json
import re

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.fold import fold, nfc
from .gov_importer import ImportColumn

KEY = "progress"
# What the unit fills in: column to field of the result that is being written.
RESULT_FIELDS = ("summary", "document_symbol", "document_date", "product_quantity")
FILLED = ("date_started", "percent", "progress_text", *RESULT_FIELDS)
COLUMNS = [
    ImportColumn("line", "int", required=True),
    ImportColumn("version", required=True),
    ImportColumn("date_started", "date"),
    ImportColumn("percent", "int"),
    ImportColumn("progress_text"),
    ImportColumn("summary"),
    ImportColumn("document_symbol"),
    ImportColumn("document_date", "date"),
    ImportColumn("product_quantity", "float"),
    ImportColumn("submit", "selection"),
]
# What tells that a line changed since the download.
HISTORY = ("gov.assignment.log", "gov.assignment.result", "gov.progress")
_VERSION = re.compile(r"v\d+-\d+-\d+-[0-9a-f]{12}")


class GovImporterProgress(models.AbstractModel):
    """Progress and results that a unit filled in on its sheet of open tasks.

    A row goes the way of the buttons, with the rights of the user: start, progress,
    result, submission. Rows of which nothing was filled in are skipped.
    """

    _name = "gov.importer.progress"
    _description = "Import of progress"
    _inherit = ["gov.importer"]

    @api.model
    def _get_tables(self):
        return {KEY: COLUMNS}

    @api.model
    def _get_table_labels(self):
        return {KEY: self.env._("Tasks to report")}

    @api.model
    def _get_column_labels(self):
        return {
            KEY: {
                "line": self.env._("Line code"),
                "version": self.env._("Version (do not change)"),
                "date_started": self.env._("Started on"),
                "percent": self.env._("Progress (%)"),
                "progress_text": self.env._("Progress in words"),
                "summary": self.env._("Result (in words)"),
                "document_symbol": self.env._("Number and symbol of the report"),
                "document_date": self.env._("Date of the report"),
                "product_quantity": self.env._("Quantity done"),
                "submit": self.env._("Submit the result (yes/no)"),
            }
        }

    @api.model
    def _get_choices(self, column):
        if column.key != "submit":
            return super()._get_choices(column)
        choices = {"x": "yes", "1": "yes", "true": "yes", "0": "no", "false": "no"}
        for lang in self._get_langs():
            env = self.with_context(lang=lang).env
            choices[fold(env._("Yes"))] = "yes"
            choices[fold(env._("No"))] = "no"
        return choices

    # ------------------------------------------------------------------
    # What the sheet was filled in on
    # ------------------------------------------------------------------

    @api.model
    def _get_reportable(self, assignment_ids=None):
        """Lines that the user may report on today."""
        domain = [("is_mine", "=", True), ("state", "in", ("received", "doing"))]
        if assignment_ids is not None:
            domain.append(("id", "in", assignment_ids))
        lines = self.env["gov.assignment"].search(domain)
        return lines.filtered("can_work")

    @api.model
    def _get_filled(self, lines):
        """``{line: {column: value}}`` as it stands, from drafts of results."""
        drafts = self.env["gov.assignment.result"].search(
            [("assignment_id", "in", lines.ids), ("state", "=", "draft")]
        )
        draft_of = {draft.assignment_id: draft for draft in drafts}
        filled = {}
        for line in lines:
            draft = draft_of.get(line, drafts.browse())
            values = {name: draft[name] or None for name in RESULT_FIELDS}
            for name in ("summary", "document_symbol"):
                values[name] = nfc(values[name]).strip()
            # Progress is never shown to be changed: each entry is a new one.
            progress = {"percent": None, "progress_text": None}
            started = {"date_started": line.date_started or None}
            filled[line] = started | progress | values
        return filled

    @api.model
    def _get_versions(self, lines):
        """``{line: version}``: last rows of history, results and progress, and what
        was filled in.

        The last part is needed since a draft changes without leaving a row. It keeps
        two people from overwriting each other; it is no proof of anything, and whoever
        forges it gets no right that the user does not have.
        """
        last = [self._get_last_ids(model, lines) for model in HISTORY]
        return {
            line: "-".join(
                ["v" + "-".join(str(ids.get(line, 0)) for ids in last)]
                + [self._digest(values)]
            )
            for line, values in self._get_filled(lines).items()
        }

    @api.model
    def _get_last_ids(self, model, lines):
        domain = [("assignment_id", "in", lines.ids)]
        groups = self.env[model]._read_group(domain, ["assignment_id"], ["id:max"])
        return dict(groups)

    @api.model
    def _digest(self, values):
        text = json.dumps([str(values[name] or "") for name in FILLED])
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    # ------------------------------------------------------------------
    # Import
    # ------------------------------------------------------------------

    @api.model
    def _import_tables(self, rows, errors, **options):
        touched = [line for line in rows[KEY] if self._is_touched(line.values)]
        found = self._find_lines(touched, errors)
        errors.raise_any()
        # Locked before the versions are compared: nobody changes a line in between.
        lines = self.env["gov.assignment"].union(*found.values())
        lines._lock()
        versions, filled = self._get_versions(lines), self._get_filled(lines)
        for row in touched:
            line = found[row.number]
            if row.values["version"] != versions[line]:
                errors.add(KEY, row.number, "version", self._say_changed(line))
        errors.raise_any()
        for row in touched:
            self._apply_row(row, found[row.number], filled[found[row.number]], errors)
        return {KEY: len(touched)}

    @api.model
    def _say_changed(self, line):
        return self.env._(
            "“%(task)s” was changed after the file was downloaded: download it again "
            "and fill in this row anew",
            task=self._get_name(line),
        )

    @api.model
    def _get_name(self, line):
        return f"{line.directive_symbol}, {line.task_id.code}"

    @api.model
    def _is_touched(self, values):
        """Tell whether the row differs from what was downloaded."""
        version = values["version"]
        if values["submit"] == "yes" or not _VERSION.fullmatch(version):
            return True
        return not version.endswith(self._digest(values))

    @api.model
    def _find_lines(self, rows, errors):
        """``{row number: line}`` of the rows whose work is the user's."""
        ids = [row.values["line"] for row in rows]
        visible = self.env["gov.assignment"].search([("id", "in", ids)])
        known = {line.id: line for line in visible}
        found, seen = {}, {}
        for row in rows:
            line = known.get(row.values["line"])
            problem = None
            if not line:
                problem = self.env._("this is no task of your units")
            elif not line.is_mine:
                problem = self.env._(
                    "this is a task of %(unit)s: only its people report it",
                    unit=line.unit_id.name,
                )
            elif not line.can_work:
                problem = self.env._(
                    "%(name)s is in charge of this task", name=line.owner_id.name
                )
            elif line.id in seen:
                problem = self.env._(
                    "this task stands already in row %(row)s", row=seen[line.id]
                )
            if problem:
                errors.add(KEY, row.number, "line", problem)
                continue
            seen[line.id] = row.number
            found[row.number] = line
        return found

    @api.model
    def _apply_row(self, row, line, filled, errors):
        """Do what the buttons do; a refusal becomes an error of the row."""
        values, column = row.values, "date_started"
        changed = [n for n in FILLED if (values[n] or None) != (filled[n] or None)]
        try:
            self._start(line, values, "date_started" in changed)
            column = "progress_text"
            self._report(line, values)
            column = "summary"
            result = self._write_result(
                line, {n: values[n] for n in changed if n in RESULT_FIELDS}, values
            )
            column = "submit"
            if values["submit"] == "yes":
                result.action_submit()
        except UserError as error:
            errors.add(KEY, row.number, column, str(error))

    @api.model
    def _start(self, line, values, changed):
        day = values["date_started"]
        if not day or not changed:
            return
        if line.state != "received":
            raise UserError(
                self.env._(
                    "the task was started on %(date)s already",
                    date=line.date_started.strftime("%d/%m/%Y"),
                )
            )
        if day > self.env.company._gov_today():
            raise UserError(self.env._("the day of the start lies in the future"))
        if line.date_assigned and day < line.date_assigned:
            raise UserError(
                self.env._(
                    "the task was assigned on %(date)s, later than that",
                    date=line.date_assigned.strftime("%d/%m/%Y"),
                )
            )
        line._transition("start", vals={"date_started": day})

    @api.model
    def _report(self, line, values):
        percent, text = values["percent"], values["progress_text"]
        if percent is None and not text:
            return
        if percent is None:
            percent = line.progress_percent
        progress = self.env["gov.progress"]
        problem = progress._get_problem(line, percent, text)
        if problem:
            raise UserError(problem)
        progress._record([(line, percent, text)])

    @api.model
    def _write_result(self, line, changed, values):
        """The draft of the line with the changed values, a new one if needed."""
        results = self.env["gov.assignment.result"]
        draft = results.search(
            [("assignment_id", "=", line.id), ("state", "=", "draft")]
        )
        if not changed and (draft or values["submit"] != "yes"):
            return draft
        if not values["summary"]:
            raise UserError(self.env._("write what was done: the result is empty"))
        vals = {name: value or False for name, value in changed.items()}
        if draft:
            draft.write(vals)
            return draft
        return results.create({"assignment_id": line.id} | vals)
