from odoo import fields, models

from odoo.addons.friendly_gov.tools.fold import nfc

# No chatter and no tracking on answers: nothing beside the answer may name anybody.
QUIET = {
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "tracking_disable": True,
}
# Values that stock Survey would compute after the row is there, with an UPDATE.
NO_SCORE = {
    "predefined_question_ids": False,
    "scoring_percentage": 0,
    "scoring_total": 0,
    "scoring_success": False,
}
TEXTS = ("value_char_box", "value_text_box")
# From here on the figures are summed up at once, not at the next minute.
MANY = 500


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _compute_scoring_success(self):
        ours = self.filtered("gov_line_id")
        ours.scoring_success = False
        return super(SurveyUserInput, self - ours)._compute_scoring_success()

    def _gov_store(self, line, forms, channel, point=None, day=None):
        """Store forms of one unit in one batch, with what they add to the figures.

        The caller checked who may: this is the one way in for page, entry and import.

        :param line: ``gov.survey.unit``
        :param list forms: dicts with ``form`` (:class:`tools.form.Form` without
            errors), ``nonce`` (text, unique), ``state`` ("valid" or "suspect"),
            ``rule``, ``lang_id``; optional ``test`` (a trial: in no figure)
        :param channel: see ``CHANNELS``
        :param point: ``gov.survey.point``, if they were given at one
        :param datetime.date day: of illustrations alone: the past day on which they
            were recorded
        :raise psycopg2.IntegrityError: for a nonce that was stored before
        :return: ``survey.user_input`` records in the order of ``forms``
        """
        # sudo: whoever answers has no rights on answers; who may was checked by the
        # caller, and all that is stored comes from it.
        line = line.sudo()
        if day and not line.campaign_id.is_demo:
            raise ValueError("Answers are recorded today.")
        place = {
            "line_id": line.id,
            "campaign_id": line.campaign_id.id,
            "point_id": point.id if point else False,
            "channel": channel,
            "day": day or line.company_id._gov_today(),
        }
        default = point.sudo().field_id.id if point else False
        fields_of_work = [item["form"].field_id or default for item in forms]
        answers = self._gov_store_answers(line, place, forms, fields_of_work)
        counted = [
            (answer.id, item, field)
            for answer, item, field in zip(answers, forms, fields_of_work, strict=True)
            if not item.get("test")
        ]
        self._gov_store_comments(line, counted)
        self._gov_store_deltas(place, counted)
        if len(counted) >= MANY:
            self.env["gov.survey.tally"]._trigger()
        return answers.with_env(self.env)

    def _gov_store_answers(self, line, place, forms, fields_of_work):
        now = fields.Datetime.now()
        shared = NO_SCORE | {
            "survey_id": line.campaign_id.survey_id.id,
            "state": "done",
            "start_datetime": now,
            "end_datetime": now,
            "gov_line_id": line.id,
            "gov_point_id": place["point_id"],
            "gov_channel": place["channel"],
            "gov_day": place["day"],
        }
        lines = [[_with_nfc(vals) for vals in item["form"].lines] for item in forms]
        stored = self.env["survey.user_input.line"].sudo()
        plain = stored._gov_is_plain()
        model = self.sudo().with_context(**QUIET)
        answers = model._guarded_create(
            [
                shared
                | {
                    "access_token": item["nonce"],
                    "lang_id": item.get("lang_id"),
                    "test_entry": bool(item.get("test")),
                    "gov_field_id": field,
                    "gov_state": item.get("state", "valid"),
                    "gov_rule": item.get("rule"),
                    "user_input_line_ids": []
                    if plain
                    else [fields.Command.create(vals) for vals in of_answer],
                }
                for item, field, of_answer in zip(
                    forms, fields_of_work, lines, strict=True
                )
            ]
        )
        if plain:
            stored._gov_insert(answers, lines)
        return answers

    def _gov_store_comments(self, line, counted):
        vals_list = [
            {
                "line_id": line.id,
                "user_input_id": answer_id,
                "question_id": question,
                "text": text,
            }
            for answer_id, item, _field in counted
            for question, text in item["form"].comments
        ]
        if vals_list:
            self.env["gov.survey.comment"].sudo()._guarded_create(vals_list)

    def _gov_store_deltas(self, place, counted):
        if counted:
            self.env["gov.survey.delta"].sudo()._guarded_create(
                [
                    place
                    | {
                        "field_id": field,
                        "kind": item.get("state", "valid"),
                        "sign": 1,
                        "chosen": item.get("state", "valid") == "valid"
                        and _chosen_text(item["form"].chosen),
                    }
                    for _answer_id, item, field in counted
                ]
            )


def _with_nfc(vals):
    """The values of a line, its text in the form that everything else is stored in."""
    texts = {name: nfc(vals[name]) for name in TEXTS if vals.get(name)}
    return vals | texts


def _chosen_text(chosen):
    """Pairs as :class:`GovSurveyDelta` keeps them."""
    return ",".join(f"{row}:{choice}" for row, choice in chosen)
