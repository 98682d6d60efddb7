from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

# What the person standing in needs: the first of these that the absent one has.
ROLES = ("leader", "coordinator", "officer", "user")


class GovDelegation(models.Model):
    """Who stands in for whom while somebody is away.

    Valid between two days of the office, both included. What the delegate may do
    follows from the delegate's own roles, within the units of the absent person as
    they are at that moment: nothing is copied, so nothing remains afterwards, and
    what was delegated to somebody cannot be passed on.
    """

    _name = "gov.delegation"
    _description = "Absence delegation"
    _inherit = ["gov.guarded.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "delegate_id"
    _check_company_auto = True

    _guarded_fields = frozenset({"state", "revoked_at", "revoked_by_id"})
    _guarded_unlink = True

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Absent person",
        required=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self.env.user,
    )
    delegate_id = fields.Many2one(
        comodel_name="res.users",
        string="Person standing in",
        required=True,
        ondelete="restrict",
        index=True,
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env.company._gov_today(),
    )
    date_to = fields.Date(string="To", required=True, help="This day included.")
    unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_delegation_unit_rel",
        string="Units",
        check_company=True,
        help="Only these units of the absent person; empty means all of them.",
    )
    reason = fields.Text(required=True)
    state = fields.Selection(
        selection=[("granted", "Granted"), ("revoked", "Revoked")],
        default="granted",
        required=True,
        readonly=True,
        copy=False,
    )
    phase = fields.Selection(
        selection=[
            ("planned", "Not begun"),
            ("active", "In force"),
            ("ended", "Ended"),
            ("revoked", "Revoked"),
        ],
        string="Status",
        compute="_compute_phase",
    )
    revoked_at = fields.Datetime(string="Revoked on", readonly=True, copy=False)
    revoked_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Revoked by",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )

    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)", "The absence ends before it begins."
    )
    _self_check = models.Constraint(
        "CHECK (user_id != delegate_id)", "Nobody stands in for oneself."
    )

    @api.depends("state", "date_from", "date_to", "company_id")
    def _compute_phase(self):
        for delegation in self:
            today = (delegation.company_id or self.env.company)._gov_today()
            if delegation.state == "revoked":
                delegation.phase = "revoked"
            elif delegation.date_from and today < delegation.date_from:
                delegation.phase = "planned"
            elif delegation.date_to and today > delegation.date_to:
                delegation.phase = "ended"
            else:
                delegation.phase = "active"

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        for delegation in delegations:
            delegation._check_granted_by()
            delegation._check_people()
            delegation._check_units()
            delegation._check_not_twice()
        delegations._gov_refresh()
        for delegation in delegations:
            delegation._notify(delegation.delegate_id)
        return delegations

    def write(self, vals):
        if not self._is_unlocked():
            raise UserError(
                self.env._("A delegation is not changed: revoke it and make a new one.")
            )
        return super().write(vals)

    def action_revoke(self):
        """End the delegation at once: by either person, or by a manager."""
        self.check_access("read")
        user = self.env.user
        manager = self.env.su or user.has_group("friendly_gov.group_manager")
        for delegation in self:
            if not manager and user not in delegation.user_id | delegation.delegate_id:
                raise AccessError(
                    self.env._("Only the two people and managers end a delegation.")
                )
            if delegation.state == "revoked":
                raise UserError(self.env._("This delegation was revoked already."))
        # sudo: who may revoke was checked above; nobody writes delegations.
        self.sudo()._guarded_write(
            {
                "state": "revoked",
                "revoked_at": fields.Datetime.now(),
                "revoked_by_id": self.env.uid,
            }
        )
        self._gov_refresh()
        for delegation in self:
            delegation._notify((delegation.user_id | delegation.delegate_id) - user)
        return True

    def _gov_refresh(self):
        """Let the rules of both people be read anew, on every server."""
        self.flush_model()
        users = self.env["res.users"]
        users.invalidate_model(users._GOV_SCOPE_FIELDS)
        self.env.registry.clear_cache()

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    def _check_granted_by(self):
        user = self.env.user
        if self.env.su or user == self.user_id:
            return
        if not user.has_group("friendly_gov.group_manager"):
            raise AccessError(
                self.env._("You delegate for yourself only; managers for others.")
            )

    def _check_people(self):
        # sudo: groups, scope and companies of the two people are looked at.
        absent, delegate = self.sudo().user_id, self.sudo().delegate_id
        for person in absent | delegate:
            inside = person.active and not person.share
            if not inside or self.company_id not in person.company_ids:
                raise UserError(
                    self.env._(
                        "%(name)s is not a person of this office.", name=person.name
                    )
                )
        role = next(
            (r for r in ROLES if absent.has_group(f"friendly_gov.group_{r}")), None
        )
        if not role or not delegate.has_group(f"friendly_gov.group_{role}"):
            # sudo: the name of a role.
            group = self.env.ref(f"friendly_gov.group_{role or 'user'}").sudo()
            raise UserError(
                self.env._(
                    "Both people need the role “%(role)s”.", role=group.display_name
                )
            )
        if self.date_to < self.company_id._gov_today():
            raise ValidationError(self.env._("These days are over."))

    def _check_units(self):
        # sudo: units of the two people are compared.
        absent, delegate = self.sudo().user_id, self.sudo().delegate_id
        units = self.unit_ids.sudo()
        known = absent.gov_unit_ids | absent.gov_follow_unit_ids
        outside = units - units.search([("id", "child_of", known.ids)])
        if outside:
            raise UserError(
                self.env._(
                    "%(units)s is not a unit of %(name)s: only what is one's own can "
                    "be delegated.",
                    units=", ".join(outside.mapped("name")),
                    name=absent.name,
                )
            )
        # Own units on both sides: what was delegated counts for neither.
        above = Domain("id", "parent_of", absent.gov_unit_ids.ids)
        shared = Domain("id", "in", delegate.gov_unit_ids.ids)
        if not units.search_count(above & shared, limit=1):
            raise UserError(
                self.env._(
                    "%(delegate)s works neither in a unit of %(name)s nor above it.",
                    delegate=delegate.name,
                    name=absent.name,
                )
            )

    def _check_not_twice(self):
        """One person stands in for one unit at a time, and is there to do so."""
        # sudo: delegations of others are only compared, the refusal names a person
        # whom the user chose.
        others = self.sudo().search(
            Domain("id", "!=", self.id)
            & Domain("state", "=", "granted")
            & Domain("date_from", "<=", self.date_to)
            & Domain("date_to", ">=", self.date_from)
            & Domain("user_id", "in", (self.user_id | self.delegate_id).ids)
        )
        for other in others:
            if other.user_id == self.delegate_id:
                raise UserError(
                    self.env._(
                        "%(name)s is absent in these days too.",
                        name=self.delegate_id.name,
                    )
                )
            apart = self.unit_ids and other.unit_ids
            if not apart or self.unit_ids & other.unit_ids:
                raise UserError(
                    self.env._(
                        "%(delegate)s stands in for %(name)s from %(start)s to "
                        "%(end)s already: revoke that first.",
                        delegate=other.delegate_id.name,
                        name=other.user_id.name,
                        start=other.date_from.strftime("%d/%m/%Y"),
                        end=other.date_to.strftime("%d/%m/%Y"),
                    )
                )

    # ------------------------------------------------------------------
    # Effect
    # ------------------------------------------------------------------

    def _get_window(self):
        """First and last moment, as naive UTC datetimes; the last one excluded."""
        self.ensure_one()
        before = fields.Date.subtract(self.date_from, days=1)
        company = self.company_id
        return company._gov_end_of_day(before), company._gov_end_of_day(self.date_to)

    def _get_units(self):
        """Units that the delegate works for, and watches, through ``self``."""
        self.ensure_one()
        absent = self.user_id
        none = absent.gov_unit_ids.browse()
        if not absent.active or absent.share:
            return none, none
        work, watched = absent.gov_unit_ids, absent.gov_follow_unit_ids
        if not self.unit_ids:
            return work, watched
        chosen = Domain("id", "in", self.unit_ids.ids)
        return tuple(
            none.search(chosen & Domain("id", "child_of", units.ids))
            for units in (work, watched)
        )

    @api.model
    def _gov_current(self, group):
        """Delegations in force today to people of ``group``."""
        today = self.env.company._gov_today()
        return self.search(
            Domain("state", "=", "granted")
            & Domain("date_from", "<=", today)
            & Domain("date_to", ">=", today)
            & Domain("delegate_id.all_group_ids", "in", group.ids)
        )

    def _gov_reach(self):
        """Units whose work the delegate may do through ``self``."""
        work, _watched = self._get_units()
        return work.search([("id", "child_of", work.ids)]) if work else work

    def _notify(self, users):
        if not users:
            return
        # sudo: the addressees are the people of the delegation themselves.
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=users.sudo().partner_id.ids,
            subject=self.env._("Absence delegation"),
            body=self.env._(
                "%(delegate)s stands in for %(name)s from %(start)s to %(end)s: "
                "%(state)s.",
                delegate=self.delegate_id.name,
                name=self.user_id.name,
                start=self.date_from.strftime("%d/%m/%Y"),
                end=self.date_to.strftime("%d/%m/%Y"),
                state=dict(self._fields["state"]._description_selection(self.env))[
                    self.state
                ],
            ),
        )
