from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..report.queries import parts as queries
from ..report.queries import status


class GovAssignment(models.Model):
    """What the lead unit gave to its own units and people, rolled up."""

    _inherit = "gov.assignment"

    part_ids = fields.One2many(
        "gov.subassignment", "assignment_id", string="Given in the unit", readonly=True
    )
    part_count = fields.Integer(compute="_compute_parts", string="Parts given")
    part_progress = fields.Char(
        compute="_compute_parts",
        string="Parts done",
        help="Parts done of those given inside the unit; no figure counts them.",
    )
    part_late_count = fields.Integer(compute="_compute_parts", string="Parts late")
    part_date_due = fields.Date(compute="_compute_parts", string="Next part due")
    can_give = fields.Boolean(compute="_compute_can_give")

    @api.depends_context("uid")
    @api.depends("part_ids.state", "part_ids.date_due")
    def _compute_parts(self):
        today = self.env.company._gov_today()
        found = queries.roll_up(self.env, "assignment_id", self._origin.ids, today)
        for line in self:
            given, done, late, due = found.get(line._origin.id, (0, 0, 0, None))
            line.part_count = given
            line.part_progress = f"{done}/{given}" if given else False
            line.part_late_count = late
            line.part_date_due = due

    @api.depends_context("uid")
    @api.depends("state", "unit_id")
    def _compute_can_give(self):
        for line in self:
            try:
                line._check_can_give()
            except AccessError:
                line.can_give = False
            else:
                line.can_give = line.state in status.RUNNING_STATES

    def _check_can_give(self):
        self.ensure_one()
        self.env["gov.subassignment"]._check_works_for(
            self.unit_id, ("officer", "leader")
        )

    def action_give_part(self):
        self.ensure_one()
        self.check_access("read")
        self._check_can_give()
        return self.env["gov.subassignment.give"]._open(self)

    def action_open_parts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_subassignment_action"
        )
        return action | {"domain": [("assignment_id", "=", self.id)], "context": {}}

    def _append_log(self, event, **kwargs):
        res = super()._append_log(event, **kwargs)
        closed = self.filtered(lambda line: line.state in status.CLOSED_STATES)
        if closed:
            closed._end_parts(event, kwargs.get("reason"))
        return res

    def _end_parts(self, event, reason=None):
        """Nobody goes on working on a line that is closed or somebody else's."""
        labels = dict(self.env["gov.assignment.log"]._selection_event())
        # sudo: the system ends what follows from a transition that was checked.
        parts = self.env["gov.subassignment"].sudo()
        parts = parts.search(
            [("assignment_id", "in", self.ids), ("is_open", "=", True)]
        )
        # From the top: a part ends what was given further from it.
        top = parts.filtered(lambda part: part.parent_id not in parts)
        if top:
            words = self.env._(
                "The task ended: %(event)s.", event=labels.get(event, "")
            )
            top._step("end", reason=f"{words} {reason or ''}".strip())
