from odoo import api, fields, models
from odoo.exceptions import UserError


class GovSurveyJudge(models.TransientModel):
    """Dialog that excludes answers, or lets them count."""

    _name = "gov.survey.judge"
    _description = "Judgement on answers"
    _inherit = ["gov.guarded.mixin"]

    user_input_ids = fields.Many2many(
        comodel_name="survey.user_input", string="Answers", required=True
    )
    count = fields.Integer(string="Answers to be judged", compute="_compute_count")
    refused = fields.Char(string="Left out", compute="_compute_count")
    state = fields.Selection(
        selection=[
            ("excluded", "Exclude them: they don't count"),
            ("valid", "Let them count"),
        ],
        string="Judgement",
        required=True,
        default="excluded",
    )
    reason = fields.Char(required=True)

    @api.depends("user_input_ids")
    def _compute_count(self):
        for dialog in self:
            possible, reasons = dialog._get_possible()
            dialog.count = len(possible)
            dialog.refused = " ".join(sorted(reasons))

    def _get_possible(self):
        """The answers that the user may judge, and why not the others.

        :return: records and a set of sentences
        """
        # Read as the user: a dialog shows its links as superuser.
        answers = self.env["survey.user_input"].browse(self.user_input_ids.ids)
        answers.check_access("read")
        why_not = {answer: answer._gov_get_why_not_judge() for answer in answers}
        possible = answers.filtered(lambda answer: not why_not[answer])
        return possible, set(why_not.values()) - {False}

    def action_confirm(self):
        self.ensure_one()
        possible, reasons = self._get_possible()
        if not possible:
            raise UserError(
                " ".join(sorted(reasons)) or self.env._("Choose at least one answer.")
            )
        if not possible._gov_judge(self.state, self.reason):
            raise UserError(
                self.env._("These answers stand so already: nothing was changed.")
            )
        return {"type": "ir.actions.act_window_close"}
