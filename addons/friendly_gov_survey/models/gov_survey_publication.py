import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from ..report import survey_sheet

# Event: from which states, to which.
EVENTS = {
    "ask": (("draft", "refused", "withdrawn"), "asked"),
    "approve": (("asked",), "approved"),
    "refuse": (("asked",), "refused"),
    "withdraw": (("asked", "approved"), "withdrawn"),
}
MOST_COMMENTS = 50


class GovSurveyPublication(models.Model):
    """The result of one unit on a page that everybody may read.

    Asked for by the unit or the lead unit, approved by a body above the unit, never by
    itself. What is shown is frozen when it is approved: figures, words and comments as
    they were then.
    """

    _name = "gov.survey.publication"
    _description = "Publication of a survey result"
    _inherit = ["gov.guarded.mixin", "mail.thread"]
    _order = "id desc"
    _rec_name = "line_id"
    _mail_post_access = "read"

    _guarded_fields = frozenset(
        {
            "state",
            "token",
            "content",
            "asked_by_id",
            "decided_by_id",
            "decided_on",
            "reason",
        }
    )
    _guarded_parent = "line_id"
    _guarded_unlink = True

    line_id = fields.Many2one(
        comodel_name="gov.survey.unit",
        string="Unit in the campaign",
        required=True,
        ondelete="restrict",
        index=True,
        domain=[("state", "=", "closed")],
    )
    unit_id = fields.Many2one(
        related="line_id.unit_id", store=True, precompute=True, index=True
    )
    lead_unit_id = fields.Many2one(
        related="line_id.lead_unit_id", store=True, precompute=True
    )
    campaign_id = fields.Many2one(
        related="line_id.campaign_id",
        string="Survey campaign",
        store=True,
        precompute=True,
    )
    company_id = fields.Many2one(
        related="line_id.company_id", store=True, precompute=True, index=True
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("asked", "Waits for approval"),
            ("approved", "Published"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(12),
    )
    url = fields.Char(string="Public address", compute="_compute_url")
    content = fields.Json(readonly=True, copy=False)
    content_html = fields.Html(
        string="What is published", compute="_compute_content_html", sanitize=False
    )
    asked_by_id = fields.Many2one(
        comodel_name="res.users", string="Asked by", readonly=True, copy=False
    )
    decided_by_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True, copy=False
    )
    decided_on = fields.Date(readonly=True, copy=False)
    reason = fields.Char(
        string="Why refused or withdrawn", readonly=True, copy=False, tracking=True
    )
    waiting_for = fields.Char(compute="_compute_waiting_for")
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _line_unique = models.UniqueIndex(
        "(line_id)", "The result of this unit has a publication already."
    )
    _token_unique = models.UniqueIndex("(token)", "The token is in use.")

    @api.depends("token", "state")
    def _compute_url(self):
        base = self.get_base_url()
        for record in self:
            approved = record.state == "approved"
            record.url = f"{base}/gs/r/{record.token}" if approved else False

    @api.depends("content", "line_id", "state")
    def _compute_content_html(self):
        for record in self:
            sheet = record.content or (record.line_id and record._get_content())
            record.content_html = sheet and record._render(sheet)

    @api.depends("state", "unit_id")
    def _compute_waiting_for(self):
        for record in self:
            bodies = record.unit_id._gov_competent_bodies()
            # sudo: the name of a unit, told wherever something waits for it.
            name = bodies[:1].sudo().name
            record.waiting_for = name if record.state == "asked" else False

    @api.depends_context("uid")
    @api.depends("state", "unit_id")
    def _compute_can_decide(self):
        for record in self:
            record.can_decide = not record._get_why_not_decide()

    @api.constrains("line_id")
    def _check_closed(self):
        for record in self:
            # sudo: the state of the campaign of a line that the user named.
            if record.sudo().line_id.state != "closed":
                raise UserError(
                    self.env._("Results are published once the campaign is closed.")
                )

    def action_ask(self):
        """Ask the body above the unit to approve."""
        for record in self:
            record.check_access("write")
            record._move("ask", {"asked_by_id": self.env.uid, "reason": False})
        return True

    def action_approve(self):
        """Publish the result as it is now."""
        for record in self:
            record._check_decider()
            content = {"content": record._get_content(), "reason": False}
            record._move("approve", record._get_decision() | content)
        return True

    def action_refuse(self):
        """Open the dialog that asks why."""
        return self._open_reason("refuse", self.env._("Refuse the publication"))

    def action_withdraw(self):
        """Open the dialog that asks why."""
        return self._open_reason("withdraw", self.env._("Withdraw the publication"))

    def _open_reason(self, event, title):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "gov.survey.publication.reason",
            "view_mode": "form",
            "target": "new",
            "context": {"default_publication_id": self.id, "default_event": event},
        }

    def _decide(self, event, reason):
        """Refuse or withdraw, with a reason.

        Whoever may approve withdraws too; the lead unit and the unit withdraw what they
        asked for.
        """
        self.ensure_one()
        if not (reason or "").strip():
            raise UserError(self.env._("Say in a few words why."))
        self.check_access("read")
        if event == "refuse" or not self.has_access("write"):
            self._check_decider()
        values = {"reason": reason.strip(), "content": False}
        self._move(event, self._get_decision() | values)

    def _get_decision(self):
        return {
            "decided_by_id": self.env.uid,
            "decided_on": self.env.company._gov_today(),
        }

    def _move(self, event, values):
        self.ensure_one()
        # sudo: who may was checked by the caller.
        record = self.sudo()
        try:
            record.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._("Somebody else is deciding on this publication right now.")
            ) from error
        before, after = EVENTS[event]
        if record.state not in before:
            raise UserError(
                self.env._(
                    "%(publication)s: not possible in its present state.",
                    publication=record.display_name,
                )
            )
        record._guarded_write(values | {"state": after})

    def _get_content(self):
        """What the public may read, as JSON: no sensitive item, nothing too small."""
        # sudo: figures of the one unit whose publication the user reads; the line is
        # named on it, and what it shows is checked by who decides.
        line = self.sudo().line_id
        env = line.with_context(lang=self._get_lang()).env
        sheet = survey_sheet.get_sheet(env, [("id", "=", line.id)], "line")
        if not sheet:
            return {}
        campaign = line.campaign_id
        comments = env["gov.survey.comment"].search(
            [("line_id", "=", line.id), ("state", "=", "shown")], limit=MOST_COMMENTS
        )
        # What was not approved for an earlier campaign is not told by the way.
        approved = self.sudo().search(
            [("unit_id", "=", line.unit_id.id), ("state", "=", "approved")]
        )
        known = approved.campaign_id.ids + campaign.ids
        trend = [cell for cell in sheet["trend"] if cell["campaign_id"] in known]
        return sheet | {
            "trend": trend if len(trend) > 1 else [],
            "items": [item for item in sheet["items"] if not item["sensitive"]],
            "worst": [],
            "unit": line.unit_id.name,
            "campaign": campaign.name,
            "lead": campaign.unit_id.name,
            "days": [str(campaign.date_open), str(campaign.date_close)],
            "demo": campaign.is_demo,
            "comments": comments.mapped("text") if campaign.shows_comments else [],
        }

    def _get_lang(self):
        vietnamese = self.env["res.lang"]._lang_get("vi_VN")
        return "vi_VN" if vietnamese else self.env.user.lang or "en_US"

    def _render(self, sheet):
        return self.env["ir.qweb"]._render(
            "friendly_gov_survey.gov_survey_result_sheet",
            {"sheet": sheet, "public": True},
        )

    def _check_decider(self):
        self.check_access("read")
        why_not = not self.env.su and self._get_why_not_decide()
        if why_not:
            raise AccessError(why_not)

    def _get_why_not_decide(self):
        """Why the user may not approve or refuse, in words; False if possible."""
        self.ensure_one()
        user = self.env.user
        # sudo: places of units, compared with those of the user.
        unit = self.sudo().unit_id
        if unit in user._gov_own_agencies():
            return self.env._(
                "%(unit)s is your own unit: a body above it approves what is "
                "published about it.",
                unit=unit.name,
            )
        if user.has_group("friendly_gov.group_manager"):
            return False
        bodies, scope = unit._gov_competent_bodies(), user._gov_scope_units()
        if user.has_group("friendly_gov.group_leader"):
            # sudo: the user's own scope.
            scope |= user.sudo().gov_scope_follow_unit_ids
        elif not user.has_group("friendly_gov.group_coordinator"):
            scope = scope.browse()
        if not bodies & scope:
            return self.env._(
                "Leaders and coordinators of %(body)s approve what is published.",
                body=bodies[:1].sudo().name or self.env._("the body above the unit"),
            )
        return False

    @api.model
    def _find(self, token):
        """The approved publication with this token, as superuser; or none."""
        # sudo: only what the unguessable token leads to, and only approved.
        return self.sudo().search(
            [("token", "=", token), ("state", "=", "approved")], limit=1
        )
