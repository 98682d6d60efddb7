from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

# Nothing is changed while it is carried out, or afterwards.
CHANGEABLE = ("draft",)


class GovReplication(models.Model):
    """One reform model for many units in one action.

    Kept with its list: which unit got it, which had it already, which can't have it.
    The list is the progress too, so that whatever was cut off goes on where it was.
    """

    _name = "gov.replication"
    _description = "Replication of a reform model"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]
    _order = "id desc"
    _rec_name = "name"
    _check_company_auto = True

    _guarded_fields = frozenset(
        {
            "state",
            "requested_at",
            "requested_by_id",
            "finished_at",
            "attempts",
            "attempts_mark",
            "failure",
            "line_ids",
        }
    )
    _search_key_fields = ("name",)

    name = fields.Char(compute="_compute_name", store=True)
    reform_model_id = fields.Many2one(
        comodel_name="gov.reform.model",
        string="Reform model",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="reform_model_id.company_id", store=True, precompute=True, index=True
    )
    origin_id = fields.Many2one(
        comodel_name="gov.rollout",
        string="Copied roll-out",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        domain="[('reform_model_id', '=', reform_model_id), "
        "('kind', 'in', ('pilot', 'model_unit'))]",
        help="Pilot or model unit whose steps are copied.",
    )
    kind = fields.Selection(
        selection=[
            ("pilot", "Pilot"),
            ("model_unit", "Model unit"),
            ("replica", "Replica"),
        ],
        string="Units are",
        compute="_compute_kind",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    wave_id = fields.Many2one(
        comodel_name="gov.rollout.wave",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('reform_model_id', '=', reform_model_id)]",
    )
    steering_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Steering body",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    body_id = fields.Many2one(
        comodel_name="hr.department",
        string="Body that gives the order",
        compute="_compute_body_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        ondelete="restrict",
        check_company=True,
        help="Groups of units are looked for below it.",
    )
    group_ids = fields.Many2many(
        comodel_name="gov.unit.group",
        relation="gov_replication_group_rel",
        string="Groups of units",
        domain=[("purpose", "=", "recipient")],
    )
    unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_replication_unit_rel",
        string="Units by name",
        check_company=True,
    )
    excluded_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_replication_excluded_rel",
        string="Except",
        check_company=True,
    )
    date_start = fields.Date(string="Start", required=True)
    date_launch_planned = fields.Date(
        string="Planned launch",
        help="Empty: as many working days after the start as in the copied roll-out.",
    )
    plan_source = fields.Selection(
        selection=[
            ("origin", "As in the copied roll-out"),
            ("template", "From the steps of the reform model"),
        ],
        string="Steps and dates",
        compute="_compute_kind",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Dates lie as many working days after the start as there.",
    )
    begin = fields.Boolean(
        string="Begin at once",
        default=True,
        help="Otherwise each roll-out waits until it is begun.",
    )
    note = fields.Text()
    state = fields.Selection(
        selection=[
            ("draft", "Being prepared"),
            ("queued", "Being carried out"),
            ("done", "Carried out"),
            ("stopped", "Stopped"),
            ("failed", "Cut off"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    line_ids = fields.One2many(
        "gov.replication.line", "replication_id", string="List", copy=False
    )
    requested_at = fields.Datetime(string="Asked for", readonly=True, copy=False)
    requested_by_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    finished_at = fields.Datetime(string="Carried out on", readonly=True, copy=False)
    attempts = fields.Integer(readonly=True, copy=False)
    # Lines dealt with when the attempts began to be counted.
    attempts_mark = fields.Integer(
        readonly=True, copy=False, export_string_translation=False
    )
    failure = fields.Text(string="Why it was cut off", readonly=True, copy=False)

    @api.depends("reform_model_id.name", "wave_id.name", "date_start")
    def _compute_name(self):
        for replication in self:
            day = replication.date_start
            parts = (
                replication.reform_model_id.name,
                replication.wave_id.name,
                day and day.strftime("%d/%m/%Y"),
            )
            replication.name = " – ".join(part for part in parts if part)

    @api.depends("origin_id")
    def _compute_kind(self):
        for replication in self:
            copied = bool(replication.origin_id)
            if copied or not replication.kind:
                replication.kind = "replica"
            if not replication.plan_source or not copied:
                replication.plan_source = "origin" if copied else "template"

    @api.depends("steering_unit_id")
    def _compute_body_id(self):
        for replication in self:
            steering = replication.steering_unit_id
            # The body in whose name it gives orders, where it does.
            above = steering.parent_id
            delegated = steering in above.gov_delegate_ids
            replication.body_id = above if delegated else steering

    @api.onchange("origin_id")
    def _onchange_origin_id(self):
        if self.origin_id:
            self.reform_model_id = self.origin_id.reform_model_id
            self.steering_unit_id = self.origin_id.steering_unit_id

    @api.onchange("wave_id")
    def _onchange_wave_id(self):
        if self.wave_id:
            self.reform_model_id = self.wave_id.reform_model_id
            self.date_start = self.date_start or self.wave_id.date_start

    @api.constrains("reform_model_id", "origin_id", "wave_id")
    def _check_same_model(self):
        for replication in self:
            model = replication.reform_model_id
            for other in (replication.origin_id, replication.wave_id):
                if other and other.reform_model_id != model:
                    raise ValidationError(
                        self.env._(
                            "%(name)s belongs to another reform model.",
                            name=other.display_name,
                        )
                    )

    @api.constrains("origin_id", "kind", "plan_source")
    def _check_origin(self):
        for replication in self:
            origin = replication.origin_id
            if origin and origin.kind == "replica":
                raise ValidationError(
                    self.env._("Copy a pilot or a model unit, not a replica.")
                )
            if origin and replication.kind != "replica":
                raise ValidationError(
                    self.env._("A unit that copies another one is a replica.")
                )
            if not origin and replication.plan_source == "origin":
                raise ValidationError(
                    self.env._("Choose the roll-out whose steps are copied.")
                )

    @api.constrains("date_start", "date_launch_planned")
    def _check_dates(self):
        for replication in self:
            planned = replication.date_launch_planned
            if planned and planned < replication.date_start:
                raise ValidationError(
                    self.env._("The launch is planned before the start.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_read_link("origin_id", vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_read_link("origin_id", [vals])
        if not self._is_unlocked():
            self._check_changeable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_carried_out(self):
        self._check_changeable()

    def _check_changeable(self):
        if any(replication.state not in CHANGEABLE for replication in self):
            raise UserError(
                self.env._(
                    "A replication that was carried out is kept as it is: copy it, "
                    "or enter a new one."
                )
            )

    def _check_may_replicate(self):
        """Coordinators of the steering body, and managers.

        :raises AccessError:
        """
        self.ensure_one()
        self.check_access("write")
        user = self.env.user
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return
        units = user._gov_scope_units()
        # sudo: who acts for the body stands on the body.
        acting = self.body_id | self.body_id.sudo().gov_delegate_ids
        if not (
            user.has_group("friendly_gov.group_coordinator")
            and self.steering_unit_id in units
            and acting & units
        ):
            raise AccessError(
                self.env._(
                    "Only coordinators of %(steering)s who act for %(body)s do this.",
                    steering=self.steering_unit_id.name,
                    body=self.body_id.name,
                )
            )
