from odoo import api, fields, models
from odoo.tools import SQL


class GovUnitPath(models.Model):
    """Where a unit stood in the tree, and since when the system knows it.

    Reports on a past day count the units below a unit as the tree was on that day,
    so a unit that moves takes its lines along from that day on only. Append-only.
    """

    _name = "gov.unit.path"
    _description = "Place of a unit in the tree"
    _inherit = ["gov.guarded.mixin"]
    _order = "id desc"
    _rec_name = "path"

    _guarded_create_only = True
    _guarded_unlink = True
    _guarded_fields = frozenset({"unit_id", "path", "recorded_at"})

    # Cascade: a unit can only be deleted while no line and no report names it.
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        required=True,
        ondelete="cascade",
        readonly=True,
        copy=False,
        index=True,
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    path = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        help="Identifiers of the units from the top to this one.",
    )
    recorded_at = fields.Datetime(required=True, readonly=True, copy=False)

    def init(self):
        """Units of before get their first row, whatever made them."""
        self._record(SQL("TRUE"))

    @api.model
    def _record(self, condition):
        """Append a row for each unit under ``condition`` whose place is a new one.

        :param SQL condition: on ``unit``, a row of ``hr_department``
        """
        self.env["hr.department"].flush_model(["parent_id", "parent_path"])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO gov_unit_path (unit_id, company_id, path, recorded_at)
                SELECT unit.id, unit.company_id, unit.parent_path, %s
                  FROM hr_department unit
                  LEFT JOIN LATERAL (
                       SELECT known.path
                         FROM gov_unit_path known
                        WHERE known.unit_id = unit.id
                        ORDER BY -known.id
                        LIMIT 1) last ON TRUE
                 WHERE %s
                   AND unit.parent_path IS DISTINCT FROM last.path
                   AND unit.parent_path IS NOT NULL
                 ORDER BY unit.parent_path
                """,
                fields.Datetime.now(),
                condition,
            )
        )
        self.invalidate_model()
