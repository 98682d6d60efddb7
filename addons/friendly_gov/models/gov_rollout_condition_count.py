from odoo import api, fields, models
from odoo.exceptions import UserError

from ..report.queries import rollout_conditions

COUNTS = {
    "condition_count": "listed",
    "condition_reviewed_count": "reviewed",
    "condition_met_count": "met",
    "condition_unmet_count": "unmet",
    "condition_unchecked_count": "unchecked",
    "condition_raised_count": "raised",
    "condition_open_raise_count": "waiting",
    "condition_handled_count": "handled",
}


class GovRollout(models.Model):
    """The condition review on the form of a roll-out; its counts are those of the
    workbook."""

    _inherit = "gov.rollout"

    condition_ids = fields.One2many(
        "gov.rollout.condition", "rollout_id", string="Conditions"
    )
    condition_count = fields.Integer(
        string="Conditions listed", compute="_compute_condition_counts"
    )
    condition_reviewed_count = fields.Integer(
        string="Conditions reviewed", compute="_compute_condition_counts"
    )
    condition_met_count = fields.Integer(
        string="Conditions met", compute="_compute_condition_counts"
    )
    condition_unmet_count = fields.Integer(
        string="Conditions not met", compute="_compute_condition_counts"
    )
    condition_unchecked_count = fields.Integer(
        string="Conditions not reviewed", compute="_compute_condition_counts"
    )
    condition_raised_count = fields.Integer(
        string="Proposals raised", compute="_compute_condition_counts"
    )
    condition_open_raise_count = fields.Integer(
        string="Proposals waiting", compute="_compute_condition_counts"
    )
    condition_handled_count = fields.Integer(
        string="Proposals dealt with", compute="_compute_condition_counts"
    )

    @api.depends(
        "condition_ids.state", "condition_ids.raise_state", "condition_ids.handled"
    )
    def _compute_condition_counts(self):
        domain = [("id", "in", self._origin.ids)]
        self.env["gov.rollout.condition"].flush_model()
        found = rollout_conditions.get_counts(self.env, domain=domain)
        for rollout in self:
            counts = found.get(rollout._origin.id, {})
            for name, key in COUNTS.items():
                rollout[name] = counts.get(key, 0)

    @api.depends("condition_ids.asked_unit_ids", "condition_ids.raised_unit_id")
    def _compute_visible_unit_ids(self):
        return super()._compute_visible_unit_ids()

    def _get_visible_units(self):
        # sudo: which bodies were asked, whoever makes the system ask.
        conditions = self.sudo().condition_ids
        asked = conditions.asked_unit_ids | conditions.raised_unit_id
        return super()._get_visible_units() | asked.with_env(self.env)

    def action_take_conditions(self):
        """Add the standard items that the review does not hold yet."""
        self.check_access("read")
        companies = (False, *self.company_id.ids)
        domain = [("company_id", "in", companies)]
        templates = self.env["gov.condition.template"].search(domain)
        vals_list = []
        for rollout in self:
            if not rollout.is_open:
                raise UserError(
                    self.env._(
                        "%(name)s has ended: nothing is added to it or changed.",
                        name=rollout.display_name,
                    )
                )
            taken = rollout.condition_ids.template_id
            vals_list += [
                {
                    "rollout_id": rollout.id,
                    "template_id": template.id,
                    "area": template.area,
                    "sequence": template.sequence,
                    "name": template.name,
                }
                for template in templates - taken
                if template.company_id in (template.company_id[:0], rollout.company_id)
            ]
        # Access to create them is checked by the ORM, as the user.
        self.env["gov.rollout.condition"]._history_create(vals_list, "create")
        return True

    def action_open_conditions(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_rollout_condition_action"
        )
        context = {"default_rollout_id": self.id}
        return action | {
            "domain": [("rollout_id", "in", self.ids)],
            "context": context if len(self) == 1 else {},
        }
