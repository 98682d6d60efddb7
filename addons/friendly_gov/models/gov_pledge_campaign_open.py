from odoo import fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Domain

# Kinds that sign for themselves. Divisions sign with their agency, villages with their
# commune; nodes without a kind only stand for a territory.
SIGNING_KINDS = (
    "people_committee",
    "department",
    "office",
    "one_stop",
    "public_service",
    "media",
    "party",
    "front",
    "council",
    "committee",
)
# Neither subscriptions nor a message for each of thousands.
QUIET = {"tracking_disable": True, "mail_create_nosubscribe": True}


class GovPledgeCampaign(models.Model):
    """Opening: who signs is resolved at the day, and all pledges are made at once."""

    _inherit = "gov.pledge.campaign"

    def action_open(self):
        """Make the pledges of everybody in scope, and take signatures from now on."""
        self.ensure_one()
        self._check_organizer()
        self._lock_campaign()
        self._check_campaign_state("draft")
        missing = self._get_missing()
        if missing:
            raise UserError(
                self.env._(
                    "%(campaign)s cannot be opened yet:\n%(missing)s",
                    campaign=self.display_name,
                    missing="\n".join(f"- {line}" for line in missing),
                )
            )
        self.code_id._check_usable()
        self._check_reach(self.scope_unit_ids)
        # sudo: the organiser and the reach were checked; nobody makes pledges by hand.
        campaign = self.sudo()
        today = campaign.company_id._gov_today()
        campaign._guarded_write({"state": "open", "date_opened": today})
        values = campaign._prepare_pledges()
        if not values:
            raise UserError(self.env._("Nobody in these units signs."))
        campaign._make_pledges(values, "open")
        return True

    def action_close(self):
        """No more signing; who has not signed stays counted as such."""
        self.ensure_one()
        self._check_organizer()
        self._lock_campaign()
        self._check_campaign_state("open")
        # sudo: the organiser was checked; the state is guarded.
        campaign = self.sudo()
        today = campaign.company_id._gov_today()
        campaign._guarded_write({"state": "closed", "date_closed": today})
        return True

    def _make_pledges(self, values, event):
        pledges = self.env["gov.pledge"].with_context(**QUIET)
        return pledges._history_create(values, event)

    # Who may

    def _check_organizer(self):
        """Officers of the organiser, and managers."""
        self.check_access("read")
        user = self.env.user
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return
        units = user._gov_scope_units()
        officer = user.has_group("friendly_gov.group_officer")
        for campaign in self:
            if not officer or campaign.organizer_unit_id not in units:
                raise AccessError(
                    self.env._(
                        "%(campaign)s: this is done by officers of %(unit)s.",
                        campaign=campaign.display_name,
                        unit=campaign.organizer_unit_id.name,
                    )
                )

    def _check_reach(self, units):
        """Nobody has ``units`` sign that stand beside or above the organiser, except a
        body that a manager named as delegate of the one above them.
        """
        self.ensure_one()
        if self.env.su or self.env.user.has_group("friendly_gov.group_manager"):
            return
        # sudo: places of units in the tree.
        organizer = self.organizer_unit_id.sudo()
        bodies = organizer | organizer.search(
            [("gov_delegate_ids", "in", organizer.ids)]
        )
        paths = tuple(body.parent_path for body in bodies)
        for unit in units.sudo():
            if not unit.parent_path.startswith(paths):
                raise AccessError(
                    self.env._(
                        "%(unit)s does not stand below %(organizer)s: a manager opens "
                        "this campaign.",
                        unit=unit.name,
                        organizer=organizer.name,
                    )
                )

    def _lock_campaign(self):
        try:
            # sudo: who may was checked; people sign meanwhile, so references are free.
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._("Someone else is changing this campaign right now.")
            ) from error
        self.invalidate_recordset()

    def _check_campaign_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for campaign in self:
            if campaign.state not in states:
                raise UserError(
                    self.env._(
                        "%(campaign)s is “%(state)s”: that is not possible from there.",
                        campaign=campaign.display_name,
                        state=labels[campaign.state],
                    )
                )

    def _get_missing(self):
        """What has to be entered before the campaign opens, as sentences."""
        self.ensure_one()
        missing = []
        code = self.code_id
        if not code:
            missing.append(self.env._("Choose the pledge code."))
        elif code.state != "active":
            missing.append(self.env._("The pledge code is not in force."))
        if self.signs_units and code.level == "person":
            missing.append(self.env._("This code is signed by persons only."))
        if self.signs_people and code.level == "unit":
            missing.append(self.env._("This code is signed by units only."))
        if not self.scope_unit_ids:
            missing.append(self.env._("Name the units whose people sign."))
        if not self.date_due:
            missing.append(self.env._("Say until when it is to be signed."))
        elif self.date_due < self.company_id._gov_today():
            missing.append(self.env._("The day until which is signed has passed."))
        return missing

    # Who signs

    def _get_scope_units(self):
        """Departments of the scope that exist today, divisions included."""
        self.ensure_one()
        today = self.company_id._gov_today()
        domain = Domain("id", "child_of", self.scope_unit_ids.ids)
        if self.excluded_unit_ids:
            domain &= ~Domain("id", "child_of", self.excluded_unit_ids.ids)
        domain &= Domain("company_id", "=", self.company_id.id)
        domain &= Domain("gov_date_to", "=", False) | Domain("gov_date_to", ">=", today)
        domain &= Domain("gov_date_from", "=", False) | Domain(
            "gov_date_from", "<=", today
        )
        # sudo: the tree of units.
        return self.env["hr.department"].sudo().search(domain, order="id")

    def _get_signing_units(self, units):
        """Those of ``units`` that sign for themselves: agencies, and whatever was
        named itself.
        """
        return units.filtered(
            lambda unit: (
                unit in self.scope_unit_ids
                or (unit.gov_kind in SIGNING_KINDS and unit.gov_level != "village")
            )
        )

    def _get_people(self, units):
        """Employees in service of ``units``."""
        domain = Domain("department_id", "in", units.ids)
        domain &= Domain("company_id", "=", self.company_id.id)
        # sudo: name, post and account of who is to sign; the personnel file stays
        # closed.
        people = self.env["hr.employee"].sudo()
        names = ["name", "user_id", "department_id", "job_title"]
        found = people.search_fetch(domain, names, order="id")
        # Unit after unit: lists are in this order, and read it from an index.
        return found.sorted(lambda person: person.department_id.id)

    def _prepare_pledges(self):
        units = self._get_scope_units()
        values = []
        if self.signs_units:
            values += self._prepare_unit_pledges(self._get_signing_units(units))
        if self.signs_people:
            values += self._prepare_personal_pledges(self._get_people(units))
        return values

    def _prepare_unit_pledges(self, units):
        heads = units.manager_id
        heads.fetch(["name", "user_id", "job_title"])
        due = self._get_due_date()
        return [
            {
                "campaign_id": self.id,
                "level": "unit",
                "unit_id": unit.id,
                "user_id": unit.manager_id.user_id.id,
                "signer_name": unit.manager_id.name,
                "signer_position": unit.manager_id.job_title,
                "date_due": due,
            }
            for unit in units
        ]

    def _prepare_personal_pledges(self, people):
        due = self._get_due_date()
        return [
            {
                "campaign_id": self.id,
                "level": "person",
                "unit_id": person.department_id.id,
                "employee_id": person.id,
                "user_id": person.user_id.id,
                "signer_name": person.name,
                "signer_position": person.job_title,
                "date_due": due,
            }
            for person in people
        ]

    def _get_due_date(self):
        """The day of the campaign; who comes later gets some days of their own."""
        today = self.company_id._gov_today()
        if self.date_opened and self.date_opened < today:
            later = fields.Date.add(today, days=self.newcomer_days)
            return max(self.date_due, later)
        return self.date_due
