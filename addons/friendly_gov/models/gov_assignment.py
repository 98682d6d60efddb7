from odoo import api, fields, models
from odoo.fields import Domain

from ..report.queries import status
from .transitions import SNAPSHOT_FIELDS

# In the order of the search domain: the planner compares the two texts.
_CLOSED = ", ".join(f"'{state}'" for state in status.CLOSED_STATES)


class GovAssignment(models.Model):
    """One task as one lead unit has to do it: the line that counts."""

    _name = "gov.assignment"
    _description = "Assignment of a task"
    _inherit = [
        "gov.guarded.mixin",
        "gov.product.mixin",
        "gov.assignment.status",
        "gov.assignment.quality",
        "gov.assignment.work",
        "gov.assignment.transition",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_due, id"
    _rec_name = "name"
    _check_company_auto = True
    _mail_post_access = "read"

    _guarded_create_only = True
    _guarded_unlink = True
    _guarded_fields = frozenset(
        {
            *SNAPSHOT_FIELDS,
            "task_id",
            "date_assigned",
            "date_received",
            "date_receipt_limit",
            "period_key",
            "extension_count",
            "return_reason",
            "held_since",
            "is_demo",
            "visible_unit_ids",
            "transferred_to_id",
            "follower_id",
        }
    )

    name = fields.Text(related="task_id.text", string="Task contents")
    task_id = fields.Many2one(
        comodel_name="gov.task",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
        copy=False,
    )
    # Not precomputed: the draft record used for that would stay in the cache of
    # the directive's assignment_ids.
    directive_id = fields.Many2one(
        related="task_id.directive_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="directive_id.company_id", store=True, index=True
    )
    is_demo = fields.Boolean(related="directive_id.is_demo", store=True, copy=False)
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Lead unit",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
        readonly=True,
        copy=False,
    )
    owner_id = fields.Many2one(
        comodel_name="res.users",
        string="Person in charge",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    follower_id = fields.Many2one(
        comodel_name="res.users",
        string="Follower who chases",
        index="btree_not_null",
        copy=False,
        help="Person of the monitoring unit; figures never count on this person.",
    )
    state = fields.Selection(
        selection=[
            ("received", "Not started"),
            ("doing", "In progress"),
            ("submitted", "Waiting for acceptance"),
            ("done", "Done"),
            ("held", "On hold"),
            ("adjusting", "Adjustment requested"),
            ("withdrawn", "Withdrawn"),
            ("transferred", "Transferred"),
            ("unstated", "Outcome not stated by the source"),
        ],
        default="received",
        required=True,
        readonly=True,
        copy=False,
    )
    # facts of the task, shown beside the line
    directive_symbol = fields.Char(related="directive_id.symbol", string="Document")
    deadline_text = fields.Char(related="task_id.deadline_text")
    product = fields.Char(related="task_id.product")
    product_uom = fields.Char(related="task_id.product_uom")
    coordinating_unit_ids = fields.Many2many(
        related="task_id.coordinating_unit_ids", string="Coordinating units"
    )
    assigning_unit_id = fields.Many2one(
        related="directive_id.assigning_unit_id", store=True
    )
    monitoring_unit_id = fields.Many2one(
        related="directive_id.monitoring_unit_id", store=True
    )
    confirming_unit_id = fields.Many2one(
        related="directive_id.confirming_unit_id", store=True
    )
    # dates
    date_assigned = fields.Date(readonly=True, copy=False)
    date_received = fields.Date(readonly=True, copy=False)
    date_due = fields.Date(string="Deadline", readonly=True, copy=False)
    date_started = fields.Date(readonly=True, copy=False)
    date_submitted = fields.Date(readonly=True, copy=False)
    date_done = fields.Date(string="Done on", readonly=True, copy=False)
    held_since = fields.Date(readonly=True, copy=False)
    # Shown, never subtracted: only an extension moves a deadline.
    held_days = fields.Integer(string="Days on hold", readonly=True, copy=False)
    extension_count = fields.Integer(string="Extensions", readonly=True, copy=False)
    return_reason = fields.Text(readonly=True, copy=False)
    # who must act, who may
    waiting_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Waiting for",
        compute="_compute_waiting_unit_id",
        store=True,
        index="btree_not_null",
    )
    waiting_for = fields.Char(compute="_compute_waiting_for")
    is_mine = fields.Boolean(compute="_compute_can_act", search="_search_is_mine")
    can_work = fields.Boolean(compute="_compute_can_act")
    can_confirm = fields.Boolean(
        compute="_compute_can_act", search="_search_can_confirm"
    )
    can_extend = fields.Boolean(compute="_compute_can_act")
    can_assign = fields.Boolean(compute="_compute_can_act")
    search_text = fields.Char(
        string="Search",
        compute="_compute_search_text",
        search="_search_search_text",
        export_string_translation=False,
    )
    # children
    log_ids = fields.One2many("gov.assignment.log", "assignment_id", readonly=True)
    result_ids = fields.One2many(
        "gov.assignment.result", "assignment_id", string="Results", readonly=True
    )
    visible_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_assignment_visible_unit_rel",
        string="Units that see it",
        readonly=True,
        copy=False,
    )

    _unit_uniq = models.UniqueIndex(
        "(task_id, unit_id, COALESCE(period_key, '')) "
        "WHERE state NOT IN ('withdrawn', 'transferred')",
        "This unit already has this task.",
    )
    _due_idx = models.Index("(state, date_due)")
    # The daily lists: open lines in the order of the list, and their count without
    # a look at the table. INCLUDE: what the record rules compare.
    _open_idx = models.Index(
        f"(date_due, id) INCLUDE (company_id, unit_id) WHERE state NOT IN ({_CLOSED})"
    )
    _unit_due_idx = models.Index("(unit_id, state, date_due)")

    # ------------------------------------------------------------------
    # Who must act, who may act
    # ------------------------------------------------------------------

    @api.depends("state", "unit_id", "confirming_unit_id", "assigning_unit_id")
    def _compute_waiting_unit_id(self):
        for line in self:
            line.waiting_unit_id = {
                "received": line.unit_id,
                "doing": line.unit_id,
                "submitted": line.confirming_unit_id,
                "held": line.assigning_unit_id,
                "adjusting": line.assigning_unit_id,
            }.get(line.state)

    @api.depends("waiting_unit_id", "owner_id")
    def _compute_waiting_for(self):
        for line in self:
            names = [line.waiting_unit_id.name]
            if line.waiting_unit_id == line.unit_id:
                names.append(line.owner_id.name)
            line.waiting_for = ", ".join(name for name in names if name)

    @api.depends_context("uid")
    @api.depends("state", "unit_id", "owner_id")
    def _compute_can_act(self):
        """What the buttons show. The transition methods check again."""
        user = self.env.user
        scope, own = user._gov_scope_units(), user._gov_own_units()
        people = user._gov_acting_people()
        works = user.has_group("friendly_gov.group_user")
        officer = user.has_group("friendly_gov.group_officer")
        manager = user.has_group("friendly_gov.group_manager")
        decides = manager or user.has_group("friendly_gov.group_coordinator")
        decides = decides or user.has_group("friendly_gov.group_leader")
        for line in self:
            # sudo: only the bodies of the document are looked at.
            directive = line.sudo().directive_id
            mine = line.unit_id in scope
            foreign = line.unit_id not in own and line.owner_id not in people
            own_charge = not line.owner_id or line.owner_id == user
            own_charge = own_charge or user._gov_stands_in_for(
                line.owner_id, line.unit_id
            )
            line.is_mine = mine
            line.can_work = mine and works and (officer or own_charge)
            line.can_confirm = (
                foreign
                and decides
                and (manager or directive.confirming_unit_id in scope)
            )
            line.can_extend = (
                foreign
                and decides
                and (manager or directive.extending_unit_id in scope)
            )
            acting = directive._get_acting_units(
                ("assigning_unit_id", "monitoring_unit_id")
            )
            line.can_assign = foreign and decides and (manager or acting & scope)

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain(
            "unit_id", "child_of", self.env.user.sudo().gov_scope_unit_ids.ids
        )

    @api.model
    def _search_can_confirm(self, operator, value):
        """Lines that units other than one's own submit to one's own bodies."""
        if operator != "in" or True not in value:
            return NotImplemented
        user = self.env.user
        foreign = Domain("unit_id", "not in", user._gov_own_units().ids)
        foreign &= Domain("owner_id", "not in", user._gov_acting_people().ids)
        if user.has_group("friendly_gov.group_manager"):
            return foreign
        if not user.has_groups(
            "friendly_gov.group_coordinator,friendly_gov.group_leader"
        ):
            return Domain.FALSE
        # sudo: the user's own scope.
        units = user.sudo().gov_scope_unit_ids
        return foreign & Domain("confirming_unit_id", "child_of", units.ids)

    def _compute_search_text(self):
        self.search_text = False

    @api.model
    def _search_search_text(self, operator, value):
        if operator not in ("ilike", "like", "=") or not isinstance(value, str):
            return NotImplemented
        return (
            Domain("task_id.search_text", "ilike", value)
            | Domain("directive_id.search_text", "ilike", value)
            | Domain("unit_id", "ilike", value)
        )
