from odoo import api, fields, models
from odoo.fields import Domain


class GovPledgeSigner(models.TransientModel):
    """Dialog in which a unit says who signs its pledge, and in which capacity."""

    _name = "gov.pledge.signer"
    _description = "Who signs for a unit"
    _inherit = ["gov.guarded.mixin"]

    pledge_id = fields.Many2one(
        comodel_name="gov.pledge", required=True, readonly=True, ondelete="cascade"
    )
    unit_id = fields.Many2one(related="pledge_id.unit_id")
    candidate_ids = fields.Many2many(
        comodel_name="res.users", compute="_compute_candidate_ids"
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who signs",
        required=True,
        domain="[('id', 'in', candidate_ids)]",
    )
    authority = fields.Selection(
        selection=lambda self: (
            self.env["gov.pledge"]._fields["authority"]._description_selection(self.env)
        ),
        string="Capacity",
        required=True,
        default="direct",
    )
    position = fields.Char(
        compute="_compute_position",
        store=True,
        readonly=False,
        help="As it stands below the signature.",
    )
    document_symbol = fields.Char(string="Authority, document No.")
    document_date = fields.Date(string="Authority, dated")

    @api.depends("pledge_id")
    def _compute_candidate_ids(self):
        for dialog in self:
            # sudo: names of the people of the unit, as the list of units shows it.
            unit = dialog.pledge_id.unit_id.sudo()
            path = [int(number) for number in (unit.parent_path or "").split("/")[:-1]]
            dialog.candidate_ids = self.env["res.users"].search(
                Domain("gov_unit_ids", "in", path) & Domain("share", "=", False)
            )

    @api.depends("user_id")
    def _compute_position(self):
        for dialog in self:
            user = dialog.user_id
            position = dialog.pledge_id._get_position(user) if user else False
            dialog.position = position

    def action_confirm(self):
        self.ensure_one()
        # Read as the user: a pledge outside the scope is refused.
        pledge = self.env["gov.pledge"].browse(self.pledge_id.id)
        pledge._name_signer(
            self.user_id,
            self.authority,
            (self.document_symbol, self.document_date),
            self.position,
        )
        return {"type": "ir.actions.act_window_close"}
