from odoo import models


class GovQueryMixin(models.AbstractModel):
    """Rows that a query makes for its reader, with the reader's record rules inside.

    Record rules on such a model are asked as superuser, for whom the query finds every
    row: whether a row is readable is whether the reader's own query has it.
    """

    _name = "gov.query.mixin"
    _description = "Rows of a query"

    def _check_access(self, operation):
        refused = super()._check_access(operation)
        if refused or self.env.su or not self.ids:
            return refused
        hidden = self - self.search([("id", "in", self.ids)])
        if not hidden:
            return None
        rules = self.env["ir.rule"]
        return hidden, lambda: rules._make_access_error(operation, hidden)
