from odoo import api, models
from odoo.fields import Command

from .gov_importer import QUIET, ImportColumn

COLUMNS = [
    ImportColumn("code", required=True),
    ImportColumn("name", required=True),
    ImportColumn("parent_code"),
    ImportColumn("level", "selection", field=("hr.department", "gov_level")),
    ImportColumn("kind", "selection", field=("hr.department", "gov_kind")),
    ImportColumn("admin_code"),
    ImportColumn("date_from", "date"),
    ImportColumn("date_to", "date"),
    ImportColumn("successor_codes", "codes"),
    ImportColumn("ranking_group"),
]


class GovImporterUnit(models.AbstractModel):
    """Units by code: a known code is updated, a new one created."""

    _name = "gov.importer.unit"
    _description = "Import of units"
    _inherit = ["gov.importer"]

    @api.model
    def _get_tables(self):
        return {"unit": COLUMNS}

    @api.model
    def _get_table_labels(self):
        return {"unit": self.env._("Units")}

    @api.model
    def _get_column_labels(self):
        return {
            "unit": {
                "code": self.env._("Identifier"),
                "name": self.env._("Name of the unit"),
                "parent_code": self.env._("Identifier of the superior unit"),
                "level": self.env._("Level"),
                "kind": self.env._("Kind"),
                "admin_code": self.env._("Administrative code"),
                "date_from": self.env._("Valid from"),
                "date_to": self.env._("Valid to"),
                "successor_codes": self.env._("Identifiers of the successors"),
                "ranking_group": self.env._("Ranking group"),
            }
        }

    @api.model
    def _import_tables(self, rows, errors, **options):
        lines = rows["unit"]
        known = self._get_known_units()
        groups = self._get_ranking_groups()
        in_file = self._check_codes(lines, known, groups, errors)
        order = self._sort_by_parent(lines, in_file, errors)
        errors.raise_any()
        for level in order:
            self._write_level(level, known, groups)
        for line in lines:
            codes = line.values["successor_codes"]
            if codes:
                units = self.env["hr.department"].union(*(known[c] for c in codes))
                known[line.values["code"]].gov_successor_ids = [Command.set(units.ids)]

    @api.model
    def _get_known_units(self):
        units = self.env["hr.department"].with_context(active_test=False)
        domain = [("gov_code", "!=", False), ("company_id", "=", self.env.company.id)]
        return {unit.gov_code: unit for unit in units.search(domain)}

    @api.model
    def _get_ranking_groups(self):
        domain = [
            ("purpose", "=", "ranking"),
            ("company_id", "in", [self.env.company.id, False]),
        ]
        groups = self.env["gov.unit.group"].search(domain)
        return {group.code: group for group in groups}

    @api.model
    def _check_codes(self, lines, known, groups, errors):
        in_file = {}
        for line in lines:
            code = line.values["code"]
            if code in in_file:
                message = self.env._(
                    "identifier %(code)s stands already in row %(row)s",
                    code=code,
                    row=in_file[code].number,
                )
                errors.add("unit", line.number, "code", message)
            if ";" in code or "," in code:
                message = self.env._("an identifier holds no comma and no semicolon")
                errors.add("unit", line.number, "code", message)
            in_file.setdefault(code, line)
        for line in lines:
            self._check_line(line, in_file, known, groups, errors)
        return in_file

    @api.model
    def _check_line(self, line, in_file, known, groups, errors):
        values = line.values
        unknown = self.env._("there is no unit with the identifier %(code)s")
        references = [("parent_code", values["parent_code"])]
        references += [("successor_codes", code) for code in values["successor_codes"]]
        for column, code in references:
            if code and code not in in_file and code not in known:
                errors.add("unit", line.number, column, unknown % {"code": code})
        group = values["ranking_group"]
        if group and group not in groups:
            message = self.env._("there is no ranking group %(code)s", code=group)
            errors.add("unit", line.number, "ranking_group", message)
        first, last = values["date_from"], values["date_to"]
        if first and last and last < first:
            message = self.env._("the unit ends before it begins")
            errors.add("unit", line.number, "date_to", message)

    @api.model
    def _sort_by_parent(self, lines, in_file, errors):
        """Lines in levels, parents before children; cycles are errors."""
        levels, placed, left = [], set(), list(lines)
        while left:
            ready = [
                line
                for line in left
                if line.values["parent_code"] not in in_file
                or line.values["parent_code"] in placed
            ]
            if not ready:
                for line in left:
                    message = self.env._("the superior units form a circle")
                    errors.add("unit", line.number, "parent_code", message)
                return levels
            levels.append(ready)
            placed |= {line.values["code"] for line in ready}
            left = [line for line in left if line.values["code"] not in placed]
        return levels

    @api.model
    def _write_level(self, level, known, groups):
        new = []
        for line in level:
            vals = self._prepare_unit(line.values, known, groups)
            unit = known.get(line.values["code"])
            if unit:
                unit.write(vals)
            else:
                new.append(vals)
        units = self.env["hr.department"]
        for unit in units.with_context(**QUIET).create(new).with_env(self.env):
            known[unit.gov_code] = unit

    @api.model
    def _prepare_unit(self, values, known, groups):
        parent = known.get(values["parent_code"])
        group = groups.get(values["ranking_group"])
        return {
            "name": values["name"],
            "gov_code": values["code"],
            "parent_id": parent.id if parent else False,
            "gov_level": values["level"] or False,
            "gov_kind": values["kind"] or False,
            "gov_admin_code": values["admin_code"] or False,
            "gov_date_from": values["date_from"],
            "gov_date_to": values["date_to"],
            "gov_ranking_group_id": group.id if group else False,
            "company_id": self.env.company.id,
        }

    @api.model
    def _get_export_rows(self, records):
        self._check_have_codes(records | records.parent_id | records.gov_successor_ids)
        return {"unit": [self._get_export_row(unit) for unit in records]}

    @api.model
    def _get_export_row(self, unit):
        return {
            "code": unit.gov_code,
            "name": unit.name,
            "parent_code": unit.parent_id.gov_code,
            "level": unit.gov_level,
            "kind": unit.gov_kind,
            "admin_code": unit.gov_admin_code,
            "date_from": unit.gov_date_from,
            "date_to": unit.gov_date_to,
            "successor_codes": unit.gov_successor_ids.mapped("gov_code"),
            "ranking_group": unit.gov_ranking_group_id.code,
        }
