import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

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
# People type it from a poster: one case, and no letter that looks like another.
TOKEN_LETTERS = "abcdefghjkmnpqrstvwxyz23456789"
# 78 bits: not to be guessed, however many posters hang.
TOKEN_LENGTH = 16


def make_token():
    return "".join(secrets.choice(TOKEN_LETTERS) for _i in range(TOKEN_LENGTH))


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

    _guarded_fields = frozenset({"token", "token_date"})
    _search_key_fields = ("name",)
    # What answers were counted under.
    _FROZEN = frozenset({"unit_id", "company_id", "channel", "audience"})

    name = fields.Char(
        string="Counter", required=True, help="As the people who come there know it."
    )
    unit_id = fields.Many2one(
        comodel_name="hr.department",
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
        selection=[("qr", "QR code"), ("kiosk", "Kiosk")],
        string="How people answer",
        default="qr",
        required=True,
    )
    audience = fields.Selection(
        selection=AUDIENCES, string="Who is asked", default="citizen", required=True
    )
    campaign_id = fields.Many2one(
        comodel_name="gov.survey.campaign",
        string="Only for the campaign",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="Empty: whichever campaign asks about the unit on the day, so that the "
        "poster is printed once and for all.",
    )
    field_id = fields.Many2one(
        comodel_name="gov.survey.field",
        string="Field of work",
        ondelete="restrict",
        help="Set it where a counter serves one field only: people are not asked then.",
    )
    token = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: make_token()
    )
    token_date = fields.Date(
        string="Code valid since",
        readonly=True,
        copy=False,
        default=lambda self: self.env.company._gov_today(),
        help="Posters printed before this day no longer work.",
    )
    kiosk_seconds = fields.Integer(
        string="Start again after (seconds)",
        default=60,
        help="The kiosk goes back to an empty form when nobody touches it that long.",
    )
    kiosk_text_size = fields.Selection(
        selection=[("24", "Normal"), ("32", "Large"), ("40", "Very large")],
        string="Size of the questions",
        default="32",
    )
    active = fields.Boolean(default=True)
    campaign_now_id = fields.Many2one(
        comodel_name="gov.survey.campaign",
        string="Asks today",
        compute="_compute_campaign_now_id",
        search="_search_campaign_now_id",
    )

    _token_unique = models.UniqueIndex("(token)", "The token is in use.")
    _seconds_check = models.Constraint(
        "CHECK (kiosk_seconds BETWEEN 15 AND 600)",
        "A kiosk starts again after 15 to 600 seconds.",
    )

    @api.depends("name", "unit_id")
    def _compute_display_name(self):
        for point in self:
            parts = (point.name, point.unit_id.name)
            point.display_name = " – ".join(part for part in parts if part)

    @api.depends("unit_id", "channel", "audience", "campaign_id")
    def _compute_campaign_now_id(self):
        for company, points in self.grouped("company_id").items():
            today = (company or self.env.company)._gov_today()
            lines = points._get_lines(today)
            for point in points:
                point.campaign_now_id = lines[point].campaign_id

    @api.model
    def _search_campaign_now_id(self, operator, value):
        if operator != "in" or set(value) != {False}:
            return NotImplemented
        asked = self.search([("active", "=", True)]).filtered("campaign_now_id")
        return [("id", "not in", asked.ids)]

    @api.constrains("campaign_id", "unit_id")
    def _check_campaign_asks(self):
        bound = self.filtered("campaign_id")
        for campaign, points in bound.grouped("campaign_id").items():
            # sudo: whether it asks about the unit; whoever set it may read it.
            campaign = campaign.sudo()
            asked = set((campaign.line_ids.unit_id or campaign._get_units()).ids)
            for point in points:
                if point.unit_id.id not in asked:
                    raise ValidationError(
                        self.env._(
                            "%(campaign)s does not ask about %(unit)s.",
                            campaign=campaign.name,
                            unit=point.unit_id.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_read_link("campaign_id", vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_read_link("campaign_id", [vals])
        moved = self._FROZEN & vals.keys()
        if moved and not self._is_unlocked():
            self._check_unused(moved)
        res = super().write(vals)
        if "unit_id" in vals:
            # Rules look at the unit before the change: nobody hands a point to a
            # unit outside the own scope.
            self.check_access("write")
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self._get_used()
        if used:
            raise UserError(
                self.env._(
                    "%(point)s: answers were given there. Take it down instead of "
                    "deleting it.",
                    point=used[0].display_name,
                )
            )

    def _check_unused(self, names):
        used = self._get_used()
        if used:
            labels = self.fields_get(names, ["string"])
            raise UserError(
                self.env._(
                    "%(point)s: answers were given there, so %(fields)s can no longer "
                    "be changed. Take it down and make a new point.",
                    point=used[0].display_name,
                    fields=", ".join(sorted(f["string"] for f in labels.values())),
                )
            )

    def _get_used(self):
        """Those of ``self`` that answers were given at, purged ones included."""
        # sudo: whether there are any; who reads answers is decided elsewhere.
        answers = self.env["survey.user_input"].sudo()
        deltas = self.env["gov.survey.delta"].sudo()
        returns = self.env["gov.survey.return"].sudo()
        found = {
            point.id
            for [point] in answers._read_group(
                [("gov_point_id", "in", self.ids)], ["gov_point_id"]
            )
        }
        found |= {
            point.id
            for [point] in deltas._read_group(
                [("point_id", "in", self.ids)], ["point_id"]
            )
        }
        values = [str(id_) for id_ in set(self.ids) - found]
        found |= {
            int(value)
            for [value] in returns._read_group(
                [("dimension", "=", "point"), ("value", "in", values)], ["value"]
            )
        }
        return self.filtered(lambda point: point.id in found)

    def _get_line(self, day):
        """The ``gov.survey.unit`` that answers given here on ``day`` belong to.

        :return: one record or none
        """
        self.ensure_one()
        return self._get_lines(day)[self]

    def _get_lines(self, day):
        """The ``gov.survey.unit`` or none by point, on ``day``: two statements."""
        lines = self.env["gov.survey.unit"].search_fetch(
            [
                ("unit_id", "in", self.unit_id.ids),
                ("state", "=", "open"),
                ("campaign_id.date_open", "<=", day),
                ("campaign_id.date_close", ">=", day),
            ],
            # The last two for the public page, which reads them at each answer.
            ["unit_id", "campaign_id", "company_id", "lead_unit_id"],
            order="id desc",
        )
        by_unit = lines.grouped("unit_id")
        none = lines.browse()
        return {
            point: by_unit.get(point.unit_id, none).filtered(point._fits)[:1]
            for point in self
        }

    def _fits(self, line):
        """True when what is answered here belongs to the campaign of ``line``."""
        campaign = line.campaign_id
        if self.campaign_id:
            return self.campaign_id == campaign
        return self.audience == campaign.audience and campaign[f"use_{self.channel}"]
