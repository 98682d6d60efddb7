from odoo import models


class GovRolloutStep(models.Model):
    _inherit = "gov.rollout.step"

    def _describe_for_launch(self):
        """When the step was done or is planned, for the list before the launch."""
        self.ensure_one()
        if self.state == "skipped":
            return self.env._("not applicable")
        if self.state == "done":
            if not self.date_done:
                return self.env._("done")
            day = self.date_done.strftime("%d/%m/%Y")
            return self.env._("done on %(date)s", date=day)
        if self.date_planned:
            day = self.date_planned.strftime("%d/%m/%Y")
            return self.env._("planned for %(date)s", date=day)
        return self.env._("to do, no date is planned")
