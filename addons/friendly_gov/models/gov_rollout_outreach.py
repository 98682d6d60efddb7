from odoo import api, fields, models
from odoo.exceptions import ValidationError

COUNTS = ("session_count", "people_count", "copy_count")


class GovRolloutOutreach(models.Model):
    """Citizens were told of the model: a meeting, broadcasts, leaflets …"""

    _name = "gov.rollout.outreach"
    _description = "Outreach to citizens"
    _inherit = ["gov.rollout.child.mixin", "gov.search.mixin"]
    _order = "rollout_id, date, id"
    _rec_name = "content"

    _history_fields = ("channel", "date", "date_to", *COUNTS)
    _search_key_fields = ("content", "place")

    channel = fields.Selection(
        selection=[
            ("meeting", "Meeting with citizens"),
            ("loudspeaker", "Loudspeaker"),
            ("leaflet", "Leaflets"),
            ("portal", "Portal, social network"),
            ("other", "Other"),
        ],
        required=True,
        default="meeting",
    )
    date = fields.Date(
        string="Date, or from",
        required=True,
        default=lambda self: self._default_date(),
    )
    date_to = fields.Date(string="To", help="Empty for a single day.")
    session_count = fields.Integer(
        string="Sessions", help="Meetings, broadcasts or articles."
    )
    people_count = fields.Integer(string="People reached")
    copy_count = fields.Integer(string="Copies", help="Leaflets or letters given out.")
    place = fields.Char(string="Held at")
    content = fields.Text(required=True)

    _count_check = models.Constraint(
        "CHECK (session_count >= 0 AND people_count >= 0 AND copy_count >= 0)",
        "Numbers of sessions, people and copies are not negative.",
    )
    _dates_check = models.Constraint(
        "CHECK (date_to >= date)", "The outreach ends before it begins."
    )

    @api.model
    def _default_date(self):
        return self.env.company._gov_today()

    @api.constrains(*COUNTS)
    def _check_counts(self):
        for outreach in self:
            if not any(outreach[name] for name in COUNTS):
                raise ValidationError(
                    self.env._("Enter how many sessions, people or copies there were.")
                )

    @api.constrains("date", "date_to")
    def _check_dates(self):
        self._check_not_future("date", "date_to")
