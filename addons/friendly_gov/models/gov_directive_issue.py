from odoo import fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Command

BODIES = (
    "assigning_unit_id",
    "monitoring_unit_id",
    "extending_unit_id",
    "confirming_unit_id",
)


class GovDirectiveIssue(models.AbstractModel):
    """How a directive is sent out and taken back, and who may do it."""

    _name = "gov.directive.issue"
    _description = "Issue of a directive"

    def action_issue(self):
        """Send the directive out: every task not yet issued becomes assignments."""
        self._lock()
        for directive in self:
            directive._check_can_issue()
            directive._add_group_recipients()
            tasks = directive.task_ids.filtered(lambda task: task.state == "draft")
            created = tasks._issue()
            directive._add_recipients(created.unit_id | tasks.coordinating_unit_ids)
            if directive.state == "draft":
                # Rights were checked above; state is guarded against write().
                directive._guarded_write(
                    {"state": "issued", "date_registered": fields.Datetime.now()}
                )
            directive._update_visible_units()
            directive._notify_issued(created)
        return True

    def action_withdraw(self):
        """Withdraw the directive with every assignment that is still open."""
        self._lock()
        for directive in self:
            directive._check_assigning_body()
            open_lines = directive.assignment_ids.filtered("is_open")
            reason = self.env._("The directive was withdrawn.")
            # sudo: the body was checked; it takes back the whole document, and with
            # it the own line, which alone it could not take out of the count.
            open_lines.sudo()._transition("withdraw", reason=reason)
            directive.sudo()._guarded_write({"state": "withdrawn"})
        return True

    def _add_group_recipients(self):
        """Resolve the recipient groups at the date of the document."""
        self.ensure_one()
        known = self.recipient_ids.unit_id | self.assigning_unit_id
        groups = self.recipient_group_ids.with_company(self.company_id)
        units = groups._resolve_below(self.date_issued, self.assigning_unit_id)
        self.recipient_ids = [
            Command.create({"unit_id": unit.id}) for unit in units - known
        ]

    def _lock(self):
        """Lock the rows first: a double click must not issue a task twice."""
        self.check_access("read")
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Someone else is issuing or withdrawing this document right now. "
                    "Open it again and look at it before you continue."
                )
            ) from error
        self.invalidate_recordset()

    def _check_can_issue(self):
        self.ensure_one()
        self._check_assigning_body()
        missing = []
        if self.state not in ("draft", "issued"):
            missing.append(self.env._("the document is no longer in force"))
        if not self.task_ids.filtered(lambda task: task.state == "draft"):
            missing.append(self.env._("there is no task that waits to be issued"))
        missing += [
            self.env._("task %(code)s has no lead unit", code=task.code)
            for task in self.task_ids
            if task.state == "draft" and not task._has_lead()
        ]
        if missing:
            raise UserError(
                self.env._(
                    "%(document)s cannot be issued: %(missing)s.",
                    document=self.display_name,
                    missing="; ".join(missing),
                )
            )

    def _check_assigning_body(self):
        """Raise unless the user may give orders in the name of the assigning body.

        A coordinator of that body, or of a unit to which a manager gave this on the
        body's record: naming another body in a document gives no power over it.
        Managers act for every body of their company, and are logged by name.
        """
        self.check_access("read")
        user = self.env.user
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return
        if not user.has_group("friendly_gov.group_coordinator"):
            raise AccessError(
                self.env._("Only coordinators may do this; ask the monitoring unit.")
            )
        scope = user._gov_scope_units()
        for directive in self:
            body = directive.assigning_unit_id
            # sudo: archived or foreign delegates must not hide the others.
            allowed = body | body.sudo().gov_delegate_ids
            if not allowed & scope:
                raise AccessError(
                    self.env._(
                        "%(document)s: only %(units)s may do this.",
                        document=directive.display_name,
                        # sudo: names of units.
                        units=", ".join(allowed.sudo().mapped("name")),
                    )
                )

    def _update_visible_units(self):
        """Units that see the directive: its bodies, then all who are addressed.

        Stored and indexed, so that the record rule is one lookup instead of a
        chain of OR over child tables.
        """
        # One statement for all directives that the same units see: imports bring
        # thousands of the same bodies.
        changed = {}
        # sudo: visibility is derived data, kept right whoever makes the change.
        for directive in self.sudo():
            units = directive._get_body_units()
            if directive.state != "draft":
                issued = directive.task_ids.filtered(lambda t: t.state == "issued")
                units |= issued.coordinating_unit_ids | issued.assignment_ids.unit_id
                units |= directive.recipient_ids.unit_id
            if units != directive.visible_unit_ids:
                changed.setdefault(units, []).append(directive.id)
        for units, ids in changed.items():
            # sudo: visibility is derived data, kept right whoever makes the change.
            self.browse(ids).sudo()._guarded_write(
                {"visible_unit_ids": [Command.set(units.ids)]}
            )

    def _get_acting_units(self, names):
        """Units that act as one of the bodies in ``names``, delegates included."""
        self.ensure_one()
        units = self.env["hr.department"].union(*(self[name] for name in names))
        if "assigning_unit_id" in names:
            units |= self.assigning_unit_id.gov_delegate_ids
        return units

    def _get_body_units(self):
        """Issuer, the four bodies, and who acts for the assigning one."""
        self.ensure_one()
        units = self.issuer_id.union(*(self[name] for name in BODIES))
        return units | self.assigning_unit_id.gov_delegate_ids

    def _notify_issued(self, assignments):
        """One notice per person and directive, however many tasks the unit got."""
        self.ensure_one()
        users = assignments.unit_id._gov_officers()
        if not users or self.is_demo:
            return
        self.message_notify(
            partner_ids=users.partner_id.ids,
            subject=self.display_name,
            body=self.env._(
                "New tasks for your unit in %(document)s.", document=self.display_name
            ),
        )
