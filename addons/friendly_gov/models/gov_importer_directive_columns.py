from odoo import api, models

from .gov_importer import ImportColumn

BODIES = {
    "assigning_code": "assigning_unit_id",
    "monitoring_code": "monitoring_unit_id",
    "extending_code": "extending_unit_id",
    "confirming_code": "confirming_unit_id",
}
TABLES = {
    "directive": [
        ImportColumn("symbol", required=True),
        ImportColumn("type_code"),
        ImportColumn("date_issued", "date", required=True),
        ImportColumn("issuer_code"),
        ImportColumn("issuer_name"),
        ImportColumn("signer_position"),
        ImportColumn(
            "signing_authority",
            "selection",
            field=("gov.directive", "signing_authority"),
        ),
        ImportColumn("subject", required=True),
        ImportColumn("urgency", "selection", field=("gov.directive", "urgency")),
        ImportColumn("secrecy", "selection", field=("gov.directive", "secrecy")),
        ImportColumn("date_from", "date"),
        ImportColumn("date_to", "date"),
        ImportColumn("assigning_code", required=True),
        ImportColumn("monitoring_code", required=True),
        ImportColumn("extending_code"),
        ImportColumn("confirming_code"),
        ImportColumn("expected_tasks", "int"),
        ImportColumn("source_note"),
    ],
    "task": [
        ImportColumn("symbol", required=True),
        ImportColumn("task_code", required=True),
        ImportColumn("text", required=True),
        ImportColumn("source_place"),
        ImportColumn("product"),
        ImportColumn("product_quantity", "float"),
        ImportColumn("product_uom"),
        ImportColumn("coefficient", "float"),
        ImportColumn("target"),
        ImportColumn("deadline_text"),
        ImportColumn("date_due", "date"),
        ImportColumn("lead_codes", "codes"),
        ImportColumn("lead_group"),
        ImportColumn("exclude_codes", "codes"),
        ImportColumn("coordinating_codes", "codes"),
    ],
    "relation": [
        ImportColumn("symbol", required=True),
        ImportColumn(
            "relation",
            "selection",
            required=True,
            field=("gov.directive.relation", "relation"),
        ),
        ImportColumn("related_symbol", required=True),
        ImportColumn("related_date", "date"),
        ImportColumn("related_issuer"),
        ImportColumn("related_subject"),
    ],
    "event": [
        ImportColumn("symbol", required=True),
        ImportColumn("task_code", required=True),
        ImportColumn("unit_code", required=True),
        ImportColumn("event", required=True),
        ImportColumn("date", "date", required=True),
        ImportColumn("document_symbol"),
        ImportColumn("document_date", "date"),
        ImportColumn("note"),
        ImportColumn("date_due", "date"),
    ],
}


class GovImporterDirectiveColumns(models.AbstractModel):
    """Tables of a directive file and their words."""

    _name = "gov.importer.directive.columns"
    _description = "Columns of a directive file"
    _inherit = ["gov.importer"]

    @api.model
    def _get_tables(self):
        return TABLES

    @api.model
    def _get_table_labels(self):
        return {
            "directive": self.env._("Documents"),
            "task": self.env._("Tasks"),
            "relation": self.env._("Related documents"),
            "event": self.env._("Events"),
        }

    @api.model
    def _get_column_labels(self):
        return {
            "directive": {
                "symbol": self.env._("Number and symbol"),
                "type_code": self.env._("Document type"),
                "date_issued": self.env._("Date of issue"),
                "issuer_code": self.env._("Identifier of the issuing unit"),
                "issuer_name": self.env._("Issuing body"),
                "signer_position": self.env._("Signer's position"),
                "signing_authority": self.env._("Signing authority"),
                "subject": self.env._("Subject"),
                "urgency": self.env._("Urgency"),
                "secrecy": self.env._("Secrecy"),
                "date_from": self.env._("Valid from"),
                "date_to": self.env._("Valid to"),
                "assigning_code": self.env._("Identifier of the assigning unit"),
                "monitoring_code": self.env._("Identifier of the monitoring unit"),
                "extending_code": self.env._("Identifier of the unit that extends"),
                "confirming_code": self.env._("Identifier of the unit that confirms"),
                "expected_tasks": self.env._("Number of tasks expected"),
                "source_note": self.env._("Note on the source"),
            },
            "task": {
                "symbol": self.env._("Number and symbol of the document"),
                "task_code": self.env._("Task code"),
                "text": self.env._("Task contents"),
                "source_place": self.env._("Place in the document"),
                "product": self.env._("Product"),
                "product_quantity": self.env._("Quantity"),
                "product_uom": self.env._("Unit of measure"),
                "coefficient": self.env._("Conversion coefficient"),
                "target": self.env._("Target"),
                "deadline_text": self.env._("Deadline (as written)"),
                "date_due": self.env._("Deadline (date)"),
                "lead_codes": self.env._("Identifiers of the lead units"),
                "lead_group": self.env._("Group of lead units"),
                "exclude_codes": self.env._("Identifiers of the units left out"),
                "coordinating_codes": self.env._(
                    "Identifiers of the coordinating units"
                ),
            },
            "relation": {
                "symbol": self.env._("Number and symbol of the document"),
                "relation": self.env._("Relation"),
                "related_symbol": self.env._("Related number and symbol"),
                "related_date": self.env._("Date of issue"),
                "related_issuer": self.env._("Issuing body"),
                "related_subject": self.env._("Subject"),
            },
            "event": {
                "symbol": self.env._("Number and symbol of the document"),
                "task_code": self.env._("Task code"),
                "unit_code": self.env._("Unit identifier"),
                "event": self.env._("Event"),
                "date": self.env._("Date"),
                "document_symbol": self.env._("Number and symbol of the paper"),
                "document_date": self.env._("Date of the paper"),
                "note": self.env._("Contents"),
                "date_due": self.env._("New deadline"),
            },
        }
