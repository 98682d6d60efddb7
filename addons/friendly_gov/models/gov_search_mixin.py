from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.fold import fold, nfc


class GovSearchMixin(models.AbstractModel):
    """Vietnamese text: stored as NFC, found without accents or tone placement.

    "Hoà Bình", "Hòa Bình" and "hoa binh" are one key. The key is a stored column
    with a trigram index, since ``unaccent`` is often absent from an office's own
    database and would not fold the two tone placements of a decomposed text.
    """

    _name = "gov.search.mixin"
    _description = "Search without accents"

    # Names of the char and text fields that make the key.
    _search_key_fields = ()

    search_key = fields.Char(
        compute="_compute_search_key",
        store=True,
        index="trigram",
        copy=False,
        export_string_translation=False,
    )
    search_text = fields.Char(
        string="Search",
        compute="_compute_search_text",
        search="_search_search_text",
        export_string_translation=False,
    )

    @api.depends(lambda self: self._search_key_fields)
    def _compute_search_key(self):
        for record in self:
            values = (record[name] or "" for name in self._search_key_fields)
            record.search_key = fold(" ".join(values))

    def _compute_search_text(self):
        self.search_text = False

    @api.model
    def _search_search_text(self, operator, value):
        if operator not in ("ilike", "like", "=") or not isinstance(value, str):
            return NotImplemented
        return self._get_search_text_domain(value)

    @api.model
    def _get_search_text_domain(self, text):
        """Every word of ``text`` somewhere in the key, in any order."""
        return Domain.AND(
            Domain("search_key", "like", word) for word in fold(text).split()
        )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalise_text(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalise_text(vals))

    @api.model
    def _normalise_text(self, vals):
        """Copy of ``vals`` with its texts in NFC, without control characters."""
        return {
            name: nfc(value)
            if isinstance(value, str) and self._is_text_field(name)
            else value
            for name, value in vals.items()
        }

    @api.model
    def _is_text_field(self, name):
        field = self._fields.get(name)
        return field is not None and field.type in ("char", "text")
