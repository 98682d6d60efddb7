import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError

# Owners whose steps make the files: nobody adds, changes or removes any.
STEP_LINKS = ("coordination_id", "subassignment_id")


class GovEvidence(models.Model):
    """A file that proves a result. Frozen with the result it belongs to.

    A file of an answer (coordination) or of a part's report is made by the step that
    sends it, so it is frozen from its first moment.

    The file is an attachment field of this record and not of the chatter, whose
    attachments anybody who may post can delete.
    """

    _name = "gov.evidence"
    _description = "Evidence"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]
    _order = "result_id, id"

    _guarded_fields = frozenset({"sha256", "size"})
    _search_key_fields = ("name",)

    name = fields.Char(string="File name", required=True)
    result_id = fields.Many2one(
        comodel_name="gov.assignment.result",
        ondelete="restrict",
        index=True,
    )
    coordination_id = fields.Many2one(
        comodel_name="gov.coordination",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
    )
    subassignment_id = fields.Many2one(
        comodel_name="gov.subassignment",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
    )
    assignment_id = fields.Many2one(
        related="result_id.assignment_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        index=True,
    )
    file = fields.Binary(attachment=True, required=True, copy=False)
    sha256 = fields.Char(string="SHA-256", readonly=True, copy=False)
    size = fields.Integer(string="Size (bytes)", readonly=True, copy=False)

    _owner_check = models.Constraint(
        "CHECK (num_nonnulls(result_id, coordination_id, subassignment_id) = 1)",
        "A file belongs to one result, one answer or one part.",
    )

    @api.depends("result_id", "coordination_id", "subassignment_id")
    def _compute_company_id(self):
        for evidence in self:
            # sudo: the company is copied from what the file belongs to.
            owner = evidence.sudo()._get_owner()
            evidence.company_id = owner.company_id

    @api.model_create_multi
    def create(self, vals_list):
        evidence = super().create(vals_list)
        evidence._check_open()
        evidence._seal()
        return evidence

    def write(self, vals):
        if not self._is_unlocked():
            self._check_open()
            if not {"result_id", *STEP_LINKS}.isdisjoint(vals):
                raise AccessError(self.env._("Evidence stays with its result."))
        res = super().write(vals)
        if "file" in vals:
            self._seal()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._check_open()

    def _get_owner(self):
        """What the file belongs to: a result, an answer or a part."""
        self.ensure_one()
        return self.result_id or self.coordination_id or self.subassignment_id

    def _is_frozen(self):
        """True if a file of ``self`` can no longer be changed."""
        return any(evidence[link] for evidence in self for link in STEP_LINKS) or any(
            result.state != "draft" for result in self.result_id
        )

    def _check_open(self):
        # sudo: a locked result refuses, whoever asks.
        steps = any(evidence[link] for evidence in self.sudo() for link in STEP_LINKS)
        if steps and not self._is_unlocked():
            raise AccessError(
                self.env._("The files of an answer are sent with it and stay as sent.")
            )
        results = self.sudo().result_id
        results._check_not_locked()
        for result in results:
            result.with_env(self.env)._check_can_write()

    def _seal(self):
        """Keep the digest of each file, so that a change by SQL shows."""
        for evidence in self.with_context(bin_size=False):
            content = evidence.sudo()._get_content()
            evidence._guarded_write(
                {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            )

    def _get_content(self):
        """Bytes of the file, from its attachment."""
        self.ensure_one()
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("res_field", "=", "file"),
            ]
        )
        return attachment.raw or b""

    def _verify(self):
        """True when the file still is the one that was submitted."""
        self.ensure_one()
        return hashlib.sha256(self.sudo()._get_content()).hexdigest() == self.sha256
