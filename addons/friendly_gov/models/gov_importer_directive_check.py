from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..tools.deadline import parse_deadline
from ..tools.fold import fold
from ..tools.symbol import parse_symbol, symbol_key
from .gov_importer_directive_columns import BODIES


class GovImporterDirectiveCheck(models.AbstractModel):
    """What a directive file must fulfil before anything is written."""

    _name = "gov.importer.directive.check"
    _description = "Checks of a directive file"
    _inherit = ["gov.importer.directive.columns"]

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
            if values["type_code"] and not lookup.find_type(values["type_code"]):
                fail("type_code", self.env._("there is no such document type"))
            if values["secrecy"] not in ("", "none"):
                fail(
                    "secrecy",
                    self.env._("secret documents are not entered in this system"),
                )
            first, last = values["date_from"], values["date_to"]
            if first and last and last < first:
                fail("date_to", self.env._("the document ends before it takes effect"))
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
        # The official letter has no abbreviation: its name stands for it.
        self.types = {fold(kind.name): kind.id for kind in types}
        self.types |= {kind.code: kind.id for kind in types if kind.code}
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

    def find_type(self, text):
        """Id of the document type with this abbreviation or name, ``None`` if none."""
        return self.types.get(text) or self.types.get(fold(text))
