from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import SQL

from odoo.addons.friendly_gov.tools.fold import nfc

from .survey_user_input_store import QUIET

JUDGEMENTS = ("valid", "excluded")


class SurveyUserInput(models.Model):
    """Who says whether an answer counts: never the unit that was asked about."""

    _inherit = "survey.user_input"

    gov_campaign_id = fields.Many2one(
        related="gov_line_id.campaign_id", string="Survey campaign"
    )
    gov_unit_id = fields.Many2one(related="gov_line_id.unit_id", string="Unit asked")
    gov_validity_ids = fields.One2many(
        comodel_name="gov.survey.validity",
        inverse_name="user_input_id",
        string="Judgements",
        readonly=True,
    )
    gov_can_judge = fields.Boolean(compute="_compute_gov_can_judge")
    gov_why_not_judge = fields.Char(compute="_compute_gov_can_judge")

    @api.depends_context("uid")
    @api.depends("gov_line_id", "test_entry")
    def _compute_gov_can_judge(self):
        for answer in self:
            answer.gov_why_not_judge = answer._gov_get_why_not_judge()
            answer.gov_can_judge = not answer.gov_why_not_judge

    def action_gov_judge(self):
        """Dialog for the answers on the screen."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Judge answers"),
            "res_model": "gov.survey.judge",
            "view_mode": "form",
            "target": "new",
            "context": {"default_user_input_ids": self.ids},
        }

    def _gov_get_why_not_judge(self):
        """Why the user may not judge this answer, in words; False if possible."""
        self.ensure_one()
        user = self.env.user
        # sudo: places of units, compared with those of the user.
        line = self.sudo().gov_line_id
        if not line:
            return self.env._("This is not an answer of a campaign.")
        if self.sudo().test_entry:
            return self.env._("A trial is in no figure: there is nothing to judge.")
        if line.unit_id in user._gov_own_agencies():
            return self.env._(
                "%(unit)s is your own unit: answers about it are judged by "
                "coordinators of a unit above it, or by a manager of another unit.",
                unit=line.unit_id.name,
            )
        if user.has_group("friendly_gov.group_manager"):
            return False
        if (
            not user.has_group("friendly_gov.group_coordinator")
            or line.lead_unit_id not in user._gov_scope_units()
        ):
            return self.env._(
                "Only coordinators of %(unit)s judge the answers of this campaign.",
                unit=line.lead_unit_id.name,
            )
        return False

    def _gov_judge(self, state, reason):
        """Say that these answers count, or don't; answers that stand so already stay.

        Coordinators of the lead unit or of one above it, and managers; nobody about
        the own unit or the agency that it is a part of. Each judgement is logged with
        person and reason, changes the figures from today on, and leaves those of past
        days as they were. Words of an excluded answer are hidden; once it counts
        again they wait to be let through anew.

        :param str state: "valid" or "excluded"
        :param str reason: not empty
        :raise AccessError: for somebody else
        :raise UserError: without a reason, or while somebody else judges them
        :return: the answers that were changed
        """
        reason = nfc(reason or "").strip()
        if state not in JUDGEMENTS:
            raise ValueError(f"{state} is no judgement.")
        if not reason:
            raise UserError(self.env._("Say in a few words why."))
        self._gov_check_judge()
        # sudo: role, scope and unit were checked for each answer.
        answers = self.sudo().with_context(**QUIET)._gov_lock()
        answers = answers.filtered(lambda answer: answer.gov_state != state)
        if answers:
            answers._gov_log_judgement(state, reason)
            answers._gov_move_figures(state)
            answers._gov_move_comments(state)
            answers._guarded_write({"gov_state": state})
        return answers.with_env(self.env)

    def _gov_check_judge(self):
        self.check_access("read")
        if self.env.su:
            return
        for answer in self:
            why_not = answer._gov_get_why_not_judge()
            if why_not:
                raise AccessError(why_not)

    def _gov_lock(self):
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Someone else is judging these answers right now. Look at them "
                    "again before you go on."
                )
            ) from error
        return self

    def _gov_log_judgement(self, state, reason):
        self.env["gov.survey.validity"]._guarded_create(
            [
                {
                    "line_id": answer.gov_line_id.id,
                    "user_input_id": answer.id,
                    "state_from": answer.gov_state,
                    "state": state,
                    "reason": reason,
                    "user_id": self.env.uid,
                    "day": answer.gov_line_id.company_id._gov_today(),
                }
                for answer in self
            ]
        )

    def _gov_move_figures(self, state):
        """One change takes the answers out of their state, another into ``state``."""
        chosen = self._gov_get_chosen()
        self.env["gov.survey.delta"]._guarded_create(
            [
                {
                    "line_id": answer.gov_line_id.id,
                    "campaign_id": answer.gov_line_id.campaign_id.id,
                    "point_id": answer.gov_point_id.id,
                    "channel": answer.gov_channel,
                    "field_id": answer.gov_field_id.id,
                    "day": answer.gov_line_id.company_id._gov_today(),
                    "given": answer.gov_day,
                    "kind": kind,
                    "sign": sign,
                    "chosen": kind == "valid" and chosen.get(answer.id),
                }
                for answer in self
                for kind, sign in ((answer.gov_state, -1), (state, 1))
            ]
        )

    def _gov_get_chosen(self):
        """Pairs of each answer by its id, as :class:`GovSurveyDelta` keeps them."""
        self.env["survey.user_input.line"].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT user_input_id,
                           string_agg(concat(COALESCE(matrix_row_id, 0), ':',
                                             suggested_answer_id), ',' ORDER BY id)
                      FROM survey_user_input_line
                     WHERE user_input_id IN %s AND suggested_answer_id IS NOT NULL
                     GROUP BY user_input_id
                    """,
                    self._ids,
                )
            )
        )

    def _gov_move_comments(self, state):
        comments = self.env["gov.survey.comment"].search(
            [("user_input_id", "in", self.ids)]
        )
        if state == "excluded":
            comments._guarded_write({"state": "hidden"})
            return
        again = self.filtered(lambda answer: answer.gov_state == "excluded")
        comments.filtered(
            lambda comment: comment.user_input_id in again
        )._guarded_write({"state": "waiting"})
