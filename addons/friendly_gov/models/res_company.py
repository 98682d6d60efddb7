from datetime import datetime, time, timedelta

import pytz

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.res_partner import _tz_get

from ..tools import workdays


class ResCompany(models.Model):
    _inherit = "res.company"

    gov_tz = fields.Selection(
        selection=_tz_get,
        string="Office Time Zone",
        default="Asia/Ho_Chi_Minh",
        required=True,
        help="Deadlines and cut-off dates end at midnight of this time zone.",
    )

    def write(self, vals):
        res = super().write(vals)
        if "gov_tz" in vals:
            # Absence delegations begin and end at midnight of this zone.
            self.env["gov.delegation"]._gov_refresh()
        return res

    def _gov_today(self):
        """Today's date in the office's time zone (the server runs in UTC)."""
        self.ensure_one()
        return datetime.now(pytz.timezone(self.gov_tz)).date()

    def _gov_day_of(self, moment):
        """Date in the office of a naive UTC ``moment``."""
        self.ensure_one()
        zone = pytz.timezone(self.gov_tz)
        moment = fields.Datetime.to_datetime(moment)
        return pytz.utc.localize(moment).astimezone(zone).date()

    def _gov_end_of_day(self, date):
        """First moment after ``date`` in the office, as naive UTC datetime."""
        self.ensure_one()
        zone = pytz.timezone(self.gov_tz)
        midnight = datetime.combine(date + timedelta(days=1), time.min)
        return zone.localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)

    def _gov_is_working_day(self, day):
        """True if this office works on ``day``."""
        self.ensure_one()
        entries = self.env["gov.working.day"]._get_entries(self)
        return workdays.is_working_day(day, entries)

    def _gov_add_working_days(self, day, count):
        """The ``count``-th working day of this office after ``day``; ``day`` for 0."""
        self.ensure_one()
        entries = self.env["gov.working.day"]._get_entries(self)
        return self._gov_count_on(day, count, entries)

    def _gov_shift_working_days(self, days, start, new_start):
        """``days`` of a plan that began on ``start``, for one that begins later.

        :return: dict of each day and the day that lies as many working days of this
            office after ``new_start`` as it lies after ``start``
        """
        self.ensure_one()
        entries = self.env["gov.working.day"]._get_entries(self)
        counts = {
            day: workdays.count_working_days(start, day, entries) for day in set(days)
        }
        return {
            day: self._gov_count_on(new_start, count, entries)
            for day, count in counts.items()
        }

    def _gov_count_on(self, day, count, entries):
        try:
            return workdays.add_working_days(day, count, entries)
        except workdays.CalendarError as error:
            raise UserError(
                self.env._(
                    "The working-day calendar has no working day within a year: "
                    "correct it under Configuration."
                )
            ) from error
