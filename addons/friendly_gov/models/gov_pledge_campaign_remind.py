from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..report.queries import pledge_waiting
from ..report.queries.reminder import DUE_SOON


class GovPledgeCampaign(models.Model):
    """Who was not reminded yet, who can't sign on the screen, and reminding by hand."""

    _inherit = "gov.pledge.campaign"

    warning_days = fields.Integer(
        string="Due soon, days before",
        required=True,
        default=lambda self: self._get_rule("warning_days", 3),
        help="So many days before the last day people are reminded for the first time.",
    )
    long_overdue_days = fields.Integer(
        string="Long overdue, days after",
        required=True,
        default=lambda self: self._get_rule("long_overdue_days", 5),
        help="So many days after the last day the leaders of the unit and the "
        "organiser learn how many have not signed.",
    )
    no_account_count = fields.Integer(
        string="Without an account",
        compute="_compute_no_account_count",
        compute_sudo=False,
    )

    _reminder_days_check = models.Constraint(
        "CHECK (warning_days >= 0 AND long_overdue_days >= 0)",
        "Numbers of days are not negative.",
    )

    @api.model
    def _get_rule(self, name, otherwise):
        """The number of days of the rules in force; a campaign may have its own."""
        rules = self.env["gov.period.profile"].search(
            [("company_id", "in", (False, self.env.company.id))], limit=1
        )
        return rules[name] if rules else otherwise

    @api.depends("state", "pledge_ids.user_id", "pledge_ids.state")
    @api.depends_context("uid")
    def _compute_no_account_count(self):
        groups = self.env["gov.pledge"]._read_group(
            Domain("campaign_id", "in", self.ids)
            & Domain("waiting", "=", pledge_waiting.PAPER),
            ["campaign_id"],
            ["__count"],
        )
        counts = {campaign.id: count for campaign, count in groups}
        for campaign in self:
            campaign.no_account_count = counts.get(campaign._origin.id, 0)

    # Buttons

    def action_remind(self):
        """Open the dialog that reminds who has not signed."""
        self.ensure_one()
        self.check_access("read")
        return self._open_remind_dialog({"default_campaign_id": self.id})

    @api.model
    def _open_remind_dialog(self, context):
        return {
            "name": self.env._("Remind who has not signed"),
            "type": "ir.actions.act_window",
            "res_model": "gov.pledge.remind",
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

    def action_open_no_account(self):
        """Pledges that need paper."""
        self.ensure_one()
        self.check_access("read")
        return {
            "name": self.env._("Without an account: to sign on paper"),
            "type": "ir.actions.act_window",
            "res_model": "gov.pledge",
            "view_mode": "list,kanban,form",
            "domain": [
                ("campaign_id", "=", self.id),
                ("waiting", "=", pledge_waiting.PAPER),
            ],
        }

    # Reminding by hand

    def _get_reminded_pledges(self):
        """Open pledges of the campaign that the user may remind of."""
        self.ensure_one()
        pledges = self.env["gov.pledge"]
        if self.state != "open" or self.is_demo:
            return pledges
        found = pledges.search(
            Domain("campaign_id", "=", self.id)
            & Domain("state", "=", "to_sign")
            & Domain("is_exempt", "!=", True)
        )
        return found._filtered_keeper()

    def _remind(self, pledges, message):
        """Remind of ``pledges`` now, in the words of the user.

        :return: the units of which nobody could be told
        """
        self.ensure_one()
        self.check_access("read")
        self._check_reminded(pledges)
        if not (message or "").strip():
            raise UserError(self.env._("Write what you want to tell them."))
        addressees = self._get_manual_addressees(pledges)
        self.env["gov.pledge.reminder"]._log_manual(pledges, message, addressees)
        self._notify_reminded(pledges, addressees, message)
        return pledges.filtered(lambda pledge: not addressees[pledge.id]).unit_id

    def _check_reminded(self, pledges):
        if self.state != "open":
            raise UserError(
                self.env._(
                    "%(campaign)s is not open: nobody is reminded.",
                    campaign=self.display_name,
                )
            )
        if self.is_demo:
            raise UserError(
                self.env._("Nobody is reminded of an illustration from documents.")
            )
        if not pledges:
            raise UserError(
                self.env._("Everybody whom you may remind has signed, or is excused.")
            )
        pledges._check_keeper()
        if pledges - self._get_reminded_pledges():
            raise UserError(
                self.env._(
                    "Some of these were signed in the meantime, or are never reminded: "
                    "open this page again."
                )
            )

    def _get_manual_addressees(self, pledges):
        """Sets of ids of the users to tell, by id of the pledge."""
        waiting = pledges._get_waiting()
        rows = [
            (
                pledge.id,
                DUE_SOON,
                None,
                pledge.unit_id.id,
                pledge.organizer_unit_id.id,
                waiting[pledge.id][0] == pledge_waiting.SIGN and pledge.user_id.id,
            )
            for pledge in pledges
        ]
        found = self.env["gov.reminder.addressee"]._get_pledge_addressees(rows)
        by_pledge = {pledge_id: users for (pledge_id, _), users in found.items()}
        # Whoever sends it knows.
        return {
            pledge.id: by_pledge[pledge.id]
            - ({self.env.uid} if pledge.user_id != self.env.user else set())
            for pledge in pledges
        }

    def _notify_reminded(self, pledges, addressees, message):
        """One notice a unit and language; officers read counts in theirs.

        Colleagues of a unit see who of them signed, so that they share a notice;
        those of another unit don't.
        """
        today = self.env.company._gov_today()
        waiting = pledges._get_waiting()
        signers, others = defaultdict(set), defaultdict(list)
        for pledge in pledges:
            for user_id in addressees[pledge.id]:
                if waiting[pledge.id][0] == pledge_waiting.SIGN:
                    signers[pledge.unit_id, pledge.date_due].add(user_id)
                else:
                    others[user_id].append(pledge.id)
        digest = self.env["gov.reminder.digest"]
        # sudo: addressees were picked above, their language and address only; names
        # of the units of pledges that the sender keeps.
        users = self.env["res.users"].sudo()
        for (unit, due), user_ids in signers.items():
            line = (self.id, self.name, unit.sudo().name, due, 1)
            for people in users.browse(user_ids).grouped("lang").values():
                digest._send_by_hand(
                    people, [(True, pledge_waiting.SIGN, *line)], message, today
                )
        for user_id, ids in others.items():
            groups = pledges.browse(ids).grouped(
                lambda pledge: (pledge.unit_id, pledge.date_due, waiting[pledge.id][0])
            )
            lines = [
                (False, kind, self.id, self.name, unit.sudo().name, due, len(found))
                for (unit, due, kind), found in groups.items()
            ]
            digest._send_by_hand(users.browse(user_id), lines, message, today)
