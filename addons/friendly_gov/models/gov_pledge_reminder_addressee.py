from odoo import api, models

from ..report.queries.reminder import DUE_SOON, LONG_OVERDUE


class GovReminderAddressee(models.AbstractModel):
    """To whom each level of a reminder to sign goes.

    due soon      who is to sign; where nobody can on the screen, the officers of the
                  unit: they name who signs, or hand out paper
    overdue       the same person, and the officers of the unit
    long overdue  leaders of the unit, and the coordinators of the organiser
    by hand       who is to sign; where nobody can, the officers of the unit

    A division without such people is looked after by those of its agency.
    """

    _inherit = "gov.reminder.addressee"

    @api.model
    def _get_pledge_addressees(self, rows):
        """Return ``{(pledge id, level): {user ids}}`` for rows of ``due_sql``.

        Set-based: the people of each role are read once, whatever the rows.
        """
        people = {
            "officer": self._get_people("officer", ("gov_unit_ids",)),
            "coordinator": self._get_people("coordinator", ("gov_unit_ids",)),
            "leader": self._get_people(
                "leader", ("gov_unit_ids", "gov_follow_unit_ids")
            ),
        }
        # sudo: places of units in the tree, to pick addressees; nothing is shown.
        units = self.env["hr.department"].sudo().browse({row[3] for row in rows})
        of_unit = {
            role: {unit.id: self._get_nearest(unit, people[role]) for unit in units}
            for role in ("officer", "leader")
        }
        found = {}
        for pledge_id, level, _due, unit_id, organizer_id, signer_id in rows:
            officers = of_unit["officer"][unit_id]
            signer = {signer_id} if signer_id else set()
            if level == LONG_OVERDUE:
                users = of_unit["leader"][unit_id] | people["coordinator"].get(
                    organizer_id, set()
                )
            elif level == DUE_SOON:
                users = signer or officers
            else:
                users = signer | officers
            found[pledge_id, level] = users
        return found

    @api.model
    def _get_nearest(self, unit, people):
        """People of the unit or, of a division without any, of what it is part of."""
        while not people.get(unit.id) and unit.gov_kind == "division":
            unit = unit.parent_id
        return people.get(unit.id, set())
