from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class GovRollout(models.Model):
    """The tasks of directives that a roll-out fulfils.

    Whoever may work on the roll-out links the assignments that the same person may
    read. Each side shows what its reader may read: the record rules filter the link.
    """

    _inherit = "gov.rollout"

    assignment_ids = fields.Many2many(
        comodel_name="gov.assignment",
        relation="gov_rollout_assignment_rel",
        column1="rollout_id",
        column2="assignment_id",
        string="Tasks it fulfils",
        check_company=True,
        copy=False,
    )
    assignment_count = fields.Integer(
        string="Tasks", compute="_compute_assignment_count"
    )

    @api.depends("assignment_ids")
    @api.depends_context("uid")
    def _compute_assignment_count(self):
        for rollout in self:
            rollout.assignment_count = len(rollout.assignment_ids)

    @api.model_create_multi
    def create(self, vals_list):
        rollouts = super().create(vals_list)
        for rollout, vals in zip(rollouts, vals_list, strict=True):
            if vals.get("assignment_ids"):
                rollout._check_linked(frozenset())
        return rollouts

    def write(self, vals):
        if "assignment_ids" not in vals:
            return super().write(vals)
        before = {rollout: rollout._get_linked_ids() for rollout in self}
        res = super().write(vals)
        for rollout, linked in before.items():
            rollout._check_linked(linked)
        return res

    def _check_linked(self, before):
        """Raise unless the user may read each assignment that came or went."""
        self.ensure_one()
        changed = self._get_linked_ids() ^ before
        if not changed or self.env.su:
            return
        self.env["gov.assignment"].browse(changed).check_access("read")
        if not self.is_open:
            raise UserError(
                self.env._(
                    "%(name)s has ended: nothing is added to it or changed.",
                    name=self.display_name,
                )
            )

    def _get_linked_ids(self):
        """Ids of all linked assignments, those too that the user may not read.

        From the table: read under sudo, the hidden ones would stay in the cache, and
        the next read of the user would find them there.
        """
        self.ensure_one()
        query = SQL(
            "SELECT assignment_id FROM gov_rollout_assignment_rel"
            " WHERE rollout_id = %s",
            self.id,
        )
        return {number for (number,) in self.env.execute_query(query)}

    def action_open_assignments(self):
        """The one task, or the list of them."""
        self.ensure_one()
        lines = self.assignment_ids
        action = {
            "name": self.env._("Tasks it fulfils"),
            "type": "ir.actions.act_window",
            "res_model": lines._name,
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", lines.ids)],
        }
        if len(lines) == 1:
            action |= {"views": [(False, "form")], "res_id": lines.id}
        return action
