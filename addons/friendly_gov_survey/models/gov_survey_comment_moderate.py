from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError


class GovSurveyComment(models.Model):
    """Somebody above the unit reads first: words may name an official."""

    _inherit = "gov.survey.comment"

    moderated_by_id = fields.Many2one(
        comodel_name="res.users", string="Moderated by", readonly=True, copy=False
    )
    moderated_on = fields.Date(readonly=True, copy=False)
    campaign_id = fields.Many2one(
        related="line_id.campaign_id",
        string="Survey campaign",
        store=True,
        # Else each answer with words on the public page costs an UPDATE more.
        precompute=True,
    )
    can_moderate = fields.Boolean(compute="_compute_can_moderate")

    @api.model
    def _get_guarded(self, names):
        guarded = super()._get_guarded(names)
        return guarded + [n for n in names if n in ("moderated_by_id", "moderated_on")]

    @api.depends_context("uid")
    @api.depends("unit_id", "lead_unit_id")
    def _compute_can_moderate(self):
        for comment in self:
            comment.can_moderate = not comment._get_why_not_moderate()

    def action_show(self):
        """Let the comments through: the unit reads them."""
        return self._moderate("shown")

    def action_hide(self):
        """Keep the comments hidden: they name somebody, or insult."""
        return self._moderate("hidden")

    def _moderate(self, state):
        self.check_access("read")
        if not self.env.su:
            for comment in self:
                why_not = comment._get_why_not_moderate()
                if why_not:
                    raise AccessError(why_not)
        # sudo: role, scope and unit were checked for each comment.
        comments = self.sudo()
        try:
            comments.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("Somebody else is reading these comments right now.")
            ) from error
        if any(c.user_input_id.gov_state == "excluded" for c in comments):
            raise UserError(
                self.env._("The words of an excluded answer stay hidden with it.")
            )
        comments._guarded_write(
            {
                "state": state,
                "moderated_by_id": self.env.uid,
                "moderated_on": self.env.company._gov_today(),
            }
        )
        return True

    def _get_why_not_moderate(self):
        """Why the user may not moderate this comment, in words; False if possible."""
        user = self.env.user
        # sudo: places of units, compared with those of the user.
        comment = self.sudo()
        if comment.unit_id in user._gov_own_agencies():
            return self.env._(
                "%(unit)s is your own unit: comments on it are read first by "
                "coordinators of a unit above it.",
                unit=comment.unit_id.name,
            )
        if user.has_group("friendly_gov.group_manager"):
            return False
        if (
            not user.has_group("friendly_gov.group_coordinator")
            or comment.lead_unit_id not in user._gov_scope_units()
        ):
            return self.env._(
                "Only coordinators of %(unit)s moderate the comments of this campaign.",
                unit=comment.lead_unit_id.name,
            )
        return False
