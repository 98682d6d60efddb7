from odoo import api, models
from odoo.fields import Command

from ..tools.symbol import symbol_key
from .gov_importer import QUIET
from .gov_importer_directive_check import ImportLookup
from .gov_importer_directive_columns import BODIES


class GovImporterDirective(models.AbstractModel):
    """Directives with tasks and related documents, as drafts.

    Illustrations are issued at once and carry events; nothing else does, since a
    report of the past must not change because a file is loaded today.
    """

    _name = "gov.importer.directive"
    _description = "Import of directives"
    _inherit = ["gov.importer.directive.check"]

    @api.model
    def _import_tables(self, rows, errors, **options):
        is_demo = options.get("is_demo", False)
        self._check_options(rows, is_demo)
        lookup = ImportLookup(self.env)
        directives = self._check_directives(rows.get("directive", []), lookup, errors)
        for key in ("task", "relation"):
            self._check_references(key, rows.get(key, []), directives, errors)
        self._check_tasks(rows.get("task", []), directives, lookup, errors)
        errors.raise_any()
        created = self._create_directives(rows["directive"], lookup, is_demo)
        self._create_tasks(rows.get("task", []), created, lookup, errors)
        self._create_relations(rows.get("relation", []), created)
        if is_demo:
            self.env["gov.importer.event"]._replay(
                rows.get("event", []), created, errors
            )

    @api.model
    def _create_directives(self, lines, lookup, is_demo):
        """``{symbol key: gov.directive}``"""
        # Once a file: each create would look for the rules of today by itself.
        names = ["company_id", "profile_id", "urgency", "secrecy"]
        defaults = self.env["gov.directive"].default_get(names)
        vals_list = [
            defaults | self._prepare_directive(line.values, lookup) for line in lines
        ]
        directives = self.env["gov.directive"].with_context(**QUIET)
        if is_demo:
            # The manager was checked; the flag is guarded against write().
            vals_list = [vals | {"is_demo": True} for vals in vals_list]
            records = directives._guarded_create(vals_list)
        else:
            records = directives.create(vals_list)
        records = records.with_env(self.env)
        return {record.symbol_key: record for record in records}

    @api.model
    def _prepare_directive(self, values, lookup):
        vals = {
            name: lookup.units[values[column]].id
            for column, name in BODIES.items()
            if values[column]
        }
        unit = lookup.units.get(values["issuer_code"])
        if unit:
            vals["issuer_id"] = unit.id
        if values["issuer_name"]:
            vals["issuer_name"] = values["issuer_name"]
        for name in ("signing_authority", "urgency", "secrecy"):
            if values[name]:
                vals[name] = values[name]
        return vals | {
            "symbol": values["symbol"],
            "type_id": lookup.find_type(values["type_code"]) or False,
            "date_issued": values["date_issued"],
            "signer_position": values["signer_position"],
            "subject": values["subject"],
            "date_from": values["date_from"],
            "date_to": values["date_to"],
            "expected_task_count": values["expected_tasks"] or 0,
            "source_note": values["source_note"],
        }

    @api.model
    def _create_tasks(self, lines, directives, lookup, errors):
        vals_list = []
        for index, line in enumerate(lines):
            directive = directives[symbol_key(line.values["symbol"])]
            vals_list.append(self._prepare_task(line.values, directive, lookup, index))
        self.env["gov.task"].create(vals_list)

    @api.model
    def _prepare_task(self, values, directive, lookup, index):
        def units(column):
            return [Command.set([lookup.units[code].id for code in values[column]])]

        group = lookup.groups.get(values["lead_group"])
        vals = {
            "directive_id": directive.id,
            "sequence": index + 1,
            "code": values["task_code"],
            "lead_unit_ids": units("lead_codes"),
            "lead_group_id": group.id if group else False,
            "excluded_unit_ids": units("exclude_codes"),
            "coordinating_unit_ids": units("coordinating_codes"),
        }
        for name in (
            "text",
            "source_place",
            "product",
            "product_quantity",
            "product_uom",
            "target",
            "deadline_text",
        ):
            vals[name] = values[name]
        for name in ("date_due", "coefficient"):
            if values[name]:
                vals[name] = values[name]
        return vals

    @api.model
    def _create_relations(self, lines, directives):
        names = (
            "relation",
            "related_symbol",
            "related_date",
            "related_issuer",
            "related_subject",
        )
        self.env["gov.directive.relation"].create(
            [
                {name: line.values[name] for name in names}
                | {"directive_id": directives[symbol_key(line.values["symbol"])].id}
                for line in lines
            ]
        )
