from odoo import api, fields, models


class GovPledge(models.Model):
    """What one unit or one person is to sign, and signed.

    Rows are made by the opening of the campaign and moved by the methods of this
    model; nobody has write access. Signing writes this row alone, so that people who
    sign at once never wait for each other. What was signed is kept word for word in
    ``signed_content``; the seal (``gov.pledge.seal``) shows whether it still stands.
    """

    _name = "gov.pledge"
    _description = "Pledge"
    _inherit = ["gov.history.mixin", "gov.search.mixin"]
    _order = "campaign_id desc, unit_id, level desc, signer_name, id"
    _rec_name = "name"
    _check_company_auto = True

    _guarded_create_only = True
    _guarded_unlink = True
    _guarded_fields = frozenset(
        {
            "campaign_id",
            "level",
            "unit_id",
            "employee_id",
            "user_id",
            "signer_name",
            "signer_position",
            "authority",
            "authority_symbol",
            "authority_date",
            "state",
            "date_due",
            "date_signed",
            "signed_at",
            "method",
            "identity_method",
            "identity_at",
            "recorded_by_id",
            "place",
            "signed_content",
            "excuse_reason",
            "excuse_note",
            "retire_reason",
            "date_retired",
            "replaced_by_id",
        }
    )
    _history_fields = (
        "state",
        "level",
        "campaign_id",
        "unit_id",
        "user_id",
        "authority",
        "date_due",
        "date_signed",
        "method",
        "excuse_reason",
        "retire_reason",
    )
    _search_key_fields = ("name",)

    name = fields.Char(compute="_compute_name", store=True, precompute=True)
    campaign_id = fields.Many2one(
        comodel_name="gov.pledge.campaign",
        required=True,
        ondelete="restrict",
        readonly=True,
        copy=False,
        index=True,
    )
    company_id = fields.Many2one(
        related="campaign_id.company_id", store=True, precompute=True, index=True
    )
    code_id = fields.Many2one(
        related="campaign_id.code_id", store=True, precompute=True, index=True
    )
    organizer_unit_id = fields.Many2one(
        related="campaign_id.organizer_unit_id",
        store=True,
        precompute=True,
        index=True,
    )
    is_demo = fields.Boolean(related="campaign_id.is_demo")
    level = fields.Selection(
        selection=[("unit", "Unit"), ("person", "Person")],
        string="Whose",
        required=True,
        readonly=True,
        copy=False,
    )
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        required=True,
        ondelete="restrict",
        readonly=True,
        copy=False,
        index=True,
    )
    # A copy, so that statuses are searched and grouped by on one table.
    is_exempt = fields.Boolean(
        related="unit_id.gov_is_exempt", store=True, string="Never counted late"
    )
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        ondelete="restrict",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    # The person, or who signs for the unit: nobody else signs on the screen.
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who signs",
        ondelete="restrict",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    signer_name = fields.Char(readonly=True, copy=False)
    signer_position = fields.Char(string="Position", readonly=True, copy=False)
    authority = fields.Selection(
        selection=[
            ("direct", "In person"),
            ("kt", "KT. (deputy, for the head)"),
            ("tuq", "TUQ. (by authority of the head)"),
        ],
        string="Capacity",
        default="direct",
        required=True,
        readonly=True,
        copy=False,
    )
    authority_symbol = fields.Char(
        string="Authority, document No.", readonly=True, copy=False
    )
    authority_date = fields.Date(string="Authority, dated", readonly=True, copy=False)
    state = fields.Selection(
        selection=[
            ("to_sign", "To be signed"),
            ("signed", "Signed"),
            ("excused", "Not signed, with a reason"),
            ("retired", "No longer to be signed here"),
        ],
        default="to_sign",
        required=True,
        readonly=True,
        copy=False,
    )
    date_due = fields.Date(string="To be signed by", readonly=True, copy=False)
    date_signed = fields.Date(string="Signed on", readonly=True, copy=False)
    signed_at = fields.Datetime(string="Recorded at", readonly=True, copy=False)
    method = fields.Selection(
        selection=[
            ("screen", "On the screen"),
            ("digital", "PDF with a digital signature"),
            ("paper", "On paper"),
            ("stated", "As the source tells"),
        ],
        string="How it was signed",
        readonly=True,
        copy=False,
    )
    identity_method = fields.Char(string="Identity asked by", readonly=True, copy=False)
    identity_at = fields.Datetime(string="Identity asked at", readonly=True, copy=False)
    recorded_by_id = fields.Many2one(
        comodel_name="res.users", string="Entered by", readonly=True, copy=False
    )
    place = fields.Char(readonly=True, copy=False)
    # Canonical JSON, see tools/pledge_seal.py: what the seal is over.
    signed_content = fields.Text(
        readonly=True, copy=False, export_string_translation=False
    )
    # Why somebody did not sign tells of illness or a birth: not for colleagues.
    excuse_reason = fields.Selection(
        selection=[
            ("maternity", "Maternity leave"),
            ("study", "Away for study"),
            ("secondment", "Seconded elsewhere"),
            ("transfer", "Being moved to another post"),
            ("other", "Other"),
        ],
        string="Reason for not signing",
        readonly=True,
        copy=False,
        groups="friendly_gov.group_officer,friendly_gov.group_leader",
    )
    excuse_note = fields.Char(
        string="Explanation",
        readonly=True,
        copy=False,
        groups="friendly_gov.group_officer,friendly_gov.group_leader",
    )
    retire_reason = fields.Selection(
        selection=[
            ("left", "Left the service"),
            ("moved", "Moved to another unit"),
            ("reorganised", "Unit reorganised"),
            ("out_of_scope", "No longer in the scope of the campaign"),
            ("mistake", "Entered by mistake"),
        ],
        string="Why it no longer counts",
        readonly=True,
        copy=False,
    )
    date_retired = fields.Date(
        string="No longer counted from", readonly=True, copy=False
    )
    replaced_by_id = fields.Many2one(
        comodel_name="gov.pledge",
        string="Goes on as",
        ondelete="set null",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    file_ids = fields.One2many("gov.pledge.file", "pledge_id", string="Files")

    _unit_uniq = models.UniqueIndex(
        "(campaign_id, unit_id) WHERE level = 'unit' AND state <> 'retired'",
        "This unit already has a pledge in the campaign.",
    )
    _person_uniq = models.UniqueIndex(
        "(campaign_id, employee_id) WHERE level = 'person' AND state <> 'retired'",
        "This person already has a pledge in the campaign.",
    )
    _who_check = models.Constraint(
        "CHECK ((level = 'person') = (employee_id IS NOT NULL))",
        "A personal pledge names the person; a pledge of a unit names none.",
    )
    _status_idx = models.Index("(campaign_id, state, date_due)")
    # The orders of the lists, whose first page is then read from the index.
    _list_idx = models.Index("(state DESC, date_due, id)")
    _unsigned_idx = models.Index("(date_due, id) WHERE state = 'to_sign'")

    @api.depends("level", "signer_name", "unit_id", "campaign_id")
    def _compute_name(self):
        for pledge in self:
            # sudo: names of the unit and the campaign stand on the pledge.
            record = pledge.sudo()
            who = (
                record.signer_name if record.level == "person" else record.unit_id.name
            )
            pledge.name = f"{who or ''} – {record.campaign_id.name or ''}"
