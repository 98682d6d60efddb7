from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.symbol import symbol_key


class GovDirectiveRelation(models.Model):
    _name = "gov.directive.relation"
    _description = "Related document"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]
    _order = "directive_id, id"
    _rec_name = "related_symbol"
    _check_company_auto = True

    _guarded_parent = "directive_id"
    _search_key_fields = ("related_symbol", "related_issuer", "related_subject")

    directive_id = fields.Many2one(
        comodel_name="gov.directive", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="directive_id.company_id", store=True, index=True
    )
    relation = fields.Selection(
        selection=[
            ("based_on", "Based on"),
            ("guides", "Guides"),
            ("amends", "Amends"),
            ("replaces", "Replaces"),
            ("answers", "Answers"),
            ("mentions", "Mentions"),
        ],
        required=True,
        default="based_on",
    )
    related_directive_id = fields.Many2one(
        comodel_name="gov.directive",
        string="Document in the system",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    related_symbol = fields.Char(
        compute="_compute_related",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    related_date = fields.Date(
        compute="_compute_related",
        store=True,
        readonly=False,
        precompute=True,
    )
    related_issuer = fields.Char(
        compute="_compute_related",
        store=True,
        readonly=False,
        precompute=True,
    )
    related_subject = fields.Text(
        compute="_compute_related",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("related_directive_id")
    def _compute_related(self):
        for line in self:
            other = line.related_directive_id
            if other:
                line.related_symbol = other.symbol
                line.related_date = other.date_issued
                line.related_issuer = other.issuer_name
                line.related_subject = other.subject

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_related_readable(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_related_readable(vals)
        return super().write(vals)

    @api.model
    def _check_related_readable(self, vals):
        # The subject is copied by a computation that runs as superuser, as would a
        # constraint: without this, any document could be read through one's own.
        other = vals.get("related_directive_id")
        self._check_typed_records({"related_directive_id": other})

    @api.constrains("related_directive_id", "related_symbol", "related_date")
    def _check_not_itself(self):
        for line in self:
            own = line.directive_id
            same = symbol_key(line.related_symbol or "") == own.symbol_key
            if line.related_directive_id == own or (
                same and line.related_date == own.date_issued
            ):
                raise ValidationError(
                    self.env._(
                        "%(document)s cannot be related to itself.",
                        document=own.display_name,
                    )
                )
