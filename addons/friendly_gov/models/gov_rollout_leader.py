from collections import defaultdict

from odoo import api, fields, models

# Names of steps that a cell of the list has room for.
SHOWN_STEPS = 2


class GovRollout(models.Model):
    """What a leader asks: how late it is, what is missing, who must decide."""

    _inherit = "gov.rollout"

    days_behind = fields.Integer(
        string="Days late",
        compute="_compute_days_behind",
        aggregator=None,
        help="Since the earliest deadline that passed: of a step or of the launch.",
    )
    missing_text = fields.Char(string="What is missing", compute="_compute_missing")
    deciding_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Who must decide",
        compute="_compute_missing",
        compute_sudo=False,
        help="The body asked for a decision; else the one that steers the roll-out, "
        "which may move the date of the launch or stop it.",
    )

    @api.depends("is_overdue", "date_next")
    def _compute_days_behind(self):
        today = self.env.company._gov_today()
        for rollout in self:
            late = rollout.is_overdue and (today - rollout.date_next).days
            rollout.days_behind = late or 0

    @api.depends(
        "state",
        "is_exempt",
        "date_launch_planned",
        "steering_unit_id",
        "step_ids.state",
        "step_ids.date_planned",
        "condition_ids.state",
        "condition_ids.raise_state",
    )
    def _compute_missing(self):
        behind, raised, unmet = self._get_missing()
        today = self.env.company._gov_today()
        for rollout in self:
            steps, asked = behind[rollout.id], raised[rollout.id]
            parts = []
            planned = rollout.date_launch_planned
            if rollout.state == "preparing" and planned and planned < today:
                day = planned.strftime("%d/%m/%Y")
                parts.append(self.env._("launch planned for %(day)s", day=day))
            if unmet[rollout.id]:
                count = unmet[rollout.id]
                parts.append(self.env._("conditions not met: %(count)s", count=count))
            if asked:
                parts.append(
                    self.env._("proposals waiting: %(count)s", count=len(asked))
                )
            # The long one last: a narrow column cuts it.
            if steps:
                parts.append(self._say_steps(steps))
            going = rollout.is_open and not rollout.is_exempt
            rollout.missing_text = "; ".join(parts) if going and parts else False
            waits = going and (asked or parts)
            body = asked[0].raised_unit_id if asked else rollout.steering_unit_id
            rollout.deciding_unit_id = body if waits else False

    def _get_missing(self):
        """Late steps, raised conditions, number of unmet ones, by id of roll-out."""
        behind, raised, unmet = defaultdict(list), defaultdict(list), defaultdict(int)
        own = [("rollout_id", "in", self._origin.ids)]
        late = [("state", "=", "todo")]
        late.append(("date_planned", "<", self.env.company._gov_today()))
        found = self.env["gov.rollout.step"].search(
            own + late, order="date_planned, sequence, id"
        )
        for step in found:
            behind[step.rollout_id.id].append(step)
        conditions = self.env["gov.rollout.condition"]
        waiting = [("raise_state", "=", "raised")]
        for condition in conditions.search(own + waiting, order="raised_at, id"):
            raised[condition.rollout_id.id].append(condition)
        groups = conditions._read_group(
            [*own, ("state", "=", "unmet")], ["rollout_id"], ["__count"]
        )
        for rollout, count in groups:
            unmet[rollout.id] = count
        return behind, raised, unmet

    def _say_steps(self, steps):
        names = [step.display_name for step in steps[:SHOWN_STEPS]]
        if len(steps) > SHOWN_STEPS:
            names.append("…")
        return self.env._(
            "steps behind: %(count)s (%(names)s)",
            count=len(steps),
            names=", ".join(names),
        )
