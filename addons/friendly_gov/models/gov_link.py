from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

# Never linked, whatever is configured: settings, rights, queues and the mail behind
# other records, and our own records, which have their own relations.
FORBIDDEN_MODELS = frozenset({"res.users", "res.groups", "res.company"})
FORBIDDEN_PREFIXES = (
    "base.",
    "bus.",
    "gov.",
    "ir.",
    "iap.",
    "mail.",
    "res.config",
    "res.groups",
    "res.users.",
)


class GovLink(models.Model):
    """A record of the e-office that belongs to a directive or to an assignment.

    Only its model and id are kept. What it is called is read when somebody looks,
    with the rights of that person: whoever sees the directive need not see every
    document of the e-office. ``label`` is what the person who linked it typed, for
    all who see the directive.
    """

    _name = "gov.link"
    _description = "Linked record"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]
    _order = "id"
    _rec_name = "label"
    _check_company_auto = True

    _search_key_fields = ("label",)

    directive_id = fields.Many2one(
        comodel_name="gov.directive",
        ondelete="cascade",
        index="btree_not_null",
        readonly=True,
    )
    assignment_id = fields.Many2one(
        comodel_name="gov.assignment",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        index=True,
    )
    res_model = fields.Char(string="Linked model", required=True)
    res_id = fields.Many2oneReference(
        string="Linked record", model_field="res_model", required=True
    )
    record_ref = fields.Reference(
        string="Record of the office",
        selection="_selection_record_ref",
        compute="_compute_record",
        readonly=False,
        help="Empty for people who may not read the record.",
    )
    record_name = fields.Char(string="Name", compute="_compute_record")
    record_kind = fields.Char(string="Kind of record", compute="_compute_record")
    can_remove = fields.Boolean(compute="_compute_can_remove")
    label = fields.Char(
        string="Remark", help="Everybody who sees the task or document reads this."
    )

    _one_owner_check = models.Constraint(
        "CHECK (num_nonnulls(directive_id, assignment_id) = 1)",
        "A linked record belongs to one directive or to one assignment.",
    )
    _directive_uniq = models.UniqueIndex(
        "(directive_id, res_model, res_id) WHERE directive_id IS NOT NULL",
        "This record is already linked to the directive.",
    )
    _assignment_uniq = models.UniqueIndex(
        "(assignment_id, res_model, res_id) WHERE assignment_id IS NOT NULL",
        "This record is already linked to the assignment.",
    )
    _record_idx = models.Index("(res_model, res_id)")

    @api.depends("directive_id.company_id", "assignment_id.company_id")
    def _compute_company_id(self):
        for link in self:
            owner = link.directive_id or link.assignment_id
            link.company_id = owner.company_id

    @api.model
    def _selection_record_ref(self):
        """Kinds of records that may be linked and that the user may read at all."""
        # sudo: names of models, no record of theirs.
        models_ = self.env["ir.model"].sudo()
        return sorted(
            (
                (name, models_._get(name).name)
                for name in self._get_linkable_models()
                if self.env[name].has_access("read")
            ),
            key=lambda pair: pair[1],
        )

    @api.depends_context("uid", "lang")
    @api.depends("res_model", "res_id")
    def _compute_record(self):
        for link in self:
            record = link._get_readable_record()
            link.record_ref = record or False
            link.record_name = (
                record.display_name
                if record
                else link.res_model
                and self.env._("A record that you may not open, or that was deleted")
            )
            # sudo: the name of a model.
            kind = self.env["ir.model"].sudo()._get(link.res_model or "")
            link.record_kind = kind.name

    @api.depends_context("uid")
    @api.depends("assignment_id", "directive_id")
    def _compute_can_remove(self):
        manager = self.env.user.has_group("friendly_gov.group_manager")
        for link in self:
            own = manager or link.create_uid == self.env.user
            link.can_remove = bool(link.directive_id) or own

    def _get_readable_record(self):
        """The linked record, empty unless it exists and the user may read it."""
        self.ensure_one()
        if not self.res_id or self.res_model not in self.env:
            return None
        # Never sudo: a computation under sudo must not tell the name either.
        record = self.env[self.res_model].sudo(False).browse(self.res_id)
        if not record.exists() or not record.has_access("read"):
            return None
        return record

    @api.model
    def _is_linkable(self, name):
        """True for a model that adopts the mixin or that an administrator allowed."""
        if name not in self.env or is_forbidden(name):
            return False
        model = self.env[name]
        if model._abstract or model._transient:
            return False
        if getattr(model, "_gov_linkable", False):
            return True
        # sudo: a setting.
        return self.env["ir.model"].sudo()._get(name).gov_linkable

    @api.model
    def _get_linkable_models(self):
        # sudo: a setting.
        allowed = self.env["ir.model"].sudo().search([("gov_linkable", "=", True)])
        names = {*allowed.mapped("model")}
        adopted = (m for m in self.env.values() if getattr(m, "_gov_linkable", False))
        names |= {model._name for model in adopted}
        return [name for name in names if self._is_linkable(name)]

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._split_reference(vals) for vals in vals_list]
        for vals in vals_list:
            self._refuse_guarded(vals)
            self._check_target(vals.get("res_model"), vals.get("res_id"))
            self._check_typed_records(vals)
        links = super().create(vals_list)
        links._check_can_edit()
        return links

    def write(self, vals):
        # The client sends back what it was shown; a link never changes its ends.
        fixed = {"directive_id", "assignment_id", "res_model", "res_id", "record_ref"}
        if fixed & vals.keys():
            raise AccessError(
                self.env._("Remove the link and make a new one instead of changing it.")
            )
        self._check_can_edit()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_foreign(self):
        self._check_can_edit()
        user = self.env.user
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return
        for link in self:
            if link.assignment_id and link.create_uid != user:
                raise AccessError(
                    self.env._("Only the person who linked this record removes it.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        # sudo: the refusal must not depend on what the user may read.
        if (
            self.env["gov.evidence"]
            .sudo()
            .search_count([("link_id", "in", self.ids)], limit=1)
        ):
            raise UserError(
                self.env._("Files of this record are evidence of a result: it stays.")
            )

    @api.model
    def _split_reference(self, vals):
        vals = dict(vals)
        reference = vals.pop("record_ref", None)
        if not reference:
            return vals
        name, _sep, number = str(reference).partition(",")
        if not number.isdigit():
            raise ValidationError(self.env._("Choose the record to link."))
        return vals | {"res_model": name, "res_id": int(number)}

    @api.model
    def _check_target(self, name, record_id):
        """Raise unless the user may read the record, and its kind may be linked."""
        if not name or not record_id:
            raise ValidationError(self.env._("Choose the record to link."))
        if not self._is_linkable(name):
            raise ValidationError(
                self.env._(
                    "Records of this kind (%(model)s) cannot be linked. An "
                    "administrator can allow it under Configuration.",
                    model=name,
                )
            )
        record = self.env[name].browse(record_id)
        # One answer for both: which numbers are taken is not told either.
        if not record.exists() or not record.has_access("read"):
            raise AccessError(
                self.env._("The record to link does not exist, or you may not open it.")
            )

    def _check_can_edit(self):
        """Whoever may edit the directive, or act on the assignment."""
        if self.env.su:
            return
        for link in self:
            if link.directive_id:
                link.directive_id.check_access("write")
            else:
                link.assignment_id._check_can_link()

    def action_open_owner(self):
        """Open the directive or the assignment that the record is linked to."""
        self.ensure_one()
        owner = self.directive_id or self.assignment_id
        return owner.get_formview_action()

    def action_remove(self):
        """Remove the link; the record itself stays."""
        self.unlink()
        return True


def is_forbidden(name):
    """True for models that may not be linked whatever is configured."""
    return name in FORBIDDEN_MODELS or name.startswith(FORBIDDEN_PREFIXES)
