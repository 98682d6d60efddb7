import hashlib

from odoo import api, fields, models


class GovFileMixin(models.AbstractModel):
    """A file in a field of its own, with its digest, frozen with what it belongs to.

    The file is an attachment field and not of the chatter, whose attachments anybody
    who may post can delete; ``ir.attachment`` is extended so that what is frozen here
    can't be changed there either.
    """

    _name = "gov.file.mixin"
    _description = "File with a digest"
    _inherit = ["gov.guarded.mixin"]

    file = fields.Binary(attachment=True, required=True, copy=False)
    sha256 = fields.Char(string="SHA-256", readonly=True, copy=False)
    size = fields.Integer(string="Size (bytes)", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._seal()
        return records

    def write(self, vals):
        res = super().write(vals)
        if "file" in vals:
            self._seal()
        return res

    @api.model
    def _get_guarded(self, names):
        own = {"sha256", "size"}.intersection(names)
        return sorted(own.union(super()._get_guarded(names)))

    def _is_frozen(self):
        """True if a file of ``self`` can no longer be changed."""
        raise NotImplementedError

    def _seal(self):
        """Keep the digest of each file, so that a change by SQL shows."""
        for record in self.with_context(bin_size=False):
            # sudo: the digest must not depend on what the user may read.
            content = record.sudo()._get_content()
            record._guarded_write(
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
