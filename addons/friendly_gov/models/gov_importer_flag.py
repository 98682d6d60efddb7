from odoo import api, models

from ..tools.fold import fold


class GovImporterFlag(models.AbstractModel):
    """Columns that say yes or no: a selection without a field."""

    _name = "gov.importer.flag"
    _description = "Yes or no in files"
    _inherit = ["gov.importer"]

    @api.model
    def _get_words(self, column):
        if not column.field:
            return {"yes": self.env._("Yes"), "no": self.env._("No")}
        return super()._get_words(column)

    @api.model
    def _get_choices(self, column):
        if column.field:
            return super()._get_choices(column)
        choices = {"x": "yes", "1": "yes", "true": "yes", "0": "no", "false": "no"}
        for lang in self._get_langs():
            words = self.with_context(lang=lang)._get_words(column)
            choices |= {fold(word): value for value, word in words.items()}
        return choices
