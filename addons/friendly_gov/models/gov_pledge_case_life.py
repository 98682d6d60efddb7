from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from .gov_decided_mixin import DECIDERS
from .gov_pledge_case import MAX_TEXT
from .gov_pledge_review_who import PEOPLE


class GovPledgeCase(models.Model):
    """Who enters and who concludes a case, and how it is concluded."""

    _inherit = "gov.pledge.case"

    can_conclude = fields.Boolean(compute="_compute_can_conclude", compute_sudo=False)
    can_withdraw = fields.Boolean(compute="_compute_can_conclude", compute_sudo=False)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_conclude(self):
        may = self._filtered_concluded()
        kept = self.filtered(lambda case: case.state == "noted")._filtered_entered()
        for case in self:
            case.can_conclude = case.state == "open" and case in may
            case.can_withdraw = (case.state == "noted" and case in kept) or (
                case.can_conclude
            )

    def _filtered_entered(self):
        """Cases about pledges that the user keeps: officers and leaders of the unit
        and of the organiser, managers; never about the own person.
        """
        user = self.env.user
        mine = user._gov_acting_people()
        others = self.filtered(
            lambda case: case.level == "unit" or case.user_id not in mine
        )
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return self if self.env.su else others
        if not user.has_groups(PEOPLE):
            return self.browse()
        scope = user._gov_scope_units()
        return others.filtered(
            lambda case: case.unit_id in scope or case.organizer_unit_id in scope
        )

    def _filtered_concluded(self):
        """Cases that the user concludes: as a superior of the person, or for a body
        above the unit or the organiser; never about oneself or the own unit.
        """
        if self.env.su:
            return self
        pledges = self.pledge_id
        may = pledges._filtered_supervised()
        if self.env.user.has_groups(DECIDERS):
            may |= pledges._filtered_decided()
        return self.filtered(lambda case: case.pledge_id in may)

    def _lock_states(self, *states):
        try:
            # sudo: roles were checked by the caller; a lock is no change.
            self.sudo().lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("Someone else is changing this case right now.")
            ) from error
        self.invalidate_recordset()
        if any(case.state not in states for case in self):
            raise UserError(self.env._("This case was concluded already."))

    def _conclude(
        self,
        outcome,
        reason=None,
        document=(None, None),
        *,
        files=(),
        recorded_at=None,
    ):
        """Conclude what was reported, or take back what was entered by mistake.

        :param str outcome: ``breach`` (needs the document), ``cleared`` (needs the
            document or a reason) or ``withdrawn`` (needs a reason)
        :param tuple document: number and symbol, and date, of the concluding paper
        :param list files: dicts of name and file (base64), kept with each case
        :param datetime recorded_at: only for illustrations, which play in the past
        """
        self.check_access("read")
        symbol, date = (document[0] or "").strip(), document[1]
        reason = (reason or "").strip()
        self._check_conclusion(outcome, reason, symbol, date)
        states = ("open", "noted") if outcome == "withdrawn" else ("open",)
        may = self._filtered_concluded()
        if outcome == "withdrawn":
            may |= self.filtered(lambda c: c.state == "noted")._filtered_entered()
        for case in self - may:
            raise AccessError(
                self.env._(
                    "%(name)s: this is concluded by the superior or the body above, "
                    "never about oneself or the own unit.",
                    name=case.display_name,
                )
            )
        self._lock_states(*states)
        if date and any(date < case.date for case in self):
            raise UserError(self.env._("The document is older than the case."))
        vals = {
            "state": outcome,
            "conclusion": reason or False,
            "conclusion_symbol": symbol or False,
            "conclusion_date": date or False,
            "concluded_by_id": self.env.uid,
            "date_concluded": self.env.company._gov_day_of(
                recorded_at or fields.Datetime.now()
            ),
        }
        if outcome == "breach":
            vals["kind"] = "breach"
        events = {
            "breach": "case_conclude",
            "cleared": "case_clear",
            "withdrawn": "case_withdraw",
        }
        # sudo: columns are guarded; who concludes was checked above.
        cases = self.sudo()
        cases.file_ids._guarded_create(
            [{**file, "case_id": case.id} for case in cases for file in files]
        )
        cases._history_write(
            vals,
            events[outcome],
            reason=reason or None,
            document=(symbol or None, date or None),
            recorded_at=recorded_at,
        )
        return True

    def _check_conclusion(self, outcome, reason, symbol, date):
        """What each outcome needs, before anything is changed."""
        if outcome not in ("breach", "cleared", "withdrawn"):
            raise UserError(self.env._("There is no such conclusion."))
        if outcome == "breach" and not (symbol and date):
            raise UserError(
                self.env._(
                    "A breach needs the number and date of the concluding document."
                )
            )
        if bool(symbol) != bool(date):
            raise UserError(self.env._("A document has a number and a date."))
        if not (symbol or reason):
            raise UserError(self.env._("Give the document or the reason."))
        if outcome == "withdrawn" and not reason:
            raise UserError(self.env._("Give the reason."))
        if date and date > self.env.company._gov_today():
            raise UserError(self.env._("No document is dated in the future."))
        if len(reason) > MAX_TEXT:
            raise UserError(self.env._("At most 2,000 characters."))

    def action_conclude(self):
        """Open the dialog that asks for the outcome and its document."""
        self.ensure_one()
        self.check_access("read")
        return {
            "name": self.env._("State the conclusion"),
            "type": "ir.actions.act_window",
            "res_model": "gov.pledge.case.conclude",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_case_id": self.id,
                "default_outcome": "withdrawn" if self.state == "noted" else "cleared",
            },
        }

    def _get_event_words(self):
        return super()._get_event_words() | self.env["gov.history"]._get_event_names()
