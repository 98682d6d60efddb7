from odoo import fields, models


class GovStageTemplate(models.Model):
    """Steps that a roll-out begins with. They are copied, so that a change of the
    template never touches what is running."""

    _name = "gov.stage.template"
    _description = "Steps of a reform model"
    _inherit = ["gov.search.mixin", "gov.shared.list.mixin"]
    _order = "name, version desc, id"

    _search_key_fields = ("name",)

    name = fields.Char(required=True)
    version = fields.Integer(default=1, required=True, copy=False)
    date_from = fields.Date(string="Valid from")
    date_to = fields.Date(string="Valid to")
    source = fields.Text(help="Document or report the steps are taken from.")
    needs_confirmation = fields.Boolean(
        help="No official document gives these steps: compare before use."
    )
    active = fields.Boolean(default=True)
    step_ids = fields.One2many(
        "gov.stage.template.step", "template_id", string="Steps", copy=True
    )
