from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError

from .gov_importer_rollout_check import identity_of

# What sources tell of a roll-out. Name in the file to the states it may leave, the
# state it leads to, and the column that takes the day.
EVENTS = {
    "begin": (("draft",), "preparing", "date_start"),
    "launch": (("preparing",), "launched", "date_launched"),
    "close": (("launched",), "closed", "date_ended"),
    "stop": (("preparing", "launched"), "stopped", "date_ended"),
    "unstated": (("draft", "preparing", "launched"), "unstated", None),
}
# Days that show since when an illustration was known.
BEGINNINGS = ("plan_date", "committee_date", "date_start")


class GovImporterRolloutEvent(models.AbstractModel):
    """Replays what the sources state about roll-outs, at its own dates.

    The history takes a time of the past for illustrations only: ``_append_history``
    refuses it for anything else.
    """

    _name = "gov.importer.rollout.event"
    _description = "Events of illustrated roll-outs"

    @api.model
    def _get_beginnings(self, rollouts, events):
        """``{identity: moment}``: when the roll-outs of the file became known."""
        days = defaultdict(list)
        for line in events:
            days[identity_of(line.values)].append(line.values["date"])
        for line in rollouts:
            own = [line.values[name] for name in BEGINNINGS]
            days[identity_of(line.values)] += [day for day in own if day]
        replay = self.env["gov.importer.event"]
        return {
            identity: replay._get_moment(min(found), 0)
            for identity, found in days.items()
            if found
        }

    @api.model
    def _create_past(self, model, prepared, moments):
        """Create illustrations as of the day on which they became known."""
        groups = defaultdict(list)
        for number, (line, vals) in enumerate(prepared):
            groups[moments.get(identity_of(line.values))].append((number, vals))
        made = {}
        for moment, entries in groups.items():
            # The flag is guarded against write(); that a manager asks was checked.
            extra = {"is_demo": True} if model == "gov.rollout" else {}
            records = self.env[model]._history_create(
                [vals | extra for _number, vals in entries],
                "create",
                recorded_at=moment,
            )
            made |= {n: r for (n, _vals), r in zip(entries, records, strict=True)}
        return self.env[model].union(*(made[number] for number in range(len(made))))

    @api.model
    def _replay(self, lines, lookup, errors):
        ordered = sorted(enumerate(lines), key=lambda p: (p[1].values["date"], p[0]))
        touched = self.env["gov.rollout"]
        today = self.env.company._gov_today()
        for index, line in ordered:
            rollout = lookup.rollouts.get(identity_of(line.values))
            if not rollout:
                message = self.env._("there is no such roll-out: model, unit and wave")
                errors.add("rollout_event", line.number, "unit_code", message)
                continue
            if line.values["date"] > today:
                message = self.env._("this date lies in the future")
                errors.add("rollout_event", line.number, "date", message)
                continue
            try:
                self._apply(rollout, line.values, index + 1)
            except UserError as error:
                errors.add("rollout_event", line.number, "event", str(error))
            touched |= rollout
        touched._update_step_copies()

    @api.model
    def _apply(self, rollout, values, index):
        if not rollout.is_demo:
            raise UserError(
                self.env._("Only illustrations are recorded at another time.")
            )
        replay = self.env["gov.importer.event"]
        kwargs = {
            "reason": values["note"],
            "document": (values["document_symbol"], values["document_date"]),
            "recorded_at": replay._get_moment(values["date"], index),
        }
        if values["event"] == "step":
            self._apply_step(rollout, values, kwargs)
            return
        if values["event"] not in EVENTS:
            message = self.env._("there is no event “%(name)s”", name=values["event"])
            raise UserError(message)
        states, state, column = EVENTS[values["event"]]
        rollout._check_state(*states)
        vals = {"state": state}
        if column:
            vals[column] = values["date"]
        if values["event"] == "begin":
            self._copy_steps(rollout, kwargs["recorded_at"])
        elif values["event"] == "launch":
            vals |= {
                "launch_symbol": values["document_symbol"] or False,
                "launch_symbol_date": values["document_date"],
                "launch_place": values["place"] or False,
            }
        rollout._history_write(vals, values["event"], **kwargs)

    @api.model
    def _copy_steps(self, rollout, moment):
        """Steps of the reform model, unless the file holds its own."""
        if not rollout.step_ids:
            days, template = {}, rollout.reform_model_id.template_id
            vals = [rollout._prepare_step(step, days) for step in template.step_ids]
            steps = self.env["gov.rollout.step"]
            steps._history_create(vals, "create", recorded_at=moment)

    @api.model
    def _apply_step(self, rollout, values, kwargs):
        rollout._check_state("preparing", "launched")
        found = rollout.step_ids.filtered(lambda s: s.code == values["step_code"])
        if not values["step_code"] or len(found) != 1 or found.state != "todo":
            raise UserError(
                self.env._(
                    "there is no step %(code)s to be done",
                    code=values["step_code"] or "–",
                )
            )
        vals = {"state": "done", "date_done": values["date"]}
        if values["document_symbol"]:
            vals |= {
                "document_symbol": values["document_symbol"],
                "document_date": values["document_date"],
            }
        found._history_write(vals, "done", **kwargs)
