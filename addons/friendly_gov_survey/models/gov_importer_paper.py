from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.friendly_gov.models.gov_importer import ImportColumn
from odoo.addons.friendly_gov.tools.fold import fold

from ..tools import form as forms
from ..tools import paper

TABLE = "form"
NUMBER = "number"
MOST_FORMS = 20_000


class GovImporterPaper(models.AbstractModel):
    """Paper forms of one unit in one campaign (context ``gov_line_id``).

    The columns are those of the questionnaire. A cell holds the digit or the words of a
    choice; what a condition leaves out stays empty.
    """

    _name = "gov.importer.paper"
    _description = "Import of paper forms"
    _inherit = ["gov.importer"]

    @api.model
    def _get_line(self):
        return self.env["gov.survey.batch"]._get_line(self.env.context["gov_line_id"])

    @api.model
    def _get_spec(self):
        return self.env["gov.survey.batch"]._get_spec(self._get_line())

    @api.model
    def _get_tables(self):
        asked = paper.columns(self._get_spec())
        return {
            TABLE: [
                ImportColumn(NUMBER, required=True),
                *(ImportColumn(name) for name, _question, _row in asked),
            ]
        }

    @api.model
    def _get_table_labels(self):
        return {TABLE: self.env._("Paper forms")}

    @api.model
    def _get_column_labels(self):
        asked = paper.columns(self._get_spec())
        labels = {name: paper.title(question, row) for name, question, row in asked}
        return {TABLE: {NUMBER: self.env._("Number of the form"), **labels}}

    @api.model
    def _import_tables(self, rows, errors, **options):
        found, batches = rows[TABLE], self.env["gov.survey.batch"]
        if len(found) > MOST_FORMS:
            raise UserError(
                self.env._(
                    "At most %(count)s forms in one file; please split it.",
                    count=MOST_FORMS,
                )
            )
        line, spec = self._get_line(), self._get_spec()
        numbers = [batches._clean_number(row.values[NUMBER]) for row in found]
        self._check_numbers(line, found, numbers, errors)
        asked = paper.columns(spec)
        numbered = [
            (number, self._read_form(spec, asked, row, errors))
            for number, row in zip(numbers, found, strict=True)
        ]
        errors.raise_any()
        if numbered:
            batches._store(line, numbered, "file")

    def _check_numbers(self, line, rows, numbers, errors):
        batches = self.env["gov.survey.batch"]
        known, seen = batches._get_known(line, numbers), {}
        for number, row in zip(numbers, rows, strict=True):
            message = None
            if number in known:
                message = batches._get_twice_text(number)
            elif number in seen:
                message = self.env._(
                    "the number is in row %(row)s already", row=seen[number]
                )
            seen.setdefault(number, row.number)
            if message:
                errors.add(TABLE, row.number, NUMBER, message)

    def _read_form(self, spec, asked, row, errors):
        raw = {
            name: paper.read_cell(question, row.values[name] or "", fold)
            for name, question, _row in asked
        }
        form = forms.read(spec, raw)
        if form.is_empty and not form.errors:
            message = self.env._("nothing is answered on this form")
            errors.add(TABLE, row.number, NUMBER, message)
        for name, question, _row in asked:
            code = form.errors.get(question["id"])
            if code and self._is_wrong(question, code, raw[name]):
                self._add_error(errors, row, name, question, code)
        return form

    def _is_wrong(self, question, code, values):
        """Of the rows of a matrix, which share one error, those that cause it."""
        if code == "required":
            return not values
        if not question["options"]:
            return True
        known = {str(option["id"]) for option in question["options"]}
        return bool(set(values) - known) or (not question["many"] and len(values) > 1)

    def _add_error(self, errors, row, name, question, code):
        value = row.values[name] or ""
        if code == "required":
            message = self.env._("an answer is required")
        elif question["options"]:
            choices = "; ".join(
                f"{key} = {option['label']}" for key, option in paper.keys(question)
            )
            message = self.env._(
                "“%(value)s” is no choice; possible: %(choices)s",
                value=value[:100],
                choices=choices,
            )
        else:
            message = self.env._("“%(value)s” can't be right", value=value[:100])
        errors.add(TABLE, row.number, name, message)
