from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

# What is counted, in the order of forms and files.
COUNTS = (
    "carried",
    "received",
    "on_time",
    "late",
    "online_full",
    "online_partial",
    "postal",
    "transferred",
    "channel_portal",
    "channel_hotline",
    "channel_social",
    "letter_thanks",
    "letter_apology",
    "letter_congratulation",
    "letter_condolence",
    "feedback_received",
    "feedback_on_time",
    "dialogue",
)
# name: (parts, what they are parts of)
SUMS = {
    "settled": (("on_time", "late"), ("carried", "received")),
    "online": (("online_full", "online_partial"), ("received",)),
    "postal": (("postal",), ("carried", "received")),
    "feedback": (("feedback_on_time",), ("feedback_received",)),
}


def _make_check(name):
    parts, whole = (" + ".join(names) for names in SUMS[name])
    return models.Constraint(
        f"CHECK ({parts} <= {whole})",
        lambda env, _diag: env["gov.service.figure"]._get_sum_messages()[name],
    )


class GovServiceFigure(models.Model):
    """What one unit counted in one month of serving citizens and enterprises.

    Counts only: no names, no contents, and no complaints or denunciations, which
    are reported by quarter elsewhere. Corrected rows keep what stood before.
    """

    _name = "gov.service.figure"
    _description = "Service figures of a month"
    _inherit = ["gov.history.mixin", "gov.search.mixin"]
    _order = "month desc, unit_id, id"
    _check_company_auto = True

    _guarded_fields = frozenset({"is_demo"})
    _guarded_parent = "unit_id"
    _history_fields = ("unit_id", "period_id", "month", *COUNTS)
    _search_key_fields = ("note",)

    unit_id = fields.Many2one(
        comodel_name="hr.department",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="unit_id.company_id", store=True, precompute=True, index=True
    )
    is_demo = fields.Boolean(string="Illustration", readonly=True, copy=False)
    period_id = fields.Many2one(
        comodel_name="gov.period",
        string="Month",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
        domain=[("kind", "=", "month")],
        default=lambda self: self._default_period_id(),
        help="Its first and last day of data are those of the reporting rules.",
    )
    # One row a month, whichever rules the month was made under.
    month = fields.Date(
        string="Month of the year",
        compute="_compute_month",
        store=True,
        precompute=True,
    )
    carried = fields.Integer(string="Dossiers carried over")
    received = fields.Integer(string="Dossiers received")
    on_time = fields.Integer(
        string="Settled early or on time", help="Of those received and carried over."
    )
    late = fields.Integer(
        string="Settled late", help="Of those received and carried over."
    )
    online_full = fields.Integer(
        string="Online, whole procedure", help="Of the dossiers received."
    )
    online_partial = fields.Integer(
        string="Online, part of the procedure", help="Of the dossiers received."
    )
    postal = fields.Integer(
        string="By public postal service",
        help="Dossiers brought in or given back by post, of those received and "
        "carried over.",
    )
    transferred = fields.Integer(
        string="Transferred services",
        help="Cases served by the post or another body to which the service was "
        "transferred.",
    )
    channel_portal = fields.Integer(string="Enquiries on the portal")
    channel_hotline = fields.Integer(string="Calls to the 1022 hotline")
    channel_social = fields.Integer(string="Enquiries on official social pages")
    letter_thanks = fields.Integer(string="Letters of thanks")
    letter_apology = fields.Integer(string="Letters of apology")
    letter_congratulation = fields.Integer(string="Letters of congratulation")
    letter_condolence = fields.Integer(string="Letters of condolence")
    feedback_received = fields.Integer(string="Feedback received")
    feedback_on_time = fields.Integer(
        string="Feedback handled on time", help="Of that received in the month."
    )
    dialogue = fields.Integer(string="Dialogues with citizens")
    note = fields.Text()
    on_time_rate = fields.Float(
        string="On time (%)", compute="_compute_rates", digits=(5, 1)
    )
    online_rate = fields.Float(
        string="Online (%)", compute="_compute_rates", digits=(5, 1)
    )

    _month_uniq = models.UniqueIndex(
        "(unit_id, month)", "This unit has figures for this month already."
    )
    _counts_check = models.Constraint(
        "CHECK (LEAST({0}) >= 0 AND GREATEST({0}) < 100000000)".format(
            ", ".join(COUNTS)
        ),
        "A count is never negative, and below 100 million.",
    )
    _settled_check = _make_check("settled")
    _online_check = _make_check("online")
    _postal_check = _make_check("postal")
    _feedback_check = _make_check("feedback")

    @api.model
    def _default_period_id(self):
        """The latest month that is over."""
        domain = [
            ("kind", "=", "month"),
            ("date_to", "<", self.env.company._gov_today()),
            ("company_id", "=", self.env.company.id),
        ]
        return self.env["gov.period"].search(domain, order="date_to desc, id", limit=1)

    @api.depends("period_id.year", "period_id.index", "period_id.kind")
    def _compute_month(self):
        for figure in self:
            period = figure.period_id
            is_month = period.kind == "month" and 1 <= period.index <= 12
            figure.month = is_month and date(period.year, period.index, 1)

    @api.depends(*COUNTS)
    def _compute_rates(self):
        for figure in self:
            settled = figure.on_time + figure.late
            online = figure.online_full + figure.online_partial
            figure.on_time_rate = settled and 100 * figure.on_time / settled
            figure.online_rate = figure.received and 100 * online / figure.received

    @api.depends("unit_id.name", "period_id.name")
    def _compute_display_name(self):
        for figure in self:
            names = (figure.unit_id.name, figure.period_id.name)
            figure.display_name = " – ".join(name for name in names if name)

    @api.model
    def _get_sum_messages(self):
        return {
            "settled": self.env._(
                "More dossiers are settled than were received and carried over: enter "
                "how many were carried over."
            ),
            "online": self.env._("More dossiers came online than were received."),
            "postal": self.env._(
                "More dossiers went by post than were received and carried over."
            ),
            "feedback": self.env._(
                "More feedback was handled on time than was received."
            ),
        }

    @api.model
    def _get_broken_sums(self, values):
        """Names of :data:`SUMS` whose parts exceed the whole in ``values``."""
        return [
            name
            for name, (parts, whole) in SUMS.items()
            if sum(values[part] for part in parts) > sum(values[key] for key in whole)
        ]

    @api.constrains("period_id")
    def _check_period(self):
        today = self.env.company._gov_today()
        # sudo: months are compared, whoever enters.
        for figure in self.sudo():
            period = figure.period_id
            if period.kind != "month":
                raise ValidationError(
                    self.env._("%(period)s is no month.", period=period.name)
                )
            if period.date_from > today:
                raise ValidationError(
                    self.env._("%(period)s has not begun.", period=period.name)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_earlier_day(self):
        """What a report of a past day may have counted stays; it can be corrected."""
        company = self.env.company
        today = company._gov_today()
        for figure in self:
            if company._gov_day_of(figure.create_date) < today:
                raise UserError(
                    self.env._(
                        "%(name)s was entered on an earlier day: correct it instead.",
                        name=figure.display_name,
                    )
                )

    @api.model
    def _get_entry_units(self):
        """Domain of the units whose figures the user may enter.

        The record rules decide; this lets files and lists say so beforehand.
        """
        user = self.env.user
        domain = Domain("company_id", "in", self.env.companies.ids)
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return domain
        # sudo: the user's own scope.
        units = user.sudo().gov_scope_unit_ids.ids
        allowed = Domain("id", "child_of", units)
        if user.has_group("friendly_gov.group_coordinator"):
            allowed |= Domain("gov_rollout_ids.steering_unit_id", "child_of", units)
        return domain & allowed
