from odoo import api, fields, models
from odoo.exceptions import AccessError


class GovStepLogMixin(models.AbstractModel):
    """History of lines that move by steps: rows are only ever added."""

    _name = "gov.step.log.mixin"
    _description = "History of a line"
    _inherit = ["gov.guarded.mixin"]
    _order = "id desc"
    _rec_name = "event"

    _guarded_create_only = True
    _guarded_unlink = True

    recorded_at = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        ondelete="restrict",
        readonly=True,
    )
    event = fields.Selection(selection="_selection_event", required=True, readonly=True)
    reason = fields.Text(readonly=True)
    text = fields.Text(string="Contents", readonly=True)
    document_symbol = fields.Char(string="Number and symbol", readonly=True)
    document_date = fields.Date(string="Date of the document", readonly=True)
    state = fields.Selection(selection="_selection_state", required=True, readonly=True)
    date_due = fields.Date(string="Deadline", readonly=True)

    @api.model
    def _selection_event(self):
        return []

    @api.model
    def _selection_state(self):
        return []

    # Not even the model's own methods change a row of the past: no super() here.
    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The history cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        raise AccessError(self.env._("The history cannot be deleted."))
