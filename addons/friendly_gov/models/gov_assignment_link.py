from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

BODIES = ("assigning_unit_id", "monitoring_unit_id", "confirming_unit_id")


class GovAssignment(models.Model):
    _inherit = "gov.assignment"

    link_ids = fields.One2many("gov.link", "assignment_id", string="Linked records")
    shown_link_ids = fields.Many2many(
        comodel_name="gov.link",
        string="Records of the line and its document",
        compute="_compute_shown_link_ids",
    )
    can_link = fields.Boolean(compute="_compute_can_link")

    @api.depends("link_ids", "directive_id.link_ids")
    def _compute_shown_link_ids(self):
        domain = Domain("assignment_id", "in", self.ids) | Domain(
            "directive_id", "in", self.directive_id.ids
        )
        links = self.env["gov.link"].search(domain)
        for line in self:
            line.shown_link_ids = links.filtered(
                lambda link, line=line: (
                    link.assignment_id == line or link.directive_id == line.directive_id
                )
            )

    @api.depends_context("uid")
    @api.depends("unit_id", "owner_id")
    def _compute_can_link(self):
        allowed = self.env["gov.link"].has_access("create")
        for line in self:
            line.can_link = allowed and line._is_participant()

    def _is_participant(self):
        try:
            self._check_can_link()
        except AccessError:
            return False
        return True

    def _check_can_link(self):
        """People of the lead unit, and those who decide for one of the bodies."""
        self.check_access("read")
        for line in self:
            try:
                line._check_unit_side(self.env.user)
            except AccessError:
                line._check_body_side(self.env.user, BODIES)

    def action_add_link(self):
        """Open the dialog that links a record to this line."""
        self.ensure_one()
        self._check_can_link()
        return {
            "name": self.env._("Link a record"),
            "type": "ir.actions.act_window",
            "res_model": "gov.link",
            "view_mode": "form",
            "target": "new",
            "context": {"default_assignment_id": self.id},
        }
