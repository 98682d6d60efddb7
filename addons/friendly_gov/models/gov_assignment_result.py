from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

LOCKED_STATES = ("submitted", "accepted", "returned")


class GovAssignmentResult(models.Model):
    """A report of the unit, with its evidence; frozen from the submission on.

    A returned result stays as it was: the unit writes the next one.
    """

    _name = "gov.assignment.result"
    _description = "Result of an assignment"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]
    _order = "id desc"
    _rec_name = "document_symbol"

    _guarded_fields = frozenset(
        {
            "state",
            "submitted_at",
            "submitted_by_id",
            "decided_at",
            "decided_by_id",
            "decision_reason",
        }
    )
    _search_key_fields = ("document_symbol", "summary")

    assignment_id = fields.Many2one(
        comodel_name="gov.assignment", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="assignment_id.company_id", store=True, precompute=True, index=True
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("submitted", "Waiting for acceptance"),
            ("accepted", "Accepted"),
            ("returned", "Returned"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    document_symbol = fields.Char(
        string="Number and symbol", help="Of the document that reports the result."
    )
    document_date = fields.Date(string="Date of the document")
    receiving_body = fields.Char(
        string="Sent to", help="The level that received the product."
    )
    summary = fields.Text(string="Result", required=True)
    product_quantity = fields.Float(string="Quantity done", digits=(16, 2))
    evidence_ids = fields.One2many("gov.evidence", "result_id")
    submitted_at = fields.Datetime(readonly=True, copy=False)
    submitted_by_id = fields.Many2one(
        "res.users", ondelete="restrict", readonly=True, copy=False
    )
    decided_at = fields.Datetime(readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        "res.users", ondelete="restrict", readonly=True, copy=False
    )
    decision_reason = fields.Text(readonly=True, copy=False)
    missing = fields.Char(compute="_compute_missing")

    _one_open_uniq = models.UniqueIndex(
        "(assignment_id) WHERE state IN ('draft', 'submitted')",
        "A result of this task is already being written or waits for acceptance.",
    )
    _quantity_check = models.Constraint(
        "CHECK (product_quantity >= 0)", "The quantity is not negative."
    )

    @api.depends("summary", "document_symbol", "document_date", "evidence_ids")
    def _compute_missing(self):
        """What the blocked button says is still missing."""
        for result in self:
            result.missing = ", ".join(result._get_missing())

    def _get_missing(self):
        self.ensure_one()
        missing = []
        if not (self.summary or "").strip():
            missing.append(self.env._("the result in words"))
        document = self.document_symbol and self.document_date
        if not document and not self.evidence_ids:
            missing.append(
                self.env._("a document (number, symbol and date) or a file as evidence")
            )
        return missing

    @api.model_create_multi
    def create(self, vals_list):
        results = super().create(vals_list)
        if not self._is_unlocked():
            for result in results:
                result._check_can_write()
        return results

    def write(self, vals):
        if not self._is_unlocked():
            self._check_not_locked()
            if "assignment_id" in vals:
                raise AccessError(self.env._("A result stays with its task."))
            for result in self:
                result._check_can_write()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if not self._is_unlocked():
            self._check_not_locked()
            for result in self:
                result._check_can_write()

    def unlink(self):
        # Drafts only, see above; the files go with them instead of being orphaned.
        self.evidence_ids.unlink()
        return super().unlink()

    def action_submit(self):
        """Send the result for acceptance, and lock it."""
        for result in self:
            missing = result._get_missing()
            if missing:
                raise UserError(
                    self.env._("Still missing: %(list)s.", list=", ".join(missing))
                )
            result._check_not_locked()
            # A draft's files may have been changed through their attachments.
            result.evidence_ids._seal()
            result.assignment_id._transition("submit", document=result._get_document())
            # sudo: the state is guarded; the transition above checked who reports.
            result.sudo()._guarded_write(
                {
                    "state": "submitted",
                    "submitted_at": fields.Datetime.now(),
                    "submitted_by_id": self.env.uid,
                }
            )
        return {"type": "ir.actions.act_window_close"}

    def action_pick_evidence(self):
        """Open the dialog that takes files which are in the office already."""
        self.ensure_one()
        self._check_not_locked()
        self._check_can_write()
        return {
            "name": self.env._("Take files that are in the office already"),
            "type": "ir.actions.act_window",
            "res_model": "gov.evidence.pick",
            "view_mode": "form",
            "target": "new",
            "context": {"default_result_id": self.id},
        }

    def _get_document(self):
        self.ensure_one()
        return (self.document_symbol, self.document_date)

    def _decide(self, state, reason=None):
        """Called by the assignment's transitions, which check who decides."""
        self._guarded_write(
            {
                "state": state,
                "decided_at": fields.Datetime.now(),
                "decided_by_id": self.env.uid,
                "decision_reason": reason,
            }
        )
        # The next result is inserted at once: the index must know this one ended.
        self.flush_recordset(["state"])

    def _check_not_locked(self):
        for result in self:
            if result.state in LOCKED_STATES:
                raise AccessError(
                    self.env._(
                        "The result %(name)s has been submitted: it and its evidence "
                        "can no longer be changed.",
                        name=result.document_symbol or result.id,
                    )
                )

    def _check_can_write(self):
        """Only the people of the lead unit write its results."""
        self.ensure_one()
        line = self.assignment_id
        if not self.env.su:
            line._check_unit_side(self.env.user)
        # sudo: the unit's side was checked above; state and name are told.
        if line.sudo().state not in ("received", "doing"):
            raise UserError(
                self.env._(
                    "%(task)s is not open for reports at the moment.",
                    task=line.sudo().display_name,
                )
            )
