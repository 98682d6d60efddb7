from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GovRolloutMember(models.Model):
    """A place in the steering committee: the position counts, whoever holds it.

    Number and date of the decision stand on the roll-out.
    """

    _name = "gov.rollout.member"
    _description = "Member of a steering committee"
    _inherit = ["gov.rollout.child.mixin", "gov.search.mixin"]
    _order = "rollout_id, sequence, id"
    _rec_name = "position"

    # No name of a person: the history is never deleted.
    _history_fields = ("role", "position", "organisation")
    _search_key_fields = ("position", "organisation", "task")

    sequence = fields.Integer(default=10)
    role = fields.Selection(
        selection=[
            ("head", "Head"),
            ("deputy", "Deputy head"),
            ("member", "Member"),
            ("secretary", "Secretary"),
        ],
        string="Role in the committee",
        required=True,
        default="member",
    )
    position = fields.Char(
        required=True, help="For example chairperson of the commune's committee."
    )
    organisation = fields.Char(string="Unit, in words")
    person_name = fields.Char(string="Name", help="May stay empty.")
    user_id = fields.Many2one(
        comodel_name="res.users",
        ondelete="set null",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        help="Only where the member works with this system.",
    )
    task = fields.Text(string="Task in the committee")

    @api.constrains("position")
    def _check_position(self):
        if any(not (member.position or "").strip() for member in self):
            raise ValidationError(self.env._("Enter the position of each member."))
