import base64
import io

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..report.xlsx.writer import Book

IMPORTERS = {
    "budget": "gov.importer.budget",
    "unit": "gov.importer.unit",
    "directive": "gov.importer.directive",
    "reform_model": "gov.importer.reform.model",
    "rollout": "gov.importer.rollout",
    "service": "gov.importer.service",
    "template": "gov.importer.template",
}
# Kinds of which there are illustrations, and their tables that tell their history.
WITH_DEMO = ("directive", "reform_model", "rollout", "service")
EVENT_TABLES = ("event", "rollout_event")
# Those that officers of a unit import themselves.
OF_OFFICERS = ("budget", "service")


class GovTableImport(models.TransientModel):
    _name = "gov.table.import"
    _description = "Import from a file"

    kind = fields.Selection(
        selection=[
            ("directive", "Directives with their tasks"),
            ("reform_model", "Reform models with their indicators"),
            ("rollout", "Roll-outs with their steps"),
            ("budget", "Budget of roll-outs"),
            ("template", "Steps of templates"),
            ("unit", "Units"),
            ("service", "Service figures of months"),
        ],
        default="directive",
        required=True,
    )
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    is_demo = fields.Boolean(
        string="Illustration",
        help="The data show the product and are never counted with the office's own.",
    )
    template_file = fields.Binary(attachment=False, readonly=True)
    summary = fields.Text(readonly=True)

    def action_import(self):
        """Import the file: everything in it, or nothing and a list of errors."""
        self.ensure_one()
        self._check_kind()
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        importer = self.env[IMPORTERS[self.kind]]
        options = {"is_demo": self.is_demo} if self.kind in WITH_DEMO else {}
        counts = importer._import_file(
            base64.b64decode(self.file), self.file_name, **options
        )
        if not any(counts.values()):
            raise UserError(self.env._("The file holds no row below the headers."))
        labels = importer._get_table_labels()
        self.file = False
        self.summary = "\n".join(
            self.env._("%(table)s: %(count)s rows", table=label, count=counts[key])
            for key, label in labels.items()
            if key in counts
        )
        return self._reopen()

    def action_download_template(self):
        """An empty workbook with the header rows, and a sheet that explains them."""
        self.ensure_one()
        self.template_file = base64.b64encode(self._get_template())
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/gov.table.import/{self.id}/template_file/"
            f"mau_nhap_{self.kind}.xlsx?download=true",
            "target": "self",
        }

    def action_open_result(self):
        """Show what was imported."""
        names = {
            "unit": "friendly_gov.hr_department_action",
            "directive": "friendly_gov.gov_directive_action",
            "reform_model": "friendly_gov.gov_reform_model_action",
            "rollout": "friendly_gov.gov_rollout_action",
            "budget": "friendly_gov.gov_rollout_budget_line_action",
            "template": "friendly_gov.gov_stage_template_action",
            "service": "friendly_gov.gov_service_figure_action",
        }
        return self.env["ir.actions.act_window"]._for_xml_id(names[self.kind])

    def _check_kind(self):
        """What a file may write is checked record by record; this says so first."""
        user = self.env.user
        if self.kind in OF_OFFICERS or self.env.su:
            return
        if not user.has_group("friendly_gov.group_coordinator"):
            raise AccessError(self.env._("Only coordinators import this."))

    def _reopen(self):
        return {
            "name": self.env._("Import"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _get_template(self):
        importer = self.env[IMPORTERS[self.kind]]
        target = io.BytesIO()
        headers, sheets = importer._get_column_labels(), importer._get_table_labels()
        with Book(target) as book:
            head = book.format(bold=True, bg_color="#D9E2F3", border=1)
            for key, columns in importer._get_tables().items():
                if key in EVENT_TABLES:
                    continue
                sheet = book.add_sheet(sheets[key], [24] * len(columns))
                titles = [headers[key][column.key] for column in columns]
                sheet.write_row(titles, [head] * len(titles))
            self._write_guide(book, importer, headers, sheets, head)
        return target.getvalue()

    @api.model
    def _write_guide(self, book, importer, headers, sheets, head):
        guide = book.add_sheet(self.env._("Guide"), [24, 34, 14, 60])
        guide.write_row(
            [
                self.env._("Sheet"),
                self.env._("Column"),
                self.env._("Required"),
                self.env._("Values"),
            ],
            [head] * 4,
        )
        for key, columns in importer._get_tables().items():
            if key in EVENT_TABLES:
                continue
            for column in columns:
                guide.write_row(
                    [
                        sheets[key],
                        headers[key][column.key],
                        self.env._("Yes") if column.required else "",
                        self._get_column_help(importer, column),
                    ]
                )

    @api.model
    def _get_column_help(self, importer, column):
        if column.kind == "selection":
            return "; ".join(importer._get_words(column).values())
        return {
            "date": self.env._("dd/mm/yyyy"),
            "codes": self.env._("Identifiers, separated by semicolons"),
            "int": self.env._("Whole number"),
            "float": self.env._("Number"),
        }.get(column.kind, "")
