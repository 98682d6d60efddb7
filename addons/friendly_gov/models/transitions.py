"""From which state to which an assignment moves, and who may cause it."""

from typing import NamedTuple

from ..report.queries import status
from .gov_product_mixin import PRODUCT_FIELDS

# Counted columns: the assignment's row is a copy of the last row of its log.
SNAPSHOT_FIELDS = (
    "state",
    "unit_id",
    "owner_id",
    "date_due",
    "date_started",
    "date_submitted",
    "date_done",
    "held_days",
    *PRODUCT_FIELDS,
)


SYSTEM = "system"


class Transition(NamedTuple):
    """From which states an event leads to which state, and who may cause it.

    ``side``: "unit" = people of the unit that does the work; SYSTEM = another
    record's method, which checks who; otherwise the names of the directive's bodies
    whose coordinators or leaders decide.
    """

    states: frozenset
    target: str | None
    side: str | tuple
    needs: frozenset = frozenset()


_OPEN = frozenset({"received", "doing", "submitted", "held", "adjusting"})
_RUNNING = frozenset(status.RUNNING_STATES)
_ASSIGNING = ("assigning_unit_id", "monitoring_unit_id")
_REASON = frozenset({"reason"})
_DOCUMENT = frozenset({"reason", "document"})

# Back to where it was: not started, or in progress.
REOPENED = "reopened"

TRANSITIONS = {
    # the unit that does the work
    "receive": Transition(_RUNNING, None, "unit"),
    "start": Transition(frozenset({"received"}), "doing", "unit"),
    "assign_owner": Transition(_OPEN, None, "unit"),
    "submit": Transition(_RUNNING, "submitted", "unit"),
    "request_adjustment": Transition(_RUNNING, "adjusting", "unit", _DOCUMENT),
    # the body that confirms completion
    "accept": Transition(frozenset({"submitted"}), "done", ("confirming_unit_id",)),
    "return": Transition(
        frozenset({"submitted"}), "doing", ("confirming_unit_id",), _REASON
    ),
    "correct": Transition(
        frozenset({"done"}), None, ("confirming_unit_id",), _DOCUMENT
    ),
    # the body that decides extensions
    "extend": Transition(
        _RUNNING, None, ("extending_unit_id",), frozenset({"reason", "date_due"})
    ),
    # the bodies that assign and monitor
    "hold": Transition(_RUNNING, "held", _ASSIGNING, _DOCUMENT),
    "resume": Transition(frozenset({"held"}), REOPENED, _ASSIGNING, _REASON),
    "refuse_adjustment": Transition(
        frozenset({"adjusting"}), REOPENED, _ASSIGNING, _REASON
    ),
    # Agreed that it is not this unit's: the line ends, the right unit gets a new one.
    "accept_adjustment": Transition(
        frozenset({"adjusting"}), "withdrawn", _ASSIGNING, _REASON
    ),
    "set_coefficient": Transition(_OPEN, None, _ASSIGNING),
    "withdraw": Transition(_OPEN, "withdrawn", _ASSIGNING, _REASON),
    "unstated": Transition(_OPEN, "unstated", _ASSIGNING, _REASON),
    "chase": Transition(_RUNNING, None, _ASSIGNING, _REASON),
    # Reorganisation, see gov.transfer. What waits for a decision is decided first.
    "transfer": Transition(_RUNNING | {"held"}, "transferred", SYSTEM, _DOCUMENT),
}
# Who causes the events that leave the counted columns alone.
BODIES_OF = {"follow": _ASSIGNING}
# Decisions on work, never on one's own unit's: not even hold or withdraw, which
# would take a late line out of the count. Who chases decides nothing.
JUDGING = frozenset(e for e, t in TRANSITIONS.items() if t.side != "unit") - {"chase"}
