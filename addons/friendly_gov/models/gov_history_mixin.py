from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

# Compared by identity, as the key of the guard: own methods write their row themselves.
_HOLD = object()


class GovHistoryMixin(models.AbstractModel):
    """Counted columns whose every change is kept, for figures as of a past day.

    Adopt it in three lines::

        _inherit = ["gov.history.mixin"]
        _history_fields = ("state", "date_planned", "date_done")

    Only stored columns of the model's own table, no many2many: the snapshot is taken
    from the table by one statement, however many records there are. A record that did
    not change what counts adds no row.
    """

    _name = "gov.history.mixin"
    _description = "Counted columns with a history"
    _inherit = ["gov.guarded.mixin"]

    _history_fields = ()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if not records._is_history_held():
            records._append_history("create")
        return records

    def write(self, vals):
        res = super().write(vals)
        counted = not vals.keys().isdisjoint(self._history_fields)
        if counted and not self._is_history_held():
            self._append_history("write")
        return res

    def _is_history_held(self):
        return self.env.context.get("gov_history_hold") is _HOLD

    def _history_write(self, vals, event, **kwargs):
        """Write guarded columns as one named event of the history.

        :param kwargs: see :meth:`_append_history`
        """
        self.with_context(gov_history_hold=_HOLD)._guarded_write(vals)
        self._append_history(event, **kwargs)

    @api.model
    def _history_write_each(self, pairs):
        """Write each record its own values; what changed goes into the history at once.

        :param pairs: list of (record, values), no guarded columns among these
        """
        for record, vals in pairs:
            record.with_context(gov_history_hold=_HOLD).write(vals)
        self.browse(record.id for record, _vals in pairs)._append_history("write")

    @api.model
    def _history_create(self, vals_list, event, **kwargs):
        """Create with guarded columns, as one named event of the history."""
        held = self.with_context(gov_history_hold=_HOLD)
        records = held._guarded_create(vals_list).with_env(self.env)
        records._append_history(event, **kwargs)
        return records

    @api.ondelete(at_uninstall=False)
    def _unlink_keep_history(self):
        self._append_history("unlink")

    def _get_history_rollout(self):
        """SQL of the roll-out that a row of the table ``r`` belongs to."""
        return SQL("NULL::integer")

    def _append_history(
        self, event, reason=None, document=(None, None), recorded_at=None
    ):
        """Add a row for each record whose counted columns differ from its last row.

        An event with a name of its own (all but ``write``) is kept in any case.

        :param tuple document: number and symbol, and date, of the paper behind it
        :param datetime recorded_at: only for illustrations, which play in the past
        :raises AccessError: ``recorded_at`` is given for anything else
        """
        if recorded_at and not all(self.mapped("is_demo")):
            raise AccessError(
                self.env._("Only illustrations are recorded at another time.")
            )
        self.flush_recordset()
        columns = SQL(", ").join(
            SQL("%s, %s", name, SQL.identifier("r", name))
            for name in self._history_fields
        )
        symbol, date = document
        self.env.cr.execute(
            SQL(
                """
    INSERT INTO gov_history (
           res_model, res_id, rollout_id, company_id, recorded_at, user_id, event,
           reason, document_symbol, document_date, snapshot,
           create_uid, create_date, write_uid, write_date)
    SELECT %(model)s, r.id, %(rollout)s, r.company_id, %(moment)s, %(uid)s, %(event)s,
           %(reason)s, %(symbol)s, %(date)s, now_is.snapshot,
           %(uid)s, %(now)s, %(uid)s, %(now)s
      FROM %(table)s r
     CROSS JOIN LATERAL (SELECT jsonb_build_object(%(columns)s) AS snapshot) now_is
     WHERE r.id = ANY(%(ids)s)
       AND (%(event)s <> 'write' OR now_is.snapshot IS DISTINCT FROM (
               SELECT h.snapshot FROM gov_history h
                WHERE h.res_model = %(model)s AND h.res_id = r.id
                ORDER BY h.id DESC LIMIT 1))
     ORDER BY r.id
                """,
                model=self._name,
                rollout=self._get_history_rollout(),
                moment=recorded_at or fields.Datetime.now(),
                now=fields.Datetime.now(),
                uid=self.env.uid,
                event=event,
                reason=reason or None,
                symbol=symbol or None,
                date=date or None,
                table=SQL.identifier(self._table),
                columns=columns,
                ids=list(self.ids),
            )
        )
        self.env["gov.history"].invalidate_model()
