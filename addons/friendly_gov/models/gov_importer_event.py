from datetime import datetime, time, timedelta

import pytz

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.symbol import symbol_key

# Names in the files of illustrations to transitions.
EVENTS = {"adjust": "request_adjustment"}
# What sources tell; naming a person is none of it.
REPLAYED = frozenset(
    {
        "receive",
        "start",
        "submit",
        "accept",
        "return",
        "extend",
        "hold",
        "resume",
        "request_adjustment",
        "refuse_adjustment",
        "withdraw",
        "unstated",
    }
)
DATE_FIELDS = {
    "start": "date_started",
    "submit": "date_submitted",
    "hold": "held_since",
    "resume": "date_resumed",
}


class GovImporterEvent(models.AbstractModel):
    """Replays what the sources state about illustrations, at its own dates.

    The only place where the log is given a time: :meth:`gov.assignment._append_log`
    refuses it for anything but illustrations.
    """

    _name = "gov.importer.event"
    _description = "Events of illustrations"

    @api.model
    def _replay(self, lines, directives, errors):
        for directive in directives.values():
            issued_at = self._get_moment(directive.date_issued, 0)
            directive.task_ids._issue(recorded_at=issued_at)
            directive._guarded_write({"state": "issued", "date_registered": issued_at})
            directive._update_visible_units()
        ordered = sorted(enumerate(lines), key=lambda p: (p[1].values["date"], p[0]))
        for index, line in ordered:
            self._replay_line(line, index + 1, directives, errors)

    @api.model
    def _replay_line(self, line, index, directives, errors):
        values = line.values
        directive = directives.get(symbol_key(values["symbol"]))
        found = self._find_assignments(directive, values)
        event = EVENTS.get(values["event"], values["event"])
        if not found:
            message = self.env._("there is no such document, task or unit")
            errors.add("event", line.number, "unit_code", message)
        elif event not in REPLAYED:
            message = self.env._("there is no event “%(name)s”", name=event)
            errors.add("event", line.number, "event", message)
        else:
            try:
                self._apply(found, event, values, index)
            except UserError as error:
                errors.add("event", line.number, "event", str(error))

    @api.model
    def _find_assignments(self, directive, values):
        # sudo: only a manager gets here, and only to lines made by this import.
        lines = (directive or self.env["gov.directive"]).sudo().assignment_ids
        lines = lines.filtered(lambda a: a.task_id.code == values["task_code"])
        if values["unit_code"] == "*":
            return lines.filtered("is_open")
        return lines.filtered(lambda a: a.unit_id.gov_code == values["unit_code"])

    @api.model
    def _apply(self, lines, event, values, index):
        moment = self._get_moment(values["date"], index)
        if event == "receive":
            lines._guarded_write({"date_received": values["date"]})
            return
        vals = {}
        if event in DATE_FIELDS:
            vals[DATE_FIELDS[event]] = values["date"]
        if event == "extend":
            vals["date_due"] = values["date_due"]
        for line in lines:
            line_vals = dict(vals)
            if event == "accept":
                line_vals["date_done"] = line.date_submitted
                # The sources state no quantity, and no grade is made up for them.
                line_vals["quantity_done"] = line.quantity_assigned
            line._transition(
                event,
                reason=values["note"],
                document=(values["document_symbol"], values["document_date"]),
                vals=line_vals,
                recorded_at=moment,
            )
            self._apply_result(line, event, values, moment)

    @api.model
    def _apply_result(self, line, event, values, moment):
        """Keep the result that an event of an illustration speaks of."""
        results = line.result_ids.filtered(lambda result: result.state == "submitted")
        if event == "submit":
            line.env["gov.assignment.result"]._guarded_create(
                [
                    {
                        "assignment_id": line.id,
                        "state": "submitted",
                        "summary": values["note"],
                        "document_symbol": values["document_symbol"],
                        "document_date": values["document_date"],
                        "submitted_at": moment,
                        "submitted_by_id": self.env.uid,
                    }
                ]
            )
        elif event == "accept":
            results._decide("accepted")
        elif event == "return":
            results._decide("returned", values["note"])

    @api.model
    def _get_moment(self, date, index):
        """Eight in the morning at the office, rows of one day one second apart."""
        zone = pytz.timezone(self.env.company.gov_tz)
        local = zone.localize(datetime.combine(date, time(8)))
        moment = local.astimezone(pytz.utc).replace(tzinfo=None)
        return moment + timedelta(seconds=index)
