from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..tools.deadline import parse_deadline
from ..tools.fold import fold
from ..tools.symbol import parse_symbol, symbol_key
from .gov_importer import ImportColumn

BODIES = {
    "assigning_code": "assigning_unit_id",
    "monitoring_code": "monitoring_unit_id",
    "extending_code": "extending_unit_id",
    "confirming_code": "confirming_unit_id",
}
TABLES = {
    "directive": [
        ImportColumn("symbol", required=True),
        ImportColumn("type_code"),
        ImportColumn("date_issued", "date", required=True),
        ImportColumn("issuer_code"),
        ImportColumn("issuer_name"),
        ImportColumn("signer_position"),
        ImportColumn(
            "signing_authority",
            "selection",
            field=("gov.directive", "signing_authority"),
        ),
        ImportColumn("subject", required=True),
        ImportColumn("urgency", "selection", field=("gov.directive", "urgency")),
        ImportColumn("secrecy", "selection", field=("gov.directive", "secrecy")),
        ImportColumn("date_from", "date"),
        ImportColumn("date_to", "date"),
        ImportColumn("assigning_code", required=True),
        ImportColumn("monitoring_code", required=True),
        ImportColumn("extending_code"),
        ImportColumn("confirming_code"),
        ImportColumn("expected_tasks", "int"),
        ImportColumn("source_note"),
    ],
    "task": [
        ImportColumn("symbol", required=True),
        ImportColumn("task_code", required=True),
        ImportColumn("text", required=True),
        ImportColumn("source_place"),
        ImportColumn("product"),
        ImportColumn("product_quantity", "float"),
        ImportColumn("product_uom"),
        ImportColumn("target"),
        ImportColumn("deadline_text"),
        ImportColumn("date_due", "date"),
        ImportColumn("lead_codes", "codes"),
        ImportColumn("lead_group"),
        ImportColumn("exclude_codes", "codes"),
        ImportColumn("coordinating_codes", "codes"),
    ],
    "relation": [
        ImportColumn("symbol", required=True),
        ImportColumn(
            "relation",
            "selection",
            required=True,
            field=("gov.directive.relation", "relation"),
        ),
        ImportColumn("related_symbol", required=True),
        ImportColumn("related_date", "date"),
        ImportColumn("related_issuer"),
        ImportColumn("related_subject"),
    ],
    "event": [
        ImportColumn("symbol", required=True),
        ImportColumn("task_code", required=True),
        ImportColumn("unit_code", required=True),
        ImportColumn("event", required=True),
        ImportColumn("date", "date", required=True),
        ImportColumn("document_symbol"),
        ImportColumn("document_date", "date"),
        ImportColumn("note"),
        ImportColumn("date_due", "date"),
    ],
}


class GovImporterDirective(models.AbstractModel):
    """Directives with tasks and related documents, as drafts.

    Illustrations are issued at once and carry events; nothing else does, since a
    report of the past must not change because a file is loaded today.
    """

    _name = "gov.importer.directive"
    _description = "Import of directives"
    _inherit = ["gov.importer"]

    @api.model
    def _get_tables(self):
        return TABLES

    @api.model
    def _get_table_labels(self):
        return {
            "directive": self.env._("Documents"),
            "task": self.env._("Tasks"),
            "relation": self.env._("Related documents"),
            "event": self.env._("Events"),
        }

    @api.model
    def _get_column_labels(self):
        return {
            "directive": {
                "symbol": self.env._("Number and symbol"),
                "type_code": self.env._("Document type"),
                "date_issued": self.env._("Date of issue"),
                "issuer_code": self.env._("Identifier of the issuing unit"),
                "issuer_name": self.env._("Issuing body"),
                "signer_position": self.env._("Signer's position"),
                "signing_authority": self.env._("Signing authority"),
                "subject": self.env._("Subject"),
                "urgency": self.env._("Urgency"),
                "secrecy": self.env._("Secrecy"),
                "date_from": self.env._("Valid from"),
                "date_to": self.env._("Valid to"),
                "assigning_code": self.env._("Identifier of the assigning unit"),
                "monitoring_code": self.env._("Identifier of the monitoring unit"),
                "extending_code": self.env._("Identifier of the unit that extends"),
                "confirming_code": self.env._("Identifier of the unit that confirms"),
                "expected_tasks": self.env._("Number of tasks expected"),
                "source_note": self.env._("Note on the source"),
            },
            "task": {
                "symbol": self.env._("Number and symbol of the document"),
                "task_code": self.env._("Task code"),
                "text": self.env._("Task contents"),
                "source_place": self.env._("Place in the document"),
                "product": self.env._("Product"),
                "product_quantity": self.env._("Quantity"),
                "product_uom": self.env._("Unit of measure"),
                "target": self.env._("Target"),
                "deadline_text": self.env._("Deadline (as written)"),
                "date_due": self.env._("Deadline (date)"),
                "lead_codes": self.env._("Identifiers of the lead units"),
                "lead_group": self.env._("Group of lead units"),
                "exclude_codes": self.env._("Identifiers of the units left out"),
                "coordinating_codes": self.env._(
                    "Identifiers of the coordinating units"
                ),
            },
            "relation": {
                "symbol": self.env._("Number and symbol of the document"),
                "relation": self.env._("Relation"),
                "related_symbol": self.env._("Related number and symbol"),
                "related_date": self.env._("Date of issue"),
                "related_issuer": self.env._("Issuing body"),
                "related_subject": self.env._("Subject"),
            },
            "event": {
                "symbol": self.env._("Number and symbol of the document"),
                "task_code": self.env._("Task code"),
                "unit_code": self.env._("Unit identifier"),
                "event": self.env._("Event"),
                "date": self.env._("Date"),
                "document_symbol": self.env._("Number and symbol of the paper"),
                "document_date": self.env._("Date of the paper"),
                "note": self.env._("Contents"),
                "date_due": self.env._("New deadline"),
            },
        }

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
    def _check_options(self, rows, is_demo):
        if "directive" not in rows:
            raise UserError(
                self.env._("The table of documents is missing: the tasks need it.")
            )
        if "event" in rows and not is_demo:
            raise UserError(
                self.env._(
                    "Events are read for illustrations only. Real progress is "
                    "reported by the units."
                )
            )
        if is_demo and not self.env.user.has_group("friendly_gov.group_manager"):
            raise AccessError(self.env._("Only managers load illustrations."))

    @api.model
    def _check_directives(self, lines, lookup, errors):
        directives = {}
        for line in lines:
            values = line.values
            symbol = symbol_key(values["symbol"])

            def fail(column, message, number=line.number):
                errors.add("directive", number, column, message)

            if symbol in directives:
                fail("symbol", self.env._("this document stands twice in the file"))
            directives[symbol] = line
            for column in (*BODIES, "issuer_code"):
                self._check_unit(values[column], lookup, column, fail)
            if not values["issuer_code"] and not values["issuer_name"]:
                fail("issuer_name", self.env._("the issuing body is missing"))
            if values["date_issued"] > self.env.company._gov_today():
                fail("date_issued", self.env._("this date lies in the future"))
            if values["type_code"] and values["type_code"] not in lookup.types:
                fail("type_code", self.env._("there is no such document type"))
            if values["secrecy"] not in ("", "none"):
                fail(
                    "secrecy",
                    self.env._("secret documents are not entered in this system"),
                )
            if self._get_identity(values, lookup) in lookup.registered:
                fail("symbol", self.env._("this document is already registered"))
        return directives

    @api.model
    def _check_unit(self, code, lookup, column, fail):
        if code and code not in lookup.units:
            fail(
                column,
                self.env._("there is no unit with the identifier %(code)s", code=code),
            )

    @api.model
    def _get_identity(self, values, lookup):
        """What makes a document the same: issuing body, symbol, year."""
        unit = lookup.units.get(values["issuer_code"])
        issuer = unit.name if unit else values["issuer_name"]
        year = parse_symbol(values["symbol"]).year or values["date_issued"].year
        return fold(issuer or ""), symbol_key(values["symbol"]), year

    @api.model
    def _check_references(self, key, lines, directives, errors):
        for line in lines:
            if symbol_key(line.values["symbol"]) not in directives:
                message = self.env._("this document is not in the table of documents")
                errors.add(key, line.number, "symbol", message)

    @api.model
    def _check_tasks(self, lines, directives, lookup, errors):
        seen = {}
        for line in lines:
            values = line.values

            def fail(column, message, number=line.number):
                errors.add("task", number, column, message)

            identity = symbol_key(values["symbol"]), values["task_code"]
            if identity in seen:
                fail("task_code", self.env._("this task stands twice in the file"))
            seen[identity] = line
            for column in ("lead_codes", "exclude_codes", "coordinating_codes"):
                for code in values[column]:
                    self._check_unit(code, lookup, column, fail)
            if values["lead_group"] and values["lead_group"] not in lookup.groups:
                fail("lead_group", self.env._("there is no such group of units"))
            directive = directives.get(identity[0])
            self._check_leads(values, directive, lookup, fail)
            self._check_deadline(values, directive, fail)

    @api.model
    def _check_leads(self, values, directive, lookup, fail):
        for code in values["lead_codes"]:
            unit = lookup.units.get(code)
            if unit and unit.gov_is_exempt:
                message = self.env._(
                    "%(unit)s can coordinate, but is not given a deadline",
                    unit=unit.name,
                )
                fail("lead_codes", message)
            issued = directive and directive.values["date_issued"]
            if unit and issued and not unit._gov_is_valid_on(issued):
                message = self.env._(
                    "%(unit)s does not exist on the date of the document",
                    unit=unit.name,
                )
                fail("lead_codes", message)

    @api.model
    def _check_deadline(self, values, directive, fail):
        if not directive:
            return
        issued = directive.values["date_issued"]
        due = values["date_due"]
        column = "date_due"
        if not due and values["deadline_text"]:
            column = "deadline_text"
            found = parse_deadline(values["deadline_text"], issued)
            due = found.date_due
        if due and due < issued:
            fail(column, self.env._("the deadline precedes the document"))

    @api.model
    def _create_directives(self, lines, lookup, is_demo):
        """``{symbol key: gov.directive}``"""
        vals_list = [self._prepare_directive(line.values, lookup) for line in lines]
        directives = self.env["gov.directive"]
        if is_demo:
            # The manager was checked; the flag is guarded against write().
            vals_list = [vals | {"is_demo": True} for vals in vals_list]
            records = directives._guarded_create(vals_list)
        else:
            records = directives.create(vals_list)
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
            "type_id": lookup.types.get(values["type_code"]) or False,
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
        if values["date_due"]:
            vals["date_due"] = values["date_due"]
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


class ImportLookup:
    """Codes of the file to records, read once: one query a table, not a row."""

    def __init__(self, env):
        company = [("company_id", "in", [env.company.id, False])]
        units = env["hr.department"].with_context(active_test=False)
        found = units.search([*company, ("gov_code", "!=", False)])
        self.units = {unit.gov_code: unit.with_env(env) for unit in found}
        groups = env["gov.unit.group"].search([*company, ("purpose", "=", "recipient")])
        self.groups = {group.code: group for group in groups}
        types = env["gov.document.type"].search(company)
        self.types = {kind.code: kind.id for kind in types if kind.code}
        # sudo: a document that the user may not see is still registered already.
        rows = (
            env["gov.directive"]
            .sudo()
            .search_fetch(
                [("company_id", "=", env.company.id)],
                ["issuer_key", "symbol_key", "symbol_year"],
            )
        )
        self.registered = {(r.issuer_key, r.symbol_key, r.symbol_year) for r in rows}
