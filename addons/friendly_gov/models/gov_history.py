from odoo import api, fields, models
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
    event_name = fields.Char(string="What happened", compute="_compute_event_name")
    kind_name = fields.Char(string="Of what", compute="_compute_event_name")
    record_name = fields.Char(compute="_compute_record_name")
    reason = fields.Text(readonly=True)
    document_symbol = fields.Char(readonly=True)
    document_date = fields.Date(readonly=True)
    snapshot = fields.Json(required=True, readonly=True)

    _as_of_idx = models.Index("(res_model, res_id, id DESC, recorded_at)")

    @api.model
    def _get_event_names(self):
        """Words for the events; parts that have events of their own extend it."""
        return {
            "create": self.env._("Entered"),
            "write": self.env._("Changed"),
            "unlink": self.env._("Deleted"),
            "begin": self.env._("Preparation begun"),
            "done": self.env._("Marked as done"),
            "skip": self.env._("Not applicable"),
            "undo": self.env._("Taken up again"),
            "launch": self.env._("Launched"),
            "close": self.env._("Concluded"),
            "stop": self.env._("Stopped"),
            "transfer": self.env._("Transferred"),
            "transfer_in": self.env._("Taken over"),
            "transfer_body": self.env._("Another body since a reorganisation"),
            "unstated": self.env._("Outcome not stated by the source"),
        }

    @api.depends("event", "res_model")
    @api.depends_context("lang")
    def _compute_event_name(self):
        names = self._get_event_names()
        # sudo: names of models.
        kinds = self.env["ir.model"].sudo()
        for row in self:
            row.event_name = names.get(row.event, row.event)
            row.kind_name = kinds._get(row.res_model).name

    @api.depends("res_model", "res_id")
    def _compute_record_name(self):
        """Names of what is still there and may be read."""
        for model, rows in self.grouped("res_model").items():
            found = self.env[model].search([("id", "in", rows.mapped("res_id"))])
            names = {record.id: record.display_name for record in found}
            for row in rows:
                row.record_name = names.get(row.res_id, False)

    # Not even the model's own methods change a row of the past: no super() here.
    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The history cannot be changed."))
