from odoo import api, models

from ..tools.fold import fold
from .gov_importer_rollout_check import RolloutLookup, identity_of
from .gov_importer_rollout_columns import ROLLOUT_FIELDS, STEP_FIELDS, WAVE_FIELDS


class GovImporterRollout(models.AbstractModel):
    """Waves, roll-outs and their steps: what is known is updated, the rest created.

    Columns that the file leaves out stay as they are, and what does not differ is not
    written. Everything goes with the rights of the user and through the checks of the
    screen; a step with the day on which it was done is done by its button's method,
    after the roll-out has begun. A file takes nothing back.
    """

    _name = "gov.importer.rollout"
    _description = "Import of roll-outs"
    _inherit = ["gov.importer.rollout.check", "gov.importer.rollout.write"]

    @api.model
    def _import_tables(self, rows, errors, **options):
        is_demo = options.get("is_demo", False)
        self._check_options(rows, is_demo)
        lookup = RolloutLookup(self.env)
        waves, rollouts = rows.get("wave", []), rows.get("rollout", [])
        steps, events = rows.get("step", []), rows.get("rollout_event", [])
        self._check_waves(waves, lookup, errors)
        errors.raise_any()
        self._write_waves(waves, lookup, errors)
        in_file = self._check_rollouts(rollouts, lookup.waves, lookup, errors)
        self._check_steps(steps, in_file, lookup, errors)
        errors.raise_any()
        moments = None
        if is_demo:
            replay = self.env["gov.importer.rollout.event"]
            moments = replay._get_beginnings(rollouts, events)
        self._write_rollouts(rollouts, lookup, errors, moments)
        errors.raise_any()
        self._write_steps(steps, lookup, errors, moments)
        errors.raise_any()
        if is_demo:
            replay._replay(events, lookup, errors)

    # -- waves ---------------------------------------------------------------------

    @api.model
    def _write_waves(self, lines, lookup, errors):
        new = []
        for line in lines:
            values = line.values
            key = values["model_code"], fold(values["wave_name"])
            vals = {name: values[name] or False for name in WAVE_FIELDS}
            wave = lookup.waves.get(key)
            if wave:
                self._update("wave", line, wave, vals, errors)
                continue
            vals["name"] = values["wave_name"]
            vals["reform_model_id"] = lookup.models[key[0]].id
            new.append((line, key, vals))
        prepared = [(line, vals) for line, _key, vals in new]
        records = self._create_rows("gov.rollout.wave", "wave", prepared, errors)
        for (_line, key, _vals), record in zip(new, records, strict=True):
            lookup.waves[key] = record

    # -- roll-outs -----------------------------------------------------------------

    @api.model
    def _write_rollouts(self, lines, lookup, errors, moments):
        left = []
        for line in lines:
            rollout = lookup.rollouts.get(identity_of(line.values))
            if rollout:
                vals = self._prepare_rollout(line.values, lookup)
                self._check_origin(line, vals, errors)
                self._update("rollout", line, rollout, vals, errors)
            else:
                left.append(line)
        # Those that copy another one of the file come after it.
        while left:
            units = {(r.values["model_code"], r.values["unit_code"]) for r in left}
            ready = [line for line in left if self._get_origin(line) not in units]
            if not ready:
                for line in left:
                    message = self.env._("the units copy one another in a circle")
                    errors.add("rollout", line.number, "origin_code", message)
                return
            self._create_rollouts(ready, lookup, errors, moments)
            errors.raise_any()
            left = [line for line in left if line not in ready]

    @api.model
    def _get_origin(self, line):
        code = line.values["origin_code"]
        return (line.values["model_code"], code) if code else None

    @api.model
    def _create_rollouts(self, lines, lookup, errors, moments):
        prepared = []
        for line in lines:
            values = line.values
            vals = self._prepare_rollout(values, lookup)
            vals["reform_model_id"] = lookup.models[values["model_code"]].id
            vals["unit_id"] = lookup.units[values["unit_code"]].id
            if values["wave"]:
                key = values["model_code"], fold(values["wave"])
                vals["wave_id"] = lookup.waves[key].id
            self._check_origin(line, vals, errors)
            prepared.append((line, vals))
        errors.raise_any()
        records = self._create_rows("gov.rollout", "rollout", prepared, errors, moments)
        for line, record in zip(lines, records, strict=True):
            lookup.rollouts[identity_of(line.values)] = record

    @api.model
    def _check_origin(self, line, vals, errors):
        code = line.values["origin_code"]
        if code and not vals["origin_id"]:
            message = self.env._(
                "%(code)s rolls out this reform model never or several times: "
                "choose the one to copy on the screen",
                code=code,
            )
            errors.add("rollout", line.number, "origin_code", message)

    @api.model
    def _prepare_rollout(self, values, lookup):
        def unit(column):
            return lookup.units[values[column]].id if values[column] else False

        origin = self.env["gov.rollout"]
        if values["origin_code"]:
            found = [
                rollout
                for (model, code, _wave), rollout in lookup.rollouts.items()
                if (model, code) == (values["model_code"], values["origin_code"])
            ]
            known = lookup.rollouts.get(identity_of(values), origin).origin_id
            # The one that it copies already; else the only one there is.
            origin = found[0] if len(found) == 1 else origin
            if known.unit_id.gov_code == values["origin_code"]:
                origin = known
        user = lookup.users.get(values["responsible"])
        # No blank kind: a new one gets the default, a known one keeps its own.
        names = [name for name in ROLLOUT_FIELDS if name != "kind" or values[name]]
        return {name: values[name] or False for name in names} | {
            "steering_unit_id": unit("steering_code"),
            "place_unit_id": unit("place_code"),
            "origin_id": origin.id,
            "responsible_id": user.id if user else False,
        }

    # -- steps ---------------------------------------------------------------------

    @api.model
    def _write_steps(self, lines, lookup, errors, moments):
        rollouts = self.env["gov.rollout"].union(*lookup.rollouts.values())
        known = self._get_known_steps(rollouts)
        new, done = [], []
        for number, line in enumerate(lines):
            rollout = lookup.rollouts[identity_of(line.values)]
            vals = self._prepare_step(line.values, lookup)
            step = self._find_step(known, rollout, line.values)
            if step:
                self._update("step", line, step, vals, errors)
                self._note_done(line, step, done, errors)
                continue
            vals |= {"rollout_id": rollout.id, "sequence": 10 * (number + 1)}
            new.append((line, vals))
        errors.raise_any()
        records = self._create_rows("gov.rollout.step", "step", new, errors, moments)
        for (line, _vals), step in zip(new, records, strict=True):
            self._note_done(line, step, done, errors)
        errors.raise_any()
        if moments is None:
            self._do_steps(done, errors)

    @api.model
    def _get_known_steps(self, rollouts):
        """``{(roll-out, code or folded name): step}``"""
        steps = self.env["gov.rollout.step"].search(
            [("rollout_id", "in", rollouts.ids)]
        )
        known = {(step.rollout_id.id, fold(step.name)): step for step in steps}
        return known | {
            (step.rollout_id.id, step.code): step for step in steps if step.code
        }

    @api.model
    def _find_step(self, known, rollout, values):
        code = values["step_code"]
        if code:
            return known.get((rollout.id, code))
        step = known.get((rollout.id, fold(values["name"])))
        return None if step and step.code else step

    @api.model
    def _prepare_step(self, values, lookup):
        user = lookup.users.get(values["responsible"])
        stage = lookup.stages.get(fold(values["stage"] or ""))
        return {name: values[name] or False for name in STEP_FIELDS} | {
            "code": values["step_code"],
            "stage_id": stage.id if stage else False,
            "is_mandatory": values["mandatory"] == "yes",
            "responsible_id": user.id if user else False,
        }

    @api.model
    def _note_done(self, line, step, done, errors):
        """Tell what is to be done from what was done already."""
        day = line.values["date_done"]
        if "date_done" not in errors.tables["step"].columns or day == step.date_done:
            return
        if day and step.state == "todo":
            done.append((line, step, day))
        elif day or step.date_done:
            message = self.env._(
                "a file does not change what was done: use the buttons of the step"
            )
            errors.add("step", line.number, "date_done", message)

    @api.model
    def _do_steps(self, done, errors):
        drafts = self.env["gov.rollout"].union(
            *(step.rollout_id for _l, step, _d in done)
        )
        for rollout in drafts.filtered(lambda rollout: rollout.state == "draft"):
            line = next(line for line, step, _d in done if step.rollout_id == rollout)
            self._try("step", line, rollout.action_begin, errors)
        errors.raise_any()
        for line, step, day in done:
            self._try(
                "step", line, lambda s=step, d=day: s._mark("done", day=d), errors
            )

    @api.model
    def _begin(self, rollouts):
        rollouts.action_begin()

    @api.model
    def _mark_done(self, day, steps):
        steps._mark("done", day=day)
