import base64
import io

from odoo import api, models
from odoo.exceptions import UserError

from ..report.xlsx.columns import NUMBER_FORMATS
from ..report.xlsx.writer import Book
from ..tools.tabular import Limits
from .gov_table_import import IMPORTERS


class GovTableExport(models.TransientModel):
    """Records out in the columns of the import, so that the file can come back."""

    _inherit = "gov.table.import"

    @api.model
    def _export(self, kind, records):
        """Action that downloads ``records``; called by the actions of the lists."""
        records.check_access("read")
        dialog = self.create({"kind": kind})
        dialog._check_kind()
        dialog.template_file = base64.b64encode(self._make_export(kind, records))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{dialog.id}/template_file/"
            f"xuat_{kind}.xlsx?download=true",
            "target": "self",
        }

    @api.model
    def _make_export(self, kind, records):
        importer = self.env[IMPORTERS[kind]]
        tables, most = importer._get_export_cells(records), Limits().max_rows
        if any(len(rows) > most for rows in tables.values()):
            raise UserError(
                self.env._(
                    "More than %(limit)s rows: choose fewer, or the file cannot be "
                    "imported again.",
                    limit=most,
                )
            )
        headers, sheets = importer._get_column_labels(), importer._get_table_labels()
        target = io.BytesIO()
        with Book(target) as book:
            head = book.format(bold=True, bg_color="#D9E2F3", border=1)
            for key, rows in tables.items():
                columns = importer._get_tables()[key]
                sheet = book.add_sheet(sheets[key], [24] * len(columns))
                titles = [headers[key][column.key] for column in columns]
                sheet.write_row(titles, [head] * len(titles))
                styles = [self._get_export_style(book, column) for column in columns]
                for cells in rows:
                    sheet.write_row(cells, styles)
            if book.truncated:
                raise UserError(
                    self.env._("A text is longer than a cell of Excel can hold.")
                )
        return target.getvalue()

    @api.model
    def _get_export_style(self, book, column):
        form = NUMBER_FORMATS.get(column.kind, "@")
        return book.format(font_size=11, valign="top", num_format=form)
