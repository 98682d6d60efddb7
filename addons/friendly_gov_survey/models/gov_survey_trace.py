import hashlib
import hmac
import ipaddress
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

# What makes an answer suspect; the first that holds is told.
RULES = [
    ("honeypot", "Filled in by a program"),
    ("fast", "Answered too fast"),
    ("device", "Many answers from one device"),
    ("network", "Very many answers from one network"),
    ("interval", "Right after another at the kiosk"),
]
# Answers a day and campaign: from how many on they wait for a coordinator, and from
# how many on they are refused. Phones behind one address of an operator or of the
# office's own network may look alike: hence suspect first, and refused late.
SOFT_DEVICE, HARD_DEVICE = 5, 100
SOFT_NETWORK, HARD_NETWORK = 200, 1000
PAGES_OPENED = 20
# Seconds: between two people at one kiosk; to read and to answer one question.
KIOSK_INTERVAL = 3
SECONDS_AN_ANSWER = 0.5
SHORTEST = 2


class Traces(NamedTuple):
    """Digests of one sender; ``limited``: whether too many are refused at all."""

    device: str
    network: str
    limited: bool = True


class GovSurveyTrace(models.Model):
    """That something was sent by a device on a day, not what, nor by whom.

    Rows are only added, so that senders never wait for one another; they go with the
    salt of their day, and nothing leads from them to an answer. They lie in the
    database since a worker knows nothing of the others.
    """

    _name = "gov.survey.trace"
    _description = "Trace of a sender for a day"
    _inherit = ["gov.guarded.mixin"]
    _rec_name = "day"
    _log_access = False

    _guarded_create_only = True
    _guarded_unlink = True

    campaign_id = fields.Many2one(
        comodel_name="gov.survey.campaign",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    day = fields.Date(required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True)
    # Of kiosks alone, which are no person's device.
    moment = fields.Datetime(readonly=True)

    _campaign_index = models.Index("(campaign_id, day, digest)")

    @api.model
    def _get_traces(self, day, address, agent, kind="answer"):
        """:class:`Traces` of a sender.

        :param str address: of the client, as the proxy mode of the server tells it
        :param str agent: what the browser says it is
        """
        key = self.env["gov.survey.salt"]._get_salt(day).encode()

        def make(*parts):
            text = "\n".join((kind, *parts)).encode()
            return hmac.new(key, text, hashlib.sha256).hexdigest()[:32]

        try:
            network = ipaddress.ip_address(address or "")
        except ValueError:
            return Traces(make("device", address or "", agent), "", False)
        if network.version == 6:
            # A subscriber is given all addresses of one such network.
            network = ipaddress.ip_network((network, 64), strict=False)
        # Behind a proxy without proxy mode everybody has one and the same address of
        # the office's own network: nobody is refused for that.
        public = network.is_global
        return Traces(
            make("device", address, agent),
            make("network", str(network)) if public else "",
            public,
        )

    @api.model
    def _count(self, campaign, day, digests):
        """Rows, and seconds since the last moment, by digest: {text: (int, float)}."""
        rows = self.env.execute_query(
            SQL(
                "SELECT digest, count(*), "
                "extract(epoch FROM %s - max(moment)) "
                "FROM gov_survey_trace "
                "WHERE campaign_id = %s AND day = %s AND digest = ANY(%s) "
                "GROUP BY digest",
                fields.Datetime.now(),
                campaign.id,
                day,
                list(digests),
            )
        )
        return {digest: (count, seconds) for digest, count, seconds in rows}

    @api.model
    def _add(self, campaign, day, digests, moment=None):
        """One row a digest."""
        self.env.cr.execute(
            "INSERT INTO gov_survey_trace (campaign_id, day, digest, moment) "
            "SELECT %s, %s, digest, %s FROM unnest(%s) digest",
            (campaign.id, day, moment, [digest for digest in digests if digest]),
        )
