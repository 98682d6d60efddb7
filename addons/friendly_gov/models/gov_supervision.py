from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .gov_media_item import EARLIEST

# What recommendations rest on: fixed once there is one.
FROZEN = frozenset({"body_unit_id", "body_name", "kind", "date", "unit_ids"})


class GovSupervision(models.Model):
    """A supervision by the Front, a mass body or the people's inspection.

    Its recommendations are those of supervision only: reflections of citizens,
    petitions, complaints and denunciations are other procedures with other deadlines
    and are not kept here.
    """

    _name = "gov.supervision"
    _description = "Supervision"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    _guarded_fields = frozenset({"registering_unit_id", "is_demo"})
    _search_key_fields = ("body_name", "content", "result")

    name = fields.Char(compute="_compute_name", store=True)
    kind = fields.Selection(
        selection=[
            ("front", "Fatherland Front, mass organisation"),
            ("people_inspection", "People's inspection"),
            ("community", "Community supervision of investment"),
        ],
        string="Kind of body",
        required=True,
        default="front",
    )
    body_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Supervising body",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        domain=[("gov_is_exempt", "=", True)],
    )
    body_name = fields.Char(
        string="Supervising body, in words",
        compute="_compute_body_name",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="Written out when the body is not a unit of this system.",
    )
    # Whose coordinator wrote it down, for a body that has no users here.
    registering_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Entered by the unit",
        # sudo: the user's own scope.
        default=lambda self: self.env.user.sudo().gov_unit_ids[:1],
        ondelete="restrict",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    # Steers or stands above the supervised units: it sees what they are told.
    competent_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Body above",
        compute="_compute_competent_unit_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    date = fields.Date(
        required=True, default=lambda self: self.env.company._gov_today()
    )
    unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_supervision_unit_rel",
        string="Supervised units",
        required=True,
        ondelete="restrict",
        check_company=True,
    )
    rollout_id = fields.Many2one(
        comodel_name="gov.rollout",
        string="Roll-out",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    content = fields.Text(string="What was supervised", required=True)
    form = fields.Selection(
        selection=[
            ("on_site", "On site"),
            ("documents", "From documents"),
            ("dialogue", "Dialogue"),
            ("other", "Other"),
        ],
        required=True,
        default="on_site",
    )
    document_symbol = fields.Char(string="Report, number and symbol")
    document_date = fields.Date(string="Date of the report")
    result = fields.Text(help="In the words of the supervising body.")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    is_demo = fields.Boolean(string="Illustration", readonly=True, copy=False)
    recommendation_ids = fields.One2many(
        "gov.supervision.recommendation", "supervision_id", string="Recommendations"
    )
    recommendation_count = fields.Integer(compute="_compute_recommendation_count")
    waiting_count = fields.Integer(
        string="Not answered", compute="_compute_recommendation_count"
    )

    @api.depends("body_name", "date")
    def _compute_name(self):
        for record in self:
            day = record.date and record.date.strftime("%d/%m/%Y")
            record.name = ", ".join(filter(None, (record.body_name, day)))

    @api.depends("body_unit_id")
    def _compute_body_name(self):
        for record in self:
            record.body_name = record.body_unit_id.name or record.body_name

    @api.depends("unit_ids", "rollout_id")
    def _compute_competent_unit_id(self):
        for record in self:
            record.competent_unit_id = record._get_bodies_above()[:1]

    @api.depends("recommendation_ids.state")
    def _compute_recommendation_count(self):
        groups = self.env["gov.supervision.recommendation"]._read_group(
            [("supervision_id", "in", self.ids), ("state", "!=", "withdrawn")],
            ["supervision_id", "is_waiting"],
            ["__count"],
        )
        counts = {(record, waiting): count for record, waiting, count in groups}
        for record in self:
            record.waiting_count = counts.get((record, True), 0)
            record.recommendation_count = record.waiting_count + counts.get(
                (record, False), 0
            )

    @api.constrains("date", "document_date")
    def _check_dates(self):
        today = self.env.company._gov_today()
        for record in self:
            for day in filter(None, (record.date, record.document_date)):
                if not EARLIEST <= day <= today:
                    raise ValidationError(
                        self.env._(
                            "Supervision: %(date)s is in the future, or before "
                            "%(first)s.",
                            date=day.strftime("%d/%m/%Y"),
                            first=EARLIEST.strftime("%d/%m/%Y"),
                        )
                    )

    @api.constrains("body_unit_id", "unit_ids")
    def _check_body(self):
        for record in self:
            body = record.body_unit_id
            if body and not body.gov_is_exempt:
                raise ValidationError(
                    self.env._(
                        "%(unit)s is an agency of the state: it inspects, and does not "
                        "supervise as the Front and the people do.",
                        unit=body.name,
                    )
                )
            if body in record.unit_ids:
                raise ValidationError(self.env._("Nobody supervises itself."))

    @api.onchange("rollout_id")
    def _onchange_rollout_id(self):
        if self.rollout_id and not self.unit_ids:
            self.unit_ids = self.rollout_id.unit_id

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_can_register()
        return records

    def write(self, vals):
        if not FROZEN.isdisjoint(vals) and not self._is_unlocked():
            # sudo: a recommendation freezes it, whoever may read that one.
            if self.sudo().recommendation_ids:
                raise UserError(
                    self.env._(
                        "Recommendations were sent: body, date and units stay as they "
                        "are."
                    )
                )
        # Before and after: the Front of a commune may stand below it in the tree, and
        # so within the scope of the very people whom it supervises.
        self._check_can_register()
        res = super().write(vals)
        self._check_can_register()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recommended(self):
        self._check_can_register()
        # sudo: as in write().
        if self.sudo().recommendation_ids:
            raise UserError(
                self.env._("Recommendations were sent: withdraw them instead.")
            )

    def _check_can_register(self):
        """People of the supervising body, or a body above the supervised units; the
        supervised units never.
        """
        user = self.env.user
        manager = user.has_group("friendly_gov.group_manager")
        if self.env.su or manager or self._is_unlocked():
            return
        scope, own = user._gov_scope_units(), user._gov_own_units()
        # sudo: which bodies stand above decides, whoever may read them.
        for record in self.sudo():
            record.rollout_id.with_env(self.env).check_access("read")
            entitled = record.with_env(self.env)._is_of_body(user)
            entitled = entitled or record._get_bodies_above() & scope
            if not entitled or record.unit_ids & own:
                raise AccessError(
                    self.env._(
                        "Only the supervising body, or a body above the supervised "
                        "units, enters a supervision."
                    )
                )

    def _is_of_body(self, user):
        """Does the user work for the supervising body?

        Through a unit of its own kind: an agency of the state that stands above the
        Front in the tree does not speak for it.
        """
        self.ensure_one()
        # sudo: the user's own scope, and which body it is.
        units = user.sudo().gov_scope_unit_ids.filtered("gov_is_exempt")
        body = self.sudo().body_unit_id
        return bool(body) and body in units._gov_below()

    def _get_bodies_above(self):
        proposals = self.env["gov.assignment.proposal"]
        return proposals._get_competent_units(self.unit_ids, self.rollout_id)

    def _has_own_users(self):
        """Does the supervising body look after its recommendations itself?"""
        self.ensure_one()
        # sudo: whether there is anybody, not who.
        users = self.env["res.users"].sudo()
        group = self.env.ref("friendly_gov.group_officer")
        leader = self.env.ref("friendly_gov.group_leader")
        domain = [
            ("gov_unit_ids", "in", self.sudo().body_unit_id.ids),
            ("all_group_ids", "in", (group | leader).ids),
        ]
        return bool(users.search_count(domain, limit=1))

    def action_open_recommendations(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_supervision_recommendation_action"
        )
        return action | {"domain": [("supervision_id", "=", self.id)], "context": {}}
