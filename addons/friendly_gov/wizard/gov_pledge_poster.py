from odoo import fields, models
from odoo.exceptions import UserError

from ..report.pledge_print import file_name


class GovPledgePoster(models.TransientModel):
    """Dialog for the poster that hangs at the counter: whose name, which size."""

    _name = "gov.pledge.poster"
    _description = "Poster of a pledge code"
    _inherit = ["gov.guarded.mixin"]

    code_id = fields.Many2one(
        comodel_name="gov.pledge.code",
        string="Pledge code",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    code_state = fields.Selection(related="code_id.state")
    needs_confirmation = fields.Boolean(related="code_id.needs_confirmation")
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Office on the poster",
        default=lambda self: self.env.user._gov_own_units()[:1],
        help="Its name stands above; leave it empty for none.",
    )
    size = fields.Selection(
        selection=[("a4", "A4"), ("a3", "A3")], required=True, default="a4"
    )

    def action_print(self):
        """The poster in the chosen size, as a PDF."""
        self.ensure_one()
        self._check_printable()
        report = self.env.ref(f"friendly_gov.gov_pledge_report_poster_{self.size}")
        return report.report_action(self, config=False)

    def _check_printable(self):
        """Raise for what is no longer in force: it would hang there for years."""
        self.code_id.check_access("read")
        if self.code_id.state == "superseded":
            raise UserError(
                self.env._(
                    "%(name)s was superseded: print the version in force.",
                    name=self.code_id.display_name,
                )
            )

    def _get_print_name(self):
        self.ensure_one()
        return file_name(f"{self.code_id.name} - {self.size.upper()}")
