from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.gov_rollout_result import MAX_VALUE
from ..tools.tabular import TableError, coerce_float


def write_number(value):
    """Number as it is typed back: decimal comma, no thousands separators.

    >>> write_number(1234.5), write_number(97.0)
    ('1234,5', '97')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


class GovResultEntryLine(models.TransientModel):
    """A row of the table: one indicator."""

    _name = "gov.result.entry.line"
    _description = "Row of an entry of results"
    _order = "id"

    entry_id = fields.Many2one(
        comodel_name="gov.result.entry", required=True, ondelete="cascade"
    )
    indicator_id = fields.Many2one(
        comodel_name="gov.reform.indicator", required=True, readonly=True
    )
    # Computed and not related: related fields are read as superuser, and a made-up
    # row would tell what another unit reached.
    # Text: wrapped on a phone, where a link is cut off.
    name = fields.Text(
        string="Indicator (unit of measure)", compute="_compute_last_value"
    )
    last_value = fields.Text(string="Before", compute="_compute_last_value")
    target = fields.Char(string="Target of the period", compute="_compute_last_value")
    value = fields.Char(string="Figure")
    note = fields.Char()

    @api.depends("indicator_id", "entry_id.rollout_id", "entry_id.period_id")
    def _compute_last_value(self):
        for entry in self.entry_id:
            entry.rollout_id.check_access("read")
            lines = self.filtered(lambda line, entry=entry: line.entry_id == entry)
            before = entry._get_results_before()
            targets = entry._get_targets()
            for line in lines:
                line.name = line.indicator_id.display_name
                result = before.get(line.indicator_id)
                line.last_value = result and self.env._(
                    "%(value)s (%(period)s)",
                    value=write_number(result.value),
                    period=result.period_id.name,
                )
                target = targets.get(line.indicator_id)
                line.target = write_number(target.target) if target else False
        for line in self.filtered(lambda line: not line.entry_id):
            line.name = line.last_value = line.target = False

    def _read_value(self, result):
        """Number typed in, ``None`` where the row was left empty.

        :param result: what stands for the period already
        :raises UserError: it is no number, or empties a figure that stands
        """
        try:
            value = coerce_float(self.value or None)
        except TableError as error:
            raise UserError(
                self.env._("“%(value)s” is no number", value=self.value)
            ) from error
        if value is None:
            if result:
                raise UserError(
                    self.env._(
                        "a figure stands already: type the right one, or delete it "
                        "in the list of results"
                    )
                )
            if self.note:
                raise UserError(self.env._("a note without a figure"))
            return None
        if not 0 <= value < MAX_VALUE:
            raise UserError(
                self.env._("“%(value)s” is negative or too large", value=self.value)
            )
        return round(value, 2)

    def _get_place(self):
        entry = self.entry_id
        return {
            "rollout_id": entry.rollout_id.id,
            "period_id": entry.period_id.id,
            "indicator_id": self.indicator_id.id,
        }
