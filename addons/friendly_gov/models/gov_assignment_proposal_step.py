from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .gov_step_mixin import Step

_OPEN = frozenset({"open"})


class GovAssignmentProposalStep(models.AbstractModel):
    """How proposals are decided, and by whom: never by the unit concerned."""

    _name = "gov.assignment.proposal.step"
    _description = "Steps of a proposal"
    _inherit = ["gov.step.mixin"]

    _steps = {
        "take_up": Step(_OPEN, "taken_up", "competent"),
        "dismiss": Step(_OPEN, "dismissed", "competent", frozenset({"reason"})),
        # the system: the source was taken back, the draft task was deleted
        "lapse": Step(_OPEN, "lapsed", "nobody"),
        "reopen": Step(frozenset({"taken_up"}), "open", "nobody"),
    }
    _step_log = "gov.assignment.proposal.log"
    _step_link = "proposal_id"
    _step_snapshot = ("state", "unit_id", "competent_unit_id", "date_due", "task_id")

    def _check_side_competent(self, event):
        user = self.env.user
        if self.unit_id in user._gov_own_units():
            raise AccessError(
                self.env._("Nobody decides on a proposal that concerns the own unit.")
            )
        if user.has_group("friendly_gov.group_manager"):
            return
        # sudo: archived or foreign delegates must not hide the others.
        body = self.sudo().competent_unit_id
        self._check_works_for(body | body.gov_delegate_ids, ("coordinator", "leader"))

    def _check_side_nobody(self, event):
        raise AccessError(self.env._("Only the system does this."))

    def _get_step_values(self, event, reason, text, document):
        if event == "reopen":
            names = ("decided_at", "decided_by_id", "task_id")
            return dict.fromkeys(names, False)
        return {
            "decided_at": fields.Datetime.now(),
            "decided_by_id": self.env.uid,
            "reason": (reason or "").strip(),
        }

    def _take_up(self, directive, text, deadline_text=None):
        """Make a draft task of ``directive`` from the proposal, for its unit.

        The task is issued with the directive, by whoever may issue it: nothing is
        assigned here.

        :param str text: contents of the task
        :param str deadline_text: deadline in words, read as in every task
        :return: the draft task
        :raises AccessError: not decided by the user's bodies, or the directive is not
            one of the body's
        """
        self.ensure_one()
        self.check_access("read")
        self._check_step_side("take_up", self._steps["take_up"])
        directive.check_access("read")
        self._check_takes_task(directive)
        values = {
            "directive_id": directive.id,
            "code": directive._get_next_task_code(),
            "text": text,
            "deadline_text": deadline_text,
            "lead_unit_ids": [fields.Command.set(self.unit_id.ids)],
        }
        # sudo: leaders have no rights on drafts, and decide by buttons; that the user
        # decides for the body that orders in this directive was checked above.
        task = self.env["gov.task"].sudo().create(values)
        self._step("take_up", vals={"task_id": task.id})
        return task.with_env(self.env)

    def _check_takes_task(self, directive):
        """The directive of a body for which the user acts, and still in force."""
        user = self.env.user
        # sudo: the bodies of the document decide.
        document = directive.sudo()
        if document.state not in ("draft", "issued"):
            raise UserError(
                self.env._(
                    "%(document)s is no longer in force: no task can be added.",
                    document=document.display_name,
                )
            )
        if document.is_demo != self.is_demo:
            raise UserError(
                self.env._("An illustration is not mixed with the office's own data.")
            )
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return
        bodies = document._get_acting_units(("assigning_unit_id",))
        self._check_works_for(bodies, ("coordinator", "leader"))

    def _notify_step(self, event):
        """Whoever decides hears of it; whoever proposed hears of the decision."""
        # sudo: addressees and names only, of proposals whose step was checked.
        real = self.sudo().filtered(lambda proposal: not proposal.is_demo)
        subject = self.env._("Proposal to assign a task")
        if event == "open":
            for body, proposals in real.grouped("competent_unit_id").items():
                # A state agency alerts no Party body, Front, council or committee.
                units = (body | body.gov_delegate_ids).filtered(
                    lambda unit: not unit.gov_is_exempt
                )
                names = ", ".join(proposals.unit_id.mapped("name"))
                words = self.env._(
                    "A proposal concerning %(units)s waits for your decision.",
                    units=names,
                )
                record = proposals if len(proposals) == 1 else None
                self._notify_users(units._gov_deciders(), subject, words, record)
        elif event in ("take_up", "dismiss"):
            for proposal in real:
                labels = dict(self._fields["state"]._description_selection(self.env))
                self._notify_users(
                    proposal.proposed_by_id, subject, labels[proposal.state], proposal
                )
