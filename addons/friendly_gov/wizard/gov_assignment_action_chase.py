from odoo import api, models


class GovAssignmentActionChase(models.TransientModel):
    """The dialog chases, too: one message to the people of each unit."""

    _inherit = "gov.assignment.action"

    @api.model
    def _selection_event(self):
        return super()._selection_event() + [
            ("chase", self.env._("Chase")),
        ]

    def action_confirm(self):
        self.ensure_one()
        if self.event != "chase" or not self.assignment_ids:
            return super().action_confirm()
        # Read as the user: a line outside the scope is refused, not skipped.
        lines = self.env["gov.assignment"].browse(self.assignment_ids.ids)
        silent = lines._chase(self.reason)
        close = {"type": "ir.actions.act_window_close"}
        if not silent:
            return close
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Nobody could be told"),
                "message": self.env._(
                    "The chasing is logged, but %(units)s has no officer and no "
                    "person in charge in the system. Use the text for a chat group or "
                    "a letter.",
                    units=", ".join(silent.mapped("name")),
                ),
                "next": close,
            },
        }
