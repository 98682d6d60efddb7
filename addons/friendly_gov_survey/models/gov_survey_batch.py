from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.friendly_gov.tools.fold import nfc

from ..tools import form as forms
from ..tools import paper

MOST_CHARACTERS = 40


class GovSurveyBatch(models.Model):
    """Who entered how many paper forms on which day: never which answers.

    A unit that enters its own forms is told apart (``is_own``): its superior may want
    to compare some of them with the paper.
    """

    _name = "gov.survey.batch"
    _description = "Paper forms entered"
    _inherit = ["gov.guarded.mixin"]
    _order = "day desc, id desc"
    _rec_name = "day"

    _guarded_create_only = True
    _guarded_unlink = True
    _guarded_fields = frozenset({"line_id", "user_id", "day", "count", "kind"})

    line_id = fields.Many2one(
        comodel_name="gov.survey.unit",
        string="Unit in the campaign",
        required=True,
        readonly=True,
        copy=False,
        ondelete="cascade",
        index=True,
    )
    unit_id = fields.Many2one(
        related="line_id.unit_id", store=True, precompute=True, index=True
    )
    lead_unit_id = fields.Many2one(
        related="line_id.lead_unit_id", store=True, precompute=True
    )
    company_id = fields.Many2one(
        related="line_id.company_id", store=True, precompute=True, index=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Entered by",
        required=True,
        readonly=True,
        copy=False,
    )
    day = fields.Date(required=True, readonly=True, copy=False)
    kind = fields.Selection(
        selection=[("typed", "Typed"), ("file", "From a file")],
        required=True,
        readonly=True,
        copy=False,
    )
    count = fields.Integer(string="Forms", required=True, readonly=True, copy=False)
    is_own = fields.Boolean(
        string="By the unit itself", required=True, readonly=True, default=False
    )

    _batch_unique = models.UniqueIndex("(line_id, user_id, day, kind, is_own)")

    @api.model
    def _get_entry_lines(self):
        """Lines for which the user may enter forms today, a domain on
        ``gov.survey.unit``."""
        day = self.env.company._gov_today()
        lines = self.env["gov.survey.unit"]
        domain = lines._get_entry_domain(day) & Domain(
            "campaign_id.use_paper", "=", True
        )
        user = self.env.user
        if user.has_group("friendly_gov.group_manager"):
            return domain
        own = lines._get_own_domain()
        if user.has_group("friendly_gov.group_coordinator"):
            # sudo: the user's own scope.
            units = user.sudo().gov_scope_unit_ids
            return domain & (own | Domain("lead_unit_id", "child_of", units.ids))
        if user.has_group("friendly_gov.group_officer"):
            return domain & own
        return Domain.FALSE

    @api.model
    def _get_line(self, line_id):
        """The line, if the user may enter forms for it today; else words why not."""
        lines = self.env["gov.survey.unit"]
        line = lines.browse(int(line_id)).exists()
        line.check_access("read")
        if line and line in lines.search(self._get_entry_lines()):
            return line
        if line.state != "open" or not line.filtered_domain(
            lines._get_entry_domain(self.env.company._gov_today())
        ):
            raise UserError(
                self.env._("The campaign takes no answers today: it is not open.")
            )
        if not line.campaign_id.use_paper:
            raise UserError(self.env._("The campaign takes no paper forms."))
        raise AccessError(
            self.env._(
                "Paper forms are entered by officers of the unit and coordinators of "
                "the unit that leads the campaign."
            )
        )

    @api.model
    def get_entry_lines(self):
        """For the entry screen: ``[{id, unit, campaign}]`` that the user may enter."""
        lines = self.env["gov.survey.unit"].search(self._get_entry_lines(), limit=500)
        return [
            {
                "id": line.id,
                "unit": line.unit_id.name,
                "campaign": line.campaign_id.name,
            }
            for line in lines
        ]

    @api.model
    def get_entry_form(self, line_id):
        """For the entry screen: the questionnaire with the digit of each choice.

        :return: dict ``title``, ``today`` (forms the user entered today) and
            ``questions``: ``name``, ``title``, ``page``, ``kind``, ``many``,
            ``required``, ``when`` (ids of choices), ``options`` (``key``, ``id``,
            ``label``)
        """
        line = self._get_line(line_id)
        spec = self._get_spec(line)
        pages = {
            question["id"]: page["title"]
            for page in spec["pages"]
            for question in page["questions"]
        }
        return {
            "title": spec["title"],
            "unit": line.unit_id.name,
            "today": self._count_today(line),
            "questions": [
                {
                    "name": name,
                    "title": paper.title(question, row),
                    "page": pages[question["id"]],
                    "kind": question["type"],
                    "many": question["many"],
                    "required": question["required"],
                    "when": list(question["when"]),
                    "options": [
                        {"key": key, "id": option["id"], "label": option["label"]}
                        for key, option in paper.keys(question)
                    ],
                }
                for name, question, row in paper.columns(spec)
            ],
        }

    @api.model
    def enter_form(self, line_id, number, raw):
        """Store one sheet of paper.

        :param str number: the number written on the sheet
        :param dict raw: lists of texts by name of the input
        :return: dict ``today`` (forms entered today), or ``errors``: words by name,
            "" for the form as a whole
        """
        line = self._get_line(line_id)
        number = self._clean_number(number)
        if not number:
            message = self.env._("Write the number of the form first.")
            return {"errors": {"": message}}
        if self._get_known(line, [number]):
            return {"errors": {"": self._get_twice_text(number)}}
        spec = self._get_spec(line)
        form = forms.read(spec, self._clean_raw(raw))
        if form.errors or form.is_empty:
            return {"errors": self._get_errors(spec, form)}
        self._store(line, [(number, form)], "typed")
        return {"today": self._count_today(line)}

    def _get_spec(self, line):
        # sudo: the questionnaire of a campaign for which the user enters forms.
        survey = line.sudo().campaign_id.survey_id
        return survey._gov_get_spec()

    @api.model
    def _clean_number(self, number):
        text = nfc(str(number or "")).strip()
        return text.upper()[:MOST_CHARACTERS]

    @api.model
    def _clean_raw(self, raw):
        if not isinstance(raw, dict):
            return {}
        return {
            str(name): [str(value).replace("\x00", "") for value in values]
            for name, values in raw.items()
            if isinstance(values, list)
        }

    @api.model
    def _get_known(self, line, numbers):
        """Those of ``numbers`` that were entered for ``line`` before."""
        by_nonce = {paper.nonce(line.id, number): number for number in numbers}
        # sudo: whether sheets were entered; no answer is shown.
        answers = self.env["survey.user_input"].sudo()
        found = answers.search_fetch(
            [("access_token", "in", list(by_nonce))], ["access_token"]
        )
        return {by_nonce[answer.access_token] for answer in found}

    @api.model
    def _get_twice_text(self, number):
        return self.env._(
            "Form %(number)s was entered already for this unit.", number=number
        )

    def _get_errors(self, spec, form):
        if form.is_empty and not form.errors:
            return {"": self.env._("Nothing is answered on this form.")}
        texts = self.env["gov.survey.page"]._get_error_texts(form.errors, self.env.lang)
        by_name = {}
        for name, question, _row in paper.columns(spec):
            if question["id"] in texts:
                by_name.setdefault(name, texts[question["id"]])
        if 0 in form.errors:
            by_name[""] = self.env._("Something does not belong to this form.")
        return by_name

    @api.model
    def _store(self, line, numbered, kind):
        """Store forms that were read: ``[(number, form)]``."""
        # As the system: who entered a form is not to stand beside its answers.
        answers = self.env["survey.user_input"].with_user(SUPERUSER_ID)
        answers._gov_store(
            line,
            [
                {"form": form, "nonce": paper.nonce(line.id, number)}
                for number, form in numbered
            ],
            "paper",
        )
        self._note(line, kind, len(numbered))

    @api.model
    def _note(self, line, kind, count):
        day, user = self.env.company._gov_today(), self.env.user
        is_own = line.unit_id in user._gov_own_agencies()
        # sudo: the log of what the user just entered.
        batches = self.sudo()
        values = {
            "line_id": line.id,
            "user_id": user.id,
            "day": day,
            "kind": kind,
            "is_own": is_own,
        }
        found = batches.search([(name, "=", value) for name, value in values.items()])
        if found:
            found._guarded_write({"count": found.count + count})
        else:
            batches._guarded_create([values | {"count": count}])

    def _count_today(self, line):
        domain = [
            ("line_id", "=", line.id),
            ("user_id", "=", self.env.uid),
            ("day", "=", self.env.company._gov_today()),
        ]
        # sudo: the user's own rows.
        return sum(self.sudo().search(domain).mapped("count"))
