from odoo import api, fields, models


class GovRolloutStep(models.Model):
    """A step of one roll-out, copied from the template when it begins."""

    _name = "gov.rollout.step"
    _description = "Step of a roll-out"
    _inherit = ["gov.rollout.child.mixin", "gov.search.mixin"]
    _order = "rollout_id, sequence, id"

    _guarded_fields = frozenset({"state", "date_done", "template_step_id", "reason"})
    _history_fields = ("state", "date_planned", "date_done", "is_mandatory", "code")
    _search_key_fields = ("name",)

    sequence = fields.Integer(default=10)
    code = fields.Char()
    name = fields.Char(required=True)
    stage_id = fields.Many2one(
        comodel_name="gov.stage", ondelete="restrict", index="btree_not_null"
    )
    template_step_id = fields.Many2one(
        comodel_name="gov.stage.template.step",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    is_mandatory = fields.Boolean(string="Needed for the launch")
    needs_evidence = fields.Boolean()
    date_planned = fields.Date(string="Planned")
    date_done = fields.Date(string="Done on", readonly=True, copy=False)
    responsible_id = fields.Many2one(
        comodel_name="res.users",
        string="Person in charge",
        ondelete="restrict",
        index="btree_not_null",
    )
    state = fields.Selection(
        selection=[
            ("todo", "To do"),
            ("done", "Done"),
            ("skipped", "Not applicable"),
        ],
        default="todo",
        required=True,
        readonly=True,
        copy=False,
    )
    reason = fields.Text(readonly=True, copy=False)
    document_symbol = fields.Char(string="Document No.")
    document_date = fields.Date(string="Dated")
    note = fields.Text()
    source = fields.Char()
    file_ids = fields.One2many("gov.rollout.file", "step_id", string="Files")

    _document_check = models.Constraint(
        "CHECK (document_symbol IS NOT NULL OR document_date IS NULL)",
        "A document has a number.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for step in self:
            names = (step.code, step.name)
            step.display_name = ". ".join(name for name in names if name)
