from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..report.queries.parts import OPEN_STATES, RUNNING_STATES
from .gov_step_mixin import Step

# Deep enough for province, department, division, group and person.
MAX_DEPTH = 5
GIVERS = ("officer", "leader")
_RUNNING = frozenset(RUNNING_STATES)
_OPEN = frozenset(OPEN_STATES)
_REASON = frozenset({"reason"})


class GovSubassignmentStep(models.AbstractModel):
    """How parts are given and move, and who may cause it."""

    _name = "gov.subassignment.step"
    _description = "Steps of a part given inside the unit"
    _inherit = ["gov.step.mixin"]

    _steps = {
        "start": Step(frozenset({"todo"}), "doing", "doer"),
        "assign_owner": Step(_RUNNING, None, "namer", frozenset({"owner_id"})),
        "report": Step(_RUNNING, "reported", "doer", frozenset({"text"})),
        "accept": Step(frozenset({"reported"}), "done", "judge"),
        "return": Step(frozenset({"reported"}), "returned", "judge", _REASON),
        "reschedule": Step(_RUNNING, None, "judge", _REASON | {"date_due"}),
        "withdraw": Step(_OPEN, "withdrawn", "giver", _REASON),
        # the system, when the line or the part above ends
        "end": Step(_OPEN, "withdrawn", "nobody", _REASON),
    }
    _step_log = "gov.subassignment.log"
    _step_link = "subassignment_id"
    _step_snapshot = ("state", "date_due", "owner_id")

    # Who may

    def _check_side_doer(self, event):
        """The person in charge, wherever; else people of the unit, officers first."""
        user = self.env.user
        if not user.has_group("friendly_gov.group_user"):
            raise AccessError(self.env._("Your role does not include this."))
        if self.owner_id == user:
            return
        self._check_works_for(self.unit_id, ("user",))
        officer = user.has_group("friendly_gov.group_officer")
        free = officer or not self.owner_id
        if not free and not user._gov_stands_in_for(self.owner_id, self.unit_id):
            raise AccessError(
                self.env._("%(name)s is in charge of this.", name=self.owner_id.name)
            )

    def _check_side_namer(self, event):
        self._check_works_for(self.unit_id, GIVERS)

    def _check_side_giver(self, event):
        self._check_works_for(self.giver_unit_id, GIVERS)

    def _check_side_judge(self, event):
        """The unit that gave it; never who does it, in person or as a unit."""
        user = self.env.user
        doer = user._gov_acting_people() & (self.owner_id | self.reported_by_id)
        below = self.unit_id != self.giver_unit_id
        if doer or (below and self.unit_id in user._gov_own_units()):
            raise AccessError(
                self.env._("Nobody accepts, returns or extends the own work.")
            )
        self._check_side_giver(event)

    def _check_side_nobody(self, event):
        raise AccessError(self.env._("Only the system does this."))

    def _check_step_values(self, event, vals):
        if event == "reschedule":
            self._check_new_due(vals["date_due"], self._get_limit())
        elif event == "assign_owner":
            # sudo: only groups and scope of the person named are looked at.
            owner = self.env["res.users"].sudo().browse(vals["owner_id"])
            self._get_unit_of(owner, self.unit_id)

    def _get_limit(self):
        """Deadline of what this is part of; an extension there moves nothing here."""
        # sudo: only the deadline is read, of a line the user may not see.
        above = self.parent_id or self.sudo().assignment_id
        return above.date_due

    def _get_step_values(self, event, reason, text, document):
        today = self.env.company._gov_today()
        if event == "start":
            return {"date_started": today}
        if event == "report":
            symbol, day = document or (False, False)
            return {
                "report": text,
                "document_symbol": symbol,
                "document_date": day,
                "date_reported": today,
                "reported_by_id": self.env.uid,
                "return_reason": False,
            }
        if event == "accept":
            return {"date_done": today}
        if event == "return":
            return {"date_reported": False, "return_reason": reason}
        return {}

    def _after_step(self, event, reason):
        """What was given further ends with the part it belongs to."""
        if event in ("accept", "withdraw", "end"):
            children = self.child_ids.filtered("is_open")
            if children:
                children._step("end", reason=reason or self.env._("The part is done."))

    # Giving

    @api.model
    def _give(self, assignment, vals, units, owners, parent=None):
        """Give one part to each of ``units`` and to each of ``owners``.

        :param vals: dict with ``text`` and ``date_due``
        :param parent: the part that is divided further; empty: the line itself
        :raises AccessError: the user gives nothing in the name of that unit
        """
        parent = parent or self.browse()
        giver = parent.unit_id or assignment.unit_id
        (parent or assignment).check_access("read")
        self._check_works_for(giver, GIVERS)
        self._check_open_for_parts(assignment, parent)
        # sudo: the owner of a part gives a part of it without reading the line.
        self._check_new_due(
            vals.get("date_due"), (parent or assignment.sudo()).date_due
        )
        targets = [(unit, owners.browse()) for unit in units]
        targets += [(self._get_unit_of(owner, giver), owner) for owner in owners]
        self._check_below(giver, units)
        common = {
            "assignment_id": assignment.id,
            "parent_id": parent.id,
            "depth": parent.depth + 1,
            "giver_unit_id": giver.id,
            "date_given": self.env.company._gov_today(),
        }
        # sudo: parts are made by the system; giver, targets and dates were checked.
        parts = self.sudo()._guarded_create(
            [
                {**common, **vals, "unit_id": unit.id, "owner_id": owner.id}
                for unit, owner in targets
            ]
        )
        parts._append_step_log("give")
        parts = parts.sudo(False)
        parts._notify_step("give")
        return parts

    def _check_open_for_parts(self, assignment, parent):
        # sudo: a lock needs write access; who gives was checked before.
        line = assignment.sudo()
        line._lock()
        if parent:
            parent._lock_lines()
        if line.state not in ("received", "doing") or (
            parent and parent.state not in _RUNNING
        ):
            raise UserError(
                self.env._("The task is not open: nothing of it can be given now.")
            )
        if parent.depth >= MAX_DEPTH:
            raise UserError(
                self.env._("A part can be divided %(count)s times.", count=MAX_DEPTH)
            )

    def _check_below(self, giver, units):
        below = units.search([("id", "child_of", giver.id), ("id", "!=", giver.id)])
        outside = units - below
        if outside:
            raise UserError(
                self.env._(
                    "%(units)s does not stand below %(giver)s. Ask it to coordinate "
                    "instead.",
                    units=", ".join(outside.mapped("name")),
                    giver=giver.name,
                )
            )

    @api.model
    def _get_unit_of(self, owner, giver):
        """Unit in which ``owner`` works for ``giver``: its own one, or one below."""
        # sudo: only groups and scope of the person named are looked at.
        owner = owner.sudo()
        units = owner.gov_unit_ids
        # A person of a unit above may do it too, in the unit's own name.
        found = units.search([("id", "in", units.ids), ("id", "child_of", giver.id)])
        if not found and owner._gov_works_for(giver):
            found = giver
        if not found or not owner.has_group("friendly_gov.group_user"):
            raise UserError(
                self.env._(
                    "%(name)s does not work for %(unit)s.",
                    name=owner.name,
                    unit=giver.name,
                )
            )
        return found[:1]

    def _notify_step(self, event):
        """The doer hears what is given or decided, the giver what is reported."""
        # sudo: addressees only.
        parts = self.sudo().filtered(lambda part: not part.assignment_id.is_demo)
        if event == "report":
            users = parts.giver_unit_id._gov_officers()
        elif event == "start":
            return
        else:
            units = parts.filtered(lambda part: not part.owner_id).unit_id
            units = units.filtered(lambda unit: not unit.gov_is_exempt)
            users = parts.owner_id | units._gov_officers()
        labels = dict(self.env["gov.subassignment.log"]._selection_event())
        body = self.env._("Part given inside the unit: %(event)s.", event=labels[event])
        subject = ", ".join(set(parts.mapped("directive_symbol")))
        self._notify_users(users, subject, body, self if len(self) == 1 else None)
