from odoo import api, fields, models

from ..tools.periods import ROMAN, period_bounds

# (kind, number of periods of that kind in a year)
YEARLY = (("month", 12), ("quarter", 4), ("half", 1), ("nine_months", 1), ("year", 1))


class GovPeriod(models.Model):
    _name = "gov.period"
    _description = "Reporting period"
    _inherit = ["gov.search.mixin"]
    _order = "date_to desc, date_from desc, id"

    _search_key_fields = ("name",)

    # Precomputed: later it would be named in the language of whoever flushes.
    name = fields.Char(
        compute="_compute_name", store=True, readonly=False, precompute=True
    )
    kind = fields.Selection(
        selection=[
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("half", "First six months"),
            ("nine_months", "Nine months"),
            ("year", "Year"),
            ("other", "Other"),
        ],
        required=True,
        default="month",
    )
    year = fields.Integer(required=True)
    index = fields.Integer(string="Number in the year", default=1, required=True)
    profile_id = fields.Many2one(
        comodel_name="gov.period.profile",
        string="Rules",
        required=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    date_from = fields.Date(
        compute="_compute_dates",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    date_to = fields.Date(
        compute="_compute_dates",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )

    _period_uniq = models.UniqueIndex(
        "(company_id, profile_id, kind, year, index) WHERE kind != 'other'",
        "This period already exists.",
    )
    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)", "The period ends before it begins."
    )

    @api.depends("kind", "year", "index")
    def _compute_name(self):
        for period in self:
            values = {"index": period.index, "year": period.year}
            if period.kind == "month":
                period.name = self.env._("Month %(index)s/%(year)s", **values)
            elif period.kind == "quarter":
                values["index"] = ROMAN.get(period.index, period.index)
                period.name = self.env._("Quarter %(index)s/%(year)s", **values)
            elif period.kind == "half":
                period.name = self.env._("First six months of %(year)s", **values)
            elif period.kind == "nine_months":
                period.name = self.env._("Nine months of %(year)s", **values)
            elif period.kind == "year":
                period.name = self.env._("Year %(year)s", **values)

    @api.depends("kind", "year", "index", "profile_id.cutoff_day")
    def _compute_dates(self):
        for period in self:
            if period.kind == "other" or not period.year or not period.profile_id:
                continue
            period.date_from, period.date_to = period_bounds(
                period.kind, period.year, period.index, period.profile_id.cutoff_day
            )

    @api.model
    def _generate(self, profile, year):
        """Create the periods of ``year`` that do not exist yet."""
        company = profile.company_id or self.env.company
        domain = [
            ("profile_id", "=", profile.id),
            ("company_id", "=", company.id),
            ("year", "=", year),
        ]
        known = {(period.kind, period.index) for period in self.search(domain)}
        return self.create(
            [
                {
                    "kind": kind,
                    "index": index,
                    "year": year,
                    "profile_id": profile.id,
                    "company_id": company.id,
                }
                for kind, count in YEARLY
                for index in range(1, count + 1)
                if (kind, index) not in known
            ]
        )
