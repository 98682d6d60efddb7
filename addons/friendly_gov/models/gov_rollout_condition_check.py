from odoo import models
from odoo.exceptions import AccessError, UserError

from ..tools.fold import nfc
from .gov_rollout_condition_raise import MAX_TEXT, RUNNING


class GovRolloutCondition(models.Model):
    """Who may raise and decide, what a proposal needs, who is told."""

    _inherit = "gov.rollout.condition"

    def _check_unit_side(self):
        """Officers of the unit, and managers.

        :raises AccessError:
        """
        user = self.env.user
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return
        units = user._gov_scope_units()
        works = user.has_group("friendly_gov.group_officer")
        for condition in self:
            if not works or condition.unit_id not in units:
                raise AccessError(
                    self.env._(
                        "Only officers of %(unit)s do this.",
                        unit=condition.unit_id.name,
                    )
                )

    def _check_can_raise(self):
        self._check_unit_side()
        self._check_running()
        for condition in self:
            if condition.raise_state == "raised":
                raise UserError(
                    self.env._(
                        "%(name)s was raised already and waits for a decision.",
                        name=condition.name,
                    )
                )
            if condition.state != "unmet":
                raise UserError(
                    self.env._(
                        "%(name)s: only what is not met is raised to the level above.",
                        name=condition.name,
                    )
                )

    def _check_running(self):
        for rollout in self.rollout_id:
            if rollout.state not in RUNNING:
                raise UserError(
                    self.env._(
                        "%(name)s: proposals are made and decided from the beginning "
                        "of the roll-out to its end.",
                        name=rollout.display_name,
                    )
                )

    def _check_decider(self):
        """Coordinators and leaders of the body asked, and managers; nobody for the
        own unit, nor on what they raised themselves.

        :raises AccessError:
        """
        if self.env.su:
            return
        user = self.env.user
        # sudo: places of units in the tree; read access is checked by the caller.
        allowed = self.sudo().filtered_domain(self._get_decider_domain())
        for condition in self - allowed.with_env(self.env):
            if condition.unit_id in self.env.user._gov_own_agencies():
                raise AccessError(
                    self.env._("Nobody decides on a proposal of the own unit.")
                )
            people = user._gov_acting_people()
            if people & (condition.raised_by_id | condition.responsible_id):
                raise AccessError(
                    self.env._(
                        "Whoever raised a proposal or is in charge of it does not "
                        "decide on it."
                    )
                )
            # sudo: the name of the body asked; read access is checked by the caller.
            raise AccessError(
                self.env._(
                    "Only coordinators and leaders of %(body)s decide on this.",
                    body=condition.sudo().raised_unit_id.name or "",
                )
            )

    def _check_raise_state(self, state):
        messages = {
            "raised": self.env._("%(name)s: no proposal waits for a decision."),
            "decided": self.env._("%(name)s: no proposal was decided."),
        }
        for condition in self:
            if condition.raise_state != state:
                raise UserError(messages[state] % {"name": condition.name})

    def _check_body(self, unit):
        """The level above: neither the own unit nor one below it."""
        if not unit:
            raise UserError(self.env._("Choose the body that decides."))
        # sudo: paths of units only.
        path = unit.sudo().parent_path.split("/")
        for condition in self:
            if str(condition.unit_id.id) in path:
                raise UserError(
                    self.env._(
                        "%(body)s is %(unit)s itself or one of its parts: ask a body "
                        "above it.",
                        body=unit.name,
                        unit=condition.unit_id.name,
                    )
                )

    def _check_words(self, text):
        text = nfc(text or "").strip()
        if not text or len(text) > MAX_TEXT:
            raise UserError(
                self.env._("Write what it is about, in at most 2,000 characters.")
            )
        return text

    def _check_document(self, document):
        symbol, date = document
        if date and not symbol:
            raise UserError(self.env._("A document has a number."))
        if date and date > self.env.company._gov_today():
            raise UserError(self.env._("A document is not dated in the future."))

    # Notices

    def _notify_raised(self):
        """Tell coordinators and leaders of the body that decides now."""
        # sudo: addressees only.
        for condition in self.sudo():
            users = condition.raised_unit_id._gov_deciders() - self.env.user
            condition._notify(
                users,
                self.env._(
                    "%(unit)s asks for a decision on “%(name)s”: %(text)s",
                    unit=condition.unit_id.name,
                    name=condition.name,
                    text=condition.proposal,
                ),
            )

    def _notify_decided(self):
        """Tell the unit what was decided."""
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        # sudo: addressees only.
        for condition in self.sudo():
            users = condition.raised_by_id | condition.responsible_id
            users |= condition.rollout_id.responsible_id
            condition._notify(
                users.filtered("active") - self.env.user,
                self.env._(
                    "%(body)s on “%(name)s”: %(outcome)s. %(text)s",
                    body=condition.raised_unit_id.name,
                    name=condition.name,
                    outcome=labels[condition.outcome],
                    text=condition.decision,
                ),
            )

    def _notify(self, users, body):
        self.ensure_one()
        if self.is_demo or not users:
            return
        self.rollout_id.message_notify(
            partner_ids=users.partner_id.ids,
            subject=self.rollout_id.display_name,
            body=body,
        )
