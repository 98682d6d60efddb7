from odoo import api, models
from odoo.exceptions import UserError

from ..tools.symbol import symbol_key
from .gov_importer_directive_columns import BODIES

SAME_NAME = ("symbol", "date_issued", "signer_position", "signing_authority")
SAME_NAME += ("subject", "urgency", "secrecy", "date_from", "date_to", "source_note")
OF_TASK = ("text", "source_place", "product", "product_quantity", "product_uom")
OF_TASK += ("coefficient", "target", "deadline_text", "date_due")
OF_RELATION = ("relation", "related_symbol", "related_date", "related_issuer")
OF_RELATION += ("related_subject",)


class GovExporterDirective(models.AbstractModel):
    """Directives out in the columns in which they come in.

    Events are left out: nobody imports the history of real work.
    """

    _inherit = "gov.importer.directive"

    @api.model
    def _get_export_rows(self, records):
        tasks, relations = records.task_ids, records.relation_ids
        self._check_exportable(records, tasks)
        return {
            "directive": [self._get_directive_row(record) for record in records],
            "task": [self._get_task_row(task) for task in tasks],
            "relation": [
                {"symbol": relation.directive_id.symbol}
                | {name: relation[name] for name in OF_RELATION}
                for relation in relations
            ],
        }

    @api.model
    def _check_exportable(self, records, tasks):
        units = self.env["hr.department"].union(
            *(records[name] for name in BODIES.values()),
            tasks.lead_unit_ids,
            tasks.excluded_unit_ids,
            tasks.coordinating_unit_ids,
        )
        self._check_have_codes(units)
        seen = {}
        for record in records:
            other = seen.setdefault(symbol_key(record.symbol), record)
            if other != record:
                raise UserError(
                    self.env._(
                        "Two of these documents bear the number %(symbol)s: a file "
                        "tells them by it, so export them apart.",
                        symbol=record.symbol,
                    )
                )

    @api.model
    def _get_directive_row(self, record):
        row = {column: record[name].gov_code for column, name in BODIES.items()}
        issuer = record.issuer_id
        return (
            row
            | {name: record[name] for name in SAME_NAME}
            | {
                "type_code": record.type_id.code or record.type_id.name,
                "issuer_code": issuer.gov_code,
                # Written out as well: the name of that day may be another.
                "issuer_name": record.issuer_name,
                "expected_tasks": record.expected_task_count,
            }
        )

    @api.model
    def _get_task_row(self, task):
        return {name: task[name] for name in OF_TASK} | {
            "symbol": task.directive_id.symbol,
            "task_code": task.code,
            "lead_codes": task.lead_unit_ids.mapped("gov_code"),
            "lead_group": task.lead_group_id.code,
            "exclude_codes": task.excluded_unit_ids.mapped("gov_code"),
            "coordinating_codes": task.coordinating_unit_ids.mapped("gov_code"),
        }
