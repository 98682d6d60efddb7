from odoo import api, fields, models
from odoo.fields import Domain

# Roll-outs whose steps are worked on.
CURRENT = ("preparing", "launched")


class GovRolloutStep(models.Model):
    """A step of one roll-out, copied from the template when it begins."""

    _name = "gov.rollout.step"
    _description = "Step of a roll-out"
    _inherit = ["gov.rollout.child.mixin", "gov.search.mixin"]
    _order = "rollout_id, sequence, id"

    _guarded_fields = frozenset({"state", "date_done", "template_step_id", "reason"})
    _history_fields = ("state", "date_planned", "date_done", "is_mandatory", "code")

    sequence = fields.Integer(default=10)
    code = fields.Char()
    name = fields.Char(required=True)
    stage_id = fields.Many2one(
        comodel_name="gov.stage", ondelete="restrict", index="btree_not_null"
    )
    template_step_id = fields.Many2one(
        comodel_name="gov.stage.template.step",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    is_mandatory = fields.Boolean(string="Needed for the launch")
    needs_evidence = fields.Boolean()
    date_planned = fields.Date(string="Planned")
    date_done = fields.Date(string="Done on", readonly=True, copy=False)
    responsible_id = fields.Many2one(
        comodel_name="res.users",
        string="Person in charge",
        ondelete="restrict",
        index="btree_not_null",
    )
    state = fields.Selection(
        selection=[
            ("todo", "To do"),
            ("done", "Done"),
            ("skipped", "Not applicable"),
        ],
        default="todo",
        required=True,
        readonly=True,
        copy=False,
    )
    reason = fields.Text(readonly=True, copy=False)
    document_symbol = fields.Char(string="Document No.")
    document_date = fields.Date(string="Dated")
    note = fields.Text()
    source = fields.Char()
    file_ids = fields.One2many("gov.rollout.file", "step_id", string="Files")

    _document_check = models.Constraint(
        "CHECK (document_symbol IS NOT NULL OR document_date IS NULL)",
        "A document has a number.",
    )

    _search_key_fields = ("code", "name")
    days_slipped = fields.Integer(
        string="Days after the plan",
        compute="_compute_days_slipped",
        help="Done: against the planned day, negative if earlier. Open: days since "
        "the planned day.",
    )
    is_late = fields.Boolean(compute="_compute_days_slipped", search="_search_is_late")
    can_mark = fields.Boolean(compute="_compute_can_mark", compute_sudo=False)

    @api.depends("state", "date_planned", "date_done", "rollout_id.state")
    def _compute_days_slipped(self):
        today = self.env.company._gov_today()
        for step in self:
            day, planned = step.date_done, step.date_planned
            current = step.state == "todo" and step.rollout_id.state in CURRENT
            if current and planned and planned < today:
                day = today
            slipped = day and planned and (day - planned).days
            step.days_slipped = slipped or 0
            step.is_late = current and step.days_slipped > 0

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return (
            Domain("state", "=", "todo")
            & Domain("date_planned", "<", self.env.company._gov_today())
            & Domain("rollout_id.state", "in", CURRENT)
        )

    @api.depends("state", "responsible_id", "rollout_id.can_work")
    @api.depends_context("uid")
    def _compute_can_mark(self):
        user = self.env.user
        people = user._gov_acting_people()
        mine = self.rollout_id._filtered_worker(staff=True)
        for step in self:
            rollout = step.rollout_id
            charged = step.responsible_id in people and rollout in mine
            step.can_mark = rollout.state in CURRENT and (rollout.can_work or charged)

    @api.depends("code", "name")
    def _compute_display_name(self):
        for step in self:
            names = (step.code, step.name)
            step.display_name = ". ".join(name for name in names if name)
