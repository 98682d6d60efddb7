from odoo import fields, models
from odoo.fields import Command, Domain

from .gov_transferable_mixin import TransferItem

OPEN_STATES = ("received", "doing", "submitted", "held", "adjusting")
# What goes over with the task, as it stands on the line that ends.
HEIRLOOMS = (
    "date_assigned",
    "date_received",
    "date_due",
    "date_receipt_limit",
    "period_key",
    "extension_count",
    "held_days",
    "quantity_assigned",
    "coefficient",
)


class GovAssignment(models.Model):
    _name = "gov.assignment"
    _inherit = ["gov.assignment", "gov.transferable.mixin"]

    # On the line that ended: several may go on as one, where the successor had the
    # task already.
    transferred_to_id = fields.Many2one(
        comodel_name="gov.assignment",
        string="Goes on as",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    transferred_from_ids = fields.One2many(
        "gov.assignment", "transferred_to_id", string="Taken over from", readonly=True
    )

    def _gov_transfer_items(self, unit):
        lines = self.search(
            [("unit_id", "=", unit.id), ("state", "in", OPEN_STATES)], order="id"
        )
        blocks = {
            "submitted": self.env._(
                "a result waits for acceptance: accept or return it first"
            ),
            "adjusting": self.env._(
                "an adjustment is requested: refuse it or withdraw the task first"
            ),
        }
        return [
            TransferItem(
                line.id,
                f"{line.directive_id.symbol} – {line.task_id.code}. {line.name}",
                ("unit_id",),
                blocks.get(line.state, ""),
                line.date_due,
            )
            for line in lines
        ]

    def _gov_transfer(self, transfer, unit, successor):
        """End the lines of ``self`` and let the successor go on with their tasks.

        The successor begins anew: nobody in charge, not started. Deadline, day of
        assignment, extensions and a hold go over with the task.
        """
        self._lock()
        heirs = self._gov_find_heirs(successor)
        fresh = self.filtered(lambda line: line._gov_line_key() not in heirs)
        vals_list = [line._gov_prepare_heir(successor) for line in fresh]
        document = (transfer.decision_symbol, transfer.decision_date)
        reason = transfer._get_reason()
        # First: what hangs on a task ends with its last line.
        created = self._issue(
            vals_list, event="transfer_in", reason=reason, document=document
        )
        moved = {line._gov_line_key(): line for line in created}
        self._gov_transfer_end(heirs | moved, successor)
        self._transition("transfer", reason=reason, document=document)
        outcomes = {}
        for line in self:
            heir = moved.get(line._gov_line_key()) or heirs[line._gov_line_key()]
            line._guarded_write({"transferred_to_id": heir.id})
            merged = line._gov_line_key() in heirs
            outcomes[line.id] = ("merged" if merged else "moved", heir.id)
        # Results stay with the line that ended; who goes on has to read them.
        ancestors = self | self._gov_ancestors()
        ancestors._guarded_write({"visible_unit_ids": [Command.link(successor.id)]})
        # The answers that the unit got for its line are read on, too.
        self.env["gov.coordination"].search(
            [("assignment_id", "in", ancestors.ids)]
        )._update_visible_units()
        self.directive_id._add_recipients(successor)
        self.directive_id._update_visible_units()
        return outcomes

    def _gov_transfer_end(self, heirs, successor):
        """What hangs on the lines of ``self`` goes on with their ``heirs``.

        :param dict heirs: lines of the successor by task and period
        """
        self._gov_pass_on_requests(heirs, successor)

    def _gov_pass_on_requests(self, heirs, successor):
        """What the lead unit asked of others is now asked by the successor."""
        requests = self.env["gov.coordination"].search(
            [("assignment_id", "in", self.ids), ("is_waiting", "=", True)]
        )
        for line, asked in requests.grouped("assignment_id").items():
            asked._guarded_write(
                {
                    "assignment_id": heirs[line._gov_line_key()].id,
                    "asker_unit_id": successor.id,
                }
            )
        requests._update_visible_units()

    def _gov_line_key(self):
        """What a unit has once: a task, or one period of it."""
        return self.task_id.id, self.period_key or ""

    def _gov_find_heirs(self, successor):
        """Lines that the successor has already, by task and period."""
        lines = self.search(
            Domain("task_id", "in", self.task_id.ids)
            & Domain("unit_id", "=", successor.id)
            & Domain("state", "not in", ("withdrawn", "transferred"))
        )
        return {line._gov_line_key(): line for line in lines}

    def _gov_prepare_heir(self, successor):
        self.ensure_one()
        values = self.task_id._prepare_assignment(successor)
        values |= {name: self[name] for name in HEIRLOOMS}
        values["follower_id"] = self.follower_id.id
        if self.state == "held":
            values |= {"state": "held", "held_since": self.held_since}
        return values

    def _gov_ancestors(self):
        """Lines that ended in favour of ``self``, however long ago."""
        found = self.browse()
        lines = self.transferred_from_ids
        while lines:
            found |= lines
            lines = lines.transferred_from_ids - found
        return found

    def _gov_heir_units(self):
        """Units that go on with what this line began."""
        units = self.env["hr.department"]
        line = self.transferred_to_id
        while line:
            units |= line.unit_id
            line = line.transferred_to_id
        return units
