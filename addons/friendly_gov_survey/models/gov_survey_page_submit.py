from typing import NamedTuple

from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import form as forms
from ..tools import nonce
from . import gov_survey_trace as limits


class Sender(NamedTuple):
    """What a request tells of who sent it; kept as digests of one day only."""

    address: str
    agent: str


class Outcome(NamedTuple):
    """What became of a form: ``code`` of the page to show, and why.

    Codes: ``thanks``; ``closed``, ``used``, ``limit`` (nothing written);
    ``again`` with ``notice`` or ``errors`` (words by question id).
    """

    code: str
    notice: str = ""
    errors: dict = {}


class GovSurveyPage(models.AbstractModel):
    _inherit = "gov.survey.page"

    @api.model
    def _submit(self, place, raw, lang, sender):
        """Store what was sent at ``place``, once.

        Nothing is written unless the answer is stored, or was before.

        :param dict raw: lists of texts by name, as they were sent
        :param sender: :class:`Sender`
        :return: :class:`Outcome`
        """
        token = "".join(raw.get("nonce", ())[:1])
        age = self._read_age(place, token)
        if age is not None and self._is_stored(token):
            # Sent twice: back button, second tab, a retry after a lost connection.
            return Outcome("thanks")
        if place.reason:
            return Outcome(place.reason)
        if age is None:
            return Outcome("again", "expired")
        spec = self._get_spec(place.line.campaign_id.survey_id.id, lang)
        form = forms.read(spec, self._clean(raw))
        if form.errors:
            notice = "unknown" if 0 in form.errors else ""
            return Outcome("again", notice, self._get_error_texts(form.errors, lang))
        if form.is_empty:
            return Outcome("again", "empty")
        rules, traces = self._judge(place, sender, form, age, raw)
        if rules is None:
            return Outcome("limit")
        if place.invitation:
            # sudo: whoever holds the token has no account.
            invitations = self.env["gov.survey.invitation"].sudo()
            form.field_id = form.field_id or place.field_id
            if not invitations._use(place.invitation):
                return Outcome("used")
        return self._store(place, form, token, rules, traces, lang)

    def _is_stored(self, token):
        # sudo: whether this very page was sent before; no answer is shown.
        answers = self.env["survey.user_input"].sudo()
        return bool(
            answers.search_count([("access_token", "=", nonce.digest(token))], limit=1)
        )

    @api.model
    def _clean(self, raw):
        # PostgreSQL takes no NUL; nobody types one.
        return {
            name: [value.replace("\x00", "") for value in values]
            for name, values in raw.items()
            if name[:1] == "q"
        }

    def _get_error_texts(self, errors, lang):
        env = self.with_context(lang=lang).env
        texts = {
            "required": env._("please answer this question"),
            "unknown": env._("please choose again"),
            "number": env._("this is not a number that can be right"),
            "date": env._("this is not a date that can be right"),
            "long": env._(
                "the text is too long: at most %(count)s characters",
                count=forms.MAX_TEXT,
            ),
        }
        return {
            question: texts.get(code, texts["unknown"])
            for question, code in errors.items()
            if question
        }

    def _judge(self, place, sender, form, age, raw):
        """Names of the rules that make the answer suspect, and its traces.

        :return: (list, list of digests); (None, None) if it is refused
        """
        rules, digests = [], []
        if "".join(raw.get("more", ())):
            rules.append("honeypot")
        if place.channel == "kiosk":
            rules += self._judge_kiosk(place, digests)
            return rules, digests
        if age + 1 < max(limits.SHORTEST, limits.SECONDS_AN_ANSWER * len(form.lines)):
            rules.append("fast")
        # Whoever was invited answers once anyway, and leaves no trace at all.
        if not place.invitation:
            found = self._judge_device(place, sender, digests)
            if found is None:
                return None, None
            rules += found
        return rules, digests

    def _judge_device(self, place, sender, digests):
        # sudo: counts of digests.
        traces = self.env["gov.survey.trace"].sudo()
        campaign, day = self._get_day(place)
        device, network, limited = traces._get_traces(day, *sender)
        counts = traces._count(campaign, day, [device, network])
        by_device, by_network = (counts.get(key, (0,))[0] for key in (device, network))
        if limited and (
            by_device >= limits.HARD_DEVICE or by_network >= limits.HARD_NETWORK
        ):
            return None
        digests += [device, network]
        return [
            rule
            for rule, count, most in (
                ("device", by_device, limits.SOFT_DEVICE),
                ("network", by_network, limits.SOFT_NETWORK),
            )
            if count >= most
        ]

    def _judge_kiosk(self, place, digests):
        # sudo: the last moment of a kiosk, which is no person's device.
        traces = self.env["gov.survey.trace"].sudo()
        campaign, day = self._get_day(place)
        digest = f"kiosk {place.point.id}"
        digests.append(digest)
        seconds = traces._count(campaign, day, digests).get(digest, (0, None))[1]
        too_soon = seconds is not None and seconds < limits.KIOSK_INTERVAL
        return ["interval"] if too_soon else []

    def _get_day(self, place):
        campaign = place.line.campaign_id
        return campaign, campaign.company_id._gov_today()

    def _store(self, place, form, token, rules, digests, lang):
        # sudo: the token, the nonce, the form and the limits were checked above; the
        # public user itself may create nothing. The company is the campaign's, not
        # the one that the public user happens to belong to.
        campaign, day = self._get_day(place)
        company = campaign.company_id.ids
        env = self.sudo().with_context(allowed_company_ids=company).env
        try:
            env["survey.user_input"]._gov_store(
                place.line,
                [
                    {
                        "form": form,
                        "nonce": nonce.digest(token),
                        "state": "suspect" if rules else "valid",
                        "rule": rules[0] if rules else False,
                        "lang_id": env["res.lang"]._get_data(code=lang).id,
                        "test": bool(place.trial),
                    }
                ],
                place.channel,
                point=place.point,
            )
        except IntegrityError as error:
            if error.diag.constraint_name != "survey_user_input_unique_token":
                raise
            # The same page, sent twice at the same moment: the other one is stored.
            self.env.cr.rollback()
            return Outcome("thanks")
        if digests:
            moment = fields.Datetime.now() if place.channel == "kiosk" else None
            env["gov.survey.trace"]._add(campaign, day, digests, moment)
        return Outcome("thanks")

    @api.model
    def _count_opened(self, place, token, sender):
        """Count that the page was opened: at most some times a device and day."""
        if place.reason or place.trial or self._read_age(place, token) is None:
            return
        # sudo: the token and the nonce were checked; a count is added.
        env = self.sudo().env
        campaign, day = self._get_day(place)
        traces = env["gov.survey.trace"]
        device = traces._get_traces(day, *sender, kind="opened").device
        if traces._count(campaign, day, [device]).get(device, (0,))[0] >= (
            limits.PAGES_OPENED
        ):
            return
        traces._add(campaign, day, [device])
        env["gov.survey.delta"]._guarded_create(
            [
                {
                    "line_id": place.line.id,
                    "campaign_id": campaign.id,
                    "point_id": place.point.id,
                    "channel": place.channel,
                    "field_id": place.point.field_id.id,
                    "day": day,
                    "kind": "opened",
                    "sign": 1,
                }
            ]
        )

    @api.model
    def _get_closed(self, place):
        """When the survey about the unit of a point begins or ended: dates or None."""
        if not place.point:
            campaign = place.line.campaign_id
        else:
            # sudo: the days of campaigns about the unit whose poster was scanned.
            lines = self.env["gov.survey.unit"].sudo()
            domain = Domain("unit_id", "=", place.point.unit_id.id) & Domain(
                "state", "!=", "draft"
            )
            if place.point.campaign_id:
                domain &= Domain("campaign_id", "=", place.point.campaign_id.id)
            else:
                domain &= Domain("campaign_id.audience", "=", place.point.audience)
            campaign = lines.search(domain, order="id desc", limit=1).campaign_id
        if not campaign:
            return {}
        today = campaign.company_id._gov_today()
        if campaign.state == "open" and campaign.date_open > today:
            return {"begins": campaign.date_open}
        return {"ended": min(campaign.date_close, today)}
