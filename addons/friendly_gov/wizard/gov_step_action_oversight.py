from odoo import api, fields, models

from .gov_step_action import LINKS

LINKS |= {
    "gov.assignment.proposal": "proposal_ids",
    "gov.media.item": "media_item_ids",
    "gov.supervision.recommendation": "recommendation_ids",
}


class GovStepAction(models.TransientModel):
    """Steps of recommendations, proposals and media items go through it too."""

    _inherit = "gov.step.action"

    proposal_ids = fields.Many2many(
        comodel_name="gov.assignment.proposal", relation="gov_step_action_proposal_rel"
    )
    media_item_ids = fields.Many2many(
        comodel_name="gov.media.item", relation="gov_step_action_media_item_rel"
    )
    recommendation_ids = fields.Many2many(
        comodel_name="gov.supervision.recommendation",
        relation="gov_step_action_recommendation_rel",
    )

    @api.model
    def _selection_event(self):
        return [
            *super()._selection_event(),
            ("dismiss", self.env._("Dismiss the proposal")),
            ("ask_again", self.env._("Ask again")),
        ]

    @api.model
    def _open(self, event, lines):
        action = super()._open(event, lines)
        names = {
            (
                "gov.supervision.recommendation",
                "answer",
            ): self.env._("Answer the recommendation"),
            ("gov.media.item", "withdraw"): self.env._("Take back the media item"),
        }
        return action | {"name": names.get((lines._name, event), action["name"])}

    def _get_lines(self):
        return (
            super()._get_lines()
            or self.recommendation_ids
            or self.proposal_ids
            or self.media_item_ids
        )

    @api.depends("proposal_ids", "media_item_ids", "recommendation_ids")
    def _compute_lines(self):
        items = self.filtered("media_item_ids")
        for dialog in items:
            lines = dialog.media_item_ids
            dialog.line_count = len(lines)
            dialog.unit_ids = lines.unit_ids
            dialog.contents = lines.display_name if len(lines) == 1 else False
        return super(GovStepAction, self - items)._compute_lines()

    def _get_step_values(self):
        if self.event == "ask_again":
            return {"date_due": self.date_due}
        return super()._get_step_values()
