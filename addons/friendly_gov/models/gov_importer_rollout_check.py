from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..tools.fold import fold

ENDED = ("stopped", "transferred")


def identity_of(values):
    """What tells roll-outs apart in a file: codes of model and unit, and the wave."""
    return values["model_code"], values["unit_code"], fold(values["wave"] or "")


class GovImporterRolloutCheck(models.AbstractModel):
    """What a file of roll-outs must fulfil before anything is written."""

    _name = "gov.importer.rollout.check"
    _description = "Checks of a file of roll-outs"
    _inherit = ["gov.importer.rollout.columns"]

    @api.model
    def _check_options(self, rows, is_demo):
        if "rollout_event" in rows and not is_demo:
            raise UserError(
                self.env._(
                    "Events are read for illustrations only. What really happens is "
                    "recorded with the buttons of the roll-out."
                )
            )
        if is_demo and not self.env.user.has_group("friendly_gov.group_manager"):
            raise AccessError(self.env._("Only managers load illustrations."))

    @api.model
    def _check_waves(self, lines, lookup, errors):
        seen = set()
        for line in lines:
            values = line.values
            key = values["model_code"], fold(values["wave_name"])
            if key in seen:
                message = self.env._("this wave stands twice in the file")
                errors.add("wave", line.number, "wave_name", message)
            seen.add(key)
            self._check_model("wave", line, lookup, errors)

    @api.model
    def _check_model(self, key, line, lookup, errors):
        code = line.values["model_code"]
        if code not in lookup.models:
            message = self.env._(
                "there is no reform model with the code %(code)s", code=code
            )
            errors.add(key, line.number, "model_code", message)

    @api.model
    def _check_rollouts(self, lines, waves, lookup, errors):
        """:return: ``{identity: row}``"""
        seen = {}
        for line in lines:
            values, identity = line.values, identity_of(line.values)

            def fail(column, message, number=line.number):
                errors.add("rollout", number, column, message)

            if identity in seen:
                fail("unit_code", self.env._("this roll-out stands twice in the file"))
            seen[identity] = line
            self._check_model("rollout", line, lookup, errors)
            for column in ("unit_code", "steering_code", "origin_code", "place_code"):
                code = values[column]
                if code and code not in lookup.units:
                    fail(
                        column,
                        self.env._(
                            "there is no unit with the identifier %(code)s", code=code
                        ),
                    )
            if values["wave"] and (identity[0], identity[2]) not in waves:
                fail("wave", self.env._("there is no such wave of this reform model"))
            self._check_hidden(identity, lookup, fail)
            self._check_dates(values, ("plan_date", "committee_date"), fail)
            first, planned = values["date_start"], values["date_launch_planned"]
            if first and planned and planned < first:
                fail(
                    "date_launch_planned",
                    self.env._("the launch is planned before the start"),
                )
            self._check_login(values, lookup, fail)
        return seen

    @api.model
    def _check_hidden(self, identity, lookup, fail):
        if identity in lookup.taken and identity not in lookup.rollouts:
            message = self.env._(
                "this unit rolls out this reform model already, and you may not see it"
            )
            fail("unit_code", message)

    @api.model
    def _check_dates(self, values, columns, fail):
        today = self.env.company._gov_today()
        for column in columns:
            if values[column] and values[column] > today:
                fail(column, self.env._("this date lies in the future"))

    @api.model
    def _check_login(self, values, lookup, fail):
        login = values["responsible"]
        if login and login not in lookup.users:
            message = self.env._(
                "there is no account with the login %(login)s", login=login
            )
            fail("responsible", message)

    @api.model
    def _check_steps(self, lines, in_file, lookup, errors):
        seen = set()
        for line in lines:
            values, identity = line.values, identity_of(line.values)

            def fail(column, message, number=line.number):
                errors.add("step", number, column, message)

            if identity not in in_file and identity not in lookup.rollouts:
                fail(
                    "unit_code",
                    self.env._("there is no such roll-out: model, unit and wave"),
                )
            key = identity, values["step_code"] or fold(values["name"])
            if key in seen:
                fail("step_code", self.env._("this step stands twice in the file"))
            seen.add(key)
            if values["stage"] and fold(values["stage"]) not in lookup.stages:
                fail("stage", self.env._("there is no such stage"))
            self._check_dates(values, ("date_done", "document_date"), fail)
            self._check_login(values, lookup, fail)


class RolloutLookup:
    """Codes of the file to records, read once: one query a table, not a row."""

    def __init__(self, env):
        company = [("company_id", "in", [env.company.id, False])]
        own = [("company_id", "=", env.company.id)]
        units = env["hr.department"].with_context(active_test=False)
        found = units.search([*company, ("gov_code", "!=", False)])
        self.units = {unit.gov_code: unit.with_env(env) for unit in found}
        self.models = {m.code: m for m in env["gov.reform.model"].search(own)}
        waves = env["gov.rollout.wave"].search(own)
        self.waves = {(w.reform_model_id.code, fold(w.name)): w for w in waves}
        self.users = {
            user.login: user
            for user in env["res.users"].search([("share", "=", False)])
        }
        stages = env["gov.stage"].search(company)
        self.stages = {fold(stage.name): stage for stage in stages}
        going = [*own, ("state", "not in", ENDED)]
        self.rollouts = self._by_identity(env["gov.rollout"].search(going))
        # sudo: one that the user may not see is there nevertheless.
        hidden = env["gov.rollout"].sudo().search(going)
        self.taken = set(self._by_identity(hidden))

    def _by_identity(self, rollouts):
        return {
            (
                rollout.reform_model_id.code,
                rollout.unit_id.gov_code,
                fold(rollout.wave_id.name or ""),
            ): rollout
            for rollout in rollouts
        }
