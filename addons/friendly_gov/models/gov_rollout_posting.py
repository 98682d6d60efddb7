from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError, ValidationError
from odoo.tools import SQL, format_date

DURATION_DAYS = {"30": 30, "90": 90}


class GovRolloutPosting(models.Model):
    """Something that a unit posts for its citizens, in one version.

    The list of a unit's postings is its publication list under grassroots democracy
    too, which goes on whether or not a reform model is rolled out there. Hence a
    posting belongs to a unit and may name a roll-out; it is not frozen when the
    roll-out ends. A new version closes the old one, which is kept as it was.
    """

    _name = "gov.rollout.posting"
    _description = "Posted item"
    _inherit = [
        "gov.history.mixin",
        "gov.rollout.posting.status",
        "gov.search.mixin",
        "mail.thread",
    ]
    _order = "date_to, date_from desc, id desc"
    _mail_post_access = "read"
    _check_company_auto = True

    _guarded_fields = frozenset({"date_removed", "previous_id"})
    _history_fields = (
        "unit_id",
        "kind_id",
        "name",
        "form",
        "place",
        "version",
        "duration",
        "date_from",
        "date_to",
        "date_removed",
        "previous_id",
    )
    _search_key_fields = ("name", "summary", "place")

    name = fields.Char(required=True)
    summary = fields.Text(string="Summary of what is published")
    rollout_id = fields.Many2one(
        comodel_name="gov.rollout",
        string="Roll-out",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="Empty where the unit publishes it in any case.",
    )
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        compute="_compute_unit_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        related="unit_id.company_id", store=True, precompute=True, index=True
    )
    is_demo = fields.Boolean(related="rollout_id.is_demo")
    kind_id = fields.Many2one(
        comodel_name="gov.posting.kind",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    form = fields.Selection(
        selection=[
            ("one_place", "Posted in one place (seat)"),
            (
                "two_places",
                "Posted in two places (seat, villages)",
            ),
            ("portal", "Electronic portal"),
            ("loudspeaker", "Loudspeaker"),
            ("village_head", "Through the heads of villages"),
            ("other", "Other"),
        ],
        string="Form of publication",
        required=True,
        default="one_place",
    )
    place = fields.Char(
        string="Posted at", help="Board, room or address where it can be read."
    )
    version = fields.Char(default="1")
    date_from = fields.Date(string="From", help="Empty while it is only planned.")
    duration = fields.Selection(
        selection=[
            ("30", "30 days"),
            ("90", "90 days"),
            ("permanent", "Permanent"),
            ("other", "Other"),
        ],
        required=True,
        default="30",
    )
    date_to = fields.Date(
        string="To",
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
        help="Last day. The first day doesn't count among the 30 or 90 days.",
    )
    date_removed = fields.Date(
        string="Replaced on",
        readonly=True,
        copy=False,
        help="First day of the next version.",
    )
    previous_id = fields.Many2one(
        comodel_name="gov.rollout.posting",
        string="Version before",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    next_ids = fields.One2many(
        "gov.rollout.posting", "previous_id", string="Next version", readonly=True
    )
    file_ids = fields.One2many("gov.rollout.posting.file", "posting_id", string="Files")
    file_count = fields.Integer(compute="_compute_file_count")

    _previous_uniq = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL",
        "This version has been replaced already.",
    )
    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)", "The posting ends before it begins."
    )
    # In the order of the list.
    _order_idx = models.Index("(date_to, date_from DESC, id DESC)")
    _unit_idx = models.Index("(unit_id, date_to)")

    @api.depends("rollout_id")
    def _compute_unit_id(self):
        for posting in self:
            # Once entered it stays: a link to a roll-out moves no posting.
            kept = posting._origin.unit_id
            posting.unit_id = kept or posting.rollout_id.unit_id or posting.unit_id

    @api.depends("date_from", "duration")
    def _compute_date_to(self):
        for posting in self:
            days = DURATION_DAYS.get(posting.duration)
            if posting.duration == "other":
                posting.date_to = posting.date_to
            elif days and posting.date_from:
                posting.date_to = posting.date_from + timedelta(days=days)
            else:
                posting.date_to = False

    @api.depends("file_ids")
    def _compute_file_count(self):
        for posting in self:
            posting.file_count = len(posting.file_ids)

    @api.model_create_multi
    def create(self, vals_list):
        postings = super().create(vals_list)
        postings._check_rollout_open()
        return postings

    def write(self, vals):
        if not self._is_unlocked():
            self._check_not_replaced()
            self._check_stays(vals)
        res = super().write(vals)
        if vals.get("rollout_id"):
            self._check_rollout_open()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        for posting in self:
            if posting.status != "planned" or posting.previous_id or posting.next_ids:
                raise UserError(
                    self.env._(
                        "%(name)s has been posted: it stays in the list.",
                        name=posting.display_name,
                    )
                )

    # Actions

    def action_new_version(self):
        """Dialog for the version that takes the place of this one."""
        self.ensure_one()
        return {
            "name": self.env._("New version"),
            "type": "ir.actions.act_window",
            "res_model": "gov.posting.renewal",
            "view_mode": "form",
            "target": "new",
            "context": {"default_posting_id": self.id},
        }

    def _renew(self, vals):
        """Create the next version, close this one, and return the new one.

        :param dict vals: ``date_from`` and what else is different
        :raises AccessError: the user may not work on this posting
        """
        self.ensure_one()
        self.check_access("write")
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("Someone else is changing this posting right now.")
            ) from error
        self.invalidate_recordset()
        self._check_not_replaced()
        if not self.date_from or self.date_from >= vals["date_from"]:
            raise UserError(
                self.env._("A new version begins after the one that it replaces.")
            )
        names = ("name", "summary", "kind_id", "form", "place", "duration", "unit_id")
        # A roll-out that has ended takes nothing new; the unit's list goes on.
        if self.rollout_id.is_open:
            names += ("rollout_id",)
        values = self._get_values_of(names) | vals | {"previous_id": self.id}
        successor = self._history_create([values], "renew")
        self._history_write({"date_removed": vals["date_from"]}, "replace")
        return successor

    # Checks

    def _check_not_replaced(self):
        replaced = self.filtered("date_removed")
        if replaced:
            raise UserError(
                self.env._(
                    "%(name)s was replaced by a new version on %(date)s and stays as "
                    "it was.",
                    name=replaced[0].display_name,
                    date=format_date(self.env, replaced[0].date_removed),
                )
            )

    def _check_stays(self, vals):
        # Rules look at the record as it is, not as it becomes: without this it could
        # be moved to another unit.
        for name in ("unit_id", "rollout_id"):
            if name in vals and any(
                posting[name] and posting[name].id != vals[name] for posting in self
            ):
                raise AccessError(
                    self.env._(
                        "%(model)s: a record stays where it was entered.",
                        model=self._get_description(),
                    )
                )

    def _check_rollout_open(self):
        # sudo: an ended roll-out refuses, whoever asks.
        for rollout in self.sudo().rollout_id:
            if not rollout.is_open and not self._is_unlocked():
                raise UserError(
                    self.env._(
                        "%(name)s has ended: nothing is added to it or changed.",
                        name=rollout.display_name,
                    )
                )

    @api.constrains("unit_id", "rollout_id")
    def _check_unit(self):
        # sudo: the unit is compared, nothing is shown.
        for posting in self.sudo():
            rollout = posting.rollout_id
            if rollout and rollout.unit_id != posting.unit_id:
                raise ValidationError(
                    self.env._("The roll-out is that of another unit.")
                )

    @api.constrains("date_from", "date_to", "duration")
    def _check_dates(self):
        for posting in self:
            first, last = posting.date_from, posting.date_to
            if posting.duration == "permanent" and last:
                raise ValidationError(
                    self.env._("A permanent posting has no last day.")
                )
            if posting.duration == "other" and first and not last:
                raise ValidationError(self.env._("Enter the last day of the posting."))
            days = DURATION_DAYS.get(posting.duration)
            if days and first and last != first + timedelta(days=days):
                raise ValidationError(
                    self.env._(
                        "%(days)s days from %(first)s end on %(last)s. Choose "
                        "“Other” for another last day.",
                        days=days,
                        first=format_date(self.env, first),
                        last=format_date(self.env, first + timedelta(days=days)),
                    )
                )

    def _get_history_rollout(self):
        return SQL.identifier("r", "rollout_id")
