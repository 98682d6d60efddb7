import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..tools.annex import read_annex, read_pasted
from ..tools.fold import fold, nfc
from ..tools.tabular import TableError, read_tables
from ..tools.unit_names import Unit, UnitNames

# A person looks through the preview: more rows are a list to import, not an annex.
MAX_ROWS = 500


class GovAnnexImport(models.TransientModel):
    """The table of tasks in a directive's own annex, read into its draft tasks."""

    _name = "gov.annex.import"
    _description = "Tasks from the annex"
    _inherit = ["gov.guarded.mixin"]

    _guarded_fields = frozenset({"state"})
    _guarded_parent = "directive_id"

    directive_id = fields.Many2one(
        comodel_name="gov.directive",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    state = fields.Selection(
        selection=[("input", "Input"), ("preview", "Preview"), ("done", "Done")],
        default="input",
        required=True,
        readonly=True,
    )
    text = fields.Text(string="Table copied from Excel or Word")
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    line_ids = fields.One2many("gov.annex.import.line", "annex_id", string="Rows")
    included_count = fields.Integer(compute="_compute_counts")
    warning_count = fields.Integer(compute="_compute_counts")

    @api.depends("line_ids.include", "line_ids.warning")
    def _compute_counts(self):
        for annex in self:
            included = annex.line_ids.filtered("include")
            annex.included_count = len(included)
            annex.warning_count = len(included.filtered("warning"))

    @api.model_create_multi
    def create(self, vals_list):
        annexes = super().create([self._clean(vals) for vals in vals_list])
        # The name of the document is shown as superuser: only who may change it.
        annexes.directive_id.check_access("write")
        return annexes

    def write(self, vals):
        return super().write(self._clean(vals))

    @api.model
    def _clean(self, vals):
        """What is pasted may hold what the database cannot."""
        return vals | {"text": nfc(vals["text"])} if vals.get("text") else vals

    def action_read(self):
        """Read the table into a preview; nothing is written to the directive yet."""
        self.ensure_one()
        self._check_directive()
        rows = self._read_rows()
        self.line_ids.unlink()
        self.line_ids = [Command.create(vals) for vals in self._prepare_lines(rows)]
        self._guarded_write({"state": "preview"})
        return self._reopen()

    def action_back(self):
        self.ensure_one()
        self._guarded_write({"state": "input"})
        return self._reopen()

    def action_confirm(self):
        """Make draft tasks of the rows that are ticked: all of them, or none."""
        self.ensure_one()
        # Locked first: a double click must not make the tasks twice.
        self.directive_id._lock()
        self._check_directive()
        self.invalidate_recordset(["state"])
        if self.state != "preview":
            raise UserError(self.env._("Read the table first."))
        lines = self.line_ids.filtered("include")
        if not lines:
            raise UserError(self.env._("Tick at least one row."))
        lines._check_ready()
        self.env["gov.task"].create(lines._prepare_tasks())
        self._guarded_write({"state": "done"})
        return {
            "type": "ir.actions.act_window",
            "res_model": "gov.directive",
            "res_id": self.directive_id.id,
            "view_mode": "form",
        }

    def _check_directive(self):
        self.directive_id.check_access("write")
        if self.directive_id.state != "draft":
            raise UserError(
                self.env._("The annex is read into a document that is not issued yet.")
            )

    def _reopen(self):
        return {
            "name": self.env._("Tasks from the annex"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def _read_rows(self):
        """The :class:`AnnexRow` list of the file, or of the pasted text."""
        if not self.file and not (self.text or "").strip():
            raise UserError(self.env._("Paste the table or choose a file first."))
        try:
            if self.file:
                data = base64.b64decode(self.file)
                tables = read_tables(data, self.file_name or "")
            else:
                tables = [read_pasted(self.text)]
            _sheet, _columns, rows = read_annex(tables)
            if len(rows) > MAX_ROWS:
                raise TableError("too_many_rows", limit=MAX_ROWS)
        except TableError as error:
            labels = self._get_column_labels()
            error.params.setdefault("label", labels.get(error.params.get("key")))
            message = self.env["gov.importer"]._explain(error)
            raise UserError(message) from error
        return rows

    @api.model
    def _get_column_labels(self):
        return {
            "lead": self.env._("Lead unit"),
            "coordinating": self.env._("Coordinating unit"),
            "code": self.env._("No."),
            "deadline": self.env._("Deadline"),
            "product": self.env._("Product"),
            "note": self.env._("Note"),
            "text": self.env._("Task contents"),
        }

    def _prepare_lines(self, rows):
        names, groups = self._get_unit_names()
        directive = self.directive_id
        codes = set(directive.task_ids.mapped("code"))
        texts = {fold(text) for text in directive.task_ids.mapped("text")}
        for row in rows:
            known = fold(row.text) in texts
            lead, helping = names.find_all(row.lead), names.find_all(row.coordinating)
            extra = self._resolve(groups, lead.group_ids[1:])
            helpers = self._resolve(groups, helping.group_ids)
            code = "" if row.heading else self._get_code(row.code, codes)
            yield {
                "number": row.number,
                "include": not (row.heading or known),
                "is_heading": row.heading,
                "is_known": known,
                "code": code,
                "text": row.text,
                "lead_unit_ids": [Command.set([*lead.unit_ids, *extra.ids])],
                "lead_group_id": lead.group_ids[0] if lead.group_ids else False,
                "unknown_lead": "; ".join(lead.unknown),
                "coordinating_unit_ids": [
                    Command.set([*helping.unit_ids, *helpers.ids])
                ],
                "unknown_coordinating": "; ".join(helping.unknown),
                "product": row.product,
                "deadline_text": row.deadline,
                "note": row.note,
            }

    @api.model
    def _get_code(self, code, used):
        """The number as written if it is free, else the next free one."""
        code = code.strip().rstrip(".")
        number = len(used) + 1
        while not code or code in used:
            code, number = str(number), number + 1
        used.add(code)
        return code

    def _resolve(self, groups, group_ids):
        """Units of further groups: a task holds one group only."""
        directive = self.directive_id
        found = groups.filtered(lambda group: group.id in group_ids)
        found = found.with_company(directive.company_id)
        return found._resolve_below(directive.date_issued, directive.assigning_unit_id)

    def _get_unit_names(self):
        """Names of the units that exist on the day of the document, and the groups.

        Units below the assigning body come first: every province has a department of
        the same name.
        """
        directive = self.directive_id
        company = Domain("company_id", "in", [directive.company_id.id, False])
        units = self.env["hr.department"].search(company)
        units = units._gov_is_valid_on(directive.date_issued)
        root = directive.assigning_unit_id._gov_get_root()
        near = units & units.search([("id", "child_of", root.ids)])
        groups = self.env["gov.unit.group"].search(
            company & Domain("purpose", "=", "recipient")
        )
        tiers = [self._describe_units(part) for part in (near, units - near)]
        return UnitNames(tiers, [(g.id, g.name, g.code) for g in groups]), groups

    @api.model
    def _describe_units(self, units):
        described = []
        for unit in units:
            committee = unit.gov_kind == "people_committee"
            above, territories = unit.parent_id, []
            while above:
                # A node of no kind stands for the territory.
                if above.gov_kind in ("people_committee", False):
                    territories.insert(0, above.name)
                above = above.parent_id
            territories = tuple(territories or [unit.name])
            codes = (unit.gov_code, unit.gov_admin_code)
            described.append(Unit(unit.id, unit.name, codes, territories, committee))
        return described
