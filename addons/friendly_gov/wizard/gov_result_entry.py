from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .gov_result_entry_line import write_number


class GovResultEntry(models.TransientModel):
    """All indicators of one roll-out and one period in a table.

    Saved once, all or nothing. Figures are typed as text, so that an empty row is not
    taken for zero and "1.234,5" is read as it is written in Vietnam.
    """

    _name = "gov.result.entry"
    _description = "Entry of results"
    # Stored computes run as superuser: what the user may not read is refused there.
    _inherit = ["gov.guarded.mixin"]

    rollout_id = fields.Many2one(
        comodel_name="gov.rollout", string="Roll-out", required=True, readonly=True
    )
    period_kinds = fields.Json(compute="_compute_period_kinds")
    today = fields.Date(compute="_compute_period_kinds")
    period_id = fields.Many2one(
        comodel_name="gov.period",
        compute="_compute_period_id",
        store=True,
        readonly=False,
        domain="[('kind', 'in', period_kinds or []), ('date_from', '<=', today)]",
    )
    line_ids = fields.One2many(
        "gov.result.entry.line",
        "entry_id",
        string="Indicators",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    reason = fields.Char(
        string="Why figures are corrected",
        help="Kept in the history beside the figure that stood before.",
    )
    has_earlier = fields.Boolean(compute="_compute_has_earlier")

    def _get_indicators(self):
        self.rollout_id.check_access("read")
        return self.env["gov.reform.indicator"].search(
            [("reform_model_id", "=", self.rollout_id.reform_model_id.id)]
        )

    @api.depends("rollout_id")
    def _compute_period_kinds(self):
        for entry in self:
            kinds = set(entry._get_indicators().mapped("period_kind"))
            entry.period_kinds = sorted(kinds)
            entry.today = self.env.company._gov_today()

    @api.depends("rollout_id")
    def _compute_period_id(self):
        """The latest period that is over."""
        for entry in self:
            entry.period_id = self.env["gov.period"].search(
                [
                    ("kind", "in", entry.period_kinds or []),
                    ("date_to", "<", self.env.company._gov_today()),
                    ("company_id", "=", entry.rollout_id.company_id.id),
                ],
                order="date_to desc, id",
                limit=1,
            )

    @api.depends("rollout_id", "period_id")
    def _compute_line_ids(self):
        for entry in self:
            indicators = entry._get_indicators().filtered(
                lambda i, entry=entry: i.period_kind == entry.period_id.kind
            )
            known = {
                result.indicator_id: result for result in entry._get_known_results()
            }
            entry.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "indicator_id": indicator.id,
                        "value": write_number(known[indicator].value)
                        if indicator in known
                        else False,
                        "note": known[indicator].note if indicator in known else False,
                    }
                )
                for indicator in indicators
            ]

    @api.depends("line_ids", "period_id")
    def _compute_has_earlier(self):
        for entry in self:
            entry.has_earlier = bool(entry._get_known_results())

    def _get_known_results(self):
        """Results of the roll-out that stand for the period already."""
        return self.env["gov.rollout.result"].search(
            [
                ("rollout_id", "=", self.rollout_id.id),
                ("period_id", "=", self.period_id.id),
            ]
        )

    def _get_results_before(self):
        """Latest earlier result of each indicator."""
        results = self.env["gov.rollout.result"].search(
            [
                ("rollout_id", "=", self.rollout_id.id),
                ("date_to", "<", self.period_id.date_to),
            ],
            order="date_to, id",
        )
        return {result.indicator_id: result for result in results}

    def _get_targets(self):
        """Target of each indicator for the period, that of the unit first."""
        targets = self.env["gov.reform.target"].search(
            [
                ("period_id", "=", self.period_id.id),
                ("reform_model_id", "=", self.rollout_id.reform_model_id.id),
                ("unit_id", "in", [self.rollout_id.unit_id.id, False]),
            ]
        )
        targets = targets.sorted(lambda target: bool(target.unit_id))
        return {target.indicator_id: target for target in targets}

    def action_save(self):
        """Create and correct what was filled in, or tell all that is wrong."""
        self.ensure_one()
        self.rollout_id.check_access("read")
        if not self.period_id:
            raise UserError(self.env._("Choose the period."))
        known = {r.indicator_id: r for r in self._get_known_results()}
        new, changed, errors = [], [], []
        for line in self.line_ids:
            result = known.get(line.indicator_id)
            try:
                value = line._read_value(result)
            except UserError as error:
                errors.append(f"{line.indicator_id.display_name}: {error}")
                continue
            vals = {"value": value, "note": line.note}
            if value is not None and not result:
                new.append(vals | line._get_place())
            elif result and (result.value, result.note) != (value, line.note):
                changed.append((result, vals))
        if errors:
            raise UserError(
                self.env._("Nothing was saved:\n%(errors)s", errors="\n".join(errors))
            )
        if not new and not changed:
            raise UserError(self.env._("No row was filled in."))
        self.env["gov.rollout.result"].create(new)
        for result, vals in changed:
            result._correct(vals, self.reason)
        return {"type": "ir.actions.act_window_close"}
