from typing import NamedTuple

from odoo import models


class TransferItem(NamedTuple):
    """One open record that names the unit which is reorganised.

    :param roles: names of the fields that name it, in a stable order
    :param blocked: what has to happen first; empty when nothing stands in the way
    :param date_due: shown in the list, where the record has one
    """

    record_id: int
    name: str
    roles: tuple = ()
    blocked: str = ""
    date_due: object = None


class GovTransferableMixin(models.AbstractModel):
    """Adopted by what moves along when units are reorganised.

    A model joins in three steps: inherit this mixin, implement both methods, and add
    its name to ``gov.transfer._gov_transferable_models``. Both run under sudo, after
    the transfer checked that a manager of the company carries it out; both have to
    take a constant number of statements however many records there are.
    """

    _name = "gov.transferable.mixin"
    _description = "Moves along when units are reorganised"

    def _gov_transfer_items(self, unit):
        """Open records that name ``unit``.

        :return: list of :class:`TransferItem`
        """
        raise NotImplementedError

    def _gov_transfer(self, transfer, unit, successor):
        """Hand the records of ``self`` over from ``unit`` to ``successor``.

        :param transfer: the ``gov.transfer`` with number and date of the decision
        :return: dict of record id: (outcome, id of the record that goes on), outcome
            "moved" or "merged"
        """
        raise NotImplementedError
