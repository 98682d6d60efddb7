from odoo import api, fields, models
from odoo.tools import format_date, format_datetime


class GovHistoryTextMixin(models.AbstractModel):
    """The history of a record in words, for whoever reads the record."""

    _name = "gov.history.text.mixin"
    _description = "History in words"

    history_text = fields.Text(string="History", compute="_compute_history_text")

    def _compute_history_text(self):
        # sudo: whoever reads the record reads what happened to it.
        found = self.env["gov.history"].sudo()
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        rows = found.search(domain, order="id desc").grouped("res_id")
        for record in self:
            lines = rows.get(record.id, found)
            record.history_text = "\n".join(map(self._get_history_line, lines))

    @api.model
    def _get_history_line(self, row):
        words = self._get_event_words().get(row.event, row.event)
        parts = [format_datetime(self.env, row.recorded_at), row.user_id.name, words]
        if row.document_symbol:
            parts.append(
                self.env._(
                    "No. %(symbol)s of %(date)s",
                    symbol=row.document_symbol,
                    date=format_date(self.env, row.document_date),
                )
            )
        if row.reason:
            parts.append(row.reason)
        return " · ".join(parts)

    @api.model
    def _get_event_words(self):
        return {
            "create": self.env._("Entered"),
            "write": self.env._("Changed"),
            "unlink": self.env._("Deleted"),
        }
