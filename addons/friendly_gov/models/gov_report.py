import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..report.queries import lines, rollout_report, transfer


class GovReport(models.Model):
    """A workbook with its parameters. Frozen once made: it is what was filed."""

    _name = "gov.report"
    _description = "Report"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _guarded_fields = frozenset(
        {
            "state",
            "file",
            "generated_at",
            "generated_by_id",
            "unit_count",
            "directive_count",
            "line_count",
            "progress",
            "failure",
            "attempts",
            "requested_at",
            "requested_by_id",
        }
    )
    _search_key_fields = ("name",)
    _FROZEN = frozenset(
        {
            "kind",
            "period_id",
            "unit_id",
            "coverage",
            "date_as_of",
            "is_demo",
            "company_id",
            "place",
            "signing_authority",
            "signer_position",
        }
    )

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        selection=[
            ("draft", "Being prepared"),
            ("queued", "Being made"),
            ("failed", "Not made"),
            ("done", "Made"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    kind = fields.Selection(
        selection=[("tasks", "How assigned tasks are carried out")],
        default="tasks",
        required=True,
    )
    period_id = fields.Many2one(
        comodel_name="gov.period",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    date_as_of = fields.Date(
        string="Cut-off date",
        compute="_compute_date_as_of",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="Nothing recorded after the end of this day is in the report.",
    )
    coverage = fields.Selection(
        selection=[
            ("below", "Tasks of the unit and the units below it"),
            ("monitored", "Tasks that the unit assigned, monitors or confirms"),
        ],
        required=True,
        default=lambda self: self._default_coverage(),
    )
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        # sudo: the user's own scope.
        default=lambda self: self.env.user.sudo().gov_unit_ids[:1],
    )
    is_demo = fields.Boolean(
        string="Illustration",
        help="Only illustrations are counted; otherwise none is.",
    )
    # head and signature
    place = fields.Char()
    signing_authority = fields.Char(help="For example KT. or TL. with the position.")
    signer_position = fields.Char()
    # result
    file = fields.Binary(attachment=True, readonly=True, copy=False)
    file_name = fields.Char(compute="_compute_file_name")
    generated_at = fields.Datetime(readonly=True, copy=False)
    generated_by_id = fields.Many2one(
        "res.users", ondelete="restrict", readonly=True, copy=False
    )
    unit_count = fields.Integer(readonly=True, copy=False, string="Units")
    directive_count = fields.Integer(readonly=True, copy=False, string="Directives")
    line_count = fields.Integer(readonly=True, copy=False, string="Lines")

    @api.model
    def _default_coverage(self):
        coordinates = self.env.user.has_group("friendly_gov.group_coordinator")
        return "monitored" if coordinates else "below"

    @api.depends("period_id.name", "unit_id.name", "date_as_of")
    def _compute_name(self):
        for report in self:
            parts = (report.unit_id.name, report.period_id.name)
            report.name = " – ".join(part for part in parts if part)

    @api.depends("period_id")
    def _compute_date_as_of(self):
        today = self.env.company._gov_today()
        for report in self:
            last = report.period_id.date_to
            report.date_as_of = min(last, today) if last else False

    @api.depends("date_as_of", "unit_id")
    def _compute_file_name(self):
        for report in self:
            day = report.date_as_of.strftime("%Y-%m-%d") if report.date_as_of else ""
            # The name is a part of the address it is downloaded from.
            code = re.sub(r"[^\w.-]+", "-", report.unit_id.gov_code or "")
            code = code or report.unit_id.id or ""
            report.file_name = f"nhiem_vu_{code}_{day}.xlsx"

    def write(self, vals):
        # Also while it is being made: the parameters would no longer be those asked.
        if self._FROZEN & vals.keys():
            states = set(self.mapped("state"))
            if "done" in states:
                raise UserError(
                    self.env._(
                        "A report that was made is kept as it is: make a new one."
                    )
                )
            if "queued" in states:
                raise UserError(
                    self.env._("The report is being made: stop it to change it.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if "done" in self.mapped("state") and not self._is_unlocked():
            raise UserError(self.env._("A report that was made is not deleted."))

    def action_download(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/gov.report/{self.id}/file/{self.file_name}"
            "?download=true",
            "target": "self",
        }

    def _check_as_of(self):
        if self.date_as_of > self.env.company._gov_today():
            raise UserError(
                self.env._("The cut-off date lies in the future: nothing is known yet.")
            )
        if self.date_as_of < self.period_id.date_from:
            raise UserError(
                self.env._(
                    "The cut-off date precedes the period, which begins on %(date)s.",
                    date=self.period_id.date_from.strftime("%d/%m/%Y"),
                )
            )
        scope = self.env.user._gov_scope_units()
        user = self.env.user
        everywhere = self.env.su or user.has_group("friendly_gov.group_manager")
        # sudo: the user's own scope.
        watched = user.sudo().gov_scope_follow_unit_ids
        if watched:
            scope |= watched.search([("id", "child_of", watched.ids)])
        if not everywhere and self.unit_id not in scope:
            raise AccessError(
                self.env._("You may report on your own units and those you follow.")
            )

    def _get_scope(self):
        """Lines of the report, as ``report.queries`` takes them.

        Units are those below the unit as the tree stood on the cut-off day.
        """
        self.ensure_one()
        report = self.with_company(self.company_id)
        units = report.unit_id._gov_below_on(self.date_as_of)
        domain = Domain("is_demo", "=", self.is_demo)
        domain &= Domain("company_id", "=", self.company_id.id)
        if self.coverage == "monitored":
            bodies = ("assigning_unit_id", "monitoring_unit_id", "confirming_unit_id")
            end = report.env.company._gov_end_of_day(self.date_as_of)
            domain &= transfer.body_domain(report.env, bodies, units, end)
            units = None
        return lines.Scope(domain, self.period_id.date_from, self.date_as_of, units)

    def _get_rollout_scope(self):
        """Roll-outs of the report: of its units, or steered by them."""
        self.ensure_one()
        report = self.with_company(self.company_id)
        units = report.unit_id._gov_below_on(self.date_as_of)
        below = self.coverage == "below"
        return rollout_report.RolloutScope(
            domain=[
                ("is_demo", "=", self.is_demo),
                ("company_id", "=", self.company_id.id),
            ],
            date_from=self.period_id.date_from,
            as_of=self.date_as_of,
            unit_ids=units if below else None,
            steering_ids=None if below else units,
        )

    def _get_more_tables(self):
        """Sheets that other addons add: list of ``xlsx.workbook.TablePart``."""
        self.ensure_one()
        return []
