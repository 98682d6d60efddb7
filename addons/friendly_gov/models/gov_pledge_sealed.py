from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class GovPledge(models.Model):
    """Whether a pledge is sealed, and whether it is still what was sealed."""

    _inherit = "gov.pledge"

    seal_ids = fields.One2many("gov.pledge.seal", "pledge_id", string="Seals")
    seal_state = fields.Selection(
        selection=[
            ("none", "Nothing to seal"),
            ("waiting", "Being sealed"),
            ("sealed", "Sealed"),
        ],
        string="Seal",
        compute="_compute_seal",
        search="_search_seal_state",
    )
    seal_number = fields.Integer(
        string="No. of the seal",
        compute="_compute_seal",
        search="_search_seal_number",
    )
    seal_digest = fields.Char(string="Digest of the seal", compute="_compute_seal")
    sealed_at = fields.Datetime(compute="_compute_seal")

    @api.depends("signed_content", "seal_ids")
    def _compute_seal(self):
        self.flush_recordset(["signed_content"])
        # The content itself stays in the database: a list shows hundreds of pledges.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT pledge.id,
                       CASE WHEN seal.id IS NOT NULL THEN 'sealed'
                            WHEN pledge.signed_content IS NOT NULL THEN 'waiting'
                            ELSE 'none' END,
                       seal.number, seal.digest, seal.sealed_at
                  FROM gov_pledge pledge
                  LEFT JOIN gov_pledge_seal seal ON seal.pledge_id = pledge.id
                 WHERE pledge.id = ANY(%s)
                """,
                list(self._origin.ids),
            )
        )
        found = {pledge_id: values for pledge_id, *values in rows}
        empty = ("none", False, False, False)
        for pledge in self:
            state, number, digest, sealed_at = found.get(pledge._origin.id, empty)
            pledge.seal_state = state
            pledge.seal_number = number
            pledge.seal_digest = digest
            pledge.sealed_at = sealed_at

    @api.model
    def _search_seal_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        signed = Domain("signed_content", "!=", False)
        sealed = Domain("id", "in", SQL("(SELECT pledge_id FROM gov_pledge_seal)"))
        domains = {
            "none": ~signed & ~sealed,
            "waiting": signed & ~sealed,
            "sealed": sealed,
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.model
    def _search_seal_number(self, operator, value):
        if operator != "in":
            return NotImplemented
        numbers = [number for number in value if number]
        found = Domain(
            "id",
            "in",
            SQL(
                "(SELECT pledge_id FROM gov_pledge_seal WHERE number = ANY(%s))",
                numbers,
            ),
        )
        return (
            found
            if all(value)
            else found
            | ~Domain("id", "in", SQL("(SELECT pledge_id FROM gov_pledge_seal)"))
        )

    def _sign(self, *args, **kwargs):
        res = super()._sign(*args, **kwargs)
        self.env["gov.pledge.seal"]._trigger()
        return res

    def action_verify(self):
        """Tell whether this pledge, its files and its place are what was sealed."""
        self.ensure_one()
        self.check_access("read")
        # sudo: the signed content and its files are compared, not shown.
        findings = self.env["gov.pledge.seal"].sudo()._verify_pledge(self.sudo())
        if self.seal_state != "sealed":
            kind, text = "warning", self.env._("This pledge has no seal yet.")
        elif findings:
            kind = "danger"
            text = self.env["gov.pledge.verification"]._get_text(findings)
        else:
            kind = "success"
            text = self.env._(
                "What was signed, its files and its place in the chain "
                "(No. %(number)s) are unaltered.",
                number=self.seal_number,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "sticky": bool(findings),
                "title": self.env._("Seal verified"),
                "message": text,
            },
        }
