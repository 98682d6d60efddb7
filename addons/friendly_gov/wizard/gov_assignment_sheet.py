import base64
import io

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.gov_importer_progress import FILLED, KEY
from ..report.xlsx.columns import NUMBER_FORMATS
from ..report.xlsx.writer import Block, Book

KINDS = {
    "date_due": "date",
    "date_started": "date",
    "percent": "int",
    "document_date": "date",
    "product_quantity": "float",
}
WIDTHS = {
    "line": 9,
    "directive": 22,
    "task_code": 8,
    "text": 50,
    "unit": 24,
    "product": 22,
    "deadline_text": 18,
    "date_due": 12,
    "status": 20,
    "return_reason": 24,
    "last_progress": 24,
    "date_started": 13,
    "percent": 10,
    "progress_text": 36,
    "summary": 50,
    "document_symbol": 18,
    "document_date": 13,
    "product_quantity": 12,
    "submit": 12,
    "version": 14,
}
# A task has one row; more of them are more than one file should hold.
MAX_LINES = 5000


class GovAssignmentSheet(models.TransientModel):
    """Open tasks of the own units as an Excel sheet, and the filled-in sheet back."""

    _name = "gov.assignment.sheet"
    _description = "Report with Excel"

    assignment_ids = fields.Many2many(
        comodel_name="gov.assignment",
        string="Assignments",
        default=lambda self: self._default_assignment_ids(),
    )
    line_count = fields.Integer(string="Tasks to report", compute="_compute_line_count")
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    sheet_file = fields.Binary(attachment=False, readonly=True)
    summary = fields.Text(readonly=True)

    @api.model
    def _default_assignment_ids(self):
        if self.env.context.get("active_model") != "gov.assignment":
            return []
        return [Command.set(self.env.context.get("active_ids") or [])]

    @api.depends("assignment_ids")
    def _compute_line_count(self):
        for dialog in self:
            dialog.line_count = len(dialog._get_lines())

    def _get_lines(self):
        # Searched as the user: ids typed into the dialog show nothing more.
        chosen = self.assignment_ids.ids or None
        return self.env["gov.importer.progress"]._get_reportable(chosen)

    def action_download(self):
        """A sheet with one row for each open task, to be filled in."""
        self.ensure_one()
        lines = self._get_lines()
        if not lines:
            raise UserError(self.env._("No task waits for a report of your units."))
        if len(lines) > MAX_LINES:
            raise UserError(
                self.env._(
                    "%(count)s tasks are too many for one file: choose up to %(most)s "
                    "in the list first.",
                    count=len(lines),
                    most=MAX_LINES,
                )
            )
        self.sheet_file = base64.b64encode(self._make_sheet(lines))
        day = self.env.company._gov_today().strftime("%Y%m%d")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/sheet_file/"
            f"bao_cao_nhiem_vu_{day}.xlsx?download=true",
            "target": "self",
        }

    def action_import(self):
        """Import the filled-in sheet: all of it, or nothing and a list of errors."""
        self.ensure_one()
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        counts = self.env["gov.importer.progress"]._import_file(
            base64.b64decode(self.file), self.file_name
        )
        if not counts[KEY]:
            raise UserError(
                self.env._("Nothing was filled in: no row differs from the download.")
            )
        self.file = False
        self.summary = self.env._("%(count)s tasks reported.", count=counts[KEY])
        return {
            "name": self.env._("Report with Excel"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # ------------------------------------------------------------------
    # The sheet
    # ------------------------------------------------------------------

    @api.model
    def _get_labels(self):
        labels = self.env["gov.importer.progress"]._get_column_labels()[KEY]
        return labels | {
            "directive": self.env._("Document"),
            "task_code": self.env._("No."),
            "text": self.env._("Task contents"),
            "unit": self.env._("Lead unit"),
            "product": self.env._("Product"),
            "deadline_text": self.env._("Deadline as written"),
            "date_due": self.env._("Deadline"),
            "status": self.env._("Status"),
            "return_reason": self.env._("Reason for the return"),
            "last_progress": self.env._("Last progress"),
        }

    def _make_sheet(self, lines):
        target = io.BytesIO()
        labels = self._get_labels()
        with Book(target) as book:
            name = self.env["gov.importer.progress"]._get_table_labels()[KEY]
            sheet = book.add_sheet(name, list(WIDTHS.values()))
            self._write_head(book, sheet, labels)
            styles = [self._get_style(book, key) for key in WIDTHS]
            first = sheet.row
            for values in self._get_rows(lines):
                sheet.write_row([values.get(key) for key in WIDTHS], styles)
            submit = list(WIDTHS).index("submit")
            words = [self.env._("Yes"), self.env._("No")]
            sheet.offer(first, sheet.row - 1, submit, words)
            sheet.quiet_text_numbers(first, sheet.row - 1, len(WIDTHS) - 1)
            sheet.protect()
        return target.getvalue()

    @api.model
    def _write_head(self, book, sheet, labels):
        last = len(WIDTHS) - 1
        note = self.env._(
            "Fill in the yellow columns and import the file again. Dates are written "
            "dd/mm/yyyy. Leave rows empty that you do not report on; do not change "
            "the first and the last column."
        )
        title = self.env._("TASKS TO REPORT")
        sheet.write_blocks([Block(0, last, title, {"bold": True})])
        sheet.write_blocks([Block(0, last, note, {"italic": True, "font_size": 11})])
        head = {"bold": True, "border": 1, "align": "center", "font_size": 11}
        plain = book.format(**head, bg_color="#D9E2F3")
        to_fill = book.format(**head, bg_color="#FFE699")
        sheet.write_row(
            [labels[key] for key in WIDTHS],
            [to_fill if self._is_filled(key) else plain for key in WIDTHS],
        )
        sheet.freeze()

    @api.model
    def _is_filled(self, key):
        return key in FILLED or key == "submit"

    @api.model
    def _get_style(self, book, key):
        form = NUMBER_FORMATS[KINDS.get(key, "text")]
        if key == "line":
            form = "0"
        style = {"border": 1, "font_size": 11, "num_format": form, "valign": "top"}
        if self._is_filled(key):
            return book.format(**style, locked=False, bg_color="#FFF9E5")
        return book.format(**style)

    @api.model
    def _get_rows(self, lines):
        importer = self.env["gov.importer.progress"]
        versions, filled = importer._get_versions(lines), importer._get_filled(lines)
        words = dict(lines._selection_status())
        for line in lines:
            yield filled[line] | {
                "line": line.id,
                "directive": line.directive_symbol,
                "task_code": line.task_id.code,
                "text": line.name,
                "unit": line.unit_id.name,
                "product": line.product,
                "deadline_text": line.deadline_text,
                "date_due": line.date_due or None,
                "status": words.get(line.status),
                "return_reason": line.return_reason,
                "last_progress": self._get_last_progress(line),
                "version": versions[line],
            }

    @api.model
    def _get_last_progress(self, line):
        if not line.progress_text:
            return None
        return f"{line.progress_percent}%: {line.progress_text}"
