import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .gov_decided_mixin import DECIDERS

# A review is asked for at the interim and the final stock-taking.
USUAL_KINDS = ("half", "nine_months", "year")
PEOPLE = "friendly_gov.group_officer,friendly_gov.group_leader"


class GovPledge(models.Model):
    """Who reviews a pledge, who reads the reviews, and who has not reviewed yet."""

    _inherit = "gov.pledge"

    review_ids = fields.One2many("gov.pledge.review", "pledge_id", string="Reviews")
    can_read_reviews = fields.Boolean(compute="_compute_can_review", compute_sudo=False)
    can_self_review = fields.Boolean(compute="_compute_can_review", compute_sudo=False)
    can_supervise = fields.Boolean(compute="_compute_can_review", compute_sudo=False)
    # Only searched: no field of its own answers "for which period".
    unreviewed_period_id = fields.Many2one(
        comodel_name="gov.period",
        string="No self-review for",
        compute="_compute_unreviewed_period_id",
        search="_search_unreviewed_period_id",
    )

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_review(self):
        readable = self.filtered_domain(self._get_review_readers())
        own = self._filtered_self_reviewed()
        below = self._filtered_supervised()
        for pledge in self:
            signed = pledge.state == "signed"
            pledge.can_read_reviews = pledge in readable
            pledge.can_self_review = signed and pledge in own
            pledge.can_supervise = signed and pledge in below

    def _filtered_self_reviewed(self):
        """Personal pledges of the user; pledges of the units that the user works
        for as an officer or a leader.
        """
        user = self.env.user
        # sudo: the user's own scope; who stands in for somebody acts for the unit.
        units = user.sudo().gov_scope_unit_ids if user.has_groups(PEOPLE) else ()
        return self.filtered(
            lambda pledge: (
                pledge.user_id == user
                if pledge.level == "person"
                else pledge.unit_id in units
            )
        )

    def _filtered_supervised(self):
        """Pledges that the user reviews as a superior.

        Of a person: leaders of the unit and the head of the unit; of the head only
        leaders from above. Of a unit: coordinators and leaders of a body above it or
        of the organiser, and managers. Never the own one, that of a person one
        stands in for, or that of the own unit.
        """
        people = self.filtered(lambda pledge: pledge.level == "person")
        return people._filtered_supervised_people() | (
            (self - people)._filtered_decided()
        )

    def _filtered_supervised_people(self):
        user = self.env.user
        mine = user._gov_acting_people()
        own = user._gov_own_units()
        led = user.browse().gov_unit_ids
        if user.has_group("friendly_gov.group_leader"):
            # sudo: the user's own scope.
            scope = user.sudo()
            led = (
                scope.gov_scope_unit_ids | scope.gov_scope_follow_unit_ids
            )._gov_below()
        found = self.browse()
        # sudo: who heads a unit is no secret; nothing else is read.
        for pledge in self.sudo():
            head = pledge.unit_id.manager_id
            is_head = head and head == pledge.employee_id
            if pledge.user_id in mine or pledge.employee_id.user_id in mine:
                continue
            if is_head and pledge.unit_id in own:
                continue
            if pledge.unit_id in led or (head.user_id and head.user_id == user):
                found |= pledge
        return found.with_env(self.env)

    def _filtered_decided(self):
        """Pledges on which the user speaks for a body above the unit or the
        organiser, never for the own unit.
        """
        user = self.env.user
        mine, own = user._gov_acting_people(), user._gov_own_agencies()
        others = self.filtered(lambda p: p.unit_id not in own and p.user_id not in mine)
        if user.has_group("friendly_gov.group_manager"):
            return others
        if not user.has_groups(DECIDERS):
            return self.browse()
        scope = user._gov_scope_units()
        found = self.browse()
        # sudo: places of units and who acts for whom, once a unit and organiser.
        for (unit, organizer), pledges in (
            others.sudo().grouped(lambda p: (p.unit_id, p.organizer_unit_id)).items()
        ):
            bodies = unit._gov_competent_bodies() | organizer
            if (bodies | organizer.gov_delegate_ids) & scope:
                found |= pledges
        return found.with_env(self.env)

    @api.model
    def _get_review_readers(self):
        """Domain of the pledges whose reviews the user reads: what the record rules
        of reviews say, for figures that count who has not reviewed.
        """
        user = self.env.user
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return Domain.TRUE
        # sudo: the user's own scope, and the units that the user heads.
        units = user.sudo().gov_scope_unit_ids.ids
        follow = user.sudo().gov_scope_follow_unit_ids.ids
        heads = self.env["hr.department"].sudo()
        heads = heads.search([("manager_id.user_id", "=", user.id)]).ids

        def of(ids):
            return Domain("unit_id", "child_of", ids) | Domain(
                "organizer_unit_id", "child_of", ids
            )

        domain = Domain("user_id", "=", user.id)
        domain |= Domain("level", "=", "person") & Domain("unit_id", "in", heads)
        if user.has_group("friendly_gov.group_officer"):
            domain |= Domain("level", "=", "unit") & of(units)
        if user.has_group("friendly_gov.group_coordinator"):
            domain |= Domain("organizer_unit_id", "child_of", units)
        if user.has_group("friendly_gov.group_leader"):
            domain |= of(units + follow)
        return domain

    def _holds_in(self, period):
        """Was it signed and valid on some day of ``period``?"""
        self.ensure_one()
        campaign = self.campaign_id
        starts = [day for day in (campaign.date_from, self.date_signed) if day]
        return not (
            (campaign.date_to and period.date_from > campaign.date_to)
            or any(period.date_to < day for day in starts)
        )

    def _get_review_statements(self):
        """What was signed, a line each.

        :return: list of dict with ``sequence`` (from 1), ``group_name``, ``name``,
            and of what is measured ``statement_id``, ``uom``, ``direction``
        """
        self.ensure_one()
        known = {}
        for statement in self.code_id.group_ids.statement_ids:
            key = (statement.group_id.name, statement.name)
            known.setdefault(key, []).append(statement)
        none = self.env["gov.pledge.statement"]
        lines = []
        for group in json.loads(self.signed_content or "{}").get("groups", ()):
            for text in group["statements"]:
                same = known.get((group["name"], text))
                statement = same.pop(0) if same else none
                lines.append(
                    {
                        "sequence": len(lines) + 1,
                        "group_name": group["name"],
                        "name": text,
                        "statement_id": statement.id,
                        "uom": statement.uom,
                        "direction": statement.direction,
                    }
                )
        return lines

    def _compute_unreviewed_period_id(self):
        self.unreviewed_period_id = False

    @api.model
    def _search_unreviewed_period_id(self, operator, value):
        """Signed pledges that hold in the period and have no self-review for it, of
        those whose reviews the user reads.
        """
        if operator not in ("in", "any"):
            return NotImplemented
        periods = self.env["gov.period"]
        if operator == "any":
            periods = periods.search(value)
        else:
            periods = periods.browse(id_ for id_ in value if isinstance(id_, int))
        # sudo: whether one was sent; whose reviews the user reads is asked beside it.
        reviews = self.env["gov.pledge.review"].sudo()
        return self._get_review_readers() & Domain.OR(
            self._get_due_domain(period)
            & Domain(
                "id",
                "not in",
                reviews._search(
                    [
                        ("period_id", "=", period.id),
                        ("kind", "=", "self"),
                        ("state", "=", "sent"),
                    ]
                ).subselect("pledge_id"),
            )
            for period in periods
        )

    @api.model
    def _get_due_domain(self, period):
        """Signed pledges that hold in ``period``: those to be reviewed for it."""
        none = [False]
        return (
            Domain("state", "=", "signed")
            & Domain("company_id", "=", period.company_id.id)
            & (
                Domain("date_signed", "in", none)
                | Domain("date_signed", "<=", period.date_to)
            )
            & (
                Domain("campaign_id.date_from", "in", none)
                | Domain("campaign_id.date_from", "<=", period.date_to)
            )
            & (
                Domain("campaign_id.date_to", "in", none)
                | Domain("campaign_id.date_to", ">=", period.date_from)
            )
        )

    def _get_review_period(self):
        """The period to be reviewed first: the latest that is over, of those at
        whose end offices take stock; else the latest that has begun.
        """
        self.ensure_one()
        today = self.env.company._gov_today()
        periods = self.env["gov.period"].search(
            [("company_id", "=", self.company_id.id), ("date_from", "<=", today)],
            limit=100,
        )
        periods = periods.filtered(self._holds_in).sorted(
            lambda p: (p.kind in USUAL_KINDS, p.date_to < today, p.date_to, p.id)
        )
        if not periods:
            raise UserError(
                self.env._(
                    "There is no reporting period in which this pledge holds. Ask a "
                    "manager to make the periods of the year."
                )
            )
        return periods[-1]

    def action_self_review(self):
        """Open the self-review of the latest period; begin it if there is none."""
        return self._open_review("self")

    def action_supervisor_review(self):
        """Open the superior's review of the latest period; begin it if needed."""
        return self._open_review("supervisor")

    def _open_review(self, kind):
        self.ensure_one()
        self.check_access("read")
        period = self._get_review_period()
        reviews = self.env["gov.pledge.review"]
        review = reviews.search(
            [
                ("pledge_id", "=", self.id),
                ("period_id", "=", period.id),
                ("kind", "=", kind),
                ("state", "in", ("draft", "sent")),
            ],
            order="state, id desc",
            limit=1,
        )
        if not review:
            review = reviews.create(
                {"pledge_id": self.id, "period_id": period.id, "kind": kind}
            )
        return review._get_form_action()
