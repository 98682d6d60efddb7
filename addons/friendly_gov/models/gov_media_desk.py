from odoo import fields, models
from odoo.exceptions import AccessError

from .gov_step_mixin import Step


class GovMediaDesk(models.AbstractModel):
    """Who enters what was published, who takes it back, and what follows from it."""

    _name = "gov.media.desk"
    _description = "Entry of media items"
    _inherit = ["gov.step.mixin"]

    _guarded_create_only = False
    _steps = {
        "withdraw": Step(
            frozenset({"recorded"}), "withdrawn", "desk", frozenset({"reason"})
        ),
    }

    def _append_step_log(self, event, **kwargs):
        """Entered once, taken back once: the columns of the item tell both."""

    def _get_step_values(self, event, reason, text, document):
        return {
            "withdrawn_at": fields.Datetime.now(),
            "withdrawn_by_id": self.env.uid,
            "withdraw_reason": reason.strip(),
        }

    def _after_step(self, event, reason):
        """Runs as superuser: nobody decides on what the source did not say."""
        waiting = self.proposal_ids.filtered(lambda p: p.state == "open")
        if waiting:
            waiting._step("lapse", reason=reason)

    def _check_side_desk(self, event):
        """Who takes an item back. The criticised unit never does."""
        user = self.env.user
        # sudo: the units named decide, also where they are not shown.
        item = self.sudo()
        critical = item.tone == "critical"
        if critical and item.unit_ids & user._gov_own_units():
            raise AccessError(
                self.env._("Nobody takes back what a source says of the own unit.")
            )
        if user.has_group("friendly_gov.group_manager"):
            return
        if critical:
            self._check_works_for(item._get_critics(), ("coordinator",))
        else:
            units = item._get_bodies() | item.producer_unit_id | item.unit_ids
            self._check_works_for(units, ("officer",))

    def _get_bodies(self):
        body = self.competent_unit_id
        return body | body.gov_delegate_ids

    def _get_critics(self):
        """The press quotes itself; any other unit would criticise its neighbours."""
        press = self.producer_unit_id.filtered(lambda unit: unit.gov_kind == "media")
        return self._get_bodies() | press

    def _check_can_enter(self):
        """Officers: their own unit and its outlets; a criticism of others is entered
        by a body that may decide on it, or by the outlet's own coordinators.
        """
        self.ensure_one()
        user = self.env.user
        if self.env.su:
            return
        self.rollout_id.check_access("read")
        if user.has_group("friendly_gov.group_manager"):
            return
        # sudo: which units and bodies these are, for the check itself.
        item = self.sudo()
        proposals = item.env["gov.assignment.proposal"]
        bodies = proposals._get_competent_units(item.unit_ids, item.rollout_id)
        if item.competent_unit_id and item.competent_unit_id not in bodies:
            raise AccessError(
                self.env._(
                    "%(body)s does not stand above these units, so it can't decide.",
                    body=item.competent_unit_id.name,
                )
            )
        if item.tone != "critical":
            return
        scope = user._gov_scope_units()
        if not item.unit_ids - scope:
            return
        self._check_works_for(item._get_critics(), ("coordinator",))

    def _open_proposals(self):
        """One proposal a criticised unit: a proposal, never an assignment."""
        vals_list = [
            {
                "media_item_id": item.id,
                "unit_id": unit.id,
                "competent_unit_id": item.competent_unit_id.id,
                "company_id": item.company_id.id,
                "text": item.proposed_action or item._get_proposed_action(),
                "date_due": item.proposed_due,
            }
            for item in self.filtered(lambda item: item.tone == "critical")
            for unit in item.unit_ids
        ]
        if vals_list:
            # sudo: proposals are made by the system; who enters a criticism was
            # checked for each item.
            self.env["gov.assignment.proposal"].sudo()._open(vals_list)

    def _get_proposed_action(self):
        return self.env._(
            "Look into what %(outlet)s wrote on %(date)s and report: “%(quote)s”",
            outlet=self.outlet_id.name,
            date=self.date.strftime("%d/%m/%Y"),
            quote=self.quote,
        )
