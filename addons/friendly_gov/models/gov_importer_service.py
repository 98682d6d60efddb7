from datetime import date

from odoo import api, models
from odoo.fields import Domain

from ..tools.month import parse_month
from .gov_importer import QUIET, ImportColumn
from .gov_service_figure import COUNTS, SUMS

TABLE = "service"
COLUMNS = [
    ImportColumn("unit_code", required=True),
    ImportColumn("month", required=True),
    *(ImportColumn(name, "int") for name in COUNTS),
    ImportColumn("note"),
]


class GovImporterService(models.AbstractModel):
    """Service figures by unit and month: what is known is updated, the rest is made.

    An empty cell counts zero; a column that the file lacks is left as it is.
    """

    _name = "gov.importer.service"
    _description = "Import of service figures"
    _inherit = ["gov.importer"]

    @api.model
    def _get_tables(self):
        return {TABLE: COLUMNS}

    @api.model
    def _get_table_labels(self):
        return {TABLE: self.env._("Service figures")}

    @api.model
    def _get_column_labels(self):
        figures = self.env["gov.service.figure"]
        words = figures.fields_get([*COUNTS, "note"], ["string"])
        labels = {name: field["string"] for name, field in words.items()}
        labels["unit_code"] = self.env._("Identifier of the unit")
        labels["month"] = self.env._("Month (mm/yyyy)")
        return {TABLE: labels}

    @api.model
    def _import_tables(self, rows, errors, **options):
        lines = rows[TABLE]
        units = self._get_units(lines, errors)
        months = self._get_months(lines, errors)
        errors.raise_any()
        known = self._get_known(units, months)
        names = [name for name in COUNTS if name in errors.tables[TABLE].columns]
        has_note = "note" in errors.tables[TABLE].columns
        seen, new, changed = {}, [], []
        for line in lines:
            unit, period = units[line.values["unit_code"]], months[line.number]
            key = (unit.id, date(period.year, period.index, 1))
            self._check_once(line, key, seen, errors)
            figure = known.get(key)
            vals = {name: line.values[name] or 0 for name in names}
            if has_note:
                vals["note"] = line.values["note"] or False
            self._check_sums(line, figure, vals, errors)
            if figure:
                changed.append((figure, vals))
            else:
                place = {"unit_id": unit.id, "period_id": period.id}
                new.append(
                    vals | place | ({"is_demo": True} if options.get("is_demo") else {})
                )
        errors.raise_any()
        figures = self.env["gov.service.figure"].with_context(**QUIET)
        figures._history_create(new, "create")
        figures._history_write_each(changed)

    @api.model
    def _get_units(self, lines, errors):
        """``{code: unit}``; unknown codes and units of others are errors."""
        codes = {line.values["unit_code"] for line in lines}
        departments = self.env["hr.department"].with_context(active_test=False)
        found = departments.search(
            [
                ("gov_code", "in", list(codes)),
                ("company_id", "=", self.env.company.id),
            ]
        )
        entry = self.env["gov.service.figure"]._get_entry_units()
        allowed = departments.search(entry & Domain("id", "in", found.ids))
        units = {unit.gov_code: unit for unit in found}
        for line in lines:
            code = line.values["unit_code"]
            message = None
            if code not in units:
                message = self.env._(
                    "there is no unit with the identifier %(code)s", code=code
                )
            elif units[code] not in allowed:
                message = self.env._(
                    "you do not enter the figures of the unit %(code)s", code=code
                )
            if message:
                errors.add(TABLE, line.number, "unit_code", message)
        return units

    @api.model
    def _get_months(self, lines, errors):
        """``{row number: period}`` of the rules in force; missing ones are made."""
        today = self.env.company._gov_today()
        wanted = {}
        for line in lines:
            month = parse_month(line.values["month"])
            if not month:
                message = self.env._(
                    "“%(value)s” is no month (mm/yyyy)", value=line.values["month"]
                )
                errors.add(TABLE, line.number, "month", message)
            elif not 2000 <= month[0] <= today.year + 1:
                message = self.env._("the month is in the future, or before 2000")
                errors.add(TABLE, line.number, "month", message)
            else:
                wanted[line.number] = month
        periods = self._get_periods({year for year, _month in wanted.values()})
        months = {}
        for number, month in wanted.items():
            months[number] = periods.get(month)
            if not months[number]:
                message = self.env._(
                    "the reporting rules have no such month: ask the manager to make "
                    "the periods of that year"
                )
                errors.add(TABLE, number, "month", message)
            elif months[number].date_from > today:
                message = self.env._("the month has not begun")
                errors.add(TABLE, number, "month", message)
        return months

    @api.model
    def _get_periods(self, years):
        """``{(year, month): period}``, of the rules in force before any other."""
        profile = self.env["gov.directive"]._default_profile_id()
        # sudo: only months of the rules in force are made, nothing that a file says.
        periods = self.env["gov.period"].sudo()
        for year in years if profile else ():
            periods._generate(profile, year)
        found = periods.search(
            [
                ("kind", "=", "month"),
                ("year", "in", list(years)),
                ("company_id", "=", self.env.company.id),
            ]
        ).sudo(False)
        found = found.sorted(lambda period: period.profile_id == profile)
        return {(period.year, period.index): period for period in found}

    @api.model
    def _get_known(self, units, months):
        days = {date(period.year, period.index, 1) for period in months.values()}
        found = self.env["gov.service.figure"].search(
            [
                ("unit_id", "in", [unit.id for unit in units.values()]),
                ("month", "in", list(days)),
            ]
        )
        return {(figure.unit_id.id, figure.month): figure for figure in found}

    @api.model
    def _check_once(self, line, key, seen, errors):
        if key in seen:
            message = self.env._(
                "unit and month stand already in row %(row)s", row=seen[key]
            )
            errors.add(TABLE, line.number, "month", message)
        seen.setdefault(key, line.number)

    @api.model
    def _check_sums(self, line, figure, vals, errors):
        figures = self.env["gov.service.figure"]
        before = {name: figure[name] if figure else 0 for name in COUNTS}
        messages = figures._get_sum_messages()
        for name in figures._get_broken_sums(before | vals):
            part = SUMS[name][0][0]
            errors.add(TABLE, line.number, part, messages[name])

    @api.model
    def _get_export_rows(self, records):
        self._check_have_codes(records.unit_id)
        return {TABLE: [self._get_export_row(figure) for figure in records]}

    @api.model
    def _get_export_row(self, figure):
        row = {name: figure[name] for name in (*COUNTS, "note")}
        row["unit_code"] = figure.unit_id.gov_code
        row["month"] = figure.month.strftime("%m/%Y")
        return row
