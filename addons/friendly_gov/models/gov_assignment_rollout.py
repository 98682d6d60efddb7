from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from .gov_rollout import OPEN_STATES


class GovAssignment(models.Model):
    """The roll-outs by which a task is fulfilled.

    The launch of one shows on the task and closes nothing: reports do.
    """

    _inherit = "gov.assignment"

    rollout_ids = fields.Many2many(
        comodel_name="gov.rollout",
        relation="gov_rollout_assignment_rel",
        column1="assignment_id",
        column2="rollout_id",
        string="Roll-outs",
        readonly=True,
        copy=False,
    )
    rollout_count = fields.Integer(compute="_compute_rollout_count")
    suggested_rollout_id = fields.Many2one(
        comodel_name="gov.rollout",
        string="Roll-out that fits",
        compute="_compute_suggested_rollout_id",
        help="Of the same unit or one below it, of a model that names the document.",
    )
    can_create_rollout = fields.Boolean(compute="_compute_can_create_rollout")

    @api.depends("rollout_ids")
    @api.depends_context("uid")
    def _compute_rollout_count(self):
        for line in self:
            line.rollout_count = len(line.rollout_ids)

    @api.depends("rollout_ids", "state")
    @api.depends_context("uid")
    def _compute_suggested_rollout_id(self):
        """For the form, where there is one line: one search each."""
        for line in self:
            found = self.env["gov.rollout"]
            if line.is_open and line.directive_id:
                domain = [
                    ("reform_model_id.directive_ids", "in", line.directive_id.ids),
                    ("unit_id", "child_of", line.unit_id.ids),
                    ("state", "in", OPEN_STATES),
                    ("assignment_ids", "not in", line._origin.ids),
                ]
                found = found.search(domain)._filtered_access("write")
                same = found.filtered(lambda r, unit=line.unit_id: r.unit_id == unit)
                found = (same or found)[:1]
            line.suggested_rollout_id = found

    @api.depends("state", "monitoring_unit_id", "assigning_unit_id")
    @api.depends_context("uid")
    def _compute_can_create_rollout(self):
        for line in self:
            line.can_create_rollout = line.is_open and bool(line._get_steering_unit())

    def _get_steering_unit(self):
        """Body of the document for which the user may begin a roll-out, or none."""
        self.ensure_one()
        user = self.env.user
        bodies = (self.monitoring_unit_id, self.assigning_unit_id)
        if user.has_group("friendly_gov.group_manager"):
            return bodies[0] or bodies[1]
        if user.has_group("friendly_gov.group_coordinator"):
            scope = user._gov_scope_units()
            bodies = [unit for unit in bodies if unit & scope]
            return next(iter(bodies), self.env["hr.department"])
        return self.env["hr.department"]

    def action_create_rollout(self):
        """Form of a new roll-out that fulfils this task, filled in from it."""
        self.ensure_one()
        self.check_access("read")
        steering = self._get_steering_unit()
        if not self.can_create_rollout:
            raise AccessError(
                self.env._(
                    "Coordinators of the body that assigns or monitors begin a "
                    "roll-out for this task."
                )
            )
        reform = self.env["gov.reform.model"].search(
            [("directive_ids", "in", self.directive_id.ids)], limit=2
        )
        return {
            "name": self.env._("Roll-out for this task"),
            "type": "ir.actions.act_window",
            "res_model": "gov.rollout",
            "views": [(False, "form")],
            "context": {
                "default_assignment_ids": [Command.set(self.ids)],
                "default_unit_id": self.unit_id.id,
                "default_steering_unit_id": steering.id,
                "default_reform_model_id": reform.id if len(reform) == 1 else False,
                "default_place_unit_id": self._get_one_stop_unit().id,
                "default_launch_deadline_text": self.deadline_text,
                "default_date_launch_planned": self.date_due,
            },
        }

    def _get_one_stop_unit(self):
        """The one-stop unit of the lead unit, where there is just one."""
        domain = [("id", "child_of", self.unit_id.ids), ("gov_kind", "=", "one_stop")]
        found = self.env["hr.department"].search(domain, limit=2)
        return found if len(found) == 1 else found.browse()

    def action_link_rollout(self):
        """Link the roll-out that fits; checked there as any other link."""
        self.ensure_one()
        self.check_access("read")
        self.suggested_rollout_id.write({"assignment_ids": [Command.link(self.id)]})
        return True

    def action_open_rollouts(self):
        """The one roll-out, or the list of them."""
        self.ensure_one()
        rollouts = self.rollout_ids
        action = {
            "name": self.env._("Roll-outs"),
            "type": "ir.actions.act_window",
            "res_model": rollouts._name,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", rollouts.ids)],
        }
        if len(rollouts) == 1:
            action |= {"views": [(False, "form")], "res_id": rollouts.id}
        return action
