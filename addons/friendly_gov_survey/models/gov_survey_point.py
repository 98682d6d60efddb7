import secrets

from odoo import fields, models

CHANNELS = [
    ("qr", "QR code"),
    ("kiosk", "Kiosk"),
    ("invitation", "Invitation"),
    ("paper", "Paper"),
]
AUDIENCES = [
    ("citizen", "Citizens and enterprises"),
    ("staff", "Officials and staff"),
]


class GovSurveyPoint(models.Model):
    """Where people are asked: a counter of a unit with its own QR code or kiosk.

    It stays when campaigns come and go, so that a poster is printed once: the open
    campaign of its unit, audience and channel decides what is asked.
    """

    _name = "gov.survey.point"
    _description = "Survey point"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]
    _order = "unit_id, name, id"
    _check_company_auto = True

    _guarded_fields = frozenset({"token"})
    _search_key_fields = ("name",)

    name = fields.Char(string="Counter", required=True)
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Unit",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        default=lambda self: self.env.user.sudo().gov_unit_ids[:1],
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    channel = fields.Selection(
        selection=[("qr", "QR code"), ("kiosk", "Kiosk")], default="qr", required=True
    )
    audience = fields.Selection(selection=AUDIENCES, default="citizen", required=True)
    campaign_id = fields.Many2one(
        comodel_name="gov.survey.campaign",
        string="Only for the campaign",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="Empty: whichever campaign asks about the unit on the day.",
    )
    field_id = fields.Many2one(
        comodel_name="gov.survey.field",
        string="Field of work",
        ondelete="restrict",
        help="Set it where a counter serves one field only: people are not asked then.",
    )
    token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(12),
    )
    active = fields.Boolean(default=True)

    _token_unique = models.UniqueIndex("(token)", "The token is in use.")

    def _get_line(self, day):
        """The ``gov.survey.unit`` that answers given here on ``day`` belong to.

        :return: one record or none
        """
        self.ensure_one()
        domain = [
            ("unit_id", "=", self.unit_id.id),
            ("state", "=", "open"),
            ("campaign_id.date_open", "<=", day),
            ("campaign_id.date_close", ">=", day),
        ]
        if self.campaign_id:
            domain.append(("campaign_id", "=", self.campaign_id.id))
        else:
            domain += [
                ("campaign_id.audience", "=", self.audience),
                (f"campaign_id.use_{self.channel}", "=", True),
            ]
        return self.env["gov.survey.unit"].search(domain, order="id desc", limit=1)
