from odoo import fields, models


class GovReplicationLine(models.Model):
    """What became of one unit in a replication."""

    _name = "gov.replication.line"
    _description = "Unit of a replication"
    _inherit = ["gov.guarded.mixin"]
    _order = "replication_id desc, state desc, id"
    _rec_name = "unit_id"

    _guarded_create_only = True
    _guarded_unlink = True
    _guarded_parent = "replication_id"
    _guarded_fields = frozenset({"unit_id", "state", "why", "rollout_id"})

    replication_id = fields.Many2one(
        comodel_name="gov.replication",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        related="replication_id.company_id", store=True, precompute=True, index=True
    )
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
        copy=False,
    )
    state = fields.Selection(
        selection=[
            ("todo", "Waits"),
            ("made", "Gets it"),
            ("skipped", "Left out"),
            ("refused", "Not possible"),
        ],
        required=True,
        readonly=True,
        copy=False,
    )
    why = fields.Selection(
        selection=[
            ("taken", "Has this model in this wave already"),
            ("origin", "Is the unit that is copied"),
            ("exempt", "Never counted late: is given no deadline"),
            ("invalid", "Doesn't exist on the day of the start"),
            ("elsewhere", "Doesn't stand below the body that gives the order"),
        ],
        readonly=True,
        copy=False,
    )
    rollout_id = fields.Many2one(
        comodel_name="gov.rollout",
        string="Roll-out",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )

    _unit_uniq = models.Constraint(
        "UNIQUE(replication_id, unit_id)", "This unit is listed already."
    )
    _todo_idx = models.Index("(replication_id, id) WHERE state = 'todo'")
