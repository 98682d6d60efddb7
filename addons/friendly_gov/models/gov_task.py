from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from ..tools.deadline import parse_deadline

# The text of an issued task is what the units answer to.
FROZEN_WHEN_ISSUED = frozenset(
    {
        "directive_id",
        "code",
        "text",
        "product",
        "product_quantity",
        "product_uom",
        "coefficient",
        "target",
        "deadline_text",
        "date_due",
        "deadline_precision",
        "lead_unit_ids",
        "lead_group_id",
        "excluded_unit_ids",
        "coordinating_unit_ids",
        "recurrence",
        "recurrence_day",
        "recurrence_next_month",
        "recurrence_until",
    }
)


class GovTask(models.Model):
    """What a directive asks for; who must do it is ``gov.assignment``."""

    _name = "gov.task"
    _description = "Task of a directive"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]
    _order = "directive_id desc, sequence, id"
    _rec_name = "text"
    _check_company_auto = True

    _guarded_fields = frozenset({"state"})
    _guarded_parent = "directive_id"
    _search_key_fields = ("code", "text", "product")

    directive_id = fields.Many2one(
        comodel_name="gov.directive",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="directive_id.company_id", store=True, index=True
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("issued", "Issued")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, default="1", help="Number of the task: 1, 2a …")
    text = fields.Text(string="Contents", required=True)
    source_place = fields.Char(
        string="Place in the document", help="Paragraph, item or page of the source."
    )
    product = fields.Char(help="What is to be delivered.")
    product_quantity = fields.Float(string="Quantity", digits=(16, 2))
    product_uom = fields.Char(string="Unit of measure")
    coefficient = fields.Float(
        string="Conversion coefficient",
        digits=(8, 2),
        default=1,
        help="Quantity × coefficient is the converted quantity.",
    )
    target = fields.Char(help="For example 100%.")
    deadline_text = fields.Char(
        string="Deadline as written",
        help="The words of the document; the date is worked out from them and can be "
        "corrected.",
    )
    date_due = fields.Date(
        string="Deadline",
        compute="_compute_deadline",
        store=True,
        readonly=False,
        precompute=True,
    )
    deadline_precision = fields.Selection(
        selection=[
            ("day", "Day"),
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("year", "Year"),
            ("event", "Hangs on an event"),
            ("regulation", "As regulated"),
            ("none", "None"),
        ],
        string="Precision",
        compute="_compute_deadline",
        store=True,
        readonly=False,
        precompute=True,
    )
    deadline_warning = fields.Char(compute="_compute_deadline_warning")
    lead_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        check_company=True,
        relation="gov_task_lead_unit_rel",
        ondelete="restrict",
        string="Lead units",
    )
    lead_group_id = fields.Many2one(
        comodel_name="gov.unit.group",
        string="Lead group",
        ondelete="restrict",
        domain=[("purpose", "=", "recipient")],
        help="Read at the date of issue, below the assigning body.",
    )
    excluded_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        check_company=True,
        relation="gov_task_excluded_unit_rel",
        string="Except",
    )
    coordinating_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        check_company=True,
        relation="gov_task_coordinating_unit_rel",
        ondelete="restrict",
        string="Coordinating units",
    )
    assignment_ids = fields.One2many(
        "gov.assignment", "task_id", string="Assignments", readonly=True
    )

    _code_uniq = models.Constraint(
        "UNIQUE(directive_id, code)",
        "This directive already has a task of that number.",
    )
    _quantity_check = models.Constraint(
        "CHECK (product_quantity >= 0)", "The quantity is not negative."
    )

    _coefficient_check = models.Constraint(
        "CHECK (coefficient > 0)", "The coefficient is a number above zero."
    )

    @api.depends("deadline_text", "directive_id.date_issued")
    def _compute_deadline(self):
        for task in self:
            reference = task.directive_id.date_issued or self.env.company._gov_today()
            found = parse_deadline(task.deadline_text or "", reference)
            # A date before the document is last year's wording: said, not set.
            past = found.date_due and found.date_due < reference
            task.date_due = False if past else found.date_due
            task.deadline_precision = found.precision

    @api.depends("deadline_text", "date_due")
    def _compute_deadline_warning(self):
        for task in self:
            reference = task.directive_id.date_issued or self.env.company._gov_today()
            found = parse_deadline(task.deadline_text or "", reference)
            warning = False
            if task.deadline_text and not task.date_due:
                if not found.recognised:
                    warning = self.env._(
                        "No date could be read from these words: enter it if any."
                    )
                elif found.date_due:
                    # A copy, or a date taken out: the words still name one.
                    warning = self.env._(
                        "These words mean %(date)s, but no deadline is set: correct "
                        "the words or enter the date.",
                        date=found.date_due.strftime("%d/%m/%Y"),
                    )
            task.deadline_warning = warning

    @api.constrains("date_due", "directive_id")
    def _check_date_due(self):
        for task in self:
            if task.date_due and task.date_due < task.directive_id.date_issued:
                raise ValidationError(
                    self.env._(
                        "Task %(code)s: the deadline %(due)s precedes the document of "
                        "%(issued)s.",
                        code=task.code,
                        due=task.date_due.strftime("%d/%m/%Y"),
                        issued=task.directive_id.date_issued.strftime("%d/%m/%Y"),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        tasks._check_directive_open()
        return tasks

    def write(self, vals):
        if FROZEN_WHEN_ISSUED & vals.keys() and not self._is_unlocked():
            for task in self:
                if task.state == "issued":
                    raise UserError(
                        self.env._(
                            "Task %(code)s has been issued: its text and deadline can "
                            "no longer be changed. Extend or withdraw the assignments.",
                            code=task.code,
                        )
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        for task in self:
            if task.state == "issued":
                raise UserError(
                    self.env._(
                        "Task %(code)s has been issued: withdraw its assignments "
                        "instead of deleting it.",
                        code=task.code,
                    )
                )

    def _check_directive_open(self):
        for directive in self.directive_id:
            if directive.state not in ("draft", "issued"):
                raise UserError(
                    self.env._(
                        "%(document)s is no longer in force: no task can be added.",
                        document=directive.display_name,
                    )
                )

    def _has_lead(self):
        self.ensure_one()
        return bool(self.lead_unit_ids or self.lead_group_id)

    def _resolve_lead_units(self):
        """Lead units at the date of the document, exceptions taken out."""
        self.ensure_one()
        directive = self.directive_id
        # The company of the document, not the one on the screen.
        group = self.lead_group_id.with_company(directive.company_id)
        units = self.lead_unit_ids | group._resolve_below(
            directive.date_issued, directive.assigning_unit_id
        )
        return units - self.excluded_unit_ids

    def _issue(self, recorded_at=None):
        """Fan every task of ``self`` out to its lead units, in one batch.

        :return: the new ``gov.assignment`` records
        """
        vals_list = []
        for task in self:
            units = task._resolve_lead_units()
            task._check_lead_units(units)
            values = task._get_issue_values(recorded_at)
            vals_list += [task._prepare_assignment(unit) | values for unit in units]
        # sudo: assignments are made by the system; action_issue checked the body.
        Assignment = self.env["gov.assignment"].sudo()
        assignments = Assignment._issue(vals_list, recorded_at)
        self._guarded_write({"state": "issued"})
        return assignments.sudo(False)

    def _get_issue_values(self, recorded_at=None):
        """Columns that the first lines of the task have besides the usual ones."""
        self.ensure_one()
        return {}

    def _check_lead_units(self, units):
        self.ensure_one()
        exempt = units.filtered("gov_is_exempt")
        if exempt:
            raise UserError(
                self.env._(
                    "Task %(code)s: %(units)s can coordinate or supervise, but is not "
                    "given a deadline by a state agency.",
                    code=self.code,
                    units=", ".join(exempt.mapped("name")),
                )
            )
        ended = units - units._gov_is_valid_on(self.directive_id.date_issued)
        if ended:
            raise UserError(
                self.env._(
                    "Task %(code)s: %(units)s does not exist on the date of the "
                    "document.",
                    code=self.code,
                    units=", ".join(ended.mapped("name")),
                )
            )
        if not units:
            raise UserError(
                self.env._(
                    "Task %(code)s: no unit is left in the group on %(date)s.",
                    code=self.code,
                    date=self.directive_id.date_issued.strftime("%d/%m/%Y"),
                )
            )
        self._check_below(units)

    def _check_below(self, units):
        """A body gives orders to what stands below it; managers may widen that."""
        user = self.env.user
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return
        assigning = self.directive_id.assigning_unit_id
        root = assigning._gov_get_root()
        # By path: a search for each of many tasks would ask the same every time.
        below = units.filtered(
            lambda unit: (
                root and unit.active and unit.parent_path.startswith(root.parent_path)
            )
        )
        outside = units - below
        if outside:
            raise AccessError(
                self.env._(
                    "Task %(code)s: %(units)s does not stand below %(body)s. Ask a "
                    "manager to issue the document.",
                    code=self.code,
                    units=", ".join(outside.mapped("name")),
                    body=assigning.name,
                )
            )

    def _prepare_assignment(self, unit):
        self.ensure_one()
        return {
            "task_id": self.id,
            "unit_id": unit.id,
            "date_assigned": self.directive_id.date_issued,
            "date_due": self.date_due,
            "quantity_assigned": self._get_quantity(self.product_quantity) or 1,
            "coefficient": self.coefficient,
            "visible_unit_ids": [Command.set(self._get_visible_units().ids)],
        }

    def _get_quantity(self, quantity):
        """``quantity`` as a number of products: 100 % of a thing is one of it."""
        share = (self.product_uom or "").strip() == "%"
        return quantity / 100 if share else quantity

    def _update_visible_units(self):
        """Keep the visibility of the lines, one write for all with the same units."""
        groups = defaultdict(list)
        for task in self:
            units = task._get_visible_units()
            for line in task.assignment_ids:
                groups[units | line._gov_heir_units()].append(line.id)
        for units, line_ids in groups.items():
            lines = self.env["gov.assignment"].browse(line_ids)
            lines._guarded_write({"visible_unit_ids": [Command.set(units.ids)]})

    def _get_visible_units(self):
        """Units outside a lead unit's own tree that see its line."""
        self.ensure_one()
        return self.directive_id._get_body_units() | self.coordinating_unit_ids
