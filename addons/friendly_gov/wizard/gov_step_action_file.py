from odoo import fields, models


class GovStepActionFile(models.TransientModel):
    """A file that goes with an answer; becomes evidence when it is sent."""

    _name = "gov.step.action.file"
    _description = "File of an answer"

    dialog_id = fields.Many2one(
        comodel_name="gov.step.action", required=True, ondelete="cascade", index=True
    )
    name = fields.Char(string="File name", required=True)
    file = fields.Binary(required=True, attachment=False)
