from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.fold import fold, nfc

# Party, Front, mass bodies, councils and inter-agency committees may coordinate
# or supervise; a state agency never counts them late, scores or alerts them.
EXEMPT_KINDS = frozenset({"party", "front", "council", "committee"})
_TREE = frozenset({"parent_id", "active"})


class HrDepartment(models.Model):
    _inherit = "hr.department"
    _rec_names_search = ["complete_name", "gov_code", "gov_admin_code"]

    gov_code = fields.Char(
        string="Identifier",
        index="btree_not_null",
        copy=False,
        help="Identifier of the agency (Decision 20/2020/QD-TTg), or the code that "
        "the office uses in its import files.",
    )
    gov_admin_code = fields.Char(
        string="Administrative code",
        copy=False,
        help="Code of the province (2 digits) or commune (5 digits). Text: leading "
        "zeros count.",
    )
    gov_level = fields.Selection(
        selection=[
            ("province", "Province"),
            ("district", "District (history)"),
            ("commune", "Commune"),
            ("village", "Village"),
        ],
        string="Level",
        index=True,
    )
    gov_kind = fields.Selection(
        selection=[
            ("people_committee", "People's Committee"),
            ("council", "People's Council"),
            ("department", "Specialised agency"),
            ("division", "Division of an agency"),
            ("office", "Office"),
            ("one_stop", "One-stop unit"),
            ("public_service", "Public service unit"),
            ("media", "Press and broadcasting"),
            ("party", "Party body"),
            ("front", "Fatherland Front and mass organisation"),
            ("committee", "Inter-agency committee"),
            ("other", "Other"),
        ],
        string="Kind",
        index=True,
    )
    gov_is_exempt = fields.Boolean(
        string="Never counted late",
        compute="_compute_gov_is_exempt",
        store=True,
        help="Party bodies, the Front, councils and committees take part; they are "
        "not given deadlines by a state agency.",
    )
    gov_ranking_group_id = fields.Many2one(
        comodel_name="gov.unit.group",
        string="Ranking group",
        domain=[("purpose", "=", "ranking")],
        index="btree_not_null",
    )
    gov_date_from = fields.Date(string="Valid from")
    gov_date_to = fields.Date(string="Valid to")
    gov_successor_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_unit_successor_rel",
        column1="unit_id",
        column2="successor_id",
        string="Successors",
        copy=False,
    )
    gov_predecessor_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_unit_successor_rel",
        column1="successor_id",
        column2="unit_id",
        string="Predecessors",
        copy=False,
    )
    gov_delegate_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_unit_delegate_rel",
        column1="unit_id",
        column2="delegate_id",
        string="Units that assign on its behalf",
        copy=False,
        help="Their coordinators issue and withdraw directives of this unit: usually "
        "the office of the People's Committee and the department that monitors.",
    )
    gov_search_key = fields.Char(
        compute="_compute_gov_search_key",
        store=True,
        index="trigram",
        export_string_translation=False,
    )

    _gov_code_uniq = models.UniqueIndex(
        "(company_id, gov_code) WHERE gov_code IS NOT NULL",
        "This unit identifier is already used.",
    )
    _gov_dates_check = models.Constraint(
        "CHECK (gov_date_to IS NULL OR gov_date_from IS NULL "
        "OR gov_date_to >= gov_date_from)",
        "The unit ends before it begins.",
    )

    @api.depends("gov_kind")
    def _compute_gov_is_exempt(self):
        for unit in self:
            unit.gov_is_exempt = unit.gov_kind in EXEMPT_KINDS

    @api.depends("name", "gov_code", "gov_admin_code")
    def _compute_gov_search_key(self):
        # The name is translatable: whichever language it was typed in is found.
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        for unit in self:
            names = {unit.with_context(lang=lang).name or "" for lang in langs}
            codes = (unit.gov_code or "", unit.gov_admin_code or "")
            unit.gov_search_key = fold(" ".join((*sorted(names), *codes)))

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Units whose name holds the words as typed come before scattered hits."""
        if operator != "ilike" or not name or "/" in name:
            return super().name_search(name, domain, operator, limit)
        domain = Domain(domain or [])
        phrase = Domain("gov_search_key", "like", fold(name))
        found = super().name_search(name, domain & phrase, operator, limit)
        if limit and len(found) >= limit:
            return found
        rest = limit and limit - len(found)
        others = super().name_search(name, domain & ~phrase, operator, rest)
        return found + others

    def _search_complete_name(self, operator, value):
        """Find units by name without loading all of them, as core does.

        "Tỉnh X / Sở Nội vụ" narrows by the names above, level by level.
        """
        if operator == "ilike" and isinstance(value, str):
            return self._get_gov_name_domain(value)
        if operator == "in":
            names = [v.rsplit("/", 1)[-1].strip() for v in value if v]
            units = self.search([("name", "in", names)])
            found = units.filtered(lambda unit: unit.complete_name in value)
            return Domain("id", "in", found.ids)
        return NotImplemented

    @api.model
    def _get_gov_name_domain(self, text):
        above, _slash, own = text.rpartition("/")
        domain = Domain.AND(
            Domain("gov_search_key", "like", word) for word in fold(own).split()
        )
        if above.strip():
            domain &= Domain("parent_id", "any", self._get_gov_name_domain(above))
        return domain

    @api.constrains("gov_code")
    def _check_gov_code(self):
        for unit in self:
            if unit.gov_code and (";" in unit.gov_code or "," in unit.gov_code):
                raise ValidationError(
                    self.env._(
                        "Identifier %(code)s: commas and semicolons separate codes in "
                        "import files and cannot be part of one.",
                        code=unit.gov_code,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        units = super().create([self._gov_normalise(vals) for vals in vals_list])
        units._gov_forget_scopes()
        return units

    def write(self, vals):
        res = super().write(self._gov_normalise(vals))
        if not _TREE.isdisjoint(vals):
            self._gov_forget_scopes()
        if "active" in vals:
            # The rules keep the units of each user, closed ones left out, in a cache.
            self.env.registry.clear_cache()
        if "gov_delegate_ids" in vals:
            self._gov_show_to_delegates()
        return res

    def _gov_forget_scopes(self):
        """Scopes of users are kept for the request and follow the tree."""
        users = self.env["res.users"]
        users.invalidate_model(users._GOV_SCOPE_FIELDS, flush=False)

    def _gov_show_to_delegates(self):
        """Whoever acts for a body sees its directives and their lines."""
        # sudo: visibility is derived data, kept right whoever makes the change.
        directives = self.env["gov.directive"].sudo()
        found = directives.search([("assigning_unit_id", "in", self.ids)])
        found._update_visible_units()
        found.task_ids._update_visible_units()

    @api.model
    def _gov_normalise(self, vals):
        names = ("name", "gov_code", "gov_admin_code")
        return vals | {n: nfc(vals[n]).strip() for n in names if vals.get(n)}

    def _gov_is_valid_on(self, date):
        """Units of ``self`` that exist on ``date``."""
        return self.filtered(
            lambda unit: (
                (not unit.gov_date_from or unit.gov_date_from <= date)
                and (not unit.gov_date_to or unit.gov_date_to >= date)
            )
        )

    def _gov_officers(self):
        """Users who receive the notices of these units: their officers."""
        # sudo: only the addressees of a notice are picked, nothing is shown.
        users = self.env["res.users"].sudo()
        group = self.env.ref("friendly_gov.group_officer")
        domain = [("gov_unit_ids", "in", self.ids), ("all_group_ids", "in", group.ids)]
        return users.search(domain) | self._gov_stand_ins(group)

    def _gov_stand_ins(self, group):
        """People of ``group`` who stand in for somebody of these units today."""
        # sudo: only the addressees of a notice are picked, nothing is shown.
        found = self.env["gov.delegation"].sudo()._gov_current(group)
        return found.filtered(lambda d: d._get_units()[0] & self).delegate_id

    def _gov_deciders(self):
        """Users who decide for these bodies: their coordinators and leaders."""
        # sudo: only the addressees of a notice are picked, nothing is shown.
        users = self.env["res.users"].sudo()
        groups = self.env.ref("friendly_gov.group_coordinator")
        groups |= self.env.ref("friendly_gov.group_leader")
        domain = [("gov_unit_ids", "in", self.ids), ("all_group_ids", "in", groups.ids)]
        return users.search(domain)

    def _gov_get_root(self):
        """Top of the units to which this body gives orders.

        Offices differ: the committee is the root of the tree, or a leaf beside its
        departments under a node of no kind that stands for the territory. Empty for
        a unit without a tree: then groups are looked for in the whole company, and
        only managers give orders in its name.
        """
        self.ensure_one()
        parent = self.parent_id
        if self.child_ids or (parent and parent.gov_kind):
            return self
        return parent
