from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.gov_pledge_reminder_digest import MINE
from ..report.queries import pledge_waiting


class GovPledgeRemind(models.TransientModel):
    """Dialog that reminds who has not signed, and the text for a chat group.

    The text leaves the system: units and numbers, nobody by name.
    """

    _name = "gov.pledge.remind"
    _description = "Reminding to sign"
    # Its onchange refuses campaigns that the user may not read.
    _inherit = ["gov.guarded.mixin"]

    campaign_id = fields.Many2one(
        comodel_name="gov.pledge.campaign",
        string="Pledge campaign",
        required=True,
        readonly=True,
    )
    pledge_ids = fields.Many2many(
        comodel_name="gov.pledge",
        string="Only these",
        help="Chosen in the list; empty means all that you may remind of.",
    )
    message = fields.Text(required=True)
    again = fields.Boolean(string="Remind them once more today")
    total_count = fields.Integer(compute="_compute_counts")
    told_count = fields.Integer(compute="_compute_counts")
    paper_count = fields.Integer(compute="_compute_counts")
    unnamed_count = fields.Integer(compute="_compute_counts")
    again_count = fields.Integer(compute="_compute_counts")
    text = fields.Text(string="Text for a chat group", compute="_compute_text")

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        campaign = self.env["gov.pledge.campaign"].browse(
            defaults.get("campaign_id") or ()
        )
        if campaign and "message" in fields and not defaults.get("message"):
            campaign.check_access("read")
            defaults["message"] = self._get_message(campaign)
        return defaults

    @api.model
    def _get_message(self, campaign):
        if campaign.date_due:
            return self.env._(
                "%(campaign)s: your pledge is to be signed by %(due)s. Please open "
                "“My pledges” and sign.",
                campaign=campaign.name,
                due=campaign.date_due.strftime("%d/%m/%Y"),
            )
        return self.env._(
            "%(campaign)s: your pledge is not signed yet. Please open “My pledges” and "
            "sign.",
            campaign=campaign.name,
        )

    def _get_pledges(self):
        """Pledges that the dialog is about, read as the user."""
        self.ensure_one()
        campaign = self.env["gov.pledge.campaign"].browse(self.campaign_id.ids)
        if not campaign:
            return self.env["gov.pledge"]
        campaign.check_access("read")
        pledges = campaign._get_reminded_pledges()
        if self.pledge_ids:
            chosen = self.env["gov.pledge"].browse(self.pledge_ids.ids)
            chosen.check_access("read")
            pledges &= chosen
        return pledges

    @api.model
    def _filter_reminded_today(self, pledges):
        # sudo: whether one of these pledges, read as the user, was in a notice today.
        log = self.env["gov.pledge.reminder"].sudo()
        today = self.env.company._gov_today()
        found = log._read_group(
            Domain("pledge_id", "in", pledges.ids) & Domain("date_sent", "=", today),
            ["pledge_id"],
        )
        return pledges.browse(pledge.id for (pledge,) in found)

    @api.depends("campaign_id", "pledge_ids")
    @api.depends_context("uid")
    def _compute_counts(self):
        for dialog in self:
            pledges = dialog._get_pledges()
            kinds = [kind for kind, _ in pledges._get_waiting().values()]
            dialog.total_count = len(pledges)
            dialog.told_count = kinds.count(pledge_waiting.SIGN)
            dialog.paper_count = kinds.count(pledge_waiting.PAPER)
            dialog.unnamed_count = kinds.count(pledge_waiting.NAME_SIGNER)
            dialog.again_count = len(self._filter_reminded_today(pledges))

    @api.depends("campaign_id", "pledge_ids")
    @api.depends_context("uid", "lang")
    def _compute_text(self):
        for dialog in self:
            dialog.text = dialog._write_text(dialog._get_pledges())

    def _write_text(self, pledges):
        today = self.env.company._gov_today().strftime("%d/%m/%Y")
        campaign = self.campaign_id
        parts = [self.env._("Pledges to be signed, %(date)s", date=today).upper()]
        parts.append(campaign.name or "")
        if campaign.date_due:
            due = campaign.date_due.strftime("%d/%m/%Y")
            parts.append(self.env._("To be signed by %(due)s", due=due))
        groups = pledges.grouped("unit_id").items()
        for number, (unit, of_unit) in enumerate(groups, start=1):
            parts.append(f"{number}. {self._describe_unit(unit, of_unit)}")
        parts.append(f"{campaign.get_base_url()}{MINE}")
        return "\n".join(parts)

    def _describe_unit(self, unit, pledges):
        people = len(pledges.filtered(lambda pledge: pledge.level == "person"))
        # sudo: the name of the unit of a pledge that the user read.
        name = unit.sudo().name
        if not people:
            return self.env._("%(unit)s: the pledge of the unit", unit=name)
        if people == len(pledges):
            return self.env._("%(unit)s: %(count)s people", unit=name, count=people)
        return self.env._(
            "%(unit)s: the pledge of the unit and %(count)s people",
            unit=name,
            count=people,
        )

    def action_confirm(self):
        self.ensure_one()
        pledges = self._get_pledges()
        campaign = self.env["gov.pledge.campaign"].browse(self.campaign_id.ids)
        told = self._filter_reminded_today(pledges)
        if pledges and pledges == told and not self.again:
            raise UserError(
                self.env._(
                    "All of them were reminded today already. Tick “Remind them once "
                    "more today” if you want that."
                )
            )
        if not self.again:
            pledges -= told
        silent = campaign._remind(pledges, self.message)
        return self._tell_result(pledges, silent)

    def _tell_result(self, pledges, silent):
        message = self.env._("%(count)s pledges were reminded of.", count=len(pledges))
        if silent:
            # sudo: names of the units of pledges that the user read.
            names = ", ".join(silent.sudo().mapped("name"))
            message += " " + self.env._(
                "Nobody could be told in %(units)s: there is no account to sign with "
                "and no other officer. Use the text for a chat group or a letter.",
                units=names,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if silent else "success",
                "sticky": bool(silent),
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
