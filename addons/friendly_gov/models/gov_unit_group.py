from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class GovUnitGroup(models.Model):
    _name = "gov.unit.group"
    _description = "Group of units"
    _inherit = ["gov.shared.list.mixin", "gov.search.mixin"]
    _order = "purpose, sequence, name"

    _search_key_fields = ("name", "code")

    name = fields.Char(required=True)
    code = fields.Char(required=True, help="Used in import files.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    purpose = fields.Selection(
        selection=[("recipient", "Recipients"), ("ranking", "Ranking")],
        default="recipient",
        required=True,
    )
    unit_kinds = fields.Char(
        string="Kinds",
        help="Technical kinds of unit, separated by commas; empty means every kind.",
    )
    unit_levels = fields.Char(
        string="Levels",
        help="Technical levels, separated by commas; empty means every level.",
    )
    criteria = fields.Char(string="Kinds and levels", compute="_compute_criteria")
    unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_unit_group_unit_rel",
        string="Units by name",
        help="Added to the units found by kind and level.",
    )
    excluded_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_unit_group_excluded_rel",
        string="Excluded units",
    )
    note = fields.Text()

    _code_uniq = models.Constraint(
        "UNIQUE(code, company_id)", "This group code is already used."
    )

    @api.depends("unit_kinds", "unit_levels")
    @api.depends_context("lang")
    def _compute_criteria(self):
        """The technical values in the words of the reader."""
        units = self.env["hr.department"]
        kinds, levels = (
            dict(units._fields[name]._description_selection(self.env))
            for name in ("gov_kind", "gov_level")
        )
        for group in self:
            parts = (
                ", ".join(kinds.get(v, v) for v in self._split(group.unit_kinds)),
                ", ".join(levels.get(v, v) for v in self._split(group.unit_levels)),
            )
            group.criteria = " – ".join(part for part in parts if part)

    @api.constrains("unit_kinds", "unit_levels")
    def _check_technical_values(self):
        units = self.env["hr.department"]
        for group in self:
            for name, values in (
                ("gov_kind", group._split(group.unit_kinds)),
                ("gov_level", group._split(group.unit_levels)),
            ):
                known = dict(units._fields[name].selection)
                for value in values:
                    if value not in known:
                        raise ValidationError(
                            self.env._(
                                "%(value)s is no kind or level of unit. Known: "
                                "%(known)s",
                                value=value,
                                known=", ".join(known),
                            )
                        )

    @api.model
    def _split(self, text):
        return [part.strip() for part in (text or "").split(",") if part.strip()]

    def _resolve(self, date, below=None):
        """Units of the group that exist on ``date``.

        :param date: the day at which a relative addressee ("all departments") is
            read; later changes of the tree do not alter an issued task
        :param below: unit whose subtree bounds kinds and levels; none = company
        :return: ``hr.department`` records
        """
        self.ensure_one()
        units = self.env["hr.department"]
        domain = Domain("company_id", "in", [self.env.company.id, False])
        if below:
            domain &= Domain("id", "child_of", below.ids)
        kinds, levels = self._split(self.unit_kinds), self._split(self.unit_levels)
        if kinds:
            domain &= Domain("gov_kind", "in", kinds)
        if levels:
            domain &= Domain("gov_level", "in", levels)
        if kinds or levels:
            units = units.search(domain)
        return ((units | self.unit_ids) - self.excluded_unit_ids)._gov_is_valid_on(date)

    def _resolve_below(self, date, assigning):
        """Units of the groups of ``self`` under the body that addresses them."""
        below = assigning._gov_get_root()
        units = self.env["hr.department"]
        for group in self:
            units |= group._resolve(date, below)
        # "All departments and communes" never means who gives the order.
        return units - assigning
