import base64
import calendar
import io
import re
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..report.person_month_workbook import write_person_month
from ..report.queries.person_month import Month


class GovPersonMonth(models.TransientModel):
    """Asks for month and unit, and makes the workbook of products per person.

    Decree 335/2025/NĐ-CP assesses officials by converted products. The workbook
    counts these; it rates nobody.
    """

    _name = "gov.person.month"
    _description = "Products per person and month"

    month = fields.Selection(
        selection=[(str(number), str(number)) for number in range(1, 13)],
        required=True,
        default=lambda self: str(self._get_last_month().month),
    )
    year = fields.Char(
        required=True,
        size=4,
        default=lambda self: str(self._get_last_month().year),
    )
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        required=True,
        # sudo: the user's own scope.
        default=lambda self: self.env.user.sudo().gov_unit_ids[:1],
        help="With all units below it.",
    )
    is_demo = fields.Boolean(
        string="Illustration",
        help="Only illustrations are counted; otherwise none is.",
    )
    file = fields.Binary(attachment=False, readonly=True)
    summary = fields.Text(readonly=True)

    @api.onchange("month", "year", "unit_id", "is_demo")
    def _onchange_scope(self):
        # The file was made for something else.
        self.summary = False

    @api.model
    def _get_last_month(self):
        """A day of the month that has just ended: the one that is reported."""
        return fields.Date.subtract(self.env.company._gov_today(), months=1)

    def action_make(self):
        """Make the workbook with the rights of the user."""
        self.ensure_one()
        self._check_unit()
        vietnamese = self.env["res.lang"]._lang_get("vi_VN")
        dialog = self.with_context(lang="vi_VN") if vietnamese else self
        target = io.BytesIO()
        persons, products = write_person_month(target, dialog)
        self.file = base64.b64encode(target.getvalue())
        self.summary = (
            self.env._(
                "%(products)s products, %(persons)s rows by person.",
                products=products,
                persons=persons,
            )
            if products
            else self.env._(
                "No product in this month and scope. Illustrations are only counted "
                "when Illustration is ticked."
            )
        )
        return {
            "name": self.env._("Products per person and month"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_download(self):
        self.ensure_one()
        month = self._get_month()
        name = f"san_pham_{month.date_from:%Y-%m}.xlsx"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{name}?download=true",
            "target": "self",
        }

    def _check_unit(self):
        """Own units and those below; leaders also what they follow."""
        user = self.env.user
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return
        units = user._gov_scope_units()
        # sudo: the user's own list of followed units.
        followed = user.sudo().gov_scope_follow_unit_ids
        if user.has_group("friendly_gov.group_leader") and followed:
            units |= followed.search([("id", "child_of", followed.ids)])
        officer = user.has_group("friendly_gov.group_officer")
        if not officer and not user.has_group("friendly_gov.group_leader"):
            raise AccessError(
                self.env._("Unit officers, leaders and managers make this table.")
            )
        if self.unit_id not in units:
            raise AccessError(
                self.env._("You may report on your own units and those you follow.")
            )

    def _get_month(self):
        """The :class:`Month` of the dialog, as ``report.queries`` takes it."""
        self.ensure_one()
        today = self.env.company._gov_today()
        year = int(self.year) if re.fullmatch("[0-9]{4}", self.year) else 0
        if not 2000 <= year <= today.year:
            raise UserError(self.env._("Give the year with four digits."))
        first = date(year, int(self.month), 1)
        if first > today:
            raise UserError(self.env._("This month has not begun yet."))
        last = first.replace(day=calendar.monthrange(year, first.month)[1])
        company = self.unit_id.company_id or self.env.company
        domain = Domain("is_demo", "=", self.is_demo) & Domain(
            "company_id", "=", company.id
        )
        units = self.unit_id.with_context(active_test=False)
        units = units.search([("id", "child_of", self.unit_id.ids)])
        return Month(domain, first, min(last, today), tuple(units.ids))
