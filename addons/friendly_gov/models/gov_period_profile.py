from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class GovPeriodProfile(models.Model):
    _name = "gov.period.profile"
    _description = "Reporting rules"
    _inherit = ["gov.shared.list.mixin", "gov.search.mixin"]
    _order = "date_from desc, id desc"

    _search_key_fields = ("name", "code", "legal_basis")
    _RULES = frozenset(
        {
            "cutoff_day",
            "warning_days",
            "long_overdue_days",
            "done_date_rule",
            "clock_start",
            "receipt_days",
        }
    )

    name = fields.Char(required=True)
    code = fields.Char(required=True)
    version = fields.Integer(default=1, required=True)
    active = fields.Boolean(default=True)
    legal_basis = fields.Char()
    date_from = fields.Date(string="Applies from", required=True)
    cutoff_day = fields.Integer(
        default=14,
        required=True,
        help="Last day of the data of a period; the period begins on the next day "
        "of the month before it.",
    )
    warning_days = fields.Integer(
        default=3, required=True, help="Days before the deadline: due soon."
    )
    long_overdue_days = fields.Integer(
        default=5, required=True, help="Days after the deadline: long overdue."
    )
    done_date_rule = fields.Selection(
        selection=[
            ("submission", "Date of the accepted report"),
            ("acceptance", "Date of acceptance"),
        ],
        default="submission",
        required=True,
        string="Date of completion",
    )
    clock_start = fields.Selection(
        selection=[
            ("issued", "Date of the document"),
            ("received", "Receipt by the unit"),
        ],
        default="issued",
        required=True,
        string="Lengths of time run from",
        help="For deadlines such as “within 10 working days”. Words that name the date "
        "of the document go before this.",
    )
    receipt_days = fields.Integer(
        string="Working days for the receipt",
        default=2,
        required=True,
        help="A task whose receipt is not confirmed by then counts as received on "
        "that day.",
    )
    # Names who holds a result, and moves no figure: it may change while in use.
    acceptance_days = fields.Integer(
        string="Days for acceptance",
        default=5,
        required=True,
        help="A result that waits longer is listed as held by the accepting body.",
    )
    needs_confirmation = fields.Boolean(
        help="Values without an official source: compare with your province's rule."
    )
    note = fields.Text()
    period_ids = fields.One2many("gov.period", "profile_id", string="Periods")
    generate_year = fields.Integer(
        string="Year", default=lambda self: self.env.company._gov_today().year
    )

    _code_version_uniq = models.Constraint(
        "UNIQUE(code, version, company_id)", "This version already exists."
    )
    _cutoff_check = models.Constraint(
        "CHECK (cutoff_day BETWEEN 1 AND 31)", "The cut-off day is between 1 and 31."
    )
    _days_check = models.Constraint(
        "CHECK (warning_days >= 0 AND long_overdue_days >= 0)",
        "Numbers of days are not negative.",
    )
    _waiting_days_check = models.Constraint(
        "CHECK (acceptance_days >= 0 AND receipt_days >= 0)",
        "Numbers of days are not negative.",
    )

    def write(self, vals):
        # A profile in use is superseded by a new version: a report of last year
        # must not change because the cut-off does.
        if self._RULES & vals.keys() and self._is_used():
            raise UserError(
                self.env._(
                    "%(name)s is in use: make a new version instead of changing it.",
                    name=", ".join(self.mapped("display_name")),
                )
            )
        return super().write(vals)

    def _is_used(self):
        # sudo: shared rules are in use in companies that the user doesn't see.
        profiles = self.sudo()
        directives = self.env["gov.directive"].sudo()
        domain = [("profile_id", "in", self.ids)]
        return profiles.period_ids or directives.search_count(domain, limit=1)

    @api.model
    def _get_age_domain(self, date_field, operator, days_field):
        """Domain on ``gov.assignment``: ``date_field`` as long ago as the rules say.

        Few rules, many lines: a date for each of the rules keeps the index usable.

        :param str operator: ``<=`` that many days ago or earlier, ``<`` earlier
        :param str days_field: number of days, a field of the rules
        """
        today = self.env.company._gov_today()
        profiles = self.with_context(active_test=False)
        return Domain.OR(
            Domain("directive_id.profile_id", "=", profile.id)
            & Domain(
                date_field,
                operator,
                fields.Date.subtract(today, days=profile[days_field]),
            )
            for profile in profiles.search([])
        )

    def action_new_version(self):
        """Copy the rules as the next version and open it."""
        self.ensure_one()
        last = max(self.search([("code", "=", self.code)]).mapped("version"))
        values = {"version": last + 1, "name": self.name}
        if not self._may_share():
            # The next version of what all share is one's own.
            values["company_id"] = self.env.company.id
        new = self.copy(values)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": new.id,
            "view_mode": "form",
        }

    def action_generate_periods(self):
        """Make the months, quarters, half, nine months and year that are missing."""
        self.ensure_one()
        self.env["gov.period"]._generate(self, self.generate_year)
