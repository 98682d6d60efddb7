from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class GovReformProposal(models.Model):
    """From an agreed proposal to the replication."""

    _inherit = "gov.reform.proposal"

    def action_start_replication(self):
        """Open the replication, filled in from the proposal."""
        self.ensure_one()
        self.check_access("read")
        if self.state != "agreed":
            raise UserError(self.env._("Only what was agreed is replicated."))
        return self._get_replication_action()

    def _get_replication_action(self):
        return {
            "name": self.env._("Replicate"),
            "type": "ir.actions.act_window",
            "res_model": "gov.replication",
            "view_mode": "form",
            "context": self._get_replication_defaults(),
        }

    def _get_replication_defaults(self):
        """What the replication begins with; whether the user may is checked there."""
        self.ensure_one()
        return {
            "default_reform_model_id": self.reform_model_id.id,
            "default_origin_id": self.origin_id.id,
            "default_steering_unit_id": self._get_steering_unit().id,
            "default_group_ids": [Command.set(self.target_group_id.ids)],
            "default_unit_ids": [Command.set(self.target_unit_ids.ids)],
            "default_date_start": self.date_start or self.env.company._gov_today(),
            "default_note": self.env._(
                "Decision No. %(symbol)s of %(date)s",
                symbol=self.decision_symbol,
                date=self.decision_date.strftime("%d/%m/%Y"),
            ),
        }

    def _get_steering_unit(self):
        """The body for which the user acts, of those that may give the order."""
        # sudo: who acts for the body stands on the body.
        bodies = self.sudo().deciding_unit_id
        bodies |= bodies.gov_delegate_ids
        return (bodies & self.env.user._gov_scope_units() or bodies)[:1]

    def _get_target_units(self):
        """Units that are to take the model over, as they are today."""
        self.ensure_one()
        units = self.target_unit_ids
        if self.target_group_id:
            today = self.env.company._gov_today()
            units |= self.target_group_id._resolve_below(today, self.deciding_unit_id)
        return units - self.unit_id
