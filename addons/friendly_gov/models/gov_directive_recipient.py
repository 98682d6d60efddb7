from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class GovDirectiveRecipient(models.Model):
    _name = "gov.directive.recipient"
    _description = "Recipient of a directive"
    _inherit = ["gov.guarded.mixin"]
    _order = "directive_id, id"
    _rec_name = "unit_id"
    _check_company_auto = True

    _guarded_fields = frozenset({"seen_at", "seen_user_id"})
    _guarded_parent = "directive_id"

    directive_id = fields.Many2one(
        comodel_name="gov.directive", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="directive_id.company_id", store=True, index=True
    )
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    directive_date = fields.Date(
        related="directive_id.date_issued", string="Date of issue"
    )
    directive_subject = fields.Text(related="directive_id.subject")
    # Drafts were sent to nobody, what was withdrawn need not be seen any more, and
    # nobody is said not to have seen an illustration.
    is_unseen = fields.Boolean(
        string="Not seen", compute="_compute_is_unseen", search="_search_is_unseen"
    )
    seen_at = fields.Datetime(string="Seen", readonly=True, copy=False)
    seen_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Seen by",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )

    _unit_uniq = models.Constraint(
        "UNIQUE(directive_id, unit_id)", "This unit is already a recipient."
    )

    @api.depends("seen_at", "directive_id.state")
    def _compute_is_unseen(self):
        for line in self:
            directive = line.directive_id
            sent = directive.state == "issued" and not directive.is_demo
            line.is_unseen = sent and not line.seen_at

    @api.model
    def _search_is_unseen(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return (
            Domain("seen_at", "=", False)
            & Domain("directive_id.state", "=", "issued")
            & Domain("directive_id.is_demo", "=", False)
        )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.directive_id._update_visible_units()
        return lines

    def write(self, vals):
        # Else a receipt given by one unit could be turned into another's.
        if "unit_id" in vals and not self._is_unlocked():
            self._check_not_sent()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        self._check_not_sent()

    def _check_not_sent(self):
        for line in self:
            if line.directive_id.state != "draft":
                raise UserError(
                    self.env._(
                        "%(document)s was sent to %(unit)s: the recipient stays.",
                        document=line.directive_id.display_name,
                        unit=line.unit_id.name,
                    )
                )
