from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .gov_link import is_forbidden


class IrModel(models.Model):
    _inherit = "ir.model"

    gov_linkable = fields.Boolean(
        string="May be linked to tasks",
        help="Records of this kind can be linked to directives and assignments.",
    )

    @api.constrains("gov_linkable")
    def _check_gov_linkable(self):
        for model in self.filtered("gov_linkable"):
            if is_forbidden(model.model) or model.transient or model.abstract:
                raise ValidationError(
                    self.env._(
                        "Records of %(model)s cannot be linked to tasks.",
                        model=model.name,
                    )
                )
