from odoo import api, models


class GovRollout(models.Model):
    """The briefing of staff, among what is looked at before a launch."""

    _inherit = "gov.rollout"

    @api.model
    def _get_launch_depends(self):
        own = [f"briefing_ids.{name}" for name in ("date", "attended_count")]
        return super()._get_launch_depends() + own

    def _get_launch_items(self):
        return [*super()._get_launch_items(), self._get_launch_briefing()]

    def _get_launch_briefing(self):
        held = self.briefing_ids.filtered("date").sorted("date")[-1:]
        detail = self.env._("none is recorded")
        if held:
            detail = self.env._(
                "%(date)s: %(attended)s of %(total)s attended",
                date=held.date.strftime("%d/%m/%Y"),
                attended=held.attended_count,
                total=held.total_count,
            )
        label = self.env._("Briefing of staff")
        return self._launch_item("briefing", label, bool(held), detail, "briefings")
