from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.friendly_gov.report.pledge_print import in_form_language, short_day

from ..report.poster import Poster

# Posters above which the file is made in the background: about two seconds.
DIRECT_LIMIT = 100
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1", "0.0.0.0")


class GovSurveyPoint(models.Model):
    """What is printed for a point: the poster on paper, the picture for screens."""

    _inherit = "gov.survey.point"

    url_is_local = fields.Boolean(compute="_compute_url_is_local")

    @api.depends_context("uid")
    def _compute_url_is_local(self):
        local = urlsplit(self.env["ir.config_parameter"].get_base_url()).hostname
        self.url_is_local = local in LOCAL_HOSTS

    def action_poster_a4(self):
        """Posters as PDF, one page each; those of kiosks are left out."""
        return self._print("a4")

    def action_poster_a5(self):
        return self._print("a5")

    def action_poster_png(self):
        """The picture for the screen of one counter."""
        self.ensure_one()
        self._get_printable()
        return self._get_download("png")

    def _print(self, size):
        """Download at once, or queue what takes longer than a page may take."""
        points = self._get_printable()
        if len(points) <= DIRECT_LIMIT:
            return points._get_download(size)
        return self.env["gov.survey.poster"]._enqueue(points, size)._get_action()

    def _get_download(self, size):
        points = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/gov/survey_posters/{size}?points={points}",
            "target": "download",
        }

    def _get_printable(self):
        """Those of ``self`` that a poster leads to.

        :raise UserError: when there is none
        """
        self.check_access("read")
        points = self.filtered(lambda point: point.active and point.channel == "qr")
        if not points:
            raise UserError(
                self.env._(
                    "No poster to print: kiosks have none, nor have points that were "
                    "taken down."
                )
            )
        return points

    def _get_posters(self):
        """List of :class:`Poster`, in the language of official forms."""
        points = in_form_language(self._get_printable())
        env = points.env
        address = env._("Or type this address:")
        how = env._("Point your phone's camera at the code. It takes about a minute.")
        privacy = env._(
            "Answers are anonymous: no name, phone number or address is asked or kept."
        )
        calls = {
            "citizen": env._("Please tell us how we served you"),
            "staff": env._("Please tell us how you see your office"),
        }
        return [
            Poster(
                unit=point.unit_id.name,
                counter=point.name,
                call=calls[point.audience],
                how=how,
                url=point.url,
                typed=address,
                address=point.url.partition("://")[2],
                privacy=privacy,
                period=point._get_period(),
                foot=point._get_foot(),
            )
            for point in points
        ]

    def _get_period(self):
        """First and last day of the one campaign it is for, in words."""
        # sudo: two days that the poster announces to everybody.
        campaign = self.sudo().campaign_id
        if not (campaign.date_open and campaign.date_close):
            return ""
        return self.env._(
            "From %(first)s to the end of %(last)s",
            first=short_day(campaign.date_open),
            last=short_day(campaign.date_close),
        )

    def _get_foot(self):
        return self.env._(
            "Printed on %(day)s; code valid since %(since)s",
            day=short_day(self.company_id._gov_today()),
            since=short_day(self.token_date),
        )
