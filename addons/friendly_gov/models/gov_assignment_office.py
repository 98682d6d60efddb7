from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
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

    def report_result(
        self,
        summary,
        document_symbol=None,
        document_date=None,
        files=(),
        submit=True,
    ):
        """Report on one line in one call, for programs: all of it, or nothing.

        The checks are those of the screen: only people of the lead unit report, a
        document or a file is needed, what was submitted is locked.

        :param str summary: what was done
        :param str document_symbol: number and symbol of the document that reports it
        :param str document_date: its date, ``YYYY-MM-DD``
        :param list files: dicts with ``name`` and ``content`` (base64)
        :param bool submit: False keeps a draft for people to look at
        :return: id of the ``gov.assignment.result``
        :raises AccessError: not the user's unit, or not in the user's charge
        :raises UserError: something is missing, or the line isn't open for reports
        """
        self.ensure_one()
        self.check_access("read")
        for file in files:
            if not isinstance(file, dict) or file.keys() != {"name", "content"}:
                raise UserError(
                    self.env._("Each file has a name and its content in base64.")
                )
        vals = {
            "summary": summary,
            "document_symbol": document_symbol,
            "document_date": document_date,
        }
        result = self.result_ids.filtered(lambda result: result.state == "draft")[:1]
        if result:
            result.write(vals)
        else:
            result = result.create(vals | {"assignment_id": self.id})
        self.env["gov.evidence"].create(
            [
                {"result_id": result.id, "name": file["name"], "file": file["content"]}
                for file in files
            ]
        )
        if submit:
            result.action_submit()
        return result.id
