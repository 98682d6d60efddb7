from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from ..tools.symbol import symbol_key

OF_MODEL = {
    "model_name": "name",
    "target_group": "target_group",
    "model_start": "date_start",
    "model_end": "date_end",
    "model_description": "description",
    "model_source": "source_note",
}
OF_BASIS = {
    "basis_symbol": "symbol",
    "basis_date": "date_issued",
    "basis_issuer": "issuer",
    "basis_subject": "subject",
}
OF_INDICATOR = {
    "indicator_name": "name",
    "indicator_uom": "uom",
    "direction": "direction",
    "period_kind": "period_kind",
    "formula": "formula",
    "indicator_source": "source",
}


class GovImporterReformModel(models.AbstractModel):
    """Reform models, the documents they stand on, their indicators.

    A known code is updated, a new one created, with the rights of the user. The state
    is told by files of illustrations only: what became of an illustration that says
    nothing of it is not stated by its source.
    """

    _name = "gov.importer.reform.model"
    _description = "Import of reform models"
    _inherit = ["gov.importer.reform.columns"]

    @api.model
    def _import_tables(self, rows, errors, **options):
        is_demo = options.get("is_demo", False)
        if is_demo and not self.env.user.has_group("friendly_gov.group_manager"):
            raise AccessError(self.env._("Only managers load illustrations."))
        lookup = ReformLookup(self.env)
        lines = rows.get("reform_model", [])
        self._check_models(lines, lookup, is_demo, errors)
        in_file = {line.values["model_code"] for line in lines}
        for key in ("reform_basis", "reform_indicator"):
            for line in rows.get(key, []):
                code = line.values["model_code"]
                if code not in in_file and code not in lookup.models:
                    message = self.env._("there is no reform model %(code)s", code=code)
                    errors.add(key, line.number, "model_code", message)
        errors.raise_any()
        # What the file leaves out stays as it is.
        given = {key: set(table.columns) for key, table in errors.tables.items()}
        self._write_models(lines, lookup, is_demo, given.get("reform_model"))
        for key, name, columns, by in (
            ("reform_basis", "basis_ids", OF_BASIS, "symbol"),
            ("reform_indicator", "indicator_ids", OF_INDICATOR, "code"),
        ):
            columns = {c: f for c, f in columns.items() if c in given.get(key, ())}
            self._write_children(rows.get(key, []), lookup, name, columns, by)

    # Checks

    @api.model
    def _check_models(self, lines, lookup, is_demo, errors):
        seen = {}
        for line in lines:
            values = line.values

            def fail(column, message, number=line.number):
                errors.add("reform_model", number, column, message)

            code = values["model_code"]
            if code in seen:
                row = seen[code]
                message = self.env._("this code stands already in row %(row)s", row=row)
                fail("model_code", message)
            seen.setdefault(code, line.number)
            self._check_references(values, lookup, fail)
            first, last = values["model_start"], values["model_end"]
            if first and last and last < first:
                fail("model_end", self.env._("the model ends before it begins"))
            known = lookup.models.get(code)
            state = known.state if known else "proposed"
            if values["model_state"] and not is_demo and values["model_state"] != state:
                fail(
                    "model_state",
                    self.env._("the state is changed by the buttons of the model"),
                )

    @api.model
    def _check_references(self, values, lookup, fail):
        for column in ("model_lead_code", "model_monitoring_code"):
            if values[column] and values[column] not in lookup.units:
                fail(
                    column,
                    self.env._(
                        "there is no unit with the identifier %(code)s",
                        code=values[column],
                    ),
                )
        if values["template_code"] and values["template_code"] not in lookup.templates:
            fail("template_code", self.env._("there is no such template"))
        for symbol in values["directive_symbols"]:
            if symbol_key(symbol) not in lookup.directives:
                fail(
                    "directive_symbols",
                    self.env._("there is no document %(symbol)s", symbol=symbol),
                )

    # Records

    @api.model
    def _write_models(self, lines, lookup, is_demo, given):
        model = self.env["gov.reform.model"]
        for line in lines:
            values = line.values
            vals = self._prepare_model(values, lookup, given)
            known = lookup.models.get(values["model_code"])
            if known:
                known.write(self._get_changed(known, vals))
                continue
            vals |= {"code": values["model_code"]}
            if not is_demo:
                lookup.models[vals["code"]] = model.create(vals)
                continue
            vals |= {"is_demo": True, "state": values["model_state"] or "unstated"}
            # The manager was checked; flag and state are guarded.
            moment = self._get_known_since(values["model_start"])
            record = model._history_create([vals], "import", recorded_at=moment)
            lookup.models[vals["code"]] = record

    @api.model
    def _get_known_since(self, day):
        """When an illustration became known: the day it began, now without one."""
        if not day or day > self.env.company._gov_today():
            return None
        return self.env["gov.importer.event"]._get_moment(day, 0)

    @api.model
    def _prepare_model(self, values, lookup, given):
        template = lookup.templates.get(values["template_code"])
        monitoring = lookup.units.get(values["model_monitoring_code"])
        symbols = map(symbol_key, values["directive_symbols"])
        directives = [lookup.directives[symbol].id for symbol in symbols]
        vals = {column: (field, values[column]) for column, field in OF_MODEL.items()}
        lead = lookup.units[values["model_lead_code"]]
        vals |= {
            "model_lead_code": ("lead_unit_id", lead.id),
            "model_monitoring_code": (
                "monitoring_unit_id",
                monitoring and monitoring.id,
            ),
            "template_code": ("template_id", template and template.id),
            "directive_symbols": ("directive_ids", [Command.set(directives)]),
        }
        return dict(pair for column, pair in vals.items() if column in given)

    @api.model
    def _get_changed(self, record, vals):
        """Those of ``vals`` that differ: what is in use refuses a mere rewrite."""
        changed = {}
        for name, value in vals.items():
            field = record._fields[name]
            if field.type == "many2many":
                same = record[name].ids == value[0][2]
            elif field.type == "many2one":
                same = record[name].id == (value or False)
            else:
                same = (record[name] or False) == (value or False)
            if not same:
                changed[name] = value
        return changed

    @api.model
    def _write_children(self, lines, lookup, name, columns, key):
        known = {}
        for code in {line.values["model_code"] for line in lines}:
            for child in lookup.models[code][name]:
                known[code, child[key]] = child
        new = []
        for line in lines:
            values = line.values
            code = values["model_code"]
            # No blank direction or period: a new one gets the default.
            vals = {
                field: values[column]
                for column, field in columns.items()
                if values[column] or column not in ("direction", "period_kind")
            }
            if key == "code":
                vals["code"] = values["indicator_code"]
            child = known.get((code, vals[key]))
            if child:
                child.write(self._get_changed(child, vals))
            else:
                new.append(vals | {"reform_model_id": lookup.models[code].id})
        self.env[self.env["gov.reform.model"]._fields[name].comodel_name].create(new)

    # The way out

    @api.model
    def _get_export_rows(self, records):
        self._check_have_codes(records.lead_unit_id | records.monitoring_unit_id)
        return {
            "reform_model": [self._get_model_row(record) for record in records],
            "reform_basis": [
                {"model_code": basis.reform_model_id.code}
                | {column: basis[field] for column, field in OF_BASIS.items()}
                for basis in records.basis_ids
            ],
            "reform_indicator": [
                {
                    "model_code": indicator.reform_model_id.code,
                    "indicator_code": indicator.code or f"CT{indicator.id}",
                }
                | {column: indicator[field] for column, field in OF_INDICATOR.items()}
                for indicator in records.indicator_ids
            ],
        }

    @api.model
    def _get_model_row(self, record):
        return {column: record[field] for column, field in OF_MODEL.items()} | {
            "model_code": record.code,
            "model_lead_code": record.lead_unit_id.gov_code,
            "model_monitoring_code": record.monitoring_unit_id.gov_code,
            "directive_symbols": record.directive_ids.mapped("symbol"),
            "template_code": record.template_id.code,
            "model_state": record.state,
        }


class ReformLookup:
    """What the rows of a file name, read once."""

    def __init__(self, env):
        company = [("company_id", "=", env.company.id)]
        units = env["hr.department"].with_context(active_test=False)
        found = units.search([("gov_code", "!=", False), *company])
        self.units = {unit.gov_code: unit for unit in found}
        self.models = {m.code: m for m in env["gov.reform.model"].search(company)}
        # Those the user may read: others stay unknown.
        directives = env["gov.directive"].search(company, order="date_issued")
        self.directives = {d.symbol_key: d for d in directives}
        self.templates = env["gov.importer.template"]._get_known_templates()
