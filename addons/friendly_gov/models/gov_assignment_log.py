from odoo import api, fields, models
from odoo.exceptions import AccessError


class GovAssignmentLog(models.Model):
    """What happened, in the order in which the system learned of it.

    A report "as of D" reads the last row of each assignment recorded before the
    end of D, so it can never change afterwards: rows are only ever added.
    """

    _name = "gov.assignment.log"
    _description = "History of an assignment"
    _inherit = ["gov.guarded.mixin", "gov.product.mixin"]
    _order = "id desc"
    _rec_name = "event"

    _guarded_create_only = True
    _guarded_unlink = True

    assignment_id = fields.Many2one(
        comodel_name="gov.assignment",
        required=True,
        ondelete="restrict",
        readonly=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="assignment_id.company_id", store=True, precompute=True, index=True
    )
    recorded_at = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="By", required=True, readonly=True
    )
    event = fields.Selection(selection="_selection_event", required=True, readonly=True)
    reason = fields.Text(readonly=True)
    document_symbol = fields.Char(readonly=True)
    document_date = fields.Date(readonly=True)
    on_behalf_of_id = fields.Many2one(
        comodel_name="res.users",
        string="On behalf of",
        ondelete="restrict",
        readonly=True,
        help="The absent person for whom the user stood in.",
    )
    # Who chases is no part of the snapshot: no figure counts on this person.
    follower_id = fields.Many2one(
        comodel_name="res.users",
        string="Follower who chases",
        ondelete="restrict",
        readonly=True,
    )
    # the snapshot
    state = fields.Selection(selection="_selection_state", required=True, readonly=True)
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Lead unit",
        required=True,
        ondelete="restrict",
        readonly=True,
    )
    owner_id = fields.Many2one(
        comodel_name="res.users",
        string="Person in charge",
        ondelete="restrict",
        readonly=True,
    )
    date_due = fields.Date(string="Deadline", readonly=True)
    date_started = fields.Date(readonly=True)
    date_submitted = fields.Date(readonly=True)
    date_done = fields.Date(string="Done on", readonly=True)
    held_days = fields.Integer(string="Days on hold", readonly=True)

    _as_of_idx = models.Index("(assignment_id, id DESC, recorded_at)")

    @api.model
    def _selection_event(self):
        return [
            ("issue", self.env._("Assigned")),
            ("receive", self.env._("Receipt confirmed")),
            ("start", self.env._("Started")),
            ("assign_owner", self.env._("Person in charge named")),
            ("submit", self.env._("Result submitted")),
            ("accept", self.env._("Accepted")),
            ("return", self.env._("Returned")),
            ("extend", self.env._("Extended")),
            ("ask_extension", self.env._("Extension asked for")),
            ("extension_opinion", self.env._("Opinion on the extension")),
            ("refuse_extension", self.env._("Extension refused")),
            ("withdraw_extension", self.env._("Extension request withdrawn")),
            ("hold", self.env._("Put on hold")),
            ("resume", self.env._("Resumed")),
            ("request_adjustment", self.env._("Adjustment requested")),
            ("refuse_adjustment", self.env._("Adjustment refused")),
            ("accept_adjustment", self.env._("Adjustment agreed")),
            ("set_coefficient", self.env._("Coefficient set")),
            ("correct", self.env._("Corrected after closing")),
            ("withdraw", self.env._("Withdrawn")),
            ("follow", self.env._("Follower named")),
            ("transfer", self.env._("Transferred")),
            ("transfer_in", self.env._("Taken over")),
            ("unstated", self.env._("Outcome not stated by the source")),
            ("chase", self.env._("Chased")),
        ]

    @api.model
    def _selection_state(self):
        assignment = self.env["gov.assignment"]
        return assignment._fields["state"]._description_selection(self.env)

    # Not even the model's own methods change a row of the past: no super() here.
    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The history cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        raise AccessError(self.env._("The history cannot be deleted."))
