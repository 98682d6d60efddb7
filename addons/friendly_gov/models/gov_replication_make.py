from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

# Units above which it is done in the background: about five seconds.
DEFAULT_LIMIT = 300
LIMIT_PARAMETER = "friendly_gov.replication_background_units"
# Of the step of the copied roll-out; persons, dates and evidence are its own.
COPIED = ("sequence", "code", "name", "is_mandatory", "needs_evidence", "source")
# Neither subscriptions nor a message for each of hundreds.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}


class GovReplication(models.Model):
    """How roll-outs and their steps are made: two batches, whatever the number."""

    _inherit = "gov.replication"

    def action_replicate(self):
        """Make the roll-outs, at once or in the background when there are many."""
        self.ensure_one()
        self._check_may_replicate()
        self.origin_id.check_access("read")
        self._lock_replication()
        if self.state == "queued":
            raise UserError(self.env._("This replication is being carried out."))
        if self.state == "done":
            raise UserError(self.env._("This replication was carried out already."))
        self._list_units()
        self._get_step_plan()  # refused now, not in the background
        self._guarded_write(
            {
                "state": "queued",
                "requested_at": fields.Datetime.now(),
                "requested_by_id": self.env.uid,
                "attempts": 0,
                "attempts_mark": 0,
                "failure": False,
            }
        )
        todo = self.line_ids.filtered(lambda line: line.state == "todo")
        if len(todo) > self._get_background_limit():
            self._enqueue()
        else:
            self._make_rollouts(todo)
            self._finish()
        return True

    def _lock_replication(self):
        try:
            # sudo: who may was checked; locking asks for no more.
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._("Someone else is carrying this replication out right now.")
            ) from error
        self.invalidate_recordset()

    @api.model
    def _get_background_limit(self):
        # sudo: a number that says how long a page may take.
        parameters = self.env["ir.config_parameter"].sudo()
        value = parameters.get_param(LIMIT_PARAMETER, "")
        return int(value) if value.isdigit() else DEFAULT_LIMIT

    def _make_rollouts(self, lines):
        """Roll-outs and steps of the units of ``lines``, with the user's rights.

        A unit that got the model since it was listed is left out.
        """
        taken = self._get_taken_units(lines.unit_id)
        # sudo: lines are written by the system, after what it did.
        late = lines.sudo().filtered(lambda line: line.unit_id in taken)
        late._guarded_write({"state": "skipped", "why": "taken"})
        lines = lines.sudo() - late
        values = self._prepare_rollout()
        rollouts = self.env["gov.rollout"].with_context(**QUIET)
        rollouts = rollouts._history_create(
            [values | {"unit_id": line.unit_id.id} for line in lines], "replicate"
        )
        plan = self._get_step_plan()
        steps = self.env["gov.rollout.step"].with_context(**QUIET)
        steps._history_create(
            [
                step | {"rollout_id": rollout.id}
                for rollout in rollouts
                for step in plan
            ],
            "create",
        )
        for line, rollout in zip(lines, rollouts, strict=True):
            line._guarded_write({"state": "made", "rollout_id": rollout.id})

    def _prepare_rollout(self):
        """Values that all roll-outs have in common."""
        return {
            "reform_model_id": self.reform_model_id.id,
            "wave_id": self.wave_id.id,
            "kind": self.kind,
            "origin_id": self.origin_id.id,
            "steering_unit_id": self.steering_unit_id.id,
            "date_start": self.date_start,
            "date_launch_planned": self._get_planned_launch(),
            "state": "preparing" if self.begin else "draft",
        }

    def _get_planned_launch(self):
        if self.date_launch_planned or self.plan_source == "template":
            return self.date_launch_planned
        planned = self.origin_id.date_launch_planned
        return self._shift([planned]).get(planned, False)

    def _get_step_plan(self):
        """Values of the steps of every roll-out: they all start on the same day."""
        if self.plan_source == "origin":
            plan = self._get_copied_steps()
        else:
            plan = self._get_template_steps()
        if not plan:
            raise UserError(
                self.env._(
                    "There are no steps to copy: choose another roll-out, or give "
                    "the reform model a template."
                )
            )
        return plan

    def _get_copied_steps(self):
        steps = self.origin_id.step_ids
        days = self._shift(steps.mapped("date_planned"))
        return [
            {name: step[name] for name in COPIED}
            | {
                "stage_id": step.stage_id.id,
                "template_step_id": step.template_step_id.id,
                "date_planned": days.get(step.date_planned, False),
            }
            for step in steps
        ]

    def _get_template_steps(self):
        start = {
            "reform_model_id": self.reform_model_id.id,
            "date_start": self.date_start,
        }
        draft, days = self.env["gov.rollout"].new(start), {}
        return [
            draft._prepare_step(step, days)
            for step in self.reform_model_id.template_id.step_ids
        ]

    def _shift(self, days):
        """Days of the copied plan, as many working days after the new start."""
        start = self.origin_id.date_start
        days = [day for day in days if day]
        if not start or not days:
            return {}
        company = self.company_id
        return company._gov_shift_working_days(days, start, self.date_start)

    def _finish(self):
        """All units were dealt with: tell their officers, once."""
        self._guarded_write({"state": "done", "finished_at": fields.Datetime.now()})
        self._notify_units()
