from odoo import api, fields, models
from odoo.fields import Domain

from ..report.queries import waiting
from .gov_extension_request import PENDING

# After these a line can stand elsewhere than its open request assumes.
_ENDS_REQUEST = frozenset(
    {
        "accept",
        "hold",
        "request_adjustment",
        "withdraw",
        "unstated",
        "transfer",
        "extend",
    }
)


class GovAssignment(models.Model):
    """Time of a line: extensions asked for, and who holds it how long."""

    _inherit = "gov.assignment"

    extension_request_ids = fields.One2many(
        "gov.extension.request",
        "assignment_id",
        string="Extension requests",
        readonly=True,
    )
    has_open_request = fields.Boolean(
        string="Extension asked",
        compute="_compute_has_open_request",
        search="_search_has_open_request",
    )
    old_deadlines = fields.Char(compute="_compute_old_deadlines")
    days_waiting = fields.Integer(
        string="Days waiting for acceptance",
        compute="_compute_waiting_days",
        help="Since the result was submitted. They are the accepting body's: the unit "
        "is measured by the day of its submission.",
    )
    days_with_acceptor = fields.Integer(
        string="Days held by the accepting body",
        compute="_compute_waiting_days",
        help="All rounds together, those that ended with a return too. Shown, never "
        "taken off the unit's days: only an extension moves a deadline.",
    )
    is_waiting_long = fields.Boolean(
        string="Waiting too long for acceptance",
        compute="_compute_waiting_days",
        search="_search_is_waiting_long",
    )

    @api.depends("extension_request_ids.state")
    def _compute_has_open_request(self):
        domain = [("assignment_id", "in", self.ids), ("state", "in", PENDING)]
        # sudo: only whether one is open; the user reads the line.
        requests = self.env["gov.extension.request"].sudo().search(domain)
        for line in self:
            line.has_open_request = line._origin in requests.assignment_id

    @api.model
    def _search_has_open_request(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain("extension_request_ids.state", "in", PENDING)

    @api.depends("date_due")
    def _compute_old_deadlines(self):
        """Deadlines that applied before, oldest first, with the present one last."""
        for line in self:
            dues = []
            for log in line.log_ids.sorted("id"):
                if log.date_due and log.date_due not in dues[-1:]:
                    dues.append(log.date_due)
            days = [due.strftime("%d/%m/%Y") for due in dues]
            line.old_deadlines = " → ".join(days) if len(days) > 1 else False

    @api.depends("state", "date_submitted")
    def _compute_waiting_days(self):
        today = self.env.company._gov_today()
        held = waiting.days_held(self.env, self._origin.ids, today)
        for line in self:
            waits = line.state == "submitted" and line.date_submitted
            days = max((today - line.date_submitted).days, 0) if waits else 0
            line.days_waiting = days
            line.days_with_acceptor = held.get(line._origin.id, 0)
            # sudo: a rule of the office; the user reads the line.
            limit = line.sudo().directive_id.profile_id.acceptance_days
            line.is_waiting_long = bool(waits) and days > limit

    @api.model
    def _search_is_waiting_long(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        long = self.env["gov.period.profile"]._get_age_domain(
            "date_submitted", "<", "acceptance_days"
        )
        return Domain("state", "=", "submitted") & long

    def action_ask_extension(self):
        """Open the dialog in which the unit asks for a later deadline."""
        return {
            "name": self.env._("Ask for an extension"),
            "type": "ir.actions.act_window",
            "res_model": "gov.extension.action",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_step": "ask",
                "default_assignment_ids": [fields.Command.set(self.ids)],
            },
        }

    def _transition(
        self, event, *, reason=None, document=None, vals=None, recorded_at=None
    ):
        res = super()._transition(
            event, reason=reason, document=document, vals=vals, recorded_at=recorded_at
        )
        if event in _ENDS_REQUEST:
            domain = [("assignment_id", "in", self.ids), ("state", "in", PENDING)]
            # sudo: the transition checked who acts; requests are locked to all.
            requests = self.env["gov.extension.request"].sudo().search(domain)
            requests._follow_lines(event, reason, (vals or {}).get("date_due"))
        return res
