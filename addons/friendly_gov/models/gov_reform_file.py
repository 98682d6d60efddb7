from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

OWNERS = ("rating_id", "proposal_id", "initiative_id")


class GovReformFile(models.Model):
    """A file of a rating, of a proposal or of an initiative, frozen with it."""

    _name = "gov.reform.file"
    _description = "File of the register of reform models"
    _inherit = ["gov.file.mixin", "gov.search.mixin"]
    _order = "id"

    _search_key_fields = ("name",)

    name = fields.Char(string="File name", required=True)
    rating_id = fields.Many2one(
        comodel_name="gov.reform.rating", ondelete="restrict", index="btree_not_null"
    )
    proposal_id = fields.Many2one(
        comodel_name="gov.reform.proposal", ondelete="restrict", index="btree_not_null"
    )
    initiative_id = fields.Many2one(
        comodel_name="gov.initiative", ondelete="restrict", index="btree_not_null"
    )
    # Copies of what the owner says: record rules look at them.
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_owner",
        store=True,
        precompute=True,
        index=True,
    )
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        compute="_compute_owner",
        store=True,
        precompute=True,
        index=True,
    )
    deciding_unit_id = fields.Many2one(
        comodel_name="hr.department",
        compute="_compute_owner",
        store=True,
        precompute=True,
        index=True,
    )
    is_shown = fields.Boolean(
        compute="_compute_owner",
        store=True,
        precompute=True,
        export_string_translation=False,
    )
    is_public = fields.Boolean(
        compute="_compute_owner",
        store=True,
        precompute=True,
        export_string_translation=False,
    )

    _one_owner_check = models.Constraint(
        "CHECK (num_nonnulls(rating_id, proposal_id, initiative_id) = 1)",
        "A file belongs to one rating, proposal or initiative.",
    )

    @api.depends(
        *(
            f"{owner}.{name}"
            for owner in OWNERS
            for name in ("company_id", "unit_id", "deciding_unit_id", "state")
        )
    )
    def _compute_owner(self):
        for file in self:
            # sudo: rules of the file itself are made of these copies.
            owner = file.sudo()._get_owner()
            file.company_id = owner.company_id if owner else False
            file.unit_id = owner.unit_id if owner else False
            file.deciding_unit_id = owner.deciding_unit_id if owner else False
            file.is_public = bool(owner) and owner.state in owner._public_states
            file.is_shown = bool(owner) and owner.state not in owner._hidden_states

    def _get_owner(self):
        self.ensure_one()
        return next((self[name] for name in OWNERS if self[name]), None)

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        files._check_open()
        return files

    def write(self, vals):
        if any(
            name in vals and any(r[name].id != vals[name] for r in self)
            for name in OWNERS
        ):
            raise AccessError(self.env._("A file stays where it was entered."))
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._check_open()

    def _is_frozen(self):
        owners = (file._get_owner() for file in self)
        return any(owner and owner.state not in owner._entry_states for owner in owners)

    def _check_open(self):
        # sudo: what was sent refuses, whoever asks.
        if not self._is_unlocked() and self.sudo()._is_frozen():
            raise ValidationError(
                self.env._("What was sent or decided keeps its files as they are.")
            )
