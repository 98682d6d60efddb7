from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

# What a roll-out is: the steering body's, while nothing has begun.
IDENTITY = frozenset(
    {"reform_model_id", "unit_id", "steering_unit_id", "wave_id", "kind", "origin_id"}
)
# What the copies of the steps on the roll-out follow from.
COPIED_FROM = frozenset({"state", "date_launch_planned"})
# Thousands are made at once: no subscriptions, no message for each.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}


class GovRollout(models.Model):
    """How a roll-out begins, and what may change while it goes on."""

    _inherit = "gov.rollout"

    @api.model_create_multi
    def create(self, vals_list):
        rollouts = super(GovRollout, self.with_context(**QUIET)).create(vals_list)
        rollouts = rollouts.with_env(self.env)
        if not self._is_unlocked():
            rollouts._check_may_plan()
        rollouts._update_step_copies()
        return rollouts

    def write(self, vals):
        if not self._is_unlocked():
            self._check_frozen(vals)
        res = super().write(vals)
        if not self._is_unlocked() and not IDENTITY.isdisjoint(vals):
            # Nor handed to a body that the user doesn't act for.
            self._check_may_plan()
        if not COPIED_FROM.isdisjoint(vals):
            self._update_step_copies()
        return res

    def unlink(self):
        # sudo: who may delete a roll-out is checked by super(); its files go first,
        # through the ORM, with the attachments behind them.
        if self.has_access("unlink") and set(self.mapped("state")) <= {"draft"}:
            files = self.env["gov.rollout.file"].sudo()
            files.search([("rollout_id", "in", self.ids)]).unlink()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if any(rollout.state != "draft" for rollout in self):
            raise UserError(
                self.env._("Only a roll-out that has not begun is deleted; stop it.")
            )

    def _check_may_plan(self):
        """Whoever enters a roll-out acts for its steering body."""
        user = self.env.user
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return
        units = user._gov_scope_units()
        for rollout in self:
            if rollout.steering_unit_id not in units:
                raise AccessError(
                    self.env._(
                        "Only coordinators of %(body)s enter its roll-outs.",
                        body=rollout.steering_unit_id.name,
                    )
                )

    def _check_frozen(self, vals):
        changed = {
            name
            for name in vals
            if name in self._fields
            and any(
                self._fields[name].convert_to_write(rollout[name], rollout)
                != (vals[name] or False)
                for rollout in self
            )
        }
        ended = self.filtered(lambda rollout: not rollout.is_open)
        if ended and changed - {"message_follower_ids", "activity_ids", "message_ids"}:
            raise UserError(
                self.env._(
                    "%(name)s has ended: nothing is added to it or changed.",
                    name=ended[0].display_name,
                )
            )
        begun = self.filtered(lambda rollout: rollout.state != "draft")
        if begun and changed & IDENTITY:
            raise UserError(
                self.env._(
                    "%(name)s has begun: unit, model and steering body stay. Stop it "
                    "and enter a new one, or use a reorganisation.",
                    name=begun[0].display_name,
                )
            )
        if changed & IDENTITY:
            self._check_may_plan()
        if begun and "date_launch_planned" in changed:
            begun._check_may_postpone()

    def _check_may_postpone(self):
        """Lateness is measured by the planned launch: the steering body moves it."""
        if any(rollout.state != "preparing" for rollout in self):
            raise UserError(
                self.env._("The model was launched: its planned date stays as it was.")
            )
        self._check_decider()

    # Buttons

    def action_open_history(self):
        """Who changed what counts, and when."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_history_action"
        )
        return action | {"domain": [("rollout_id", "=", self.id)]}

    def action_begin(self):
        """Start the preparation: with the steps of the reform model, if there are
        none yet, each planned in working days from the start.
        """
        self._check_worker()
        self._lock()
        self._check_state("draft")
        # sudo: worker and state were checked; nobody writes the state.
        rollouts = self.sudo()
        for rollout in rollouts.filtered(lambda rollout: not rollout.date_start):
            rollout.date_start = rollout.company_id._gov_today()
        rollouts._copy_template_steps()
        # The launch waits for what the template asks; entering a step of one's own
        # before the beginning is no way around it.
        (rollouts - self._filtered_decider())._copy_mandatory_steps()
        rollouts._history_write({"state": "preparing"}, "begin")
        return True

    def _copy_template_steps(self):
        """Give roll-outs without steps those of their model, in one batch."""
        bare = self.filtered(lambda rollout: not rollout.step_ids)
        days = {}
        vals_list = [
            rollout._prepare_step(step, days)
            for rollout in bare
            for step in rollout.reform_model_id.template_id.step_ids
        ]
        if vals_list:
            self.env["gov.rollout.step"]._history_create(vals_list, "create")

    def _copy_mandatory_steps(self):
        """Add the mandatory steps of the template that are neither there nor under
        the same code.
        """
        days, vals_list = {}, []
        for rollout in self:
            known = rollout.step_ids.template_step_id
            codes = set(rollout.step_ids.filtered("is_mandatory").mapped("code"))
            vals_list += [
                rollout._prepare_step(step, days)
                for step in rollout.reform_model_id.template_id.step_ids - known
                if step.is_mandatory and (step.code or None) not in codes
            ]
        if vals_list:
            self.env["gov.rollout.step"]._history_create(vals_list, "create")

    def _prepare_step(self, step, days):
        """Values of one step.

        :param dict days: planned dates by company, start and offset, shared by the
            roll-outs of one batch
        """
        planned = False
        if step.offset_days and self.date_start:
            key = (self.company_id, self.date_start, step.offset_days)
            if key not in days:
                days[key] = self.company_id._gov_add_working_days(*key[1:])
            planned = days[key]
        return {
            "rollout_id": self.id,
            "template_step_id": step.id,
            "sequence": step.sequence,
            "code": step.code,
            "name": step.name,
            "stage_id": step.stage_id.id,
            "is_mandatory": step.is_mandatory,
            "needs_evidence": step.needs_evidence,
            "source": step.source,
            "date_planned": planned,
            "responsible_id": self.responsible_id.id,
        }

    def _update_step_copies(self):
        """Bring next deadline, next step and counts to what the steps say: one
        statement, however many roll-outs.
        """
        if not self.ids:
            return
        self.env["gov.rollout.step"].flush_model()
        self.flush_recordset(["state", "date_launch_planned"])
        self.env.cr.execute(
            SQL(
                """
    UPDATE gov_rollout r
       SET date_next = now_is.date_next,
           next_step_id = now_is.next_step_id,
           step_count = now_is.step_count,
           step_done_count = now_is.step_done_count
      FROM (SELECT o.id,
                   CASE WHEN o.state = 'launched' THEN min(s.date_planned)
                             FILTER (WHERE s.state = 'todo')
                        WHEN o.state IN ('draft', 'preparing') THEN LEAST(
                             min(s.date_planned) FILTER (WHERE s.state = 'todo'),
                             o.date_launch_planned)
                   END AS date_next,
                   CASE WHEN o.state IN ('draft', 'preparing', 'launched') THEN
                        (array_agg(s.id ORDER BY s.date_planned, s.sequence, s.id)
                            FILTER (WHERE s.state = 'todo'))[1]
                   END AS next_step_id,
                   count(s.id) FILTER (WHERE s.state <> 'skipped') AS step_count,
                   count(s.id) FILTER (WHERE s.state = 'done') AS step_done_count
              FROM gov_rollout o
              LEFT JOIN gov_rollout_step s ON s.rollout_id = o.id
             WHERE o.id = ANY(%(ids)s)
             GROUP BY o.id) now_is
     WHERE r.id = now_is.id
       AND (r.date_next, r.next_step_id, r.step_count, r.step_done_count)
           IS DISTINCT FROM (now_is.date_next, now_is.next_step_id,
                             now_is.step_count, now_is.step_done_count)
                """,
                ids=list(self.ids),
            )
        )
        names = ["date_next", "next_step_id", "step_count", "step_done_count"]
        self.invalidate_recordset(names, flush=False)
