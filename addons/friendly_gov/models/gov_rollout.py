from odoo import api, fields, models
from odoo.tools import SQL

# Those that go on: everything about them may still be entered.
OPEN_STATES = ("draft", "preparing", "launched")


class GovRollout(models.Model):
    """One reform model in one unit: what is planned, what was done."""

    _name = "gov.rollout"
    _description = "Roll-out of a reform model"
    _inherit = [
        "gov.history.mixin",
        "gov.search.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_next, id"
    _rec_name = "name"
    _mail_post_access = "read"
    _check_company_auto = True

    _guarded_fields = frozenset(
        {
            "state",
            "is_demo",
            "date_launched",
            "launch_symbol",
            "launch_symbol_date",
            "launch_place",
            "date_ended",
            "end_reason",
            "end_symbol",
            "end_symbol_date",
            "date_next",
            "next_step_id",
            "transferred_to_id",
            "step_count",
            "step_done_count",
        }
    )
    _history_fields = (
        "state",
        "reform_model_id",
        "unit_id",
        "steering_unit_id",
        "wave_id",
        "kind",
        "plan_symbol",
        "plan_date",
        "committee_symbol",
        "committee_date",
        "pledge_unit_count",
        "pledge_person_count",
        "date_start",
        "date_launch_planned",
        "date_launched",
        "date_ended",
    )
    _search_key_fields = ("name",)

    name = fields.Char(compute="_compute_name", store=True)
    reform_model_id = fields.Many2one(
        comodel_name="gov.reform.model",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="reform_model_id.company_id", store=True, precompute=True, index=True
    )
    is_demo = fields.Boolean(string="Illustration", readonly=True, copy=False)
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    wave_id = fields.Many2one(
        comodel_name="gov.rollout.wave", ondelete="restrict", index="btree_not_null"
    )
    kind = fields.Selection(
        selection=[
            ("pilot", "Pilot"),
            ("model_unit", "Model unit"),
            ("replica", "Replica"),
        ],
        required=True,
        default="pilot",
    )
    origin_id = fields.Many2one(
        comodel_name="gov.rollout",
        string="Copied from",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="The roll-out of the unit that this one copies.",
    )
    # The body that steers, follows and decides what the unit can't solve.
    steering_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Steering body",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    place_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Place of service",
        ondelete="restrict",
        check_company=True,
        help="One-stop unit or public-service centre where citizens are served.",
    )
    place = fields.Char(string="Place, in words")
    plan_symbol = fields.Char(string="Plan No.")
    plan_date = fields.Date(string="Date of the plan")
    committee_symbol = fields.Char(string="Steering committee, decision No.")
    committee_date = fields.Date(string="Date of the committee's decision")
    date_start = fields.Date(string="Start")
    date_launch_planned = fields.Date(string="Planned launch")
    launch_deadline_text = fields.Char(string="Launch deadline as written")
    date_launched = fields.Date(string="Launched on", readonly=True, copy=False)
    launch_symbol = fields.Char(
        string="Launch, decision No.", readonly=True, copy=False
    )
    launch_symbol_date = fields.Date(
        string="Date of the launch decision", readonly=True, copy=False
    )
    launch_place = fields.Char(string="Place of the launch", readonly=True, copy=False)
    # Declared by the unit.
    pledge_unit_count = fields.Integer(string="Pledges of units", copy=False)
    pledge_person_count = fields.Integer(string="Pledges of persons", copy=False)
    date_ended = fields.Date(string="Ended on", readonly=True, copy=False)
    end_reason = fields.Text(string="Result or reason", readonly=True, copy=False)
    end_symbol = fields.Char(string="Ended by, No.", readonly=True, copy=False)
    end_symbol_date = fields.Date(
        string="Date of the closing document", readonly=True, copy=False
    )
    responsible_id = fields.Many2one(
        comodel_name="res.users",
        string="Person in charge",
        ondelete="restrict",
        index="btree_not_null",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Not begun"),
            ("preparing", "In preparation"),
            ("launched", "Launched"),
            ("closed", "Concluded"),
            ("stopped", "Stopped"),
            ("transferred", "Transferred"),
            ("unstated", "Outcome not stated by the source"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    step_ids = fields.One2many("gov.rollout.step", "rollout_id", string="Steps")
    # Copies of what the steps say, so that 3,000 of them sort by one index.
    date_next = fields.Date(string="Next deadline", readonly=True, copy=False)
    next_step_id = fields.Many2one(
        comodel_name="gov.rollout.step",
        string="Next step",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    step_count = fields.Integer(readonly=True, copy=False)
    step_done_count = fields.Integer(string="Steps done", readonly=True, copy=False)
    note = fields.Text()
    # What rules look at: kept by the system, so that no rule is a deep OR.
    visible_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_rollout_visible_unit_rel",
        string="Units that see it",
        compute="_compute_visible_unit_ids",
        store=True,
        recursive=True,
        copy=False,
    )

    _unit_uniq = models.UniqueIndex(
        "(reform_model_id, unit_id, COALESCE(wave_id, 0)) "
        "WHERE state NOT IN ('stopped', 'transferred')",
        "This unit already rolls out this model in this wave.",
    )
    _next_idx = models.Index("(date_next, id)")

    @api.depends("reform_model_id.name", "unit_id.name")
    def _compute_name(self):
        for rollout in self:
            # The unit first: that is what tells them apart in a narrow column.
            names = (rollout.unit_id.name, rollout.reform_model_id.name)
            rollout.name = " – ".join(name for name in names if name)

    @api.depends(
        "steering_unit_id",
        "place_unit_id",
        "reform_model_id.lead_unit_id",
        "origin_id.unit_id",
    )
    def _compute_visible_unit_ids(self):
        # What follows other records of its kind is computed one by one: a statement for
        # each of thousands. Those that wait and follow no other are taken along.
        field = self._fields["visible_unit_ids"]
        waiting = self.env.records_to_compute(field) - self
        waiting = waiting.filtered(lambda rollout: not rollout.transferred_to_id)
        self.env.remove_to_compute(field, waiting)
        rollouts = self | waiting
        with self.env.protecting([field], rollouts):
            found = rollouts.grouped(lambda rollout: rollout._get_visible_units())
            for units, shown in found.items():
                shown.visible_unit_ids = units

    def _get_visible_units(self):
        """Units beside the own one whose people read this roll-out."""
        self.ensure_one()
        units = self.steering_unit_id | self.place_unit_id | self.origin_id.unit_id
        return units | self.reform_model_id.lead_unit_id

    @api.depends("state")
    def _compute_is_open(self):
        for rollout in self:
            rollout.is_open = rollout.state in OPEN_STATES

    @api.model
    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in" if True in value else "not in", OPEN_STATES)]

    def _get_history_rollout(self):
        return SQL.identifier("r", "id")
