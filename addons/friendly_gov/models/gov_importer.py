from typing import NamedTuple

from psycopg2 import IntegrityError

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ..tools.fold import fold
from ..tools.tabular import (
    TableError,
    coerce_date,
    coerce_float,
    coerce_int,
    coerce_text,
    match_tables,
    read_tables,
)
from .gov_importer_message import ImportErrors

MAX_NUMBER = 2**31
# Tracking, notes and followers of mail.thread cost ten times the insert; author and
# time of each record stand in its own columns.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
}
COERCE = {
    "text": coerce_text,
    "int": coerce_int,
    "float": coerce_float,
    "date": coerce_date,
    "codes": coerce_text,
    "selection": coerce_text,
}


class ImportColumn(NamedTuple):
    """One column of an import table.

    ``kind``: text, int, float, date, codes (separated by semicolons) or selection;
    ``field``: (model, field) whose selection lists the values.
    """

    key: str
    kind: str = "text"
    required: bool = False
    field: tuple | None = None


class ImportRow(NamedTuple):
    number: int
    values: dict


class GovImporter(models.AbstractModel):
    """Tables from XLSX, CSV or ZIP into records: all of them, or none.

    Subclasses give ``_get_tables`` (columns), ``_get_table_labels`` (words) and
    ``_import_tables`` (records). Every error names sheet, row and column.
    """

    _name = "gov.importer"
    _description = "Import of tables"
    _inherit = ["gov.importer.message"]

    @api.model
    def _import_file(self, data, filename, **options):
        """Read, check and write one file.

        :param bytes data: content; ``filename`` decides how it is read
        :return: ``{table key: number of rows}``
        :raises UserError: with all errors found; nothing is written then
        """
        try:
            tables = read_tables(data, filename or "")
            matches = match_tables(tables, self._get_specs(), self._get_sheet_names())
        except TableError as error:
            raise UserError(self._explain(error)) from error
        if not matches:
            raise UserError(
                self.env._(
                    "No known table was found in the file. Download the template and "
                    "keep its header row."
                )
            )
        return self._import_matches(matches, **options)

    @api.model
    def _import_matches(self, matches, **options):
        errors = ImportErrors(self.env)
        rows = {
            key: self._read_rows(key, table, errors) for key, table in matches.items()
        }
        errors.raise_any()
        try:
            with self.env.cr.savepoint():
                counts = self._import_tables(rows, errors, **options)
                errors.raise_any()
        except IntegrityError as error:
            # A rule of the database that no check above has said before.
            raise ValidationError(
                self.env["base"]._sql_error_to_message(error)
            ) from error
        return counts or {key: len(table) for key, table in rows.items()}

    @api.model
    def _read_rows(self, key, table, errors):
        """Rows of one table with their cells in the type of their column."""
        errors.tables[key] = table
        columns = self._get_tables()[key]
        choices = {
            column.key: self._get_choices(column)
            for column in columns
            if column.kind == "selection"
        }
        rows = []
        for row in table.rows:
            values = {}
            for column in columns:
                cell = table.value(row, column.key)
                try:
                    values[column.key] = self._read_cell(column, cell, choices)
                except TableError as error:
                    errors.add(key, row.number, column.key, self._explain(error))
            rows.append(ImportRow(row.number, values))
        return rows

    @api.model
    def _read_cell(self, column, cell, choices):
        value = COERCE[column.kind](cell)
        if column.required and value in ("", None):
            raise TableError("required")
        if column.kind in ("int", "float") and value is not None:
            # No count or quantity is negative; a larger one fits no column.
            if not 0 <= value < MAX_NUMBER:
                raise TableError("out_of_range", value=value)
        if column.kind == "codes":
            return [part.strip() for part in value.split(";") if part.strip()]
        if column.kind == "selection" and value:
            found = choices[column.key].get(fold(value))
            if not found:
                raise TableError("bad_choice", value=value)
            return found
        return value

    @api.model
    def _get_choices(self, column):
        """Folded words of a selection, in each language, to technical values."""
        model, name = column.field
        choices = {}
        for lang in self._get_langs():
            env = self.with_context(lang=lang).env
            field = env[model]._fields[name]
            for value, label in field._description_selection(env):
                # One of several words of a label will do: "Hamlet" of "Hamlet, block".
                for part in label.split(","):
                    choices.setdefault(fold(part), value)
                choices[fold(label)] = value
                choices[fold(value)] = value
        return choices

    @api.model
    def _get_words(self, column):
        """Words of a selection in the language of the context, by value."""
        model, name = column.field
        return dict(self.env[model]._fields[name]._description_selection(self.env))

    @api.model
    def _get_specs(self):
        """Columns as ``match_tables`` takes them, labels in every language."""
        labels = [
            self.with_context(lang=lang)._get_column_labels()
            for lang in self._get_langs()
        ]
        return {
            key: {
                column.key: (
                    column.required,
                    [column.key, *(words[key][column.key] for words in labels)],
                )
                for column in columns
            }
            for key, columns in self._get_tables().items()
        }

    @api.model
    def _get_sheet_names(self):
        names = {key: [] for key in self._get_tables()}
        for lang in self._get_langs():
            labels = self.with_context(lang=lang)._get_table_labels()
            for key, label in labels.items():
                names[key].append(label)
        return names

    @api.model
    def _get_langs(self):
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        return dict.fromkeys(["en_US", *installed])

    # ------------------------------------------------------------------
    # To be given by each importer
    # ------------------------------------------------------------------

    @api.model
    def _get_tables(self):
        """``{table key: [ImportColumn]}``"""
        raise NotImplementedError

    @api.model
    def _get_table_labels(self):
        """``{table key: sheet name}`` in the language of the context."""
        raise NotImplementedError

    @api.model
    def _get_column_labels(self):
        """``{table key: {column key: header}}`` in the language of the context."""
        raise NotImplementedError

    @api.model
    def _import_tables(self, rows, errors, **options):
        """Check ``rows`` (``{table key: [ImportRow]}``) and write them.

        :return: ``{table key: count}`` to tell, or nothing: then all rows count
        """
        raise NotImplementedError

    # ------------------------------------------------------------------
    # The way out: the same columns
    # ------------------------------------------------------------------

    @api.model
    def _get_export_rows(self, records):
        """``{table key: [{column key: value}]}`` that :meth:`_import_file` reads back.

        Codes are lists, selections technical values; words follow from the columns.
        """
        raise NotImplementedError

    @api.model
    def _get_export_cells(self, records):
        """``{table key: [[cell]]}`` in the order of the columns."""
        tables = self._get_export_rows(records)
        columns = self._get_tables()
        words = {
            (key, column.key): self._get_words(column)
            for key in tables
            for column in columns[key]
            if column.kind == "selection"
        }

        def cell(key, column, value):
            if column.kind == "codes":
                return "; ".join(value) or None
            if column.kind == "selection":
                return words[key, column.key].get(value)
            return value or None

        return {
            key: [
                [cell(key, column, row[column.key]) for column in columns[key]]
                for row in rows
            ]
            for key, rows in tables.items()
        }

    @api.model
    def _check_have_codes(self, units):
        """Raise unless a file can name these units."""
        missing = units.filtered(lambda unit: not unit.gov_code)
        if missing:
            names = missing[:10].mapped("name")
            raise UserError(
                self.env._(
                    "Give these units an identifier first, the file names units by it: "
                    "%(units)s",
                    units=", ".join(names),
                )
            )
