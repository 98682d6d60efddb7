from odoo import api, models

from .gov_importer import ImportColumn

TABLES = {
    "reform_model": [
        ImportColumn("model_code", required=True),
        ImportColumn("model_name", required=True),
        ImportColumn("model_lead_code", required=True),
        ImportColumn("model_monitoring_code"),
        ImportColumn("target_group"),
        ImportColumn("model_start", "date"),
        ImportColumn("model_end", "date"),
        ImportColumn("directive_symbols", "codes"),
        ImportColumn("template_code"),
        ImportColumn("model_state", "selection", field=("gov.reform.model", "state")),
        ImportColumn("model_description"),
        ImportColumn("model_source"),
    ],
    "reform_basis": [
        ImportColumn("model_code", required=True),
        ImportColumn("basis_symbol", required=True),
        ImportColumn("basis_date", "date"),
        ImportColumn("basis_issuer"),
        ImportColumn("basis_subject"),
    ],
    "reform_indicator": [
        ImportColumn("model_code", required=True),
        ImportColumn("indicator_code", required=True),
        ImportColumn("indicator_name", required=True),
        ImportColumn("indicator_uom", required=True),
        ImportColumn(
            "direction", "selection", field=("gov.reform.indicator", "direction")
        ),
        ImportColumn(
            "period_kind", "selection", field=("gov.reform.indicator", "period_kind")
        ),
        ImportColumn("formula"),
        ImportColumn("indicator_source"),
    ],
}


class GovImporterReformColumns(models.AbstractModel):
    """Tables of a file of reform models and their words."""

    _name = "gov.importer.reform.columns"
    _description = "Columns of a file of reform models"
    _inherit = ["gov.importer"]

    @api.model
    def _get_tables(self):
        return TABLES

    @api.model
    def _get_table_labels(self):
        return {
            "reform_model": self.env._("Reform models"),
            "reform_basis": self.env._("Bases of reform models"),
            "reform_indicator": self.env._("Indicators of reform models"),
        }

    @api.model
    def _get_column_labels(self):
        code = self.env._("Code of the reform model")
        return {
            "reform_model": {
                "model_code": code,
                "model_name": self.env._("Name of the reform model"),
                "model_lead_code": self.env._("Identifier of the model's lead unit"),
                "model_monitoring_code": self.env._(
                    "Identifier of the model's monitoring body"
                ),
                "target_group": self.env._("Target group"),
                "model_start": self.env._("Carried out from"),
                "model_end": self.env._("Carried out to"),
                "directive_symbols": self.env._("Numbers of documents in the system"),
                "template_code": self.env._("Code of the template"),
                "model_state": self.env._("State of the reform model"),
                "model_description": self.env._("Description of the reform model"),
                "model_source": self.env._("Source of the reform model"),
            },
            "reform_basis": {
                "model_code": code,
                "basis_symbol": self.env._("Number and symbol of the basis"),
                "basis_date": self.env._("Date of the basis"),
                "basis_issuer": self.env._("Issuer of the basis"),
                "basis_subject": self.env._("Subject of the basis"),
            },
            "reform_indicator": {
                "model_code": code,
                "indicator_code": self.env._("Code of the indicator"),
                "indicator_name": self.env._("Name of the indicator"),
                "indicator_uom": self.env._("Unit of measure of the indicator"),
                "direction": self.env._("Direction of the indicator"),
                "period_kind": self.env._("Period of the indicator"),
                "formula": self.env._("How the indicator is worked out"),
                "indicator_source": self.env._("Source of the indicator"),
            },
        }
