from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

OWNERS = ("code_id", "campaign_id", "pledge_id")


class GovPledgeFile(models.Model):
    """A scan, a signed PDF or a drawn signature, frozen with what it proves."""

    _name = "gov.pledge.file"
    _description = "File of a pledge"
    _inherit = ["gov.file.mixin", "gov.search.mixin"]
    _order = "id"

    _guarded_fields = frozenset({"is_proof"})
    _search_key_fields = ("name",)

    name = fields.Char(string="File name", required=True)
    kind = fields.Selection(
        selection=[
            ("document", "Document"),
            ("list", "Scan of a signed list"),
            ("photo", "Photo of the ceremony"),
            ("signature", "Drawn signature"),
            ("digital", "PDF with a digital signature"),
            ("paper", "Scan of a signed pledge"),
        ],
        required=True,
        default="document",
    )
    code_id = fields.Many2one(
        comodel_name="gov.pledge.code",
        string="Pledge code",
        ondelete="cascade",
        index="btree_not_null",
    )
    campaign_id = fields.Many2one(
        comodel_name="gov.pledge.campaign", ondelete="cascade", index="btree_not_null"
    )
    pledge_id = fields.Many2one(
        comodel_name="gov.pledge", ondelete="cascade", index="btree_not_null"
    )
    # Stored by the step that signs: also the scan of a list, which is the campaign's.
    is_proof = fields.Boolean(string="Proves a signature", readonly=True, copy=False)
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        index=True,
    )

    _owner_check = models.Constraint(
        "CHECK (num_nonnulls(code_id, campaign_id, pledge_id) = 1)",
        "A file belongs to one code, one campaign or one pledge.",
    )

    @api.depends(*OWNERS)
    def _compute_company_id(self):
        for file in self:
            owner = file.code_id or file.campaign_id or file.pledge_id
            file.company_id = owner.company_id

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        files._check_not_frozen()
        return files

    def write(self, vals):
        self._check_not_frozen()
        res = super().write(vals)
        # Nor slipped under what is proved already.
        self._check_not_frozen()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._check_not_frozen()

    @api.constrains("kind", *OWNERS)
    def _check_kind(self):
        for file in self:
            if bool(file.pledge_id) != (file.kind in ("signature", "digital", "paper")):
                raise ValidationError(
                    self.env._(
                        "%(name)s: this kind of file goes elsewhere.", name=file.name
                    )
                )

    def _check_not_frozen(self):
        # sudo: what was signed is kept, whoever asks.
        if not self._is_unlocked() and self.sudo()._is_frozen():
            raise UserError(
                self.env._(
                    "%(name)s proves what is in force or was signed: it stays.",
                    name=self[:1].name,
                )
            )

    def _is_frozen(self):
        """True if a file of ``self`` can no longer be changed.

        Files of a pledge are stored by the step that signs it, and by nothing else.
        """
        return any(
            file.pledge_id
            or file.is_proof
            or (file.code_id and file.code_id.state != "draft")
            or file.campaign_id.state == "closed"
            for file in self
        )
