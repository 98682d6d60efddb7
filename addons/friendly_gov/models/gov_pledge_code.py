from odoo import api, fields, models
from odoo.exceptions import LockError, UserError


class GovPledgeCode(models.Model):
    """What is pledged: groups of statements, one version, by one document.

    A draft is written; once active it stays as it is, since people sign it. What
    changes is a new version, which ends the old one.
    """

    _name = "gov.pledge.code"
    _description = "Pledge code"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin", "gov.shared.list.mixin"]
    _order = "name, version desc, id"

    _guarded_fields = frozenset({"state", "version", "previous_id"})
    _search_key_fields = ("name", "code", "document_symbol")

    name = fields.Char(required=True)
    code = fields.Char(
        copy=False, help="Short name that files refer to, the same in each version."
    )
    version = fields.Integer(default=1, required=True, readonly=True, copy=False)
    previous_id = fields.Many2one(
        comodel_name="gov.pledge.code",
        string="Version before",
        ondelete="restrict",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Being written"),
            ("active", "In force"),
            ("superseded", "Superseded"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    level = fields.Selection(
        selection=[
            ("unit", "Units"),
            ("person", "Persons"),
            ("both", "Units and persons"),
        ],
        string="Signed by whom",
        required=True,
        default="both",
    )
    date_from = fields.Date(string="Valid from", copy=False)
    date_to = fields.Date(string="Valid to", copy=False)
    opening = fields.Text(help="Words before the statements.")
    closing = fields.Text(help="Words after the statements.")
    document_symbol = fields.Char(string="Issued by document No.", copy=False)
    document_date = fields.Date(string="Date of the document", copy=False)
    document_issuer = fields.Char(string="Issuer", copy=False)
    directive_id = fields.Many2one(
        comodel_name="gov.directive",
        string="Directive in the system",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
    )
    source = fields.Text(help="Where the wording was taken from.")
    needs_confirmation = fields.Boolean(
        string="To be compared",
        help="The wording was not compared with the document itself.",
    )
    active = fields.Boolean(default=True)
    group_ids = fields.One2many(
        "gov.pledge.group", "code_id", string="Groups", copy=True
    )
    statement_ids = fields.One2many(
        "gov.pledge.statement", "code_id", string="Statements"
    )
    file_ids = fields.One2many("gov.pledge.file", "code_id", string="Scans")

    _code_version_uniq = models.UniqueIndex(
        "(code, version, COALESCE(company_id, 0)) WHERE code IS NOT NULL",
        "This version of the code already exists.",
    )
    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)", "The code ends before it begins."
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for code in self:
            version = f" ({code.version})" if code.version > 1 else ""
            code.display_name = f"{code.name or ''}{version}"

    def write(self, vals):
        if not self._is_unlocked():
            # What only methods set is a matter of rights, whatever the state.
            self._refuse_guarded(vals)
            if not vals.keys() <= self._get_free_fields():
                self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_active(self):
        self._check_draft()
        self.group_ids.statement_ids._check_no_targets()

    def _get_free_fields(self):
        """What may change while people sign the code: none of its words."""
        # A code that was superseded ended on a day that follows from the next one.
        if "superseded" in self.mapped("state"):
            return {"active"}
        return {"active", "date_to"}

    def _check_draft(self):
        """Raise unless words and files of the code may still change; hold its row."""
        if self._is_unlocked():
            return
        # sudo: what was signed refuses, whoever asks.
        fixed = self.sudo().filtered(lambda code: code.state != "draft")
        if fixed:
            raise UserError(
                self.env._(
                    "%(name)s is in force or was superseded: make a new version to "
                    "change it.",
                    name=fixed[0].display_name,
                )
            )
        # A line that is written while the code comes into force would slip in.
        self._lock(allow_referencing=True)

    def _lock(self, allow_referencing=False):
        try:
            # sudo: rights are checked by the caller; a lock asks for write access.
            self.sudo().lock_for_update(allow_referencing=allow_referencing)
        except LockError as error:
            raise UserError(
                self.env._("Someone else is changing this pledge code right now.")
            ) from error

    def _get_text(self):
        """The words as they are signed.

        :return: list of (group name, [statement, …]) in order
        """
        self.ensure_one()
        return [
            (group.name, group.statement_ids.mapped("name")) for group in self.group_ids
        ]
