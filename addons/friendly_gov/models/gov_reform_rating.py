from odoo import api, fields, models
from odoo.exceptions import UserError

from .gov_decided_mixin import Decision


class GovReformRating(models.Model):
    """How effective a reform model was found, on what evidence.

    The lead unit or the body above gathers the evidence; that body gives the level.
    From then on text and files stay, and the next rating is a new one.
    """

    _name = "gov.reform.rating"
    _description = "Rating of a reform model"
    _inherit = ["gov.decided.mixin", "gov.search.mixin"]
    _order = "reform_model_id, id desc"
    _rec_name = "reform_model_id"
    _check_company_auto = True

    _guarded_parent = "reform_model_id"
    _guarded_fields = frozenset(
        {
            "state",
            "level_id",
            "document_symbol",
            "document_date",
            "rated_by_id",
            "rated_at",
        }
    )
    _history_fields = ("reform_model_id", "state", "level_id", "document_date")
    _search_key_fields = ("evidence",)
    _entry_states = ("draft",)
    _waiting_states = ("draft",)
    _public_states = ("given",)
    _decisions = {"rate": Decision(("draft",), "given", document=True)}

    reform_model_id = fields.Many2one(
        comodel_name="gov.reform.model",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="reform_model_id.company_id", store=True, precompute=True, index=True
    )
    is_demo = fields.Boolean(related="reform_model_id.is_demo")
    unit_id = fields.Many2one(
        related="reform_model_id.lead_unit_id",
        string="Lead unit",
        store=True,
        precompute=True,
        index=True,
    )
    deciding_unit_id = fields.Many2one(
        compute="_compute_deciding_unit_id", store=True, readonly=True, precompute=True
    )
    date_from = fields.Date(string="Evidence from")
    date_to = fields.Date(string="Evidence to")
    evidence = fields.Text(
        required=True, help="What was measured or seen, where, with which result."
    )
    file_ids = fields.One2many("gov.reform.file", "rating_id", string="Files")
    state = fields.Selection(
        selection=[("draft", "Being prepared"), ("given", "Rated")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    level_id = fields.Many2one(
        comodel_name="gov.rating.level",
        string="Effectiveness",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    document_symbol = fields.Char(string="Document No.", readonly=True, copy=False)
    document_date = fields.Date(string="Dated", readonly=True, copy=False)
    rated_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Rated by",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    rated_at = fields.Datetime(string="Entered at", readonly=True, copy=False)

    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)", "The evidence ends before it begins."
    )

    @api.depends("reform_model_id.deciding_unit_id", "state")
    def _compute_deciding_unit_id(self):
        for rating in self:
            # Given by whom it was asked of then: kept.
            kept = rating.state != "draft" and rating.deciding_unit_id
            body = kept or rating.reform_model_id.deciding_unit_id
            rating.deciding_unit_id = body

    def _rate(self, level, reason=None, document=None):
        """Give the level and put it on the model.

        :raises UserError: no level, no evidence, no paper
        """
        self.ensure_one()
        if not level:
            raise UserError(self.env._("Choose the level."))
        level.check_access("read")
        symbol, date = document or (False, False)
        vals = {
            "level_id": level.id,
            "document_symbol": symbol,
            "document_date": date,
            "rated_by_id": self.env.uid,
            "rated_at": fields.Datetime.now(),
        }
        self._decide("rate", reason=reason, document=document, vals=vals)
        # sudo: the copy on the model is guarded; who rates was checked by _decide.
        self.reform_model_id.sudo()._history_write(
            {"rating_level_id": level.id, "rating_date": date},
            "rate",
            reason=reason,
            document=document,
        )

    def _get_event_words(self):
        return super()._get_event_words() | {
            "rate": self.env._("Rate the effectiveness")
        }
