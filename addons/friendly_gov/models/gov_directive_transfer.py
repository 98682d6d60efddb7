from odoo import models
from odoo.fields import Domain

from .gov_assignment_transfer import OPEN_STATES
from .gov_directive import BODIES
from .gov_transferable_mixin import TransferItem


class GovDirective(models.Model):
    _name = "gov.directive"
    _inherit = ["gov.directive", "gov.transferable.mixin"]

    def _gov_transfer_items(self, unit):
        """Drafts, and documents with work that goes on; closed ones stay as sent."""
        bodies = Domain.OR(Domain(name, "=", unit.id) for name in BODIES)
        draft = Domain("state", "=", "draft") & (
            bodies
            | Domain("issuer_id", "=", unit.id)
            | Domain("recipient_ids.unit_id", "=", unit.id)
        )
        going_on = (
            Domain("state", "=", "issued")
            & bodies
            & (
                Domain("assignment_ids", "any", [("state", "in", OPEN_STATES)])
                | Domain("task_ids", "any", [("state", "=", "draft")])
            )
        )
        return [
            TransferItem(
                directive.id,
                f"{directive.symbol} – {directive.subject}",
                directive._gov_get_roles(unit),
            )
            for directive in self.search(draft | going_on, order="id")
        ]

    def _gov_get_roles(self, unit):
        self.ensure_one()
        names = BODIES if self.state != "draft" else (*BODIES, "issuer_id")
        roles = [name for name in names if self[name] == unit]
        if self.state == "draft" and unit in self.recipient_ids.unit_id:
            roles.append("recipient_ids")
        return tuple(roles)

    def _gov_transfer(self, transfer, unit, successor):
        self._lock()
        groups = self.grouped(lambda directive: directive._gov_get_roles(unit))
        for roles, directives in groups.items():
            quiet = directives.with_context(tracking_disable=True)
            bodies = [name for name in roles if name != "recipient_ids"]
            if bodies:
                quiet._guarded_write(dict.fromkeys(bodies, successor.id))
            if "recipient_ids" in roles:
                directives._gov_replace_recipient(unit, successor)
        # What the body asked and nobody answered yet stays on its successor's list.
        asked = self.env["gov.coordination"].search(
            Domain("directive_id", "in", self.ids)
            & Domain("asker_unit_id", "=", unit.id)
            & Domain("assignment_id", "=", False)
            & Domain("is_waiting", "=", True)
        )
        asked._guarded_write({"asker_unit_id": successor.id})
        self._update_visible_units()
        self.task_ids._update_visible_units()
        reason = transfer._get_reason()
        self._message_log_batch(bodies=dict.fromkeys(self.ids, reason))
        return {directive.id: ("moved", directive.id) for directive in self}

    def _gov_replace_recipient(self, unit, successor):
        """Only drafts: what was sent stays with whom it was sent to."""
        lines = self.recipient_ids
        known = lines.filtered(lambda line: line.unit_id == successor).directive_id
        old = lines.filtered(lambda line: line.unit_id == unit)
        double = old.filtered(lambda line: line.directive_id in known)
        double.unlink()
        (old - double)._guarded_write({"unit_id": successor.id})
