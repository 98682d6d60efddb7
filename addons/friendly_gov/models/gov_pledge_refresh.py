from odoo import models

# What a person is known by on a pledge that is not signed yet.
FOLLOWED = ("user_id", "signer_name", "signer_position")


class GovPledge(models.Model):
    """What the refreshing of a campaign does with one pledge."""

    _inherit = "gov.pledge"

    def _get_unit_change(self, signing):
        """Why the pledge of this unit no longer counts, if so."""
        if self.unit_id in signing:
            return None
        today = self.company_id._gov_today()
        ended = self.unit_id.gov_date_to and self.unit_id.gov_date_to < today
        return "reorganised" if ended or not self.unit_id.active else "out_of_scope"

    def _get_person_change(self, people, units):
        """Why the pledge of this person no longer counts here, if so.

        :param set people: ids of those in service: a recordset of thousands would be
            walked through for each of them
        """
        person = self.employee_id
        if person.id in people and person.department_id == self.unit_id:
            return None
        if not person.active:
            return "left"
        return "moved" if person.department_id in units else "out_of_scope"

    def _retire_by(self, get_reason):
        """Retire those of ``self`` for which ``get_reason`` names a reason.

        Who signs at this moment is left for the next run.
        """
        reasons = {pledge: get_reason(pledge) for pledge in self}
        found = self.filtered(lambda pledge: reasons[pledge])
        found = found.try_lock_for_update()
        for reason, pledges in found.grouped(reasons.get).items():
            pledges._retire(reason)
        return found

    def _follow_people(self):
        """Take over a new account, name or post while nothing is signed."""
        waiting = self.filtered(lambda pledge: pledge.state in ("to_sign", "excused"))
        waiting.employee_id.fetch(["name", "user_id", "job_title"])
        for pledge in waiting:
            person = pledge.employee_id
            now_is = (person.user_id, person.name, person.job_title)
            if now_is != tuple(pledge[name] for name in FOLLOWED):
                pledge._history_write(
                    {
                        "user_id": person.user_id.id,
                        "signer_name": person.name,
                        "signer_position": person.job_title,
                    },
                    "write",
                )

    def _follow_heads(self):
        """A head who was named since signs for the unit, where nobody was known."""
        waiting = self.filtered(
            lambda pledge: pledge.state == "to_sign" and not pledge.user_id
        )
        for pledge in waiting:
            head = pledge.unit_id.manager_id
            if head.user_id:
                pledge._history_write(
                    {
                        "user_id": head.user_id.id,
                        "signer_name": head.name,
                        "signer_position": head.job_title,
                        "authority": "direct",
                    },
                    "name_signer",
                )

    def _link_replacements(self, joined):
        """Who moved goes on with the pledge in the new unit."""
        new = {pledge.employee_id: pledge for pledge in joined if pledge.employee_id}
        for pledge in self:
            if pledge.employee_id in new:
                pledge._guarded_write({"replaced_by_id": new[pledge.employee_id].id})
