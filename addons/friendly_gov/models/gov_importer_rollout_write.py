from psycopg2 import IntegrityError

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.coerce import coerce_text
from .gov_importer import QUIET
from .gov_importer_message import MAX_ERRORS
from .gov_importer_rollout_columns import ROLLOUT_FIELDS, STEP_FIELDS, WAVE_FIELDS


class GovImporterRolloutWrite(models.AbstractModel):
    """How rows become records: in batches, and one by one to say which was refused."""

    _name = "gov.importer.rollout.write"
    _description = "Writing of a file of roll-outs"

    @api.model
    def _update(self, key, line, record, vals, errors):
        """Write what the file holds and the record does not."""
        present = {
            name
            for column, name in self._get_fields_of(key).items()
            if column in errors.tables[key].columns
        }
        vals = {name: vals[name] for name in present & vals.keys()}
        changed = {
            name: value
            for name, value in vals.items()
            if self._differs(record, name, value)
        }
        if changed:
            self._try(key, line, lambda: self._write_checked(record, changed), errors)

    @api.model
    def _get_fields_of(self, key):
        """``{column: field}``"""
        same = {"wave": WAVE_FIELDS, "rollout": ROLLOUT_FIELDS, "step": STEP_FIELDS}
        return {name: name for name in same[key]} | {
            "steering_code": "steering_unit_id",
            "place_code": "place_unit_id",
            "origin_code": "origin_id",
            "responsible": "responsible_id",
            "stage": "stage_id",
            "mandatory": "is_mandatory",
        }

    @api.model
    def _differs(self, record, name, value):
        field = record._fields[name]
        now = field.convert_to_write(record[name], record)
        if field.type in ("char", "text"):
            # As a cell would hold it: blanks at the end are no change.
            now = coerce_text(now or None)
        return (now or False) != (value or False)

    @api.model
    def _write_checked(self, record, vals):
        if not record.has_access("write"):
            # In place of the framework's words, which name rules.
            raise UserError(
                self.env._("you may not change %(name)s", name=record.display_name)
            )
        record.write(vals)

    @api.model
    def _create_rows(self, model, key, prepared, errors, moments=None):
        """Create in one batch; when it is refused, one by one to tell the row."""
        if not prepared:
            return self.env[model]
        try:
            with self.env.cr.savepoint():
                return self._create_batch(model, prepared, moments)
        except (UserError, IntegrityError):
            records = self.env[model]
        for entry in prepared:
            if len(errors.lines) > MAX_ERRORS:
                break
            made = self._try(
                key,
                entry[0],
                lambda e=entry: self._create_batch(model, [e], moments),
                errors,
            )
            records |= made or records
        errors.raise_any()
        return records

    @api.model
    def _in_batch(self, key, entries, method, errors):
        """Call ``method`` with the records of ``entries`` (pairs of row and record)."""
        if not entries:
            return
        try:
            with self.env.cr.savepoint():
                method(entries[0][1].union(*(record for _line, record in entries)))
                return
        except (UserError, IntegrityError):
            self.env.invalidate_all()
        for line, record in entries:
            if len(errors.lines) > MAX_ERRORS:
                break
            self._try(key, line, lambda r=record: method(r), errors)
        errors.raise_any()

    @api.model
    def _create_batch(self, model, prepared, moments):
        if moments is not None:
            replay = self.env["gov.importer.rollout.event"]
            return replay._create_past(model, prepared, moments)
        records = self.env[model].with_context(**QUIET)
        return records.create([vals for _line, vals in prepared]).with_env(self.env)

    @api.model
    def _try(self, key, line, method, errors):
        """Call ``method``; what it refuses is told with the row."""
        try:
            with self.env.cr.savepoint():
                return method()
        except UserError as error:
            errors.add(key, line.number, None, str(error))
        except IntegrityError as error:
            message = self.env["base"]._sql_error_to_message(error)
            errors.add(key, line.number, None, message)
        return None
