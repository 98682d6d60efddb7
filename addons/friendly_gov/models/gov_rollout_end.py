from odoo import models
from odoo.exceptions import UserError

# Event: from which states, to which, and whether a document is needed.
ENDINGS = {
    "close": (("launched",), "closed"),
    "stop": (("preparing", "launched"), "stopped"),
}


class GovRollout(models.Model):
    """How a roll-out ends: concluded or stopped, by the steering body."""

    _inherit = "gov.rollout"

    def action_close(self):
        return self._open_end("close")

    def action_stop(self):
        return self._open_end("stop")

    def _open_end(self, event):
        self._check_decider()
        self._check_state(*ENDINGS[event][0])
        labels = dict(self.env["gov.rollout.end"]._selection_event())
        return {
            "name": labels[event],
            "type": "ir.actions.act_window",
            "res_model": "gov.rollout.end",
            "view_mode": "form",
            "target": "new",
            "context": {"default_event": event, "default_rollout_ids": self.ids},
        }

    def _end(self, event, day, reason, document):
        """Conclude or stop; what ended is never opened again.

        :param tuple document: number and date of the paper
        """
        self._check_decider()
        reason, (symbol, date) = (reason or "").strip(), document
        today = self.env.company._gov_today()
        if not reason:
            raise UserError(self.env._("Write the result, or why it is stopped."))
        if not (symbol or "").strip() or not date:
            raise UserError(self.env._("Give number and date of the document."))
        if day > today or date > today:
            raise UserError(self.env._("A roll-out doesn't end in the future."))
        states, state = ENDINGS[event]
        self._lock()
        self._check_state(*states)
        for rollout in self:
            first = rollout.date_launched or rollout.date_start
            if first and day < first:
                raise UserError(
                    self.env._(
                        "%(rollout)s began on %(date)s: it can't end before.",
                        rollout=rollout.display_name,
                        date=first.strftime("%d/%m/%Y"),
                    )
                )
        vals = {"state": state, "date_ended": day, "end_reason": reason}
        vals |= {"end_symbol": symbol, "end_symbol_date": date}
        # sudo: decider and state were checked; nobody writes the state.
        self.sudo()._history_write(vals, event, reason=reason, document=document)
        self.sudo()._on_ended()
        return True

    def _end_unstated(self, recorded_at=None):
        """The source of an illustration tells no outcome."""
        self._check_state("draft", "preparing", "launched")
        if not all(self.mapped("is_demo")):
            raise UserError(self.env._("Only illustrations have no stated outcome."))
        self._history_write({"state": "unstated"}, "unstated", recorded_at=recorded_at)

    def _on_ended(self):
        """Hook: what waits on the roll-outs of ``self`` ends with them."""
