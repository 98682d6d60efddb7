from odoo import models
from odoo.tools import SQL


class GovRollout(models.Model):
    """At a reorganisation the roll-out that goes on fulfils what goes on."""

    _inherit = "gov.rollout"

    def _gov_transfer(self, transfer, unit, successor):
        outcomes = super()._gov_transfer(transfer, unit, successor)
        self._pass_on_links(SQL("rollout.id = ANY(%s)", self.ids))
        return outcomes

    def _pass_on_links(self, which):
        """Link what goes on in place of what ended, on either side.

        In one statement, whatever the number; the links of what ended are kept.

        :param SQL which: condition on ``rollout`` and ``line``
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
    INSERT INTO gov_rollout_assignment_rel (rollout_id, assignment_id)
    SELECT DISTINCT COALESCE(rollout.transferred_to_id, rollout.id),
           COALESCE(line.transferred_to_id, line.id)
      FROM gov_rollout_assignment_rel link
      JOIN gov_rollout rollout ON rollout.id = link.rollout_id
      JOIN gov_assignment line ON line.id = link.assignment_id
     WHERE %s
        ON CONFLICT DO NOTHING
                """,
                which,
            )
        )
        self.env["gov.rollout"].invalidate_model(["assignment_ids"])
        self.env["gov.assignment"].invalidate_model(["rollout_ids"])


class GovAssignment(models.Model):
    _inherit = "gov.assignment"

    def _gov_transfer(self, transfer, unit, successor):
        outcomes = super()._gov_transfer(transfer, unit, successor)
        rollouts = self.env["gov.rollout"]
        rollouts._pass_on_links(SQL("line.id = ANY(%s)", self.ids))
        return outcomes
