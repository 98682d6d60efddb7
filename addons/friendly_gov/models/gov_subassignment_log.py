from odoo import api, fields, models


class GovSubassignmentLog(models.Model):
    """Who did what with a part of a task inside the unit, and when."""

    _name = "gov.subassignment.log"
    _description = "History of a part given inside the unit"
    _inherit = ["gov.step.log.mixin"]

    subassignment_id = fields.Many2one(
        comodel_name="gov.subassignment",
        required=True,
        ondelete="restrict",
        readonly=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="subassignment_id.company_id", store=True, precompute=True, index=True
    )
    owner_id = fields.Many2one(
        comodel_name="res.users",
        string="Person in charge",
        ondelete="restrict",
        readonly=True,
    )

    @api.model
    def _selection_event(self):
        return [
            ("give", self.env._("Given")),
            ("start", self.env._("Started")),
            ("assign_owner", self.env._("Person in charge named")),
            ("report", self.env._("Reported")),
            ("accept", self.env._("Accepted")),
            ("return", self.env._("Returned")),
            ("reschedule", self.env._("Deadline changed")),
            ("withdraw", self.env._("Withdrawn")),
            ("end", self.env._("Ended with the task")),
        ]

    @api.model
    def _selection_state(self):
        part = self.env["gov.subassignment"]
        return part._fields["state"]._description_selection(self.env)
