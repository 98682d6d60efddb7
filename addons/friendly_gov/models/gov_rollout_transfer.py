from odoo import api, fields, models
from odoo.fields import Domain
from odoo.models import MAGIC_COLUMNS

from .gov_rollout import OPEN_STATES
from .gov_transferable_mixin import TransferItem

# Bodies that only change their name on the roll-out.
BODIES = ("steering_unit_id", "place_unit_id")
# What belongs to the roll-out that ended, or to its unit.
NOT_INHERITED = {
    "unit_id",
    "place_unit_id",
    "responsible_id",
    "transferred_to_id",
    "next_step_id",
    "date_next",
    "step_count",
    "step_done_count",
    "date_ended",
    "end_reason",
    "end_symbol",
    "end_symbol_date",
    "message_main_attachment_id",
    *MAGIC_COLUMNS,
}


class GovRollout(models.Model):
    """What a unit that ends rolls out goes on with its successor.

    The roll-out of the unit ends as transferred and keeps its files and its history,
    so that reports of earlier days name the old unit.
    """

    _name = "gov.rollout"
    _inherit = ["gov.rollout", "gov.transferable.mixin"]

    transferred_to_id = fields.Many2one(
        comodel_name="gov.rollout",
        string="Goes on as",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    transferred_from_ids = fields.One2many(
        "gov.rollout", "transferred_to_id", string="Taken over from", readonly=True
    )

    @api.depends("transferred_to_id.unit_id", "transferred_to_id.visible_unit_ids")
    def _compute_visible_unit_ids(self):
        return super()._compute_visible_unit_ids()

    def _get_visible_units(self):
        # Whoever goes on reads what was done before.
        heir = self.transferred_to_id
        return super()._get_visible_units() | heir.unit_id | heir.visible_unit_ids

    def _gov_transfer_items(self, unit):
        names = ("unit_id", *BODIES)
        named = Domain.OR(Domain(name, "=", unit.id) for name in names)
        rollouts = self.search(Domain("state", "in", OPEN_STATES) & named, order="id")
        return [
            TransferItem(
                rollout.id,
                rollout.name,
                tuple(name for name in names if rollout[name] == unit),
                "",
                rollout.date_next,
            )
            for rollout in rollouts
        ]

    def _gov_transfer(self, transfer, unit, successor):
        self._lock()
        paper = {
            "reason": transfer._get_reason(),
            "document": (transfer.decision_symbol, transfer.decision_date),
        }
        for name in BODIES:
            named = self.filtered(lambda rollout, name=name: rollout[name] == unit)
            if named:
                named._history_write({name: successor.id}, "transfer_body", **paper)
        own = self.filtered(lambda rollout: rollout.unit_id == unit)
        heirs = own._gov_find_heirs(successor)
        fresh = own.filtered(lambda rollout: rollout._gov_key() not in heirs)
        made = fresh._gov_make_heirs(successor, paper)
        outcomes = {rollout.id: ("moved", rollout.id) for rollout in self - own}
        for rollout in own:
            heir = heirs.get(rollout._gov_key()) or made[rollout._gov_key()]
            outcome = "merged" if rollout._gov_key() in heirs else "moved"
            rollout._history_write(
                {
                    "state": "transferred",
                    "transferred_to_id": heir.id,
                    "date_ended": transfer.date_effective,
                    "end_reason": paper["reason"],
                    "end_symbol": transfer.decision_symbol,
                    "end_symbol_date": transfer.decision_date,
                },
                "transfer",
                **paper,
            )
            outcomes[rollout.id] = (outcome, heir.id)
        own._on_ended()
        return outcomes

    def _gov_key(self):
        """What a unit rolls out once."""
        return self.reform_model_id, self.wave_id

    def _gov_find_heirs(self, successor):
        """Roll-outs that the successor has already, by model and wave."""
        known = self.search(
            Domain("unit_id", "=", successor.id)
            & Domain("reform_model_id", "in", self.reform_model_id.ids)
            & Domain("state", "not in", ("stopped", "transferred"))
        )
        return {rollout._gov_key(): rollout for rollout in known}

    def _gov_make_heirs(self, successor, paper):
        """Roll-outs of the successor with plan, steps and open items of ``self``."""
        names = self._get_inherited_names()
        created = self._history_create(
            [
                rollout._get_values_of(names)
                | {
                    "unit_id": successor.id,
                    "place_unit_id": rollout.place_unit_id.id
                    if rollout.place_unit_id != rollout.unit_id
                    else successor.id,
                }
                for rollout in self
            ],
            "transfer_in",
            **paper,
        )
        heirs = dict(zip(self, created, strict=True))
        for model in self.env.values():
            domain = getattr(model, "_gov_transfer_domain", None)
            if domain is not None and "rollout_id" in model._fields:
                # sudo: the manager, the company and the list of the transfer were
                # checked; nobody writes states.
                model.sudo()._gov_copy_to_heirs(heirs, paper)
        created._update_step_copies()
        return {rollout._gov_key(): heir for rollout, heir in heirs.items()}

    @api.model
    def _get_inherited_names(self):
        return [
            name
            for name, field in self._fields.items()
            if field.store
            and field.column_type
            and not field.compute
            and not field.related
            and name not in NOT_INHERITED
        ]


class GovRolloutChildMixin(models.AbstractModel):
    """Open items go on with the successor; what was done stays where it was done."""

    _inherit = "gov.rollout.child.mixin"

    # Records of the model that go on with a successor: a domain, [] for all. None:
    # they stay with the roll-out that ended.
    _gov_transfer_domain = None
    # Not copied: persons of the old unit, links to what stays.
    _gov_not_inherited = frozenset()

    @api.model
    def _gov_copy_to_heirs(self, heirs, paper):
        """Copy what goes on.

        :param dict heirs: roll-out that ended: the one that goes on
        """
        ended = self.env["gov.rollout"].union(*heirs)
        records = self.search(
            Domain("rollout_id", "in", ended.ids) & Domain(self._gov_transfer_domain),
            order="id",
        )
        left_out = {"rollout_id", *MAGIC_COLUMNS, *self._gov_not_inherited}
        names = [
            name
            for name, field in self._fields.items()
            if field.store
            and field.column_type
            and not field.compute
            and not field.related
            and name not in left_out
        ]
        by_id = {rollout.id: heir for rollout, heir in heirs.items()}
        vals_list = [
            record._get_values_of(names)
            | {"rollout_id": by_id[record.rollout_id.id].id}
            for record in records
        ]
        if vals_list:
            self._history_create(vals_list, "transfer_in", **paper)
