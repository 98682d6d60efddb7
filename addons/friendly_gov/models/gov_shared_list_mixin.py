from odoo import api, fields, models
from odoo.exceptions import AccessError


class GovSharedListMixin(models.AbstractModel):
    """A list whose entries belong to one company, or to none: shared by all.

    A manager manages one province. What all provinces share is kept by the system's
    administrator, as soon as there is more than one of them; with a single company
    the manager keeps the lists that came with the addon as well.
    """

    _name = "gov.shared.list.mixin"
    _description = "List of one company or of all"

    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        default=lambda self: self._default_company_id(),
        help="Empty: shared by all companies.",
    )

    @api.model
    def _default_company_id(self):
        # Else a manager could not add anything where shared entries are refused.
        return self.env["res.company"] if self._may_share() else self.env.company

    @api.model
    def _may_share(self):
        """May the user change what all companies share?"""
        if self.env.su or self.env.user.has_group("base.group_system"):
            return True
        # sudo: only the number of companies is read.
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        return companies.search_count([], limit=2) == 1

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_may_share()
        return records

    def write(self, vals):
        self._check_may_share()
        res = super().write(vals)
        if "company_id" in vals:
            self._check_may_share()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shared(self):
        self._check_may_share()

    def _check_may_share(self):
        # sudo: who may change an entry must not depend on which ones are shown.
        shared = self.sudo().filtered(lambda record: not record.company_id)
        if shared and not self._may_share():
            raise AccessError(
                self.env._(
                    "%(name)s is shared by all companies: only the administrator of "
                    "the system changes it. Make one of your own company instead.",
                    name=shared[0].display_name,
                )
            )
