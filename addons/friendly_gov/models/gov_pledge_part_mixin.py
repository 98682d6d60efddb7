from odoo import api, fields, models


class GovPledgePartMixin(models.AbstractModel):
    """What is kept about a signed pledge, and not shown to colleagues.

    Copies of the pledge's columns stand in the own table: record rules and figures
    of a past day look at them.
    """

    _name = "gov.pledge.part.mixin"
    _description = "Kept about a pledge, not for colleagues"
    _inherit = ["gov.history.mixin", "gov.history.text.mixin", "gov.search.mixin"]
    _check_company_auto = True

    _guarded_parent = "pledge_id"

    pledge_id = fields.Many2one(
        comodel_name="gov.pledge",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="pledge_id.company_id", store=True, precompute=True, index=True
    )
    campaign_id = fields.Many2one(
        related="pledge_id.campaign_id", store=True, precompute=True, index=True
    )
    organizer_unit_id = fields.Many2one(
        related="pledge_id.organizer_unit_id", store=True, precompute=True, index=True
    )
    level = fields.Selection(related="pledge_id.level", store=True, precompute=True)
    unit_id = fields.Many2one(
        related="pledge_id.unit_id", store=True, precompute=True, index=True
    )
    user_id = fields.Many2one(
        related="pledge_id.user_id",
        string="Who signed",
        store=True,
        precompute=True,
        index=True,
    )
    signer_name = fields.Char(
        related="pledge_id.signer_name", store=True, precompute=True
    )
    is_demo = fields.Boolean(related="pledge_id.is_demo")

    @api.model_create_multi
    def create(self, vals_list):
        # Before the constraints, whose words name the pledge and tell its state.
        ids = {vals["pledge_id"] for vals in vals_list if vals.get("pledge_id")}
        self.env["gov.pledge"].browse(ids).check_access("read")
        return super().create(vals_list)

    def _notify_person(self, body):
        """Tell who signed; illustrations tell nobody."""
        for record in self.filtered(lambda record: not record.is_demo):
            # sudo: who is told stands on the pledge.
            person = record.sudo().user_id - self.env.user
            if person:
                self.env["mail.thread"].message_notify(
                    partner_ids=person.partner_id.ids,
                    subject=record.display_name,
                    body=body,
                    model=record._name,
                    res_id=record.id,
                )
