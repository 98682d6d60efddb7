from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_datetime

LIMIT = 200


class GovPledgeVerification(models.Model):
    """What a verification of the chain found: numbers and counts, no contents.

    Also a note of the head of the chain of that day, which a later verification can be
    compared with.
    """

    _name = "gov.pledge.verification"
    _description = "Verification of the seals"
    _inherit = ["gov.guarded.mixin"]
    _order = "id desc"
    _rec_name = "verified_at"

    _guarded_create_only = True
    _guarded_unlink = True

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    verified_at = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="By", required=True, readonly=True
    )
    with_files = fields.Boolean(string="Files read too", readonly=True)
    seal_count = fields.Integer(string="Seals", readonly=True)
    head_number = fields.Integer(string="Last No.", readonly=True, aggregator=None)
    head_digest = fields.Char(string="Last seal", readonly=True)
    expected_number = fields.Integer(
        string="Noted earlier, No.", readonly=True, aggregator=None
    )
    expected_digest = fields.Char(string="Noted earlier, seal", readonly=True)
    finding_count = fields.Integer(string="Findings", readonly=True)
    findings = fields.Json(string="Findings (codes)", readonly=True)
    result = fields.Selection(
        selection=[("intact", "Unaltered"), ("altered", "Altered")],
        required=True,
        readonly=True,
    )
    findings_html = fields.Html(string="What was found", compute="_compute_html")

    @api.depends("verified_at")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for verification in self:
            verification.display_name = format_datetime(
                self.env, verification.verified_at, dt_format="short"
            )

    # Not even the system changes what was found: no super() here.
    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("What was found once stays as it is."))

    @api.model
    def _record(self, company, expected=None, with_files=False):
        """Verify the chain of ``company`` and keep what was found.

        Called after :meth:`gov.pledge.seal._check_may_verify`.
        """
        # sudo: the chain is verified as a whole; numbers and counts alone are told.
        seals = self.env["gov.pledge.seal"].sudo()
        findings = seals._verify(company, expected, with_files, limit=LIMIT)
        number, digest = seals._get_head(company.id)
        values = {
            "company_id": company.id,
            "verified_at": fields.Datetime.now(),
            "user_id": self.env.uid,
            "with_files": with_files,
            "seal_count": seals.search_count([("company_id", "=", company.id)]),
            "head_number": number,
            "head_digest": digest if number else False,
            "expected_number": expected[0] if expected else False,
            "expected_digest": expected[1] if expected else False,
            "finding_count": len(findings),
            "findings": findings,
            "result": "altered" if findings else "intact",
        }
        # sudo: nobody may create these rows.
        return self.sudo()._guarded_create([values]).with_env(self.env)

    @api.depends("findings")
    @api.depends_context("uid", "lang")
    def _compute_html(self):
        for record in self:
            record.findings_html = Markup("<ul>%s</ul>") % Markup().join(
                Markup("<li>%s</li>") % line
                for line in self._get_lines(record.findings or ())
            )

    @api.model
    def _get_text(self, findings):
        return " ".join(self._get_lines(findings))

    @api.model
    def _get_lines(self, findings):
        """One sentence a finding, with the name of the pledge if it may be read."""
        ids = [finding["pledge_id"] for finding in findings if finding["pledge_id"]]
        pledges = self.env["gov.pledge"].search([("id", "in", ids)])
        names = {pledge.id: pledge.display_name for pledge in pledges}
        words = self._get_words()
        return [
            self.env._(
                "No. %(number)s %(pledge)s: %(problem)s%(fields)s.",
                number=finding["number"] or "–",
                pledge=names.get(finding["pledge_id"], ""),
                problem=words[finding["code"]],
                fields=self._get_labels(finding["fields"]),
            )
            for finding in findings
        ]

    @api.model
    def _get_labels(self, names):
        # sudo: labels of the columns that differ, not what is in them.
        labels = self.env["gov.pledge"].sudo().fields_get(names, ["string"])
        told = [labels[n]["string"] if n in labels else n for n in names]
        return f" ({', '.join(told)})" if told else ""

    @api.model
    def _get_words(self):
        return {
            "gap": self.env._("seals before this one are missing"),
            "link": self.env._(
                "it does not continue the seal before it: the chain breaks here"
            ),
            "content": self.env._("the content is not what was sealed"),
            "digest": self.env._(
                "the seal does not belong to this number, time and content"
            ),
            "head": self.env._(
                "the seal noted earlier is not in the chain: its end was cut off or "
                "made anew"
            ),
            "missing": self.env._("the pledge is no longer there"),
            "columns": self.env._("the record tells something else than was signed"),
            "file": self.env._(
                "files are missing or others than those that were signed"
            ),
            "bytes": self.env._("a file itself was changed or lost"),
            "history": self.env._("taken out of the count without a record of it"),
            "unsealed": self.env._("signed more than a day ago and not sealed"),
            "no_content": self.env._("signed, but what was signed was not kept"),
        }
