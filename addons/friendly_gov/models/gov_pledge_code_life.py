from odoo import api, fields, models
from odoo.exceptions import UserError


class GovPledgeCode(models.Model):
    """Life of a code: in force, opened again, superseded by its next version."""

    _inherit = "gov.pledge.code"

    campaign_count = fields.Integer(
        string="Campaigns", compute="_compute_campaign_count"
    )

    is_measured = fields.Boolean(
        string="With measured statements", compute="_compute_target_count"
    )
    target_count = fields.Integer(string="Targets", compute="_compute_target_count")

    def _compute_campaign_count(self):
        groups = self.env["gov.pledge.campaign"]._read_group(
            [("code_id", "in", self.ids)], ["code_id"], ["__count"]
        )
        counts = {code.id: count for code, count in groups}
        for code in self:
            code.campaign_count = counts.get(code.id, 0)

    @api.depends("statement_ids.uom", "statement_ids.target_ids")
    def _compute_target_count(self):
        groups = self.env["gov.pledge.target"]._read_group(
            [("code_id", "in", self.ids)], ["code_id"], ["__count"]
        )
        counts = {code.id: count for code, count in groups}
        for code in self:
            code.target_count = counts.get(code.id, 0)
            code.is_measured = any(code.statement_ids.mapped("uom"))

    def action_activate(self):
        """Bring drafts into force; each ends the version before it."""
        self._begin_step("draft")
        for code in self:
            code._check_complete(code._get_missing())
        self._activate()

    def action_reopen(self):
        """Back to a draft, while no campaign uses the code.

        The version that it had superseded is in force again.
        """
        self._begin_step("active")
        # sudo: a campaign that the user doesn't see uses the code as well.
        used = self.env["gov.pledge.campaign"].sudo()
        used = used.search([("code_id", "in", self.ids)], limit=1)
        if used:
            raise UserError(
                self.env._(
                    "The campaign “%(campaign)s” uses %(name)s: make a new version.",
                    campaign=used.name,
                    name=used.code_id.display_name,
                )
            )
        for code in self:
            code._restore_before()
        self._guarded_write({"state": "draft"})

    def action_new_version(self):
        """Copy the code with its statements as the next version, and open it.

        A next version that is being written already is opened instead.
        """
        self.ensure_one()
        self.check_access("write")
        if self.state == "draft":
            raise UserError(
                self.env._(
                    "%(name)s is being written: change it directly.",
                    name=self.display_name,
                )
            )
        family = self._get_family()
        company = self.company_id
        if not company and not self._may_share():
            # The next version of what all share is one's own.
            company = self.env.company
        new = family.filtered(
            lambda code: code.state == "draft" and code.company_id == company
        )[:1]
        if not new:
            values = {
                "name": self.name,
                "code": self.code,
                "version": max(family.mapped("version")) + 1,
                "previous_id": self.id,
                "company_id": company.id,
            }
            new = self._guarded_create(self.copy_data(values))
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": new.id,
            "view_mode": "form",
        }

    def action_open_campaigns(self):
        """Campaigns in which this version is signed."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_pledge_campaign_action"
        )
        return action | {
            "domain": [("code_id", "=", self.id)],
            "context": {"default_code_id": self.id},
        }

    def action_open_targets(self):
        """Targets of its statements, by period."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_pledge_target_action"
        )
        return action | {
            "domain": [("code_id", "=", self.id)],
            "context": {"gov_pledge_code": self.id},
        }

    def _begin_step(self, state):
        """Check who and from where, with the rows held."""
        self.check_access("write")
        self._check_may_share()
        self._lock()
        self.invalidate_recordset()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for code in self:
            if code.state != state:
                raise UserError(
                    self.env._(
                        "%(name)s is “%(state)s”: that is not possible from there.",
                        name=code.display_name,
                        state=labels[code.state],
                    )
                )

    def _check_complete(self, missing):
        if missing:
            raise UserError(
                self.env._(
                    "%(name)s can't come into force yet:\n%(missing)s",
                    name=self.display_name,
                    missing="\n".join(f"– {line}" for line in missing),
                )
            )

    def _activate_shipped(self):
        """Bring into force what the addon ships, while it still is as shipped.

        Its source stands in place of a scan, which no office has put there yet.
        Called by data and migrations only.
        """
        for code in self.filtered(lambda code: code.state == "draft"):
            missing = [*code._get_missing_words()]
            if not code.source:
                missing.append(self.env._("The source."))
            code._check_complete(missing)
            code._guarded_write({"state": "active"})

    def _activate(self):
        today = self.env.company._gov_today()
        for code in self:
            begin = code.date_from or today
            code._supersede_others(begin)
            code._guarded_write({"state": "active", "date_from": begin})

    def _get_family(self):
        """All versions of the code, newest first."""
        self.ensure_one()
        codes = self.with_context(active_test=False)
        family, found = codes, codes
        while found:
            found = codes.search([("previous_id", "in", found.ids)]) | found.previous_id
            found -= family
            family |= found
        return family.sorted("version", reverse=True)

    def _get_siblings(self):
        """Other versions that end when this one begins: what all companies share
        goes on for the others when one makes a version of its own."""
        return (self._get_family() - self).filtered(
            lambda code: code.company_id == self.company_id
        )

    def _supersede_others(self, begin):
        running = self._get_siblings().filtered(lambda code: code.state == "active")
        newer = running.filtered(lambda code: code.version > self.version)
        if newer:
            raise UserError(
                self.env._(
                    "%(name)s is in force already, which is newer.",
                    name=newer[0].display_name,
                )
            )
        running._lock()
        for code in running:
            code._guarded_write({"state": "superseded", "date_to": code._end(begin)})

    def _end(self, begin):
        """Last day of the code when the next version begins on ``begin``."""
        last = fields.Date.subtract(begin, days=1)
        if self.date_to:
            last = min(self.date_to, last)
        return max(self.date_from or last, last)

    def _restore_before(self):
        before = self._get_siblings().filtered(
            lambda code: code.state == "superseded" and code.version < self.version
        )[:1]
        if not before:
            return
        before._lock()
        vals = {"state": "active"}
        if before.date_to == before._end(self.date_from):
            vals["date_to"] = False
        before._guarded_write(vals)
