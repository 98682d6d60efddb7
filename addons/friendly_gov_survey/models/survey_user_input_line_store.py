from odoo import api, models, tools
from odoo.tools import SQL

# What the statement below fills in or leaves empty as ``create`` would.
KNOWN_COLUMNS = {
    "id",
    "create_uid",
    "create_date",
    "write_uid",
    "write_date",
    "user_input_id",
    "survey_id",
    "question_id",
    "question_sequence",
    "skipped",
    "answer_type",
    "value_char_box",
    "value_numerical_box",
    "value_scale",
    "value_date",
    "value_datetime",
    "value_text_box",
    "suggested_answer_id",
    "matrix_row_id",
    "answer_score",
    "answer_is_correct",
}
# Stored fields of other models that follow the lines: 0 for answers of a campaign.
KNOWN_FOLLOWERS = {"scoring_percentage", "scoring_total", "scoring_success"}
KNOWN_CHECKS = {"_check_answer_type_skipped"}
KNOWN_CREATE = {
    "odoo.orm.models",
    "odoo.addons.friendly_gov_survey.models.survey_user_input_line",
}
# Answers a statement: bounds the memory that an import of thousands takes.
PART = 1000


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    @api.model
    def _gov_insert(self, answers, lines):
        """Store the lines of new answers of one campaign, as ``create`` would.

        In one statement, and not by ``create``: 22 lines took it more CPU than all else
        of a citizen's answer, for columns that are all known before. To be called only
        where :meth:`_gov_is_plain`: whatever another addon stores with lines, checks
        on them or does in ``create`` would hear nothing of rows that are simply there.

        :param answers: ``survey.user_input``, just created, without lines
        :param list lines: for each answer the list of values of its lines, as
            :class:`tools.form.Form` reads them
        """
        pairs = list(zip(answers.ids, lines, strict=True))
        for start in range(0, len(pairs), PART):
            self._gov_insert_part(answers[:1].survey_id.id, pairs[start : start + PART])
        self._gov_forget(answers)

    def _gov_insert_part(self, survey_id, pairs):
        rows = [(answer_id, vals) for answer_id, lines in pairs for vals in lines]
        if not rows:
            return
        names = sorted({name for _answer_id, vals in rows for name in vals})
        columns = {name: [_column(vals, name) for _id, vals in rows] for name in names}
        columns["user_input_id"] = [answer_id for answer_id, _vals in rows]
        sequences = self._gov_get_sequences(set(columns["question_id"]))
        columns["question_sequence"] = [sequences[q] for q in columns["question_id"]]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO survey_user_input_line
                       (survey_id, answer_score, answer_is_correct, create_uid,
                        create_date, write_uid, write_date, %(names)s)
                SELECT %(survey)s, 0, FALSE, %(uid)s, %(now)s, %(uid)s, %(now)s, line.*
                  FROM unnest(%(columns)s) line
                """,
                names=SQL(", ").join(SQL.identifier(name) for name in columns),
                survey=survey_id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                columns=SQL(", ").join(
                    SQL("%s::%s[]", values, SQL(self._fields[name].column_type[1]))
                    for name, values in columns.items()
                ),
            )
        )

    def _gov_get_sequences(self, question_ids):
        self.env["survey.question"].flush_model(["sequence"])
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, sequence FROM survey_question WHERE id IN %s",
                    tuple(question_ids),
                )
            )
        )

    def _gov_forget(self, answers):
        """Drop what is cached of lists that have grown."""
        answers.invalidate_recordset(["user_input_line_ids"], flush=False)
        for name in KNOWN_COLUMNS:
            for inverse in self.pool.field_inverses[self._fields[name]]:
                if inverse.model_name != answers._name:
                    model = self.env[inverse.model_name]
                    model.invalidate_model([inverse.name], flush=False)

    def _gov_is_plain(self):
        """True if nobody but stock Survey and this addon stores more with a line."""
        registered, *classes = type(self).mro()
        creators = {cls.__module__ for cls in classes if "create" in vars(cls)}
        # Automation rules put a "create" of their own in front at any time.
        return (
            "create" not in vars(registered)
            and creators <= KNOWN_CREATE
            and self._gov_has_known_fields()
        )

    @tools.ormcache()
    def _gov_has_known_fields(self):
        stored = [field for field in self._fields.values() if field.store]
        followers = {
            follower.name
            for field in stored
            for follower in self.pool.get_dependent_fields(field)
            if follower.store and follower.compute and follower.model_name != self._name
        }
        return (
            {field.name for field in stored} <= KNOWN_COLUMNS
            and followers <= KNOWN_FOLLOWERS
            and {check.__name__ for check in self._constraint_methods} <= KNOWN_CHECKS
        )


def _column(vals, name):
    value = vals.get(name)
    return None if value is False else value
