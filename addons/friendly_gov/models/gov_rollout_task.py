from odoo import api, fields, models


class GovRollout(models.Model):
    """The tasks of directives that a roll-out fulfils.

    Whoever may write the roll-out links the assignments that the same person may read
    (the ORM checks those that are added). Each side shows what its reader may read: the
    record rules filter the link, and what is hidden is neither shown nor removed.
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
