from odoo import fields, models
from odoo.exceptions import AccessError


class GovHistory(models.Model):
    """What counted about a record, each time it changed.

    Rows are only ever added, so figures as of a past day never change: they are
    taken from the last row of each record recorded before the end of that day, in
    the order of ``id`` (clocks of two nodes may differ, ids follow the row locks).
    """

    _name = "gov.history"
    _description = "History of a roll-out or a reform model"
    _inherit = ["gov.guarded.mixin"]
    _order = "id desc"
    _rec_name = "res_model"

    _guarded_create_only = True
    _guarded_unlink = True

    res_model = fields.Char(string="Kind of record", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True
    )
    # Whose it is: what rights look at. A draft that is deleted takes its history
    # along; nothing else is ever deleted.
    rollout_id = fields.Many2one(
        comodel_name="gov.rollout",
        ondelete="cascade",
        readonly=True,
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    recorded_at = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="By", required=True, readonly=True
    )
    event = fields.Char(required=True, readonly=True)
    reason = fields.Text(readonly=True)
    document_symbol = fields.Char(readonly=True)
    document_date = fields.Date(readonly=True)
    snapshot = fields.Json(required=True, readonly=True)

    _as_of_idx = models.Index("(res_model, res_id, id DESC, recorded_at)")

    # Not even the model's own methods change a row of the past: no super() here.
    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The history cannot be changed."))
