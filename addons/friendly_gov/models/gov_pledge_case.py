from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

MAX_TEXT = 2000


class GovPledgeCase(models.Model):
    """Something that happened and bears on a pledge: a praise, or a report that waits
    for its conclusion.

    Fixed at once, so that nobody rewrites what was reported; a mistake is taken back
    with a reason. Nobody speaks of a breach before a document concludes one. Never
    the contents or names of complaints and denunciations.
    """

    _name = "gov.pledge.case"
    _description = "Case about a pledge"
    _inherit = ["gov.pledge.part.mixin"]
    _order = "date desc, id desc"
    _rec_name = "name"

    _guarded_unlink = True
    _guarded_fields = frozenset(
        {
            "state",
            "recorded_by_id",
            "conclusion",
            "conclusion_symbol",
            "conclusion_date",
            "concluded_by_id",
            "date_concluded",
        }
    )
    _history_fields = (
        "pledge_id",
        "campaign_id",
        "unit_id",
        "level",
        "kind",
        "state",
        "date",
        "statement_id",
        "conclusion_symbol",
        "conclusion_date",
    )
    _search_key_fields = ("name", "description", "source")

    name = fields.Char(compute="_compute_name", store=True, precompute=True)
    kind = fields.Selection(
        selection=[
            ("praise", "Praise, good example"),
            ("reported", "Reported case"),
            ("breach", "Breach concluded by a document"),
        ],
        required=True,
        default="praise",
    )
    state = fields.Selection(
        selection=[
            ("noted", "Noted"),
            ("open", "Waiting for a conclusion"),
            ("breach", "Breach concluded"),
            ("cleared", "No breach"),
            ("withdrawn", "Taken back"),
        ],
        default="noted",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    statement_id = fields.Many2one(
        comodel_name="gov.pledge.statement",
        string="Statement concerned",
        ondelete="restrict",
        index="btree_not_null",
    )
    code_id = fields.Many2one(related="pledge_id.code_id")
    date = fields.Date(
        string="Happened on",
        required=True,
        default=lambda self: self.env.company._gov_today(),
    )
    description = fields.Text(
        required=True,
        help="What happened, in short. Never the contents of a complaint or "
        "denunciation, and no names of those who made one.",
    )
    source = fields.Char(
        help="Where it is known from, such as the hotline, the comment box, the press; "
        "no names of citizens."
    )
    recorded_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Entered by",
        default=lambda self: self.env.user,
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    conclusion = fields.Text(readonly=True, copy=False)
    conclusion_symbol = fields.Char(
        string="Concluding document No.", readonly=True, copy=False
    )
    conclusion_date = fields.Date(
        string="Date of the document", readonly=True, copy=False
    )
    concluded_by_id = fields.Many2one(
        comodel_name="res.users", string="Concluded by", readonly=True, copy=False
    )
    date_concluded = fields.Date(string="Concluded on", readonly=True, copy=False)
    file_ids = fields.One2many("gov.pledge.case.file", "case_id", string="Files")
    waiting_text = fields.Char(string="Waiting for", compute="_compute_waiting_text")

    _breach_check = models.Constraint(
        "CHECK ((kind = 'breach') = (state = 'breach'))",
        "Only a conclusion makes a breach.",
    )
    _paper_check = models.Constraint(
        "CHECK (state <> 'breach' OR "
        "(conclusion_symbol IS NOT NULL AND conclusion_date IS NOT NULL))",
        "A breach needs the number and date of the concluding document.",
    )

    @api.depends("signer_name", "level", "unit_id", "kind")
    def _compute_name(self):
        for case in self:
            # sudo: names of the unit and the person stand on the pledge.
            record = case.sudo()
            person = record.level == "person"
            case.name = record.signer_name if person else record.unit_id.name

    @api.depends("state", "level", "unit_id", "organizer_unit_id")
    def _compute_waiting_text(self):
        for case in self:
            # sudo: names of bodies.
            record = case.sudo()
            if case.state != "open":
                case.waiting_text = False
            elif case.level == "person":
                case.waiting_text = self.env._(
                    "Leaders of %(unit)s", unit=record.unit_id.name
                )
            else:
                case.waiting_text = record.organizer_unit_id.name

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_kind")
        if any(vals.get("kind", default) == "breach" for vals in vals_list):
            raise ValidationError(
                self.env._(
                    "Enter a reported case: it becomes a breach when the body in "
                    "charge concludes it by a document."
                )
            )
        cases = super().create(vals_list)
        reported = cases.filtered(lambda case: case.kind == "reported")
        if reported:
            # sudo: the state follows from the kind; who enters is checked below.
            reported.sudo()._history_write({"state": "open"}, "write")
        cases.pledge_id.check_access("read")
        for case in cases - cases._filtered_entered():
            raise AccessError(
                self.env._(
                    "%(name)s: cases are entered by officers and leaders of the unit "
                    "or of the organiser, never about oneself.",
                    name=case.display_name,
                )
            )
        return cases

    def write(self, vals):
        # Whatever a form sends along with new files.
        if vals.keys() - {"file_ids"} and not self._is_unlocked():
            raise UserError(
                self.env._(
                    "A case stays as it was entered: take it back with a reason, and "
                    "enter it anew."
                )
            )
        return super().write(vals)

    @api.constrains("date", "pledge_id", "statement_id", "description")
    def _check_case(self):
        today = self.env.company._gov_today()
        for case in self:
            # sudo: state, dates and code of the pledge.
            pledge = case.sudo().pledge_id
            if pledge.state not in ("signed", "retired") or not pledge.date_signed:
                raise ValidationError(
                    self.env._(
                        "%(pledge)s was not signed: cases belong to signed pledges.",
                        pledge=pledge.display_name,
                    )
                )
            if case.date > today:
                raise ValidationError(self.env._("A case doesn't lie in the future."))
            if case.date < pledge.date_signed:
                raise ValidationError(
                    self.env._("This happened before the pledge was signed.")
                )
            if case.statement_id and case.statement_id.code_id != pledge.code_id:
                raise ValidationError(
                    self.env._("This statement is not part of the pledge.")
                )
            if len(case.description or "") > MAX_TEXT:
                raise ValidationError(self.env._("At most 2,000 characters."))


class GovPledge(models.Model):
    _inherit = "gov.pledge"

    case_ids = fields.One2many("gov.pledge.case", "pledge_id", string="Cases")
