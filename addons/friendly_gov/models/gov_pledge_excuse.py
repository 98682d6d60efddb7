from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

MAX_NOTE = 500


class GovPledge(models.Model):
    """Not signed, with a reason; and what is no longer to be signed here."""

    _inherit = "gov.pledge"

    def action_open_mark(self):
        """Open the dialog for the event that the button names in its context."""
        event = self.env.context.get("gov_event")
        labels = dict(self.env["gov.pledge.mark"]._selection_event())
        if event not in labels:
            raise UserError(self.env._("Unknown action."))
        self._check_mark(event)
        return {
            "name": labels[event],
            "type": "ir.actions.act_window",
            "res_model": "gov.pledge.mark",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_event": event,
                "default_pledge_ids": [Command.set(self.ids)],
            },
        }

    def _excuse(self, reason, note=None, recorded_at=None):
        """State why these are not signed: all of them, or none.

        :param str reason: key of ``excuse_reason``
        :raises UserError: the reason is missing or no longer possible
        """
        self._check_keeper()
        self._check_not_own()
        note = (note or "").strip()
        # sudo: the reasons a keeper may give; the field is for officers and leaders.
        known = dict(self.sudo()._fields["excuse_reason"].selection)
        if reason not in known:
            raise UserError(self.env._("Give the reason."))
        if reason == "other" and not note:
            raise UserError(self.env._("Explain the reason in words."))
        if len(note) > MAX_NOTE:
            raise UserError(self.env._("At most %(count)s characters.", count=MAX_NOTE))
        self._lock()
        self._check_state("to_sign", "excused")
        # sudo: keepers were checked; nobody has write access.
        self.sudo()._history_write(
            {"state": "excused", "excuse_reason": reason, "excuse_note": note or False},
            "excuse",
            recorded_at=recorded_at,
        )

    def _unexcuse(self):
        """The reason no longer holds: to be signed again."""
        self._check_keeper()
        self._check_not_own()
        self._lock()
        self._check_state("excused")
        # sudo: as above.
        self.sudo()._history_write(
            {"state": "to_sign", "excuse_reason": False, "excuse_note": False},
            "unexcuse",
        )

    def _retire(self, reason, date=None, recorded_at=None):
        """Take these out of the count, with a reason; what was signed stays kept.

        :param str reason: key of ``retire_reason``
        """
        self._check_mark("retire")
        if reason not in dict(self._fields["retire_reason"].selection):
            raise UserError(self.env._("Give the reason."))
        today = self.env.company._gov_today()
        if date and date > today:
            raise UserError(self.env._("Nothing ends in the future."))
        self._lock()
        self._check_state("to_sign", "excused", "signed")
        # sudo: as above.
        self.sudo()._history_write(
            {
                "state": "retired",
                "retire_reason": reason,
                "date_retired": date or today,
                "excuse_reason": False,
                "excuse_note": False,
            },
            "retire",
            recorded_at=recorded_at,
        )

    def _check_mark(self, event):
        self._check_keeper()
        self._check_not_own()
        if event == "retire":
            self._check_retirer()

    def _check_retirer(self):
        """Who is measured takes nobody out of the count: officers of the organiser
        do, for other units than the own, and managers.
        """
        user = self.env.user
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return
        units, own = user._gov_scope_units(), user._gov_own_agencies()
        for pledge in self:
            if pledge.unit_id in own or pledge.organizer_unit_id not in units:
                raise AccessError(
                    self.env._(
                        "%(pledge)s is taken out of the campaign by officers of "
                        "%(organizer)s who don't work for %(unit)s, or by a manager. "
                        "Officers of the unit can give a reason for not signing.",
                        pledge=pledge.display_name,
                        organizer=pledge.organizer_unit_id.name,
                        unit=pledge.unit_id.name,
                    )
                )

    def _check_not_own(self):
        """Nobody takes the own pledge out of the count, nor an absent person's."""
        if self.env.su:
            return
        own = self.env.user._gov_acting_people()
        if any(p.level == "person" and p.user_id in own for p in self):
            raise AccessError(
                self.env._("For the own pledge somebody else enters the reason.")
            )
