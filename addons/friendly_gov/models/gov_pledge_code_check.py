from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date


class GovPledgeCode(models.Model):
    """Whether a code is complete, and in force; how it reads as it is signed."""

    _inherit = "gov.pledge.code"

    is_in_force = fields.Boolean(
        string="In force today",
        compute="_compute_is_in_force",
        search="_search_is_in_force",
    )
    is_frame = fields.Boolean(string="Frame without words", compute="_compute_is_frame")
    missing = fields.Text(string="What is missing", compute="_compute_missing")
    preview = fields.Html(string="As it is signed", compute="_compute_preview")

    @api.depends("state", "date_from", "date_to")
    def _compute_is_in_force(self):
        today = self.env.company._gov_today()
        for code in self:
            code.is_in_force = code._is_in_force(today)

    @api.model
    def _search_is_in_force(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        domain = self._get_in_force_domain(self.env.company._gov_today())
        return domain if (operator == "in") == (True in value) else ~domain

    @api.depends("group_ids", "group_ids.statement_ids")
    def _compute_is_frame(self):
        for code in self:
            code.is_frame = bool(code.group_ids and not code.group_ids.statement_ids)

    @api.depends(
        "state",
        "date_from",
        "document_symbol",
        "document_date",
        "file_ids.kind",
        "group_ids.name",
        "group_ids.expected_count",
        "group_ids.statement_ids.name",
    )
    @api.depends_context("lang")
    def _compute_missing(self):
        for code in self:
            missing = code._get_missing() if code.state == "draft" else []
            code.missing = "\n".join(f"– {line}" for line in missing)

    @api.depends("opening", "closing", "group_ids.name", "group_ids.statement_ids.name")
    @api.depends_context("lang")
    def _compute_preview(self):
        for code in self:
            code.preview = Markup("").join(code._get_preview())

    @api.model
    def _get_in_force_domain(self, day):
        return Domain("state", "=", "active") & Domain(
            [
                "|",
                ("date_from", "=", False),
                ("date_from", "<=", day),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", day),
            ]
        )

    def _is_in_force(self, day):
        self.ensure_one()
        return bool(
            self.state == "active"
            and (not self.date_from or self.date_from <= day)
            and (not self.date_to or self.date_to >= day)
        )

    def _check_usable(self, date=None):
        """Raise unless each code is in force on ``date``, today if none is given.

        The rows are held until the end of the transaction: a code isn't opened again
        or superseded while a campaign begins with it.
        """
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                "SELECT id FROM gov_pledge_code WHERE id = ANY(%s) FOR SHARE",
                list(self.ids),
            )
        )
        day = fields.Date.to_date(date) or self.env.company._gov_today()
        for code in self:
            if not code._is_in_force(day):
                raise UserError(
                    self.env._(
                        "%(name)s is not in force on %(date)s: choose a pledge code "
                        "that is.",
                        name=code.display_name,
                        date=format_date(self.env, day),
                    )
                )

    def _get_missing(self):
        """Sentences: what is missing before the code can come into force."""
        self.ensure_one()
        return [*self._get_missing_words(), *self._get_missing_papers()]

    def _get_missing_words(self):
        if not self.group_ids:
            yield self.env._("There is no statement.")
        for group in self.group_ids:
            texts = group.statement_ids.mapped("name")
            entered = len([text for text in texts if (text or "").strip()])
            name, announced = group.name or "", group.expected_count
            if entered < len(texts):
                yield self.env._("“%(group)s” has an empty statement.", group=name)
            if announced and entered != announced:
                yield self.env._(
                    "“%(group)s” announces %(announced)s statements and has "
                    "%(entered)s.",
                    group=name,
                    announced=announced,
                    entered=entered,
                )
            elif not entered:
                yield self.env._("“%(group)s” has no statement.", group=name)

    def _get_missing_papers(self):
        today = self.env.company._gov_today()
        if not (self.document_symbol or "").strip():
            yield self.env._("The number of the issuing document.")
        if not self.document_date:
            yield self.env._("The date of the issuing document.")
        elif self.document_date > today:
            yield self.env._("The issuing document is dated in the future.")
        if "document" not in self.file_ids.mapped("kind"):
            yield self.env._("The scan of the issuing document.")
        if self.date_from and self.date_from > today:
            yield self.env._(
                "It is valid from %(date)s only: bring it into force from that day on.",
                date=format_date(self.env, self.date_from),
            )

    def _get_preview(self):
        """The words in HTML, as they stand on a pledge."""
        paragraph = Markup("<p>%s</p>")
        if self.opening:
            yield paragraph % self.opening
        for group in self.group_ids:
            yield Markup("<h4>%s</h4>") % (group.name or "")
            items = Markup("").join(
                Markup("<li>%s</li>") % (text or "")
                for text in group.statement_ids.mapped("name")
            )
            if items:
                yield Markup("<ol>%s</ol>") % items
            else:
                yield Markup('<p class="text-muted">%s</p>') % self.env._(
                    "Words not entered yet"
                )
        if self.closing:
            yield paragraph % self.closing
