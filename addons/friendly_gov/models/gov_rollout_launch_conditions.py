from odoo import api, models


class GovRollout(models.Model):
    """The condition review, among what is looked at before a launch."""

    _inherit = "gov.rollout"

    @api.model
    def _get_launch_depends(self):
        names = ("state", "name", "remedy", "raise_state")
        own = [f"condition_ids.{name}" for name in names]
        return super()._get_launch_depends() + own

    def _get_launch_items(self):
        return [*super()._get_launch_items(), self._get_launch_conditions()]

    def _get_launch_conditions(self):
        """All reviewed, and for each that is not met it is known what is done."""
        conditions = self.condition_ids
        unchecked = conditions.filtered(lambda item: item.state == "unchecked")
        helpless = conditions.filtered(
            lambda item: (
                item.state == "unmet" and not item.remedy and item.raise_state == "none"
            )
        )
        if not conditions:
            detail = self.env._("nothing is listed for review")
        elif helpless:
            detail = self.env._(
                "not met, and no remedy is entered: %(names)s",
                names=", ".join(item.name or "" for item in helpless),
            )
        elif unchecked:
            detail = self.env._(
                "%(count)s of %(total)s are not reviewed",
                count=len(unchecked),
                total=len(conditions),
            )
        else:
            detail = self.env._("%(total)s reviewed", total=len(conditions))
        return self._launch_item(
            "conditions",
            self.env._("Condition review"),
            bool(conditions) and not unchecked and not helpless,
            detail,
            "conditions",
            # Not every model comes with a review.
            optional=not conditions,
        )
