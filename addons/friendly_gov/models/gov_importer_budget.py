from odoo import api, models

from ..tools.fold import fold
from ..tools.tabular import TableError, coerce_int
from .gov_importer import ImportColumn
from .gov_importer_rollout_check import RolloutLookup, identity_of
from .gov_rollout_budget_line import AMOUNTS, MAX_AMOUNT

KEY = "budget"
SAME = ("name", *AMOUNTS, "document_symbol", "document_date", "note")
COLUMNS = [
    ImportColumn("model_code", required=True),
    ImportColumn("unit_code", required=True),
    ImportColumn("wave"),
    ImportColumn("year", "int", required=True),
    ImportColumn("source", required=True),
    ImportColumn("name", required=True),
    *(ImportColumn(name, "int") for name in AMOUNTS),
    ImportColumn("document_symbol"),
    ImportColumn("document_date", "date"),
    ImportColumn("note"),
]


class GovImporterBudget(models.AbstractModel):
    """Budget lines of roll-outs: what is known is updated, the rest created.

    A line is known by its roll-out, year, source and content. Columns that the file
    leaves out stay as they are; a file takes nothing back.
    """

    _name = "gov.importer.budget"
    _description = "Import of budget lines"
    _inherit = ["gov.importer", "gov.importer.rollout.write"]

    @api.model
    def _get_tables(self):
        return {KEY: COLUMNS}

    @api.model
    def _get_table_labels(self):
        return {KEY: self.env._("Budget of roll-outs")}

    @api.model
    def _get_column_labels(self):
        return {
            KEY: {
                "model_code": self.env._("Code of the reform model"),
                "unit_code": self.env._("Unit identifier"),
                "wave": self.env._("Wave"),
                "year": self.env._("Year"),
                "source": self.env._("Source of funds"),
                "name": self.env._("Content"),
                "amount_estimated": self.env._("Estimate (VND)"),
                "amount_allotted": self.env._("Allotted (VND)"),
                "amount_spent": self.env._("Spent (VND)"),
                "amount_settled": self.env._("Settled (VND)"),
                "document_symbol": self.env._("Allotment, decision No."),
                "document_date": self.env._("Date of the decision"),
                "note": self.env._("Note"),
            }
        }

    @api.model
    def _read_cell(self, column, cell, choices):
        if column.key not in AMOUNTS:
            return super()._read_cell(column, cell, choices)
        # Dong run into billions: more than a count may.
        value = coerce_int(cell)
        if value is not None and not 0 <= value < MAX_AMOUNT:
            raise TableError("out_of_range", value=value)
        return value

    # ------------------------------------------------------------------
    # Import
    # ------------------------------------------------------------------

    @api.model
    def _import_tables(self, rows, errors, **options):
        lookup = RolloutLookup(self.env)
        found = self.env["gov.budget.source"].search(
            [("company_id", "in", [self.env.company.id, False])]
        )
        sources = {fold(source.name): source for source in found}
        lines = rows.get(KEY, [])
        self._check_lines(lines, lookup, sources, errors)
        errors.raise_any()
        known = self._get_known(lookup)
        new = []
        for line in lines:
            vals = self._prepare_line(line.values, lookup, sources)
            records = known.get(self._key_of(vals))
            if not records:
                new.append((line, vals))
            elif len(records) > 1:
                message = self.env._(
                    "several lines have this year, source and content: change them "
                    "on the screen"
                )
                errors.add(KEY, line.number, "name", message)
            else:
                self._update(KEY, line, records, vals, errors)
        errors.raise_any()
        self._create_rows("gov.rollout.budget.line", KEY, new, errors)

    @api.model
    def _check_lines(self, lines, lookup, sources, errors):
        seen = set()
        for line in lines:
            values, identity = line.values, identity_of(line.values)

            def fail(column, message, number=line.number):
                errors.add(KEY, number, column, message)

            key = (*identity, values["year"], fold(values["source"]))
            key += (fold(values["name"]),)
            if key in seen:
                fail("name", self.env._("this line stands twice in the file"))
            seen.add(key)
            if identity not in lookup.rollouts:
                message = self.env._(
                    "unit %(unit)s does not roll out the model %(model)s in this wave",
                    unit=values["unit_code"],
                    model=values["model_code"],
                )
                fail("unit_code", message)
            if fold(values["source"]) not in sources:
                message = self.env._(
                    "there is no source of funds called %(name)s",
                    name=values["source"],
                )
                fail("source", message)
            if not 2000 <= values["year"] <= 2100:
                message = self.env._("%(year)s is no year", year=values["year"])
                fail("year", message)

    @api.model
    def _get_known(self, lookup):
        """``{key: lines}`` of the roll-outs that the user sees."""
        lines = self.env["gov.rollout.budget.line"]
        rollouts = self.env["gov.rollout"].union(*lookup.rollouts.values())
        known = {}
        for line in lines.search([("rollout_id", "in", rollouts.ids)]):
            vals = {"rollout_id": line.rollout_id.id, "source_id": line.source_id.id}
            key = self._key_of(vals | {"year": line.year, "name": line.name})
            known[key] = known.get(key, lines) | line
        return known

    @api.model
    def _key_of(self, vals):
        names = ("rollout_id", "year", "source_id")
        return (*(vals[name] for name in names), fold(vals["name"]))

    @api.model
    def _prepare_line(self, values, lookup, sources):
        return {name: values[name] or False for name in SAME} | {
            "rollout_id": lookup.rollouts[identity_of(values)].id,
            "year": values["year"],
            "source_id": sources[fold(values["source"])].id,
        }

    @api.model
    def _get_fields_of(self, key):
        return {name: name for name in SAME}

    # ------------------------------------------------------------------
    # The way out
    # ------------------------------------------------------------------

    @api.model
    def _get_export_rows(self, records):
        self._check_have_codes(records.unit_id)
        return {KEY: [self._get_export_row(record) for record in records]}

    @api.model
    def _get_export_row(self, line):
        rollout = line.rollout_id
        return {name: line[name] for name in SAME} | {
            "model_code": rollout.reform_model_id.code,
            "unit_code": rollout.unit_id.gov_code,
            "wave": rollout.wave_id.name,
            "year": line.year,
            "source": line.source_id.name,
        }
