from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError

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

# A screen of errors is read, a hundred are not: the rest is counted.
MAX_ERRORS = 30
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
        with self.env.cr.savepoint():
            self._import_tables(rows, errors, **options)
            errors.raise_any()
        return {key: len(table) for key, table in rows.items()}

    @api.model
    def _read_rows(self, key, table, errors):
        """Rows of one table with their cells in the type of their column."""
        errors.tables[key] = table
        choices = {
            column.key: self._get_choices(column)
            for column in self._get_tables()[key]
            if column.kind == "selection"
        }
        rows = []
        for row in table.rows:
            values = {}
            for column in self._get_tables()[key]:
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

    @api.model
    def _explain(self, error):
        """Sentence of a :class:`TableError`, with its place."""
        message = self._get_error_messages(error.params).get(error.code)
        if not message:
            message = self.env._("the file cannot be read (%(code)s)", code=error.code)
        place = []
        if error.sheet:
            place.append(self.env._("sheet “%(name)s”", name=error.sheet))
        if error.row:
            place.append(self.env._("row %(number)s", number=error.row))
        if error.column:
            place.append(self.env._("column %(letter)s", letter=error.column))
        where = ", ".join(place)
        return f"{where}: {message}" if where else message

    @api.model
    def _get_error_messages(self, params):
        limit, value = params.get("limit", ""), params.get("value", "")
        label = params.get("label", params.get("column_key", ""))
        name = params.get("name", "")
        return {
            "required": self.env._("a value is required"),
            "bad_choice": self.env._(
                "“%(value)s” is not one of the values", value=value
            ),
            "bad_date": self.env._("“%(value)s” is no date (dd/mm/yyyy)", value=value),
            "bad_int": self.env._("“%(value)s” is no whole number", value=value),
            "bad_float": self.env._("“%(value)s” is no number", value=value),
            "format": self.env._(
                "files of this kind are not read: use .xlsx, .csv or .zip"
            ),
            "xls": self.env._("save the file as .xlsx: the old .xls form is not read"),
            "too_big": self.env._(
                "the file is larger than %(limit)s bytes", limit=limit
            ),
            "empty": self.env._("the file is empty"),
            "bad_zip": self.env._("the file is damaged"),
            "malformed": self.env._("the file is damaged"),
            "not_workbook": self.env._("the file is no Excel workbook"),
            "strict_xlsx": self.env._(
                "save the file as a plain Excel workbook (.xlsx)"
            ),
            "zip_bomb": self.env._("the file unpacks to too much"),
            "too_many_files": self.env._("the archive holds too many files"),
            "unsafe_name": self.env._(
                "the archive holds an unsafe name: %(name)s", name=name
            ),
            "nested_zip": self.env._(
                "the archive holds another archive: %(name)s", name=name
            ),
            "zip_entry": self.env._("%(name)s is no CSV file", name=name),
            "encrypted": self.env._("the file is protected by a password"),
            "macros": self.env._("the file holds macros: save it without them"),
            "encoding": self.env._(
                "save the file as UTF-8: the letters cannot be read"
            ),
            "quotes": self.env._("a quotation mark is not closed"),
            "too_many_rows": self.env._("more than %(limit)s rows", limit=limit),
            "too_many_columns": self.env._("more than %(limit)s columns", limit=limit),
            "too_many_cells": self.env._("more than %(limit)s cells", limit=limit),
            "cell_too_long": self.env._("more than %(limit)s characters", limit=limit),
            "formula": self.env._("a formula is not read: paste its value"),
            "cell_error": self.env._("an error value of Excel"),
            "merged": self.env._("merged cells in the data: unmerge them"),
            "missing_column": self.env._(
                "the column “%(label)s” is missing", label=label
            ),
            "duplicate_header": self.env._(
                "the column “%(label)s” stands twice", label=label
            ),
            "duplicate_table": self.env._("the table stands twice in the file"),
        }

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
        """Check ``rows`` (``{table key: [ImportRow]}``) and write them."""
        raise NotImplementedError


class ImportErrors:
    """Errors with their places, told all at once."""

    def __init__(self, env):
        self.env = env
        self.tables = {}
        self.lines = []

    def add(self, key, row, column, message):
        """Add an error at a row (as Excel counts) and a column key, or none."""
        table = self.tables.get(key)
        letter = table.column_letter(column) if table and column else None
        place = self.env._(
            "Sheet “%(sheet)s”, row %(row)s",
            sheet=table.name if table else key,
            row=row,
        )
        if letter:
            place = self.env._(
                "%(place)s, column %(column)s", place=place, column=letter
            )
        self.lines.append(f"{place}: {message}")

    def raise_any(self):
        """Raise UserError when there is any error."""
        if not self.lines:
            return
        shown = self.lines[:MAX_ERRORS]
        if len(self.lines) > MAX_ERRORS:
            more = len(self.lines) - MAX_ERRORS
            shown.append(self.env._("… and %(count)s more.", count=more))
        raise UserError(
            self.env._(
                "Nothing was imported. %(count)s errors:\n%(errors)s",
                count=len(self.lines),
                errors="\n".join(shown),
            )
        )
