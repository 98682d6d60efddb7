from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ..report.queries import pledge_waiting

# What the queries below read: an ORM that still holds it back would be asked in vain.
READ = {
    "gov.pledge": ("state", "level", "unit_id", "user_id", "campaign_id"),
    "gov.pledge.campaign": ("state",),
    "hr.department": ("parent_id", "parent_path", "manager_id"),
    "hr.employee": ("user_id",),
    "res.users": ("active", "group_ids", "gov_unit_ids", "gov_follow_unit_ids"),
}


class GovPledge(models.Model):
    """For whom an open pledge waits, and who can sign on the screen at all."""

    _inherit = "gov.pledge"

    waiting = fields.Selection(
        selection="_selection_waiting",
        string="What it waits for",
        compute="_compute_waiting",
        search="_search_waiting",
    )
    waiting_for = fields.Char(string="Waiting for whom", compute="_compute_waiting")
    has_account = fields.Boolean(
        string="Can sign on the screen",
        compute="_compute_has_account",
        search="_search_has_account",
        help="Who is to sign has an account in force with a role of this office. "
        "Everybody else signs on paper.",
    )

    @api.model
    def _selection_waiting(self):
        return [
            ("sign", self.env._("Signature")),
            ("name_signer", self.env._("Name who signs")),
            ("paper", self.env._("Paper: no account")),
        ]

    def _get_waiting(self):
        """For whom each pledge waits, by one query.

        :return: ``{id: (kind, name)}``; kind is None where nothing is waited for,
            otherwise a key of ``waiting``; name is that of who is to sign, if known
        """
        self._flush_waiting()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT r.id, %s, COALESCE(NULLIF(r.signer_name, ''), contact.name)
                  FROM gov_pledge r
                  LEFT JOIN res_users person ON person.id = r.user_id
                  LEFT JOIN res_partner contact ON contact.id = person.partner_id
                 WHERE r.id = ANY(%s)
                """,
                pledge_waiting.waiting_sql(self.env, "r"),
                list(self._origin.ids),
            )
        )
        return {pledge_id: (kind, name) for pledge_id, kind, name in rows}

    @api.depends("state", "level", "unit_id", "user_id", "signer_name")
    def _compute_waiting(self):
        found = self._get_waiting()
        words = dict(self._selection_waiting())
        for pledge in self:
            kind, name = found.get(pledge._origin.id, (None, None))
            pledge.waiting = kind
            if kind == pledge_waiting.SIGN:
                pledge.waiting_for = name
            elif kind == pledge_waiting.PAPER and name:
                pledge.waiting_for = self.env._("%(name)s (on paper)", name=name)
            else:
                pledge.waiting_for = words.get(kind, False)

    @api.model
    def _search_waiting(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_waiting_domain(
            lambda alias: SQL(
                "%s IN %s",
                pledge_waiting.waiting_sql(self.env, alias),
                tuple(kind for kind in value if kind) or ("",),
            )
        )

    @api.depends("user_id")
    def _compute_has_account(self):
        self._flush_waiting()
        rows = self.env.execute_query(
            SQL(
                "SELECT r.id FROM gov_pledge r WHERE r.id = ANY(%s) AND %s",
                list(self._origin.ids),
                pledge_waiting.account_sql(self.env, "r"),
            )
        )
        found = {pledge_id for (pledge_id,) in rows}
        for pledge in self:
            pledge.has_account = pledge._origin.id in found

    @api.model
    def _search_has_account(self, operator, value):
        if operator != "in":
            return NotImplemented
        condition = self._get_waiting_domain(
            lambda alias: pledge_waiting.account_sql(self.env, alias)
        )
        return condition if True in value else ~condition

    @api.model
    def _get_waiting_domain(self, condition):
        """Domain of a condition; ``condition`` takes the alias of ``gov_pledge``."""
        self._flush_waiting()
        return Domain.custom(to_sql=lambda model, alias, query: condition(alias))

    @api.model
    def _flush_waiting(self):
        for model, names in READ.items():
            self.env[model].flush_model(names)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "waiting":
            self._flush_waiting()
            return pledge_waiting.waiting_sql(self.env, alias)
        return super()._field_to_sql(alias, field_expr, query)

    def action_remind(self):
        """Open the dialog that reminds of these pledges of one campaign."""
        self.check_access("read")
        if len(self.campaign_id) != 1:
            raise UserError(self.env._("Choose pledges of one campaign."))
        return self.campaign_id._open_remind_dialog(
            {
                "default_campaign_id": self.campaign_id.id,
                "default_pledge_ids": [Command.set(self.ids)],
            }
        )
