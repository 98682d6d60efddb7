from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class GovPledge(models.Model):
    """Who signs for a unit: the head, or who was named KT. or TUQ. of the head.

    A personal pledge names nobody else, and an absence delegation doesn't either: only
    ``user_id`` signs.
    """

    _inherit = "gov.pledge"

    def _name_signer(
        self, user, authority="direct", document=(None, None), position=None
    ):
        """Name who signs the pledge of a unit.

        :param str authority: direct (the head), kt (a deputy), tuq (by authority,
            which a document gives)
        :param tuple document: number and symbol, and date, of that document
        :param str position: as it stands below the signature
        """
        self.ensure_one()
        self._check_may_name()
        self._lock()
        self._check_state("to_sign", "excused")
        self._check_named(user, authority, document)
        symbol, date = document
        # sudo: the rules of _check_may_name were asked; nobody has write access.
        self.sudo()._history_write(
            {
                "user_id": user.id,
                "signer_name": user.name,
                "signer_position": (position or "").strip() or self._get_position(user),
                "authority": authority,
                "authority_symbol": symbol or False,
                "authority_date": date or False,
            },
            "name_signer",
            document=document,
        )

    def _filtered_may_name(self):
        """Pledges of units for which the user says who signs: officers and leaders of
        the unit, officers of the organiser, managers.
        """
        pledges = self.filtered(lambda pledge: pledge.level == "unit")
        found = pledges._filtered_keeper()
        user = self.env.user
        if user.has_group("friendly_gov.group_leader"):
            units = user._gov_scope_units()
            found |= pledges.filtered(lambda pledge: pledge.unit_id in units)
        return found

    def _check_may_name(self):
        self.check_access("read")
        for pledge in self - self._filtered_may_name():
            if pledge.level == "person":
                raise UserError(
                    self.env._("A personal pledge is signed by the person only.")
                )
            raise AccessError(
                self.env._(
                    "%(pledge)s: who signs is named by officers and leaders of "
                    "%(unit)s, or by officers of %(organizer)s.",
                    pledge=pledge.display_name,
                    unit=pledge.unit_id.name,
                    organizer=pledge.organizer_unit_id.name,
                )
            )

    def _check_named(self, user, authority, document):
        self.ensure_one()
        # sudo: names and the head of the unit, compared only.
        unit, person = self.unit_id.sudo(), user.sudo()
        if not person.active or person.share or not person._gov_works_for(unit):
            raise UserError(
                self.env._(
                    "%(person)s does not work for %(unit)s.",
                    person=person.name,
                    unit=unit.name,
                )
            )
        head = self._get_head()
        # Otherwise an officer would sign as the head, without any paper.
        is_head = person == head if head else person != self.env.user
        if authority == "direct" and not (is_head or self.env.su):
            raise UserError(
                self.env._(
                    "%(person)s is not the head of %(unit)s: choose KT. or TUQ., or "
                    "enter the head in the list of units.",
                    person=person.name,
                    unit=unit.name,
                )
            )
        if authority == "kt" and person == head:
            raise UserError(
                self.env._(
                    "%(person)s is the head of %(unit)s, and signs in person.",
                    person=person.name,
                    unit=unit.name,
                )
            )
        if authority == "kt" and person == self.env.user and not all(document):
            self._check_deputy()
        self._check_authority(authority, document)

    def _check_deputy(self):
        """Raise unless the user leads the unit: without a paper, officers would make
        themselves deputies.
        """
        user = self.env.user
        if self.env.su or user.has_group("friendly_gov.group_leader"):
            return
        raise UserError(
            self.env._(
                "Nobody makes oneself a deputy: somebody else names you, or enter the "
                "number and date of the document that does."
            )
        )

    def _check_authority(self, authority, document):
        symbol, date = document
        if authority == "tuq" and not ((symbol or "").strip() and date):
            raise UserError(
                self.env._("TUQ. stands on a document: enter its number and its date.")
            )
        if date and date > self.env.company._gov_today():
            raise UserError(self.env._("A document is not dated in the future."))

    def _get_head(self):
        """User of the head of the unit, as the list of units names the head."""
        self.ensure_one()
        # sudo: who heads a unit is no secret; the personnel file stays closed.
        return self.unit_id.sudo().manager_id.user_id

    def _get_position(self, user):
        """Job title of ``user`` in the unit of the pledge, else wherever it is."""
        # sudo: the job title of the one who is named.
        people = self.env["hr.employee"].sudo()
        found = people.search(
            Domain("user_id", "=", user.id)
            & Domain("company_id", "=", self.company_id.id),
            order="id",
        )
        here = found.filtered(lambda person: person.department_id == self.unit_id)
        return (here or found)[:1].job_title
