from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class GovTransferLine(models.Model):
    """One record that names the unit, and who takes it over."""

    _name = "gov.transfer.line"
    _description = "Line of a transfer of work"
    _inherit = ["gov.guarded.mixin"]
    _order = "transfer_id desc, res_model desc, date_due, id"
    _check_company_auto = True

    _guarded_create_only = True
    _guarded_unlink = True
    _guarded_parent = "transfer_id"
    _guarded_fields = frozenset(
        {
            "res_model",
            "res_id",
            "name",
            "roles",
            "date_due",
            "blocked",
            "outcome",
            "result_id",
            "done_at",
        }
    )

    transfer_id = fields.Many2one(
        comodel_name="gov.transfer", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="transfer_id.company_id", store=True, precompute=True, index=True
    )
    state = fields.Selection(related="transfer_id.state")
    unit_id = fields.Many2one(related="transfer_id.unit_id")
    choice_ids = fields.Many2many(related="transfer_id.successor_ids")
    res_model = fields.Selection(
        selection="_selection_res_model",
        string="Kind",
        required=True,
        readonly=True,
        copy=False,
    )
    res_id = fields.Many2oneReference(
        string="Record",
        model_field="res_model",
        required=True,
        readonly=True,
        copy=False,
    )
    name = fields.Char(string="Contents", readonly=True, copy=False)
    # Fields of the record that name the unit: reports of the past read them.
    roles = fields.Char(readonly=True, copy=False, export_string_translation=False)
    role_names = fields.Char(string="As", compute="_compute_role_names")
    date_due = fields.Date(string="Deadline", readonly=True, copy=False)
    blocked = fields.Char(string="In the way", readonly=True, copy=False)
    successor_id = fields.Many2one(
        comodel_name="hr.department",
        ondelete="restrict",
        check_company=True,
        domain="[('id', 'in', choice_ids)]",
    )
    keep = fields.Boolean(
        string="Stays", help="Stays with the unit; only where the unit goes on."
    )
    merges = fields.Boolean(
        string="To be merged",
        compute="_compute_merges",
        help="The successor has this task already: the line of the unit ends as "
        "transferred to that one.",
    )
    outcome = fields.Selection(
        selection=[("moved", "Moved"), ("merged", "Merged"), ("kept", "Stayed")],
        readonly=True,
        copy=False,
    )
    result_id = fields.Many2oneReference(
        string="Goes on as", model_field="res_model", readonly=True, copy=False
    )
    done_at = fields.Datetime(
        readonly=True, copy=False, export_string_translation=False
    )

    _record_uniq = models.Constraint(
        "UNIQUE(transfer_id, res_model, res_id)", "This record is listed already."
    )
    _moved_idx = models.Index("(res_model, res_id, done_at) WHERE done_at IS NOT NULL")

    @api.model
    def _selection_res_model(self):
        return [
            # sudo: names of models.
            (name, self.env["ir.model"].sudo()._get(name).name)
            for name in self.env["gov.transfer"]._gov_transferable_models()
        ]

    @api.depends("roles", "res_model")
    @api.depends_context("lang")
    def _compute_role_names(self):
        for line in self:
            names = (line.roles or "").split(",")
            known = self.env[line.res_model]._fields if line.res_model else {}
            labels = self.env[line.res_model].fields_get(
                [name for name in names if name in known], ["string"]
            )
            line.role_names = ", ".join(
                labels[name]["string"] for name in names if name in labels
            )

    @api.depends("successor_id", "res_id", "keep")
    def _compute_merges(self):
        work = self.filtered(
            lambda line: line.res_model == "gov.assignment" and line.successor_id
        )
        # sudo: managers of the company; only whether a line exists is told.
        lines = self.env["gov.assignment"].sudo()
        tasks = {
            line.id: line.task_id.id for line in lines.browse(work.mapped("res_id"))
        }
        domain = Domain("task_id", "in", list(set(tasks.values())))
        taken = {
            (task.id, unit.id)
            for task, unit in lines._read_group(
                domain
                & Domain("unit_id", "in", work.successor_id.ids)
                & Domain("state", "not in", ("withdrawn", "transferred")),
                ["task_id", "unit_id"],
            )
        }
        for line in self:
            key = (tasks.get(line.res_id), line.successor_id.id)
            line.merges = line in work and not line.keep and key in taken

    @api.constrains("successor_id")
    def _check_successor(self):
        for line in self:
            if line.successor_id - line.transfer_id.successor_ids:
                raise ValidationError(
                    self.env._(
                        "%(unit)s is not among the successors of this transfer.",
                        unit=line.successor_id.name,
                    )
                )

    def write(self, vals):
        if not self._is_unlocked():
            self.transfer_id._check_draft()
        return super().write(vals)

    def action_open_record(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.result_id or self.res_id,
            "view_mode": "form",
        }

    @api.model
    def _get_item_values(self, item):
        return {
            "name": item.name,
            "roles": ",".join(item.roles),
            "blocked": item.blocked,
            "date_due": item.date_due,
        }

    def _refresh(self, found):
        """Bring the lines to what was found now, writing only what changed."""
        for line in self:
            values = self._get_item_values(found[line.res_model, line.res_id])
            changed = {
                name: value
                for name, value in values.items()
                if (line[name] or False) != (value or False)
            }
            choices = line.transfer_id.successor_ids
            if line.successor_id not in choices:
                changed["successor_id"] = choices.id if len(choices) == 1 else False
            if changed:
                line._guarded_write(changed)

    def _note_outcomes(self, outcomes):
        """Keep what became of each record of ``self``."""
        now = fields.Datetime.now()
        for line in self:
            outcome, result = outcomes[line.res_id]
            line._guarded_write(
                {"outcome": outcome, "result_id": result, "done_at": now}
            )
