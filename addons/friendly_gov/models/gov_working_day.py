from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import workdays


class GovWorkingDay(models.Model):
    """Days off and made-up working days, as the office's own papers set them."""

    _name = "gov.working.day"
    _description = "Day off or made-up working day"
    _inherit = ["gov.shared.list.mixin", "gov.search.mixin"]
    _order = "is_yearly desc, date_from desc, id desc"

    _search_key_fields = ("name", "legal_basis")

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        help="Empty: for all offices of this system. Days of one office go before "
        "those for all.",
    )
    kind = fields.Selection(
        selection=[("off", "Day off"), ("working", "Made-up working day")],
        required=True,
        default="off",
        help="A Saturday worked in place of another day is a made-up working day.",
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(
        string="To",
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    is_yearly = fields.Boolean(
        string="Every year", help="The same day and month in each year."
    )
    legal_basis = fields.Char(
        string="Document", help="Number and date of the paper that says so."
    )
    needs_confirmation = fields.Boolean(
        help="Not checked against a paper of your office: compare before relying on it."
    )
    note = fields.Text()

    _order_check = models.Constraint(
        "CHECK (date_from <= date_to)", "The last day comes before the first."
    )
    _length_check = models.Constraint(
        "CHECK (date_to - date_from < 60)", "Enter at most 60 days at once."
    )

    @api.depends("date_from")
    def _compute_date_to(self):
        for days in self:
            if not days.date_to or days.date_to < days.date_from:
                days.date_to = days.date_from

    @api.constrains("kind", "is_yearly")
    def _check_swap(self):
        for days in self:
            if days.kind == "working" and days.is_yearly:
                raise ValidationError(
                    self.env._("Working days are made up for in one year, not in each.")
                )

    @api.model
    def _get_entries(self, company):
        """What ``tools.workdays`` needs to know of ``company``, a tuple."""
        # sudo: the calendar of the office holds for whoever works there.
        found = self.sudo().search_fetch(
            [("company_id", "in", [company.id, False])],
            ["date_from", "date_to", "kind", "is_yearly", "company_id"],
        )
        return tuple(
            workdays.Entry(
                days.date_from,
                days.date_to,
                days.kind == "working",
                days.is_yearly,
                bool(days.company_id),
            )
            for days in found
        )
