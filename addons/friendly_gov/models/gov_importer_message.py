from odoo import api, models
from odoo.exceptions import UserError

# A screen of errors is read, a hundred are not: the rest is counted.
MAX_ERRORS = 30


class GovImporterMessage(models.AbstractModel):
    """What is said of a file that is refused."""

    _name = "gov.importer.message"
    _description = "Messages of imports"

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
            "out_of_range": self.env._(
                "%(value)s is negative or too large", value=value
            ),
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
            "no_annex": self.env._(
                "none of the first %(limit)s rows names both the lead unit and the "
                "coordinating unit: copy the header row too",
                limit=limit,
            ),
            "merged": self.env._("merged cells in the data: unmerge them"),
            "missing_column": self.env._(
                "the column “%(label)s” is missing", label=label
            ),
            "duplicate_header": self.env._(
                "the column “%(label)s” stands twice", label=label
            ),
            "duplicate_table": self.env._("the table stands twice in the file"),
        }


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
