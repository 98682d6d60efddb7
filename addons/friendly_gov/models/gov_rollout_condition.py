from odoo import api, fields, models
from odoo.exceptions import LockError, UserError, ValidationError
from odoo.tools import format_date

from .gov_condition_template import AREAS

# Ten trillion dong; a float keeps every dong of it.
MAX_AMOUNT = 10**13
# What the body asked decides on: it doesn't change under its eyes.
ASKED = frozenset({"area", "name", "finding", "cost"})
# Nor does what was decided become something else.
DECIDED = frozenset({"area", "name"})


class GovRolloutCondition(models.Model):
    """One item of the condition review of a unit: met or not, and what is done.

    What the unit can't solve itself is raised to the level above; that part stands in
    ``gov_rollout_condition_raise.py``.
    """

    _name = "gov.rollout.condition"
    _description = "Condition of a roll-out"
    _inherit = ["gov.rollout.child.mixin", "gov.search.mixin"]
    _order = "rollout_id, sequence, id"
    _check_company_auto = True

    _guarded_fields = frozenset({"state", "date_checked", "template_id"})
    _history_fields = (
        "area",
        "state",
        "cost",
        "date_due",
        "date_remedied",
        "raise_state",
        "raised_unit_id",
        "handled",
    )
    _search_key_fields = ("name", "finding", "remedy")

    reform_model_id = fields.Many2one(
        related="rollout_id.reform_model_id", store=True, precompute=True, index=True
    )
    is_open = fields.Boolean(related="rollout_id.is_open")
    # By area, in the order of the list: own items after the standard ones.
    sequence = fields.Integer(
        compute="_compute_sequence", store=True, readonly=False, precompute=True
    )
    area = fields.Selection(selection=AREAS, required=True, default="facilities")
    name = fields.Char(string="What is reviewed", required=True)
    template_id = fields.Many2one(
        comodel_name="gov.condition.template",
        string="Standard item",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    state = fields.Selection(
        selection=[
            ("unchecked", "Not reviewed"),
            ("met", "Met"),
            ("unmet", "Not met yet"),
        ],
        string="Result",
        default="unchecked",
        required=True,
        readonly=True,
        copy=False,
    )
    date_checked = fields.Date(string="Reviewed on", readonly=True, copy=False)
    finding = fields.Text()
    remedy = fields.Text()
    cost = fields.Float(string="Cost (VND)", digits=(16, 0), aggregator="sum")
    date_due = fields.Date(string="To be remedied by")
    date_remedied = fields.Date(string="Remedied on", copy=False)
    responsible_id = fields.Many2one(
        comodel_name="res.users",
        string="Person in charge",
        ondelete="restrict",
        domain=[("share", "=", False)],
        index="btree_not_null",
    )
    file_ids = fields.One2many("gov.rollout.file", "condition_id", string="Photos")
    is_late = fields.Boolean(string="Past its day", compute="_compute_is_late")
    can_review = fields.Boolean(compute="_compute_can_review")

    _template_uniq = models.UniqueIndex(
        "(rollout_id, template_id) WHERE template_id IS NOT NULL",
        "This standard item stands in the review already.",
    )
    _cost_check = models.Constraint(
        f"CHECK (cost >= 0 AND cost < {MAX_AMOUNT})",
        "A cost is not negative, and less than 10^13 dong.",
    )

    @api.depends("area")
    def _compute_sequence(self):
        order = [area for area, _label in AREAS]
        for condition in self:
            block = order.index(condition.area) + 1 if condition.area else 0
            condition.sequence = 100 * block + 99

    @api.depends("state", "date_due", "unit_id.gov_is_exempt")
    def _compute_is_late(self):
        for condition in self:
            today = (condition.company_id or self.env.company)._gov_today()
            condition.is_late = (
                condition.state == "unmet"
                and bool(condition.date_due)
                and condition.date_due < today
                and not condition.unit_id.gov_is_exempt
            )

    @api.depends_context("uid")
    @api.depends("rollout_id", "is_open")
    def _compute_can_review(self):
        mine = self._origin._filtered_access("write")
        for condition in self:
            condition.can_review = condition.is_open and condition._origin in mine

    @api.constrains("date_remedied")
    def _check_date_remedied(self):
        for condition in self:
            day = condition.date_remedied
            if day and day > condition.company_id._gov_today():
                raise ValidationError(
                    self.env._(
                        "%(name)s: nothing is remedied in the future (%(date)s).",
                        name=condition.name,
                        date=format_date(self.env, day),
                    )
                )

    def write(self, vals):
        if not self._is_unlocked():
            self._check_asked(vals)
        return super().write(vals)

    def unlink(self):
        # Through the ORM, with the attachments behind them.
        self.file_ids.unlink()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_raised(self):
        if any(condition.raise_state != "none" for condition in self):
            raise UserError(
                self.env._("What was raised to the level above is not deleted.")
            )

    def _check_asked(self, vals):
        for condition in self:
            kept = {"raised": ASKED, "decided": DECIDED}.get(condition.raise_state, ())
            changed = [
                name
                for name in vals
                if name in kept and (condition[name] or False) != (vals[name] or False)
            ]
            if changed:
                labels = self.fields_get(changed, ["string"])
                # sudo: the name of the body asked, on a condition that is being edited.
                raise UserError(
                    self.env._(
                        "%(name)s was raised to %(body)s: %(fields)s stay as they "
                        "were sent.",
                        name=condition.name,
                        body=condition.sudo().raised_unit_id.name,
                        fields=", ".join(labels[name]["string"] for name in changed),
                    )
                )

    # The review

    def action_met(self):
        return self._evaluate("met")

    def action_unmet(self):
        return self._evaluate("unmet")

    def action_uncheck(self):
        """Take a result back that was a slip."""
        return self._evaluate("unchecked")

    def _evaluate(self, state, recorded_at=None):
        """Write the result of the review of ``self`` down.

        :param str state: met, unmet or unchecked
        :param datetime recorded_at: only for illustrations
        :raises UserError: one of them waits for a decision of the level above
        """
        self.check_access("write")
        self._check_rollout_open()
        self._lock()
        changed = self.filtered(lambda condition: condition.state != state)
        changed._check_not_waiting()
        day = self.env.company._gov_today()
        if recorded_at:
            day = self.env.company._gov_day_of(recorded_at)
        events = {"unchecked": "uncheck"}
        for vals, conditions in changed._group_evaluation(state, day):
            # Access was checked above; the state is the only thing set here.
            conditions._history_write(
                vals, events.get(state, state), recorded_at=recorded_at
            )
        return True

    def _group_evaluation(self, state, day):
        """Pairs of values and conditions, one statement each."""
        checked = {"state": state, "date_checked": state != "unchecked" and day}
        if state != "met":
            yield checked | {"date_remedied": False, "handled": False}, self
            return
        groups = self.grouped(
            lambda c: (
                c.state == "unmet" and not c.date_remedied,
                c.raise_state == "decided",
            )
        )
        for (remedied, decided), conditions in groups.items():
            vals = checked | ({"date_remedied": day} if remedied else {})
            yield vals | ({"handled": True} if decided else {}), conditions

    def _check_not_waiting(self):
        for condition in self:
            if condition.raise_state == "raised":
                # sudo: the name of the body asked; the caller checked who works on it.
                raise UserError(
                    self.env._(
                        "%(name)s waits for a decision of %(body)s: take the proposal "
                        "back first.",
                        name=condition.name,
                        body=condition.sudo().raised_unit_id.name,
                    )
                )

    def _lock(self):
        try:
            # sudo: who may act is checked by the caller; a lock asks for write access.
            self.sudo().lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("Someone else is changing this condition right now.")
            ) from error
        self.invalidate_recordset()
