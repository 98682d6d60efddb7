from odoo import api, fields, models
from odoo.exceptions import UserError


class GovStageTemplate(models.Model):
    """Steps that a roll-out begins with. They are copied, so that a change of the
    template never touches what is running."""

    _name = "gov.stage.template"
    _description = "Steps of a reform model"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin", "gov.shared.list.mixin"]
    _order = "name, version desc, id"

    _search_key_fields = ("name", "code")
    # Counted by action_new_version, and told by import files.
    _guarded_fields = frozenset({"version"})

    name = fields.Char(required=True)
    code = fields.Char(help="Short name that files refer to, the same in each version.")
    version = fields.Integer(default=1, required=True, readonly=True, copy=False)
    date_from = fields.Date(string="Valid from", copy=False)
    date_to = fields.Date(string="Valid to", copy=False)
    source = fields.Text(help="Document or report the steps are taken from.")
    needs_confirmation = fields.Boolean(
        help="No official document gives these steps: compare before use."
    )
    active = fields.Boolean(default=True)
    step_ids = fields.One2many(
        "gov.stage.template.step", "template_id", string="Steps", copy=True
    )
    step_count = fields.Integer(string="Number of steps", compute="_compute_step_count")
    model_ids = fields.One2many("gov.reform.model", "template_id", string="Used by")
    model_count = fields.Integer(string="Reform models", compute="_compute_model_count")

    _code_version_uniq = models.UniqueIndex(
        "(code, version, COALESCE(company_id, 0)) WHERE code IS NOT NULL",
        "This version of the template already exists.",
    )
    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)", "The template ends before it begins."
    )

    def _compute_step_count(self):
        groups = self.env["gov.stage.template.step"]._read_group(
            [("template_id", "in", self.ids)], ["template_id"], ["__count"]
        )
        counts = {template.id: count for template, count in groups}
        for template in self:
            template.step_count = counts.get(template.id, 0)

    @api.depends_context("uid")
    def _compute_model_count(self):
        groups = self.env["gov.reform.model"]._read_group(
            [("template_id", "in", self.ids)], ["template_id"], ["__count"]
        )
        counts = {template.id: count for template, count in groups}
        for template in self:
            template.model_count = counts.get(template.id, 0)

    @api.depends("name", "version")
    def _compute_display_name(self):
        for template in self:
            version = f" ({template.version})" if template.version > 1 else ""
            template.display_name = f"{template.name or ''}{version}"

    def action_new_version(self):
        """Copy the template with its steps as the next version, and open it."""
        self.ensure_one()
        self.check_access("write")
        family = [("code", "=", self.code)] if self.code else [("name", "=", self.name)]
        found = self.with_context(active_test=False).search(family)
        today = self.env.company._gov_today()
        values = {
            "name": self.name,
            "date_from": today,
            "version": max(found.mapped("version")) + 1,
        }
        if not self._may_share():
            # The next version of what all share is one's own.
            values["company_id"] = self.env.company.id
        new = self._guarded_create(self.copy_data(values))
        if self.company_id == new.company_id:
            self._end_before(today)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": new.id,
            "view_mode": "form",
        }

    def _end_before(self, day):
        last = fields.Date.subtract(day, days=1)
        if not self.date_to and (not self.date_from or self.date_from <= last):
            self.date_to = last

    def action_open_models(self):
        """Reform models that begin with these steps."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_reform_model_action"
        )
        return action | {
            "domain": [("template_id", "=", self.id)],
            "context": {"default_template_id": self.id},
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: that a model uses it refuses, whoever asks.
        if self.sudo().model_ids:
            raise UserError(
                self.env._("A reform model uses this template: archive it instead.")
            )
