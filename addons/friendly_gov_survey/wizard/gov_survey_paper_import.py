import base64
import io

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.friendly_gov.report.xlsx.writer import Book

from ..tools import paper

HEAD = {"bold": True, "bg_color": "#D9E2F3", "border": 1}


class GovSurveyPaperImport(models.TransientModel):
    _name = "gov.survey.paper.import"
    _description = "Import of paper forms from a file"
    _inherit = ["gov.guarded.mixin"]

    line_id = fields.Many2one(
        comodel_name="gov.survey.unit",
        string="Unit in the campaign",
        required=True,
        ondelete="cascade",
        domain=lambda self: self.env["gov.survey.batch"]._get_entry_lines(),
    )
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    template_file = fields.Binary(attachment=False, readonly=True)
    summary = fields.Char(readonly=True)

    def action_import(self):
        """Import the file: every form in it, or none and a list of errors."""
        self.ensure_one()
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        importer = self._get_importer()
        counts = importer._import_file(base64.b64decode(self.file), self.file_name)
        count = sum(counts.values())
        if not count:
            raise UserError(self.env._("The file holds no row below the headers."))
        self.file = False
        self.summary = self.env._("%(count)s forms were imported.", count=count)
        return self._reopen()

    def action_download_template(self):
        """An empty workbook for this questionnaire, with the digits of each choice."""
        self.ensure_one()
        self.template_file = base64.b64encode(self._get_template())
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/template_file/"
            "mau_nhap_phieu_giay.xlsx?download=true",
            "target": "self",
        }

    def _get_importer(self):
        self.env["gov.survey.batch"]._get_line(self.line_id.id)
        importer = self.env["gov.importer.paper"]
        return importer.with_context(gov_line_id=self.line_id.id)

    def _get_template(self):
        importer = self._get_importer()
        titles = list(importer._get_column_labels()["form"].values())
        target = io.BytesIO()
        with Book(target) as book:
            head = book.format(**HEAD)
            sheet = book.add_sheet(
                importer._get_table_labels()["form"], [24] * len(titles)
            )
            sheet.write_row(titles, [head] * len(titles))
            guide = book.add_sheet(self.env._("Guide"), [50, 90])
            guide.write_row([self.env._("Column"), self.env._("Values")], [head] * 2)
            guide.write_row(
                [
                    titles[0],
                    self.env._("The number written on the sheet; each number once."),
                ]
            )
            for _name, question, row in paper.columns(importer._get_spec()):
                values = "; ".join(
                    f"{key} = {option['label']}" for key, option in paper.keys(question)
                )
                guide.write_row([paper.title(question, row), values])
        return target.getvalue()

    def _reopen(self):
        return {
            "name": self.env._("Import paper forms"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
