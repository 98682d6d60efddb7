from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class GovHandover(models.TransientModel):
    """Roll-outs and their open steps go over with the tasks of a person."""

    _inherit = "gov.handover"

    rollout_ids = fields.Many2many(
        comodel_name="gov.rollout",
        string="Roll-outs",
        compute="_compute_rollout_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    step_ids = fields.Many2many(
        comodel_name="gov.rollout.step",
        string="Open steps of roll-outs",
        compute="_compute_rollout_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    rollout_count = fields.Integer(compute="_compute_rollout_count")

    @api.depends("from_user_id", "role")
    def _compute_rollout_ids(self):
        for dialog in self:
            rollouts, steps = dialog._find_rollouts()
            dialog.rollout_ids, dialog.step_ids = rollouts, steps

    @api.depends("rollout_ids", "step_ids")
    def _compute_rollout_count(self):
        for dialog in self:
            dialog.rollout_count = len(dialog.rollout_ids) + len(dialog.step_ids)

    def _find_rollouts(self):
        """What is open in the charge of the person, where the user may name others."""
        rollouts, steps = self.env["gov.rollout"], self.env["gov.rollout.step"]
        # A selection of tasks was handed over: nothing else.
        chosen = self.env.context.get("active_model") == "gov.assignment"
        if chosen or self.role != "owner" or not self.from_user_id:
            return rollouts, steps
        person = Domain("responsible_id", "=", self.from_user_id.id)
        found = rollouts.search(person & Domain("is_open", "=", True))
        todo = Domain("state", "=", "todo") & Domain("rollout_id.is_open", "=", True)
        open_steps = steps.search(person & todo)
        workers = (found | open_steps.rollout_id)._filtered_worker()
        return found & workers, open_steps.filtered(
            lambda step: step.rollout_id in workers
        )

    def _has_other_work(self):
        return bool(self.rollout_ids or self.step_ids) or super()._has_other_work()

    def _hand_over_others(self, reason):
        count = super()._hand_over_others(reason)
        # Read as the user: what lies outside the scope is refused, not skipped.
        rollouts = self.env["gov.rollout"].browse(self.rollout_ids.ids)
        steps = self.env["gov.rollout.step"].browse(self.step_ids.ids)
        (rollouts | steps.rollout_id)._check_worker()
        for record in (*rollouts, *steps):
            if record.responsible_id != self.from_user_id:
                raise UserError(
                    self.env._(
                        "%(task)s is closed, or no longer with %(name)s: open this "
                        "page again.",
                        task=record.display_name,
                        name=self.from_user_id.name,
                    )
                )
        rollouts.write({"responsible_id": self.to_user_id.id})
        steps.write({"responsible_id": self.to_user_id.id})
        touched = rollouts | steps.rollout_id
        # sudo: a note for the record; worker's side was checked above.
        touched.sudo()._message_log_batch(bodies=dict.fromkeys(touched.ids, reason))
        return count + len(rollouts) + len(steps)
