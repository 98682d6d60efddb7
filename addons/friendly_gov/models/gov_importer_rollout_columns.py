from odoo import api, models

from ..tools.fold import fold
from .gov_importer import ImportColumn

# Column to field of the record, where both bear one name.
WAVE_FIELDS = ("date_start", "decision_symbol", "decision_date")
ROLLOUT_FIELDS = (
    "kind",
    "place",
    "plan_symbol",
    "plan_date",
    "committee_symbol",
    "committee_date",
    "date_start",
    "date_launch_planned",
    "launch_deadline_text",
    "pledge_unit_count",
    "pledge_person_count",
    "note",
)
STEP_FIELDS = (
    "name",
    "date_planned",
    "document_symbol",
    "document_date",
    "note",
    "source",
)
IDENTITY = [
    ImportColumn("model_code", required=True),
    ImportColumn("unit_code", required=True),
    ImportColumn("wave"),
]
TABLES = {
    "wave": [
        ImportColumn("model_code", required=True),
        ImportColumn("wave_name", required=True),
        ImportColumn("date_start", "date"),
        ImportColumn("decision_symbol"),
        ImportColumn("decision_date", "date"),
    ],
    "rollout": [
        *IDENTITY,
        ImportColumn("kind", "selection", field=("gov.rollout", "kind")),
        ImportColumn("steering_code", required=True),
        ImportColumn("origin_code"),
        ImportColumn("place_code"),
        ImportColumn("place"),
        ImportColumn("plan_symbol"),
        ImportColumn("plan_date", "date"),
        ImportColumn("committee_symbol"),
        ImportColumn("committee_date", "date"),
        ImportColumn("date_start", "date"),
        ImportColumn("date_launch_planned", "date"),
        ImportColumn("launch_deadline_text"),
        ImportColumn("pledge_unit_count", "int"),
        ImportColumn("pledge_person_count", "int"),
        ImportColumn("responsible"),
        ImportColumn("note"),
    ],
    "step": [
        *IDENTITY,
        ImportColumn("step_code"),
        ImportColumn("name", required=True),
        ImportColumn("stage"),
        ImportColumn("mandatory", "selection"),
        ImportColumn("date_planned", "date"),
        ImportColumn("date_done", "date"),
        ImportColumn("responsible"),
        ImportColumn("document_symbol"),
        ImportColumn("document_date", "date"),
        ImportColumn("note"),
        ImportColumn("source"),
    ],
    "rollout_event": [
        *IDENTITY,
        ImportColumn("event", required=True),
        ImportColumn("date", "date", required=True),
        ImportColumn("step_code"),
        ImportColumn("document_symbol"),
        ImportColumn("document_date", "date"),
        ImportColumn("place"),
        ImportColumn("note"),
    ],
}


class GovImporterRolloutColumns(models.AbstractModel):
    """Tables of a file of roll-outs and their words."""

    _name = "gov.importer.rollout.columns"
    _description = "Columns of a file of roll-outs"
    _inherit = ["gov.importer"]

    @api.model
    def _get_tables(self):
        return TABLES

    @api.model
    def _get_table_labels(self):
        return {
            "wave": self.env._("Waves"),
            "rollout": self.env._("Roll-outs"),
            "step": self.env._("Steps of roll-outs"),
            "rollout_event": self.env._("Events of roll-outs"),
        }

    @api.model
    def _get_words(self, column):
        if column.key == "mandatory":
            return {"yes": self.env._("Yes"), "no": self.env._("No")}
        return super()._get_words(column)

    @api.model
    def _get_choices(self, column):
        if column.key != "mandatory":
            return super()._get_choices(column)
        choices = {"x": "yes", "1": "yes", "true": "yes", "0": "no", "false": "no"}
        for lang in self._get_langs():
            words = self.with_context(lang=lang)._get_words(column)
            choices |= {fold(word): value for value, word in words.items()}
        return choices

    @api.model
    def _get_column_labels(self):
        identity = {
            "model_code": self.env._("Code of the reform model"),
            "unit_code": self.env._("Unit identifier"),
            "wave": self.env._("Wave"),
        }
        return {
            "wave": {
                "model_code": identity["model_code"],
                "wave_name": self.env._("Name of the wave"),
                "date_start": self.env._("Wave begins on"),
                "decision_symbol": self.env._("Decision or plan No."),
                "decision_date": self.env._("Date of the decision"),
            },
            "rollout": identity | self._get_rollout_labels(),
            "step": identity | self._get_step_labels(),
            "rollout_event": identity
            | {
                "event": self.env._("Event"),
                "date": self.env._("Date"),
                "step_code": self.env._("Step code"),
                "document_symbol": self.env._("Number and symbol of the paper"),
                "document_date": self.env._("Date of the paper"),
                "place": self.env._("Place of the launch"),
                "note": self.env._("Contents"),
            },
        }

    @api.model
    def _get_rollout_labels(self):
        return {
            "kind": self.env._("Form of roll-out"),
            "steering_code": self.env._("Identifier of the steering body"),
            "origin_code": self.env._("Identifier of the unit it copies"),
            "place_code": self.env._("Identifier of the place"),
            "place": self.env._("Place, in words"),
            "plan_symbol": self.env._("Plan No."),
            "plan_date": self.env._("Date of the plan"),
            "committee_symbol": self.env._("Steering committee, decision No."),
            "committee_date": self.env._("Date of the committee's decision"),
            "date_start": self.env._("Start"),
            "date_launch_planned": self.env._("Planned launch"),
            "launch_deadline_text": self.env._("Launch deadline as written"),
            "pledge_unit_count": self.env._("Pledges of units"),
            "pledge_person_count": self.env._("Pledges of persons"),
            "responsible": self.env._("Login of the person in charge"),
            "note": self.env._("Note"),
        }

    @api.model
    def _get_step_labels(self):
        return {
            "step_code": self.env._("Step code"),
            "name": self.env._("Name of the step"),
            "stage": self.env._("Stage"),
            "mandatory": self.env._("Needed for the launch (yes/no)"),
            "date_planned": self.env._("Planned end"),
            "date_done": self.env._("Done on"),
            "responsible": self.env._("Login of the person in charge"),
            "document_symbol": self.env._("Number and symbol of the paper"),
            "document_date": self.env._("Date of the paper"),
            "note": self.env._("Note"),
            "source": self.env._("Source"),
        }
