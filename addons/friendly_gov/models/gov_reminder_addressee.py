from collections import defaultdict

from odoo import api, models

from ..report.queries.reminder import DUE_SOON, LONG_OVERDUE, MANUAL, OVERDUE


class GovReminderAddressee(models.AbstractModel):
    """To whom each level of a reminder goes.

    due soon      the person in charge; the officers of the unit when there is none
    overdue       the superior: leaders who work for, lead or watch the unit, or else
                  those of the unit above it; and whoever does the work
    long overdue  the assigning body and the units that assign on its behalf: their
                  leaders and coordinators
    by hand       the person in charge and the officers of the unit

    A unit without such people gets its row in the log with no addressee.
    """

    _name = "gov.reminder.addressee"
    _description = "Addressees of reminders"

    @api.model
    def _get_addressees(self, keys):
        """Return ``{(assignment id, level): {user ids}}`` for ``keys``.

        Set-based: the people of each role are read once, whatever the lines.
        """
        # sudo: the job's user sees everything; who chases by hand was checked for
        # each line. Only addressees are picked here.
        lines = self.env["gov.assignment"].sudo().browse({line for line, _ in keys})
        people = {
            "officer": self._get_people("officer", ("gov_unit_ids",)),
            "coordinator": self._get_people("coordinator", ("gov_unit_ids",)),
            "leader": self._get_people(
                "leader", ("gov_unit_ids", "gov_follow_unit_ids")
            ),
        }
        rules = {
            DUE_SOON: self._get_workers,
            OVERDUE: self._get_superiors,
            LONG_OVERDUE: self._get_assigners,
            MANUAL: self._get_unit_people,
        }
        by_id = {line.id: line for line in lines}
        return {key: rules[key[1]](by_id[key[0]], people) for key in keys}

    @api.model
    def _get_people(self, role, names):
        """Return ``{unit id: {user ids}}`` of the active users with ``role``."""
        group = self.env.ref(f"friendly_gov.group_{role}")
        # sudo: as above.
        users = self.env["res.users"].sudo()
        found = defaultdict(set)
        for user in users.search([("all_group_ids", "in", group.ids)]):
            for name in names:
                for unit_id in user[name].ids:
                    found[unit_id].add(user.id)
        # sudo: who is told in the place of whom; nothing of it is shown.
        for delegation in self.env["gov.delegation"].sudo()._gov_current(group):
            for unit in delegation._get_units()[0]:
                found[unit.id].add(delegation.delegate_id.id)
        return found

    @api.model
    def _get_workers(self, line, people):
        if line.owner_id.active:
            return {line.owner_id.id}
        return people["officer"][line.unit_id.id]

    @api.model
    def _get_superiors(self, line, people):
        leaders, unit = people["leader"], line.unit_id
        found = leaders[unit.id] or leaders[unit.parent_id.id]
        return found | self._get_workers(line, people)

    @api.model
    def _get_unit_people(self, line, people):
        return people["officer"][line.unit_id.id] | self._get_workers(line, people)

    @api.model
    def _get_assigners(self, line, people):
        bodies = line.directive_id._get_acting_units(("assigning_unit_id",))
        return set().union(
            *(
                people[role][unit.id]
                for unit in bodies
                for role in ("leader", "coordinator")
            )
        )
