from odoo import api, models
from odoo.exceptions import UserError

from ..tools.fold import fold
from .gov_importer_rollout_check import ENDED
from .gov_importer_rollout_columns import ROLLOUT_FIELDS, STEP_FIELDS, WAVE_FIELDS


class GovExporterRollout(models.AbstractModel):
    """Roll-outs out in the columns in which they come in.

    Events are left out: nobody imports the history of real work.
    """

    _inherit = "gov.importer.rollout"

    @api.model
    def _get_export_rows(self, records):
        steps = records.step_ids
        self._check_exportable(records, steps)
        return {
            "wave": [self._get_wave_row(wave) for wave in records.wave_id],
            "rollout": [self._get_rollout_row(record) for record in records],
            "step": [self._get_step_row(step) for step in steps],
        }

    @api.model
    def _check_exportable(self, records, steps):
        units = records.unit_id | records.steering_unit_id | records.place_unit_id
        self._check_have_codes(units | records.origin_id.unit_id)
        ended = records.filtered(lambda record: record.state in ENDED)
        if ended:
            raise UserError(
                self.env._(
                    "%(name)s was stopped or transferred: the file would begin it "
                    "anew. Leave it out.",
                    name=ended[0].display_name,
                )
            )
        seen = {}
        for step in steps:
            key = step.rollout_id, step.code or fold(step.name)
            if seen.setdefault(key, step) != step:
                raise UserError(
                    self.env._(
                        "%(rollout)s: two steps are called %(step)s, a file cannot "
                        "tell them apart. Give them codes.",
                        rollout=step.rollout_id.display_name,
                        step=step.code or step.name,
                    )
                )

    @api.model
    def _get_wave_row(self, wave):
        return {name: wave[name] for name in WAVE_FIELDS} | {
            "model_code": wave.reform_model_id.code,
            "wave_name": wave.name,
        }

    @api.model
    def _get_identity(self, rollout):
        return {
            "model_code": rollout.reform_model_id.code,
            "unit_code": rollout.unit_id.gov_code,
            "wave": rollout.wave_id.name,
        }

    @api.model
    def _get_rollout_row(self, rollout):
        row = {name: rollout[name] for name in ROLLOUT_FIELDS}
        return (
            row
            | self._get_identity(rollout)
            | {
                "steering_code": rollout.steering_unit_id.gov_code,
                "origin_code": rollout.origin_id.unit_id.gov_code,
                "place_code": rollout.place_unit_id.gov_code,
                "responsible": self._get_login(rollout),
            }
        )

    @api.model
    def _get_step_row(self, step):
        row = {name: step[name] for name in STEP_FIELDS}
        return (
            row
            | self._get_identity(step.rollout_id)
            | {
                "step_code": step.code,
                "stage": step.stage_id.name,
                "mandatory": "yes" if step.is_mandatory else "no",
                "date_done": step.date_done,
                "responsible": self._get_login(step),
            }
        )

    @api.model
    def _get_login(self, record):
        # sudo: the account that is named on the record, which the user may read.
        return record.responsible_id.sudo().login
