from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

# States after which nobody needs an answer any more. A line that is done keeps its
# open requests: who never answered stays on record.
UNCOUNTED_ENDS = ("withdrawn", "transferred", "unstated")


class GovAssignment(models.Model):
    """What the coordinating units were asked for this line, and what they said."""

    _inherit = "gov.assignment"

    coordination_ids = fields.Many2many(
        comodel_name="gov.coordination",
        compute="_compute_coordination_ids",
    )
    coordination_count = fields.Integer(compute="_compute_coordination_ids")
    coordination_progress = fields.Char(
        string="Coordinating units that answered", compute="_compute_coordination_ids"
    )
    coordination_missing = fields.Text(
        string="Has not answered", compute="_compute_coordination_ids"
    )
    can_ask = fields.Boolean(compute="_compute_can_ask")

    @api.depends_context("uid")
    @api.depends("task_id")
    def _compute_coordination_ids(self):
        requests = self.env["gov.coordination"].search(
            Domain("task_id", "in", self.task_id.ids)
            & Domain("state", "!=", "withdrawn")
        )
        by_task = requests.grouped("task_id")
        for line in self:
            found = by_task.get(line.task_id, requests.browse()).filtered(
                lambda r, line=line: r.assignment_id in (line.browse(), line._origin)
            )
            waiting = found.filtered("is_waiting")
            line.coordination_ids = found
            line.coordination_count = len(found)
            line.coordination_progress = (
                f"{len(found) - len(waiting)}/{len(found)}" if found else False
            )
            line.coordination_missing = line._name_missing(waiting)

    def _name_missing(self, requests):
        """Who has not answered: names with their deadlines, in one line."""
        return "; ".join(
            f"{request.unit_id.name} ({request.date_due.strftime('%d/%m/%Y')})"
            if request.date_due
            else request.unit_id.name
            for request in requests
        )

    @api.depends_context("uid")
    @api.depends("state", "unit_id", "task_id")
    def _compute_can_ask(self):
        for line in self:
            try:
                line._check_can_ask()
            except AccessError:
                line.can_ask = False
            else:
                line.can_ask = line.is_open and bool(line.coordinating_unit_ids)

    def _check_can_ask(self):
        """Officers and leaders of the lead unit ask for their own line."""
        self.ensure_one()
        self.env["gov.coordination"]._check_works_for(
            self.unit_id, ("officer", "leader")
        )

    def _ask_units(self, units, request, date_due):
        """Ask ``units``, which the task names as coordinating, for this line."""
        self.ensure_one()
        self.check_access("read")
        self._check_can_ask()
        requests = self.env["gov.coordination"]
        requests._check_new_due(date_due, self.date_due)
        # sudo: a lock needs write access; who asks was checked before.
        line = self.sudo()
        line._lock()
        missing = []
        if not line.is_open:
            missing.append(self.env._("the task is closed"))
        if not units:
            missing.append(self.env._("choose a unit"))
        if not (request or "").strip():
            missing.append(self.env._("say what is asked"))
        strangers = units - line.task_id.coordinating_unit_ids
        if strangers:
            names = ", ".join(strangers.mapped("name"))
            missing.append(
                self.env._(
                    "%(units)s: not a coordinating unit of the task", units=names
                )
            )
        if missing:
            raise UserError(self.env._("Not asked: %(list)s.", list="; ".join(missing)))
        visible = line.directive_id._get_body_units() | line.unit_id
        # sudo: requests are made by the system; who asks, and whom, was checked.
        asked = requests.sudo()._ask(
            [
                {
                    "task_id": line.task_id.id,
                    "assignment_id": line.id,
                    "unit_id": unit.id,
                    "asker_unit_id": line.unit_id.id,
                    "request": request,
                    "date_asked": self.env.company._gov_today(),
                    "date_due": date_due,
                    "is_exempt": unit.gov_is_exempt,
                    "visible_unit_ids": [Command.set(visible.ids)],
                }
                for unit in units.sudo()
            ]
        )
        asked = asked.sudo(False)
        asked._notify_step("ask")
        return asked

    def action_ask_coordination(self):
        self.ensure_one()
        self.check_access("read")
        self._check_can_ask()
        return self.env["gov.coordination.ask"]._open(self)

    def action_open_coordination(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_coordination_action"
        )
        domain = [("id", "in", self.coordination_ids.ids)]
        return action | {"domain": domain, "context": {}}

    @api.model
    def _issue(self, vals_list, recorded_at=None, **kwargs):
        lines = super()._issue(vals_list, recorded_at, **kwargs)
        # sudo: made by the system with the line itself; action_issue checked who.
        requests = self.env["gov.coordination"].sudo()
        if kwargs.get("event") == "transfer_in":
            # Nobody is asked again because another unit leads now.
            lines.sudo().task_id.coordination_ids._update_visible_units()
        else:
            requests._ask_for_lines(lines, recorded_at)
        return lines

    def _append_log(self, event, **kwargs):
        res = super()._append_log(event, **kwargs)
        # Of an illustration nobody is said not to have answered, either.
        ended = self.filtered(
            lambda line: (
                line.state in UNCOUNTED_ENDS or (line.is_demo and line.state == "done")
            )
        )
        if ended:
            ended._end_coordination(event)
        return res

    def _end_coordination(self, event):
        """Requests end with the line they were made for, or with the last one."""
        labels = dict(self.env["gov.assignment.log"]._selection_event())
        # sudo: the system ends what follows from a transition that was checked.
        lines = self.sudo()
        alive = lines.task_id.assignment_ids.filtered(
            lambda line: line.is_open or line.state == "done" and not line.is_demo
        )
        # A transfer ends the line and lets another unit go on with the task.
        over = lines.browse().task_id
        if event != "transfer":
            over = lines.task_id - alive.task_id
        requests = lines.env["gov.coordination"].search(
            Domain("is_waiting", "=", True)
            & (
                Domain("assignment_id", "in", lines.ids)
                | (
                    Domain("task_id", "in", over.ids)
                    & Domain("assignment_id", "=", False)
                )
            )
        )
        if requests:
            requests._step("end", reason=labels.get(event, event))
