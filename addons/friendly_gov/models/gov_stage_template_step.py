from odoo import api, fields, models


class GovStageTemplateStep(models.Model):
    _name = "gov.stage.template.step"
    _description = "Step of a template"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]
    _order = "template_id, sequence, id"

    _guarded_parent = "template_id"
    _search_key_fields = ("name",)

    template_id = fields.Many2one(
        comodel_name="gov.stage.template", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="template_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=10)
    code = fields.Char(help="Short name that files refer to, such as B04.")
    name = fields.Char(required=True)
    stage_id = fields.Many2one(
        comodel_name="gov.stage", ondelete="restrict", index="btree_not_null"
    )
    # Working days from the start of the roll-out; empty: no date is planned.
    offset_days = fields.Integer(
        string="Working days from the start",
        help="Planned end of the step; zero: no date is planned.",
    )
    is_mandatory = fields.Boolean(
        string="Needed for the launch",
        help="The launch waits until this step is done.",
    )
    needs_evidence = fields.Boolean(help="Done only with a file or a document.")
    source = fields.Char(help="Where this step was seen.")

    _offset_check = models.Constraint(
        "CHECK (offset_days >= 0)", "Working days from the start are never negative."
    )

    # Record rules don't cascade: what all companies share is kept by the administrator
    # of the system, with its steps.

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.template_id._check_may_share()
        return steps

    def write(self, vals):
        self.template_id._check_may_share()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shared(self):
        self.template_id._check_may_share()
