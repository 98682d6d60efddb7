from odoo import api, fields, models, tools
from odoo.fields import Domain


class ResUsers(models.Model):
    """Scope of today: what is the user's own, and what was delegated.

    Record rules read ``gov_scope_unit_ids`` and ``gov_scope_follow_unit_ids``. Both are
    worked out anew in each request and kept nowhere, so a delegation begins and ends
    at midnight of the office without a job; ``ir.rule`` keeps the domains made from
    them by the delegations in force.
    """

    _inherit = "res.users"

    _GOV_SCOPE_FIELDS = (
        "gov_scope_unit_ids",
        "gov_scope_follow_unit_ids",
        "gov_work_unit_ids",
        "gov_own_unit_ids",
    )

    gov_scope_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        string="Units of today",
        compute="_compute_gov_scope_unit_ids",
        compute_sudo=True,
        export_string_translation=False,
    )
    gov_scope_follow_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        string="Units followed today",
        compute="_compute_gov_scope_follow_unit_ids",
        compute_sudo=True,
        export_string_translation=False,
    )
    # Kept for the request: decisions on many lines ask for them once a line.
    gov_work_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        string="Units of today and below",
        compute="_compute_gov_work_unit_ids",
        compute_sudo=True,
        export_string_translation=False,
    )
    gov_own_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        string="Units never judged",
        compute="_compute_gov_own_unit_ids",
        compute_sudo=True,
        export_string_translation=False,
    )

    def write(self, vals):
        res = super().write(vals)
        if not {"gov_unit_ids", "gov_follow_unit_ids", "active"}.isdisjoint(vals):
            # Those who stand in for these users have the same units.
            self.invalidate_model(self._GOV_SCOPE_FIELDS)
        return res

    @api.depends("gov_unit_ids")
    def _compute_gov_scope_unit_ids(self):
        for user in self:
            delegated = (d._get_units()[0] for d in user._gov_delegations())
            user.gov_scope_unit_ids = user.gov_unit_ids.union(*delegated)

    @api.depends("gov_follow_unit_ids")
    def _compute_gov_scope_follow_unit_ids(self):
        for user in self:
            delegated = (d._get_units()[1] for d in user._gov_delegations())
            user.gov_scope_follow_unit_ids = user.gov_follow_unit_ids.union(*delegated)

    @api.depends("gov_scope_unit_ids")
    def _compute_gov_work_unit_ids(self):
        for user in self:
            units = user.gov_scope_unit_ids
            if units:
                units = units.search([("id", "child_of", units.ids)])
            user.gov_work_unit_ids = units

    @api.depends("gov_unit_ids")
    def _compute_gov_own_unit_ids(self):
        for user in self:
            # Whoever stands in judges neither the own work nor the absent person's.
            people = user | user._gov_delegators()
            user.gov_own_unit_ids = people.gov_unit_ids | people._gov_employee_units()

    def _gov_delegations(self):
        """Delegations to the user that are in force now."""
        self.ensure_one()
        ids = self.env["res.users"]._gov_delegation_ids(self.id)
        # sudo: the user's own delegations, read to check the user.
        return self.env["gov.delegation"].sudo().browse(ids)

    def _gov_works_for(self, units):
        """Does the user work for one of ``units``, whatever is delegated today?

        Who is put in charge of something stays so when a delegation has ended.
        """
        self.ensure_one()
        # sudo: the scope of the person named, and the places of units in the tree.
        own = set(self.sudo().gov_unit_ids.ids)
        paths = units.sudo().mapped("parent_path")
        return any(not own.isdisjoint(map(int, p.split("/")[:-1])) for p in paths)

    def _gov_acting_people(self):
        """The user, and the absent people for whom the user stands in now.

        What one of them wrote or asked for, none of them decides on.
        """
        self.ensure_one()
        return self | self._gov_delegators()

    def _gov_delegators(self):
        """Absent people for whom the user stands in now."""
        return self._gov_delegations().user_id.filtered("active")

    @api.model
    def _gov_delegation_ids(self, uid):
        """Ids of the delegations to ``uid`` that are in force now."""
        now = fields.Datetime.now()
        windows = self._gov_delegation_windows(uid)
        return tuple(id_ for id_, start, end in windows if start <= now < end)

    @api.model
    @tools.ormcache("uid")
    def _gov_delegation_windows(self, uid):
        """(id, first moment, end) of the delegations to ``uid`` not yet past.

        Cached, so that requests of people without one cost nothing. Emptied by
        whatever grants or revokes one, and by a change of the office's time zone.
        """
        yesterday = fields.Date.subtract(fields.Date.today(), days=2)
        # sudo: read for the rules themselves.
        found = self.env["gov.delegation"].sudo()
        domain = (
            Domain("delegate_id", "=", uid)
            & Domain("state", "=", "granted")
            & Domain("date_to", ">=", yesterday)
        )
        return tuple(
            (delegation.id, *delegation._get_window())
            for delegation in found.search(domain, order="id")
        )

    def _gov_stands_in_for(self, person, unit):
        """Does the user act for ``person`` in ``unit`` now?"""
        self.ensure_one()
        return any(
            delegation.user_id == person and unit in delegation._gov_reach()
            for delegation in self._gov_delegations()
        )

    def _gov_on_behalf_of(self, units, owner=None):
        """The absent person in whose name the user acts on ``units``, if any.

        Named where the act needed the delegation, or where the task is in the charge
        of the absent person; what the user may do anyway is the user's own act.
        """
        self.ensure_one()
        delegations = self._gov_delegations()
        nobody = self.browse()
        if not delegations or not units:
            return nobody
        for delegation in delegations:
            if (
                owner
                and delegation.user_id == owner
                and units & delegation._gov_reach()
            ):
                return owner
        # sudo: the user's own scope.
        own = self.sudo().gov_unit_ids
        if units & own.search([("id", "child_of", own.ids)]):
            return nobody
        for delegation in delegations:
            if units & delegation._gov_reach():
                return delegation.user_id
        return nobody
