from odoo import api, models
from odoo.exceptions import AccessError

# Compared by identity. A flag such as True could be put into the context of any
# RPC call; this object cannot be sent over the wire, so only code of this
# process that reaches the private methods below holds it.
_UNLOCK = object()


class GovGuardedMixin(models.AbstractModel):
    """Fields that change only through the methods of their model.

    Adopt it in three lines::

        _inherit = ["gov.guarded.mixin"]
        _guarded_fields = frozenset({"state", "date_done"})

    ``create``, ``write`` (hence ``load``, kanban drag, one2many commands) and
    defaults that carry a guarded field are refused, under ``sudo()`` too. The
    model's own methods use :meth:`_guarded_create` and :meth:`_guarded_write`.
    """

    _name = "gov.guarded.mixin"
    _description = "Fields changed by methods only"

    _guarded_fields = frozenset()
    # Records that only the model's own methods may create, or nobody may delete.
    _guarded_create_only = False
    _guarded_unlink = False

    @api.model
    def default_get(self, fields):
        # ``default_state`` in a context or a user-defined default (ir.default)
        # would slip past create(), whose values are checked before defaults.
        defaults = super().default_get(fields)
        for name in self._guarded_fields.intersection(defaults):
            field = self._fields[name]
            if field.default:
                value = field.convert_to_cache(field.default(self), self, False)
                defaults[name] = field.convert_to_write(value, self)
            else:
                del defaults[name]
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_unlocked():
            if self._guarded_create_only:
                raise AccessError(
                    self.env._(
                        "%(model)s: records are made by the system only.",
                        model=self._get_description(),
                    )
                )
            for vals in vals_list:
                self._refuse_guarded(vals)
        return super().create(vals_list)

    def write(self, vals):
        if not self._is_unlocked():
            self._refuse_guarded(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_guarded(self):
        if self._guarded_unlink and not self._is_unlocked():
            raise AccessError(
                self.env._(
                    "%(model)s: records are never deleted.",
                    model=self._get_description(),
                )
            )

    def _refuse_guarded(self, vals):
        names = sorted(self._guarded_fields.intersection(vals))
        if names:
            labels = self.fields_get(names, ["string"])
            raise AccessError(
                self.env._(
                    "%(model)s: %(fields)s can only be changed with the buttons "
                    "of the record.",
                    model=self._get_description(),
                    fields=", ".join(labels[n]["string"] for n in names if n in labels)
                    or ", ".join(names),
                )
            )

    def _get_description(self):
        return self.env["ir.model"].sudo()._get(self._name).name

    def _is_unlocked(self):
        return self.env.context.get("gov_unlock") is _UNLOCK

    def _guarded_create(self, vals_list):
        """Create with guarded fields; the result carries the caller's context."""
        records = self.with_context(gov_unlock=_UNLOCK).create(vals_list)
        return records.with_env(self.env)

    def _guarded_write(self, vals):
        return self.with_context(gov_unlock=_UNLOCK).write(vals)

    def _guarded_delete(self):
        return self.with_context(gov_unlock=_UNLOCK).unlink()
