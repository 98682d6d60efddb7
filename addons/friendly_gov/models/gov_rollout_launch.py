from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.fold import nfc

# Set by the launch and its correction only.
LAUNCH_FIELDS = frozenset({"launch_gap_reason", "launch_gaps", "launch_note"})
# What the dialog fills in and an undone launch empties again.
LAUNCH_FACTS = (
    "date_launched",
    "launch_place",
    "launch_symbol",
    "launch_symbol_date",
    "launch_note",
)
DONE = Markup('<i class="fa fa-check-circle text-success" role="img" title="%s"></i>')
OPEN = Markup('<i class="fa fa-circle-o text-danger" role="img" title="%s"></i>')
OTHER = Markup('<i class="fa fa-circle-o text-muted" role="img" title="%s"></i>')
ROW = Markup('<li class="d-flex gap-2"><span>%s</span><span>%s%s</span></li>')
DETAIL = Markup(' <span class="text-muted">– %s</span>')
LIST = Markup('<ul class="list-unstyled mb-0">%s</ul>')


class LaunchItem(NamedTuple):
    """One thing that is looked at before a launch.

    :param key: its kind; the office decides in ``res.company.gov_launch_needs_<key>``
        whether the launch waits for it
    :param label: what it is, in the words of the reader
    :param detail: what is missing, or what is known of it
    :param page: name of the page of the form where it is entered
    :param optional: the launch doesn't wait for it, whatever the office decides
    """

    key: str
    label: str
    done: bool
    detail: str = ""
    page: str = ""
    optional: bool = False


class GovRollout(models.Model):
    """The launch: what it waits for, how it is recorded, corrected and undone.

    A launch that took place is recorded even though something was missing: then the
    steering body writes why, and what was missing is kept.
    """

    _inherit = "gov.rollout"

    launch_note = fields.Text(string="Remarks on the launch", readonly=True, copy=False)
    launch_gaps = fields.Text(string="Missing at the launch", readonly=True, copy=False)
    launch_gap_reason = fields.Text(
        string="Why it was launched all the same", readonly=True, copy=False
    )
    launch_checklist = fields.Html(
        string="Before the launch",
        compute="_compute_launch_checklist",
        sanitize=False,
    )
    launch_missing = fields.Html(
        string="Missing for the launch",
        compute="_compute_launch_checklist",
        sanitize=False,
    )
    launch_missing_count = fields.Integer(
        string="Things missing", compute="_compute_launch_checklist"
    )
    launch_days_late = fields.Integer(
        string="Days after the planned launch", compute="_compute_launch_days_late"
    )
    launch_file_ids = fields.One2many(
        comodel_name="gov.rollout.file",
        inverse_name="rollout_id",
        string="Photos of the launch",
        domain=[("kind", "=", "launch")],
    )

    _launch_pledges_check = models.Constraint(
        "CHECK (pledge_unit_count >= 0 AND pledge_person_count >= 0)",
        "There can't be fewer than no pledges.",
    )

    @api.model
    def _get_guarded(self, names):
        own = LAUNCH_FIELDS.intersection(names)
        return sorted(own.union(super()._get_guarded(names)))

    # What the launch waits for

    @api.model
    def _get_launch_depends(self):
        """Fields that the items follow from; extended together with the items."""
        names = ("state", "name", "date_planned", "date_done", "is_mandatory")
        return [
            "plan_symbol",
            "plan_date",
            "committee_symbol",
            "committee_date",
            *(f"step_ids.{name}" for name in names),
        ]

    def _get_launch_items(self):
        """What is looked at before the launch of one roll-out.

        Reads nothing but fields, so that a page of roll-outs is read at once; whoever
        extends it keeps to that.

        :return: list of :class:`LaunchItem`
        """
        self.ensure_one()
        plan = (self.plan_symbol, self.plan_date)
        committee = (self.committee_symbol, self.committee_date)
        return [
            LaunchItem(
                "plan",
                self.env._("Plan of the unit"),
                all(plan),
                self._describe_paper(*plan),
                "plan",
            ),
            LaunchItem(
                "committee",
                self.env._("Decision on the steering committee"),
                all(committee),
                self._describe_paper(*committee),
                "plan",
            ),
            *self._get_launch_steps(),
        ]

    def _get_launch_steps(self):
        steps = self.step_ids
        if not steps:
            missing = self.env._("no step was entered yet")
            return [LaunchItem("steps", self.env._("Steps"), False, missing, "steps")]
        return [
            LaunchItem(
                "steps",
                " ".join(filter(None, (step.code, step.name))),
                step.state != "todo",
                step._describe_for_launch(),
                "steps",
            )
            for step in steps
            if step.is_mandatory
        ]

    def _describe_paper(self, symbol, day):
        if symbol and day:
            return self.env._(
                "No. %(symbol)s of %(date)s",
                symbol=symbol,
                date=day.strftime("%d/%m/%Y"),
            )
        if symbol:
            return self.env._("its date is missing")
        if day:
            return self.env._("its number is missing")
        return self.env._("number and date are missing")

    @api.model
    def _launch_item(self, *args, **kwargs):
        """A :class:`LaunchItem`, for those who extend the list."""
        return LaunchItem(*args, **kwargs)

    def _is_launch_item_needed(self, item):
        if item.optional:
            return False
        return self.company_id[f"gov_launch_needs_{item.key}"]

    def _get_launch_gaps(self):
        """Items that the launch waits for and that are not there."""
        return [
            item
            for item in self._get_launch_items()
            if not item.done and self._is_launch_item_needed(item)
        ]

    @api.depends(lambda self: self._get_launch_depends())
    @api.depends_context("lang")
    def _compute_launch_checklist(self):
        for rollout in self:
            items = rollout._get_launch_items()
            gaps = [
                item
                for item in items
                if not item.done and rollout._is_launch_item_needed(item)
            ]
            rollout.launch_checklist = rollout._render_launch_items(items)
            rollout.launch_missing = rollout._render_launch_items(gaps)
            rollout.launch_missing_count = len(gaps)

    def _render_launch_items(self, items):
        rows = []
        for item in items:
            if item.done:
                tick = DONE % self.env._("There")
            elif self._is_launch_item_needed(item):
                tick = OPEN % self.env._("Missing")
            else:
                tick = OTHER % self.env._("Missing, the launch doesn't wait for it")
            detail = DETAIL % item.detail if item.detail else ""
            rows.append(ROW % (tick, item.label, detail))
        return LIST % Markup().join(rows)

    @api.depends("date_launched", "date_launch_planned", "unit_id.gov_is_exempt")
    def _compute_launch_days_late(self):
        for rollout in self:
            days = 0
            planned, launched = rollout.date_launch_planned, rollout.date_launched
            # sudo: whether the unit is ever counted late.
            if planned and launched and not rollout.unit_id.sudo().gov_is_exempt:
                days = max(0, (launched - planned).days)
            rollout.launch_days_late = days

    # Buttons

    def action_launch(self):
        """Open the dialog of the launch, or say what is missing."""
        self.ensure_one()
        self._check_worker()
        self._check_state("preparing")
        gaps = self._get_launch_gaps()
        if gaps and not self._may_launch_early():
            raise UserError(self._describe_launch_gaps(gaps))
        return self._open_launch_dialog("launch", self.env._("Launch"))

    def action_correct_launch(self):
        self.ensure_one()
        self._check_decider()
        return self._open_launch_dialog("correct", self.env._("Correct the launch"))

    def action_undo_launch(self):
        self.ensure_one()
        self._check_decider()
        return self._open_launch_dialog("undo", self.env._("Undo the launch"))

    def _open_launch_dialog(self, event, title):
        return {
            "name": title,
            "type": "ir.actions.act_window",
            "res_model": "gov.rollout.launch",
            "view_mode": "form",
            "target": "new",
            "context": {"default_rollout_id": self.id, "default_event": event},
        }

    def _may_launch_early(self):
        try:
            self._check_decider()
        except AccessError:
            return False
        return True

    def _describe_launch_gaps(self, gaps):
        lines = "\n".join(
            f"– {item.label}: {item.detail}" if item.detail else f"– {item.label}"
            for item in gaps
        )
        return self.env._(
            "Before the launch of %(rollout)s these are still missing:\n%(list)s\n\n"
            "If the launch took place all the same, %(body)s records it with a reason.",
            rollout=self.display_name,
            list=lines,
            # sudo: the name of the body, to know whom to turn to.
            body=self.sudo().steering_unit_id.name,
        )

    # Events

    def _launch(self, vals, *, reason=None, files=()):
        """Record the launch.

        :param dict vals: those of ``LAUNCH_FACTS`` and the counts of pledges
        :param str reason: why it took place although something was missing
        :param files: dicts of name and file (base64), photos of the launch
        :raises UserError: something is missing and the user may not pass over it
        """
        self.ensure_one()
        self._check_worker()
        self._lock()
        self._check_state("preparing")
        self._check_launch_facts(vals)
        gaps = self._get_launch_gaps()
        reason = nfc(reason or "").strip() if gaps else None
        if gaps:
            self._check_launch_early(gaps, reason)
        # sudo: worker, state and what is missing were checked; nobody writes a state.
        rollout = self.sudo()
        rollout._history_write(
            vals
            | {
                "state": "launched",
                "launch_gap_reason": reason or False,
                "launch_gaps": "\n".join(item.label for item in gaps) or False,
            },
            "launch_early" if gaps else "launch",
            reason=reason,
            document=(vals.get("launch_symbol"), vals.get("launch_symbol_date")),
        )
        self._add_launch_files(files)
        rollout._log_launch(self.env._("Launched on %(date)s", **self._date_word()))
        return True

    def _correct_launch(self, vals, reason, document):
        """Change what was recorded of the launch, by a paper that says why.

        :param tuple document: number and symbol, and date
        """
        self.ensure_one()
        self._check_decider()
        self._lock()
        if not self.date_launched:
            raise UserError(self.env._("No launch is recorded."))
        self._check_state("launched", "closed", "stopped")
        self._check_launch_facts(vals)
        reason = self._check_reason(reason)
        self._check_paper(*document)
        if not all(document):
            raise UserError(self.env._("Enter number and date of the paper."))
        if self.date_ended and vals.get("date_launched") > self.date_ended:
            raise UserError(self.env._("The roll-out ended before that day."))
        # sudo: the steering body was checked; nobody writes the launch itself.
        rollout = self.sudo()
        rollout._history_write(vals, "correct_launch", reason=reason, document=document)
        rollout._log_launch(
            self.env._("Launch corrected: %(date)s", **self._date_word()), reason
        )
        return True

    def _undo_launch(self, reason, document=(None, None)):
        """Back to the preparation: the launch was recorded by mistake."""
        self.ensure_one()
        self._check_decider()
        self._lock()
        self._check_state("launched")
        reason = self._check_reason(reason)
        self._check_paper(*document)
        empty = dict.fromkeys((*LAUNCH_FACTS, *LAUNCH_FIELDS), False)
        # sudo: the steering body was checked; nobody writes a state.
        rollout = self.sudo()
        rollout._history_write(
            empty | {"state": "preparing"},
            "undo_launch",
            reason=reason,
            document=document,
        )
        rollout._log_launch(self.env._("Launch undone"), reason)
        return True

    # Checks

    def _check_launch_facts(self, vals):
        day = vals.get("date_launched")
        if not day:
            raise UserError(self.env._("Enter the day of the launch."))
        today = self.company_id._gov_today()
        if day > today:
            raise UserError(
                self.env._("A launch is recorded once it took place, not before.")
            )
        self._check_paper(vals.get("launch_symbol"), vals.get("launch_symbol_date"))
        if any(vals.get(f"pledge_{name}_count", 0) < 0 for name in ("unit", "person")):
            raise UserError(self.env._("There can't be fewer than no pledges."))

    def _check_paper(self, symbol, day):
        if bool(symbol) != bool(day):
            raise UserError(
                self.env._("Enter both number and date of the paper, or neither.")
            )
        if day and day > self.company_id._gov_today():
            raise UserError(self.env._("The paper is dated in the future."))

    def _check_reason(self, reason):
        reason = nfc(reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give the reason."))
        return reason

    def _check_launch_early(self, gaps, reason):
        if not self._may_launch_early():
            raise UserError(self._describe_launch_gaps(gaps))
        if not reason:
            raise UserError(
                self.env._(
                    "Say why it was launched although this was missing: %(list)s.",
                    list="; ".join(item.label for item in gaps),
                )
            )

    def _add_launch_files(self, files):
        self.env["gov.rollout.file"].create(
            [{"rollout_id": self.id, "kind": "launch"} | file for file in files]
        )

    def _date_word(self):
        return {"date": self.date_launched.strftime("%d/%m/%Y")}

    def _log_launch(self, text, reason=None):
        self._message_log(body=f"{text}: {reason}" if reason else text)
