from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain


class GovDirective(models.Model):
    """Receipts: who has seen the document, and who has not."""

    _inherit = "gov.directive"

    unseen_count = fields.Integer(string="Not seen", compute="_compute_unseen_count")
    is_unseen_by_us = fields.Boolean(
        string="My unit has not seen it",
        compute="_compute_is_unseen_by_us",
        search="_search_is_unseen_by_us",
    )

    @api.depends_context("uid")
    @api.depends("state", "recipient_ids.seen_at")
    def _compute_unseen_count(self):
        groups = self.env["gov.directive.recipient"]._read_group(
            Domain("directive_id", "in", self.ids) & Domain("is_unseen", "=", True),
            ["directive_id"],
            ["__count"],
        )
        counts = dict(groups)
        for directive in self:
            directive.unseen_count = counts.get(directive, 0)

    @api.depends_context("uid")
    @api.depends("state", "recipient_ids.seen_at")
    def _compute_is_unseen_by_us(self):
        domain = Domain("id", "in", self.ids) & self._get_unseen_domain()
        unseen = self.search(domain)
        for directive in self:
            directive.is_unseen_by_us = directive._origin in unseen

    @api.model
    def _search_is_unseen_by_us(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return self._get_unseen_domain()

    @api.model
    def _get_unseen_domain(self):
        units = self._get_receiving_units()
        mine = Domain("unit_id", "in", units.ids) & Domain("seen_at", "=", False)
        return Domain("state", "=", "issued") & Domain("recipient_ids", "any", mine)

    @api.model
    def _get_receiving_units(self):
        """Units for which the user says that they saw a document.

        Not the units below: a superior cannot have seen it in their place.
        """
        user = self.env.user
        # sudo: the user's own scope.
        return user.sudo().gov_scope_unit_ids | user._gov_employee_units()

    def action_open_unseen(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_directive_recipient_action"
        )
        context = {"search_default_unseen": 1}
        return action | {
            "domain": [("directive_id", "=", self.id)],
            "context": context,
        }

    def _add_recipients(self, units):
        """Whoever is given work by a document received it, listed or not.

        Party bodies, the Front and committees take part; they are not asked to give
        a receipt unless somebody lists them.
        """
        for directive in self:
            known = directive.recipient_ids.unit_id | directive.assigning_unit_id
            new = (units - known).filtered(lambda unit: not unit.gov_is_exempt)
            if new:
                directive.recipient_ids = [
                    Command.create({"unit_id": unit.id}) for unit in new
                ]

    def action_mark_seen(self):
        """Explicit receipt: reading a page never counts as having seen it."""
        self.check_access("read")
        own = self._get_receiving_units()
        # sudo: users have no write access to receipts; only lines of the own
        # units are marked, with the user's own name.
        lines = self.sudo().recipient_ids.filtered(
            lambda line: line.unit_id in own and not line.seen_at
        )
        if not lines:
            raise UserError(
                self.env._(
                    "Your units are not among the recipients, or already saw it."
                )
            )
        lines._guarded_write(
            {"seen_at": fields.Datetime.now(), "seen_user_id": self.env.uid}
        )
        return True
