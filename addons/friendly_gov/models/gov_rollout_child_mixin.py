from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date


class GovRolloutChildMixin(models.AbstractModel):
    """Something that is kept about one roll-out, with its history.

    Whoever may work on the roll-out enters it (record rules); once the roll-out has
    ended nothing is added, changed or removed.
    """

    _name = "gov.rollout.child.mixin"
    _description = "Part of a roll-out"
    _inherit = ["gov.history.mixin"]

    _guarded_parent = "rollout_id"

    rollout_id = fields.Many2one(
        comodel_name="gov.rollout",
        string="Roll-out",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="rollout_id.company_id", store=True, precompute=True, index=True
    )
    unit_id = fields.Many2one(
        related="rollout_id.unit_id", store=True, precompute=True, index=True
    )
    is_demo = fields.Boolean(related="rollout_id.is_demo")

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_rollout_open()
        return records

    def write(self, vals):
        self._check_rollout_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ended(self):
        self._check_rollout_open()

    def _check_rollout_open(self):
        if self._is_unlocked():
            return
        # sudo: an ended roll-out refuses, whoever asks.
        ended = self.sudo().rollout_id.filtered(lambda rollout: not rollout.is_open)
        if ended:
            raise UserError(
                self.env._(
                    "%(name)s has ended: nothing is added to it or changed.",
                    name=ended[0].display_name,
                )
            )

    def _get_history_rollout(self):
        return SQL.identifier("r", "rollout_id")

    def _check_not_future(self, *names):
        """Raise if one of the dates ``names`` lies after today in the office."""
        for record in self:
            today = record.company_id._gov_today()
            for name in names:
                if record[name] and record[name] > today:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: %(date)s lies in the future.",
                            field=record.fields_get([name])[name]["string"],
                            date=format_date(self.env, record[name]),
                        )
                    )
