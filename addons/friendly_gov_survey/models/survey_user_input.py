from odoo import fields, models
from odoo.exceptions import AccessError

from odoo.addons.friendly_gov.models.gov_guarded_mixin import is_unlocked

from .gov_survey_point import CHANNELS
from .gov_survey_validity import STATES

# No chatter and no tracking on answers: nothing beside the answer may name anybody.
QUIET = {
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "tracking_disable": True,
}


class SurveyUserInput(models.Model):
    """An answer of a campaign: who gave it is not known, where is."""

    _name = "survey.user_input"
    _inherit = ["survey.user_input", "gov.guarded.mixin"]

    _guarded_fields = frozenset(
        {
            "gov_line_id",
            "gov_point_id",
            "gov_channel",
            "gov_field_id",
            "gov_day",
            "gov_state",
            "gov_rule",
        }
    )

    gov_line_id = fields.Many2one(
        comodel_name="gov.survey.unit",
        string="Unit in the campaign",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    gov_point_id = fields.Many2one(
        comodel_name="gov.survey.point",
        string="Survey point",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    gov_channel = fields.Selection(
        selection=CHANNELS, string="Channel", readonly=True, copy=False
    )
    gov_field_id = fields.Many2one(
        comodel_name="gov.survey.field",
        string="Field of work",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    gov_day = fields.Date(string="Recorded on", readonly=True, copy=False)
    gov_state = fields.Selection(
        selection=STATES, string="Validity", readonly=True, copy=False
    )
    gov_rule = fields.Char(string="Rule that makes it suspect", copy=False)

    def write(self, vals):
        self._gov_check_untouched()
        return super().write(vals)

    def unlink(self):
        self._gov_check_untouched()
        return super().unlink()

    def _gov_check_untouched(self):
        """Raise for answers of a campaign: they are judged, never changed."""
        # sudo: whether it belongs to a campaign, nothing else.
        if not is_unlocked(self.env) and self.sudo().gov_line_id:
            raise AccessError(
                self.env._("Answers of a campaign stay as they were given.")
            )

    def _gov_store(self, line, forms, channel, point=None):
        """Store forms of one unit in one batch, with what they add to the figures.

        The caller checked who may: this is the one way in for page, entry and import.

        :param line: ``gov.survey.unit``
        :param list forms: dicts with ``form`` (:class:`tools.form.Form` without
            errors), ``nonce`` (text, unique), ``state`` ("valid" or "suspect"),
            ``rule``, ``lang_id``; optional ``test`` (a trial: in no figure)
        :param channel: see ``CHANNELS``
        :raise psycopg2.IntegrityError: for a nonce that was stored before
        :return: ``survey.user_input`` records in the order of ``forms``
        """
        day = line.company_id._gov_today()
        now = fields.Datetime.now()
        vals_list = []
        for item in forms:
            form = item["form"]
            field = form.field_id or (point and point.field_id.id)
            item["field_id"] = field
            vals_list.append(
                {
                    "survey_id": line.campaign_id.survey_id.id,
                    "access_token": item["nonce"],
                    "state": "done",
                    "start_datetime": now,
                    "end_datetime": now,
                    "lang_id": item.get("lang_id"),
                    "test_entry": bool(item.get("test")),
                    "gov_line_id": line.id,
                    "gov_point_id": point and point.id,
                    "gov_channel": channel,
                    "gov_field_id": field,
                    "gov_day": day,
                    "gov_state": item.get("state", "valid"),
                    "gov_rule": item.get("rule"),
                    "user_input_line_ids": [(0, 0, vals) for vals in form.lines],
                }
            )
        answers = self.with_context(**QUIET)._guarded_create(vals_list)
        counted = [
            (answer, item)
            for answer, item in zip(answers, forms, strict=True)
            if not item.get("test")
        ]
        self.env["gov.survey.comment"]._guarded_create(
            [
                {
                    "line_id": line.id,
                    "user_input_id": answer.id,
                    "question_id": question,
                    "text": text,
                }
                for answer, item in counted
                for question, text in item["form"].comments
            ]
        )
        self.env["gov.survey.delta"]._guarded_create(
            [
                {
                    "line_id": line.id,
                    "campaign_id": line.campaign_id.id,
                    "point_id": point and point.id,
                    "channel": channel,
                    "field_id": item["field_id"],
                    "day": day,
                    "kind": answer.gov_state,
                    "sign": 1,
                    "chosen": answer.gov_state == "valid"
                    and ",".join(
                        f"{row}:{choice}" for row, choice in item["form"].chosen
                    ),
                }
                for answer, item in counted
            ]
        )
        return answers
