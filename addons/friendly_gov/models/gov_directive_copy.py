from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

# What a document of next year takes over. Number, date, state and deadlines are new.
_COPIED = (
    "type_id",
    "issuer_id",
    "issuer_name",
    "signer_position",
    "signing_authority",
    "subject",
    "urgency",
    "assigning_unit_id",
    "monitoring_unit_id",
    "extending_unit_id",
    "confirming_unit_id",
    "recipient_group_ids",
    "expected_task_count",
)
_COPIED_TASK = (
    "sequence",
    "code",
    "text",
    "product",
    "product_quantity",
    "product_uom",
    "target",
    "deadline_text",
    "lead_unit_ids",
    "lead_group_id",
    "excluded_unit_ids",
    "coordinating_unit_ids",
    "recurrence",
    "recurrence_day",
    "recurrence_next_month",
)


class GovDirective(models.Model):
    """Next year's document from this year's, and no document from the future."""

    _inherit = "gov.directive"

    deadline_review = fields.Char(compute="_compute_deadline_review")

    @api.depends("task_ids.deadline_warning", "task_ids.state")
    def _compute_deadline_review(self):
        """Draft tasks whose deadline as written has no date yet."""
        for directive in self:
            tasks = directive.task_ids.filtered(
                lambda task: task.state == "draft" and task.deadline_warning
            )
            directive.deadline_review = ", ".join(tasks.mapped("code")) or False

    @api.constrains("date_issued", "company_id")
    def _check_date_issued(self):
        """Not for illustrations either: nothing is known of a day to come."""
        for directive in self:
            if directive.date_issued > directive.company_id._gov_today():
                raise ValidationError(
                    self.env._(
                        "%(symbol)s is dated %(date)s, which lies in the future. "
                        "Register the document when it has been signed.",
                        symbol=directive.symbol,
                        date=directive.date_issued.strftime("%d/%m/%Y"),
                    )
                )

    def action_copy(self):
        """Open a new draft with the tasks of this document; nothing is saved yet."""
        self.ensure_one()
        self.check_access("read")
        return {
            "name": self.env._("Copy as a new document"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "context": {
                f"default_{name}": value
                for name, value in self._get_copied_values().items()
            },
        }

    def _get_copied_values(self):
        tasks = [
            # Dates follow from the words once the new document has its own date.
            Command.create(task._get_values_of(_COPIED_TASK))
            for task in self.task_ids
        ]
        return self._get_values_of(_COPIED) | {"task_ids": tasks}
