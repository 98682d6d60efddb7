from odoo import api, fields, models


class GovMediaOutlet(models.Model):
    """A newspaper, station or page; the list grows as officers enter what they read."""

    _name = "gov.media.outlet"
    _description = "Media outlet"
    _inherit = ["gov.search.mixin"]
    _order = "name, id"
    _check_company_auto = True

    _search_key_fields = ("name",)

    name = fields.Char(required=True)
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Run by the unit",
        ondelete="set null",
        check_company=True,
        index="btree_not_null",
        help="The unit of this system whose outlet it is, e.g. the broadcaster.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex(
        "(company_id, search_key)", "This outlet is on the list already."
    )

    @api.model
    def name_create(self, name):
        """What was typed without accents finds the outlet that is there."""
        name = " ".join((name or "").split())
        known = self.search([("search_text", "ilike", name)])
        same = known.filtered(lambda outlet: outlet.name.lower() == name.lower())
        outlet = same[:1] or self.create({"name": name})
        return outlet.id, outlet.display_name
