from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command

# Compared by identity. A flag such as True could be put into the context of any
# RPC call; this object cannot be sent over the wire, so only code of this
# process that reaches the private methods below holds it.
_UNLOCK = object()


def is_unlocked(env):
    """True inside the private methods that change guarded fields."""
    return env.context.get("gov_unlock") is _UNLOCK


def _is_command(value):
    return isinstance(value, (list, tuple))


def _get_linked(commands):
    """Ids that many2many ``commands`` link to."""
    ids = set()
    for command in commands:
        if command[0] == Command.LINK:
            ids.add(command[1])
        elif command[0] == Command.SET:
            ids.update(command[2])
    return [id_ for id_ in ids if isinstance(id_, int)]


class GovGuardedMixin(models.AbstractModel):
    """Fields that change only through the methods of their model.

    Adopt it in three lines::

        _inherit = ["gov.guarded.mixin"]
        _guarded_fields = frozenset({"state", "date_done"})

    ``create``, ``write`` (hence ``load``, kanban drag, one2many commands) and
    defaults that carry a guarded field are refused, under ``sudo()`` too. The
    model's own methods use :meth:`_guarded_create` and :meth:`_guarded_write`.

    Stored computed columns that are not editable are guarded without being named:
    the framework lets a call overwrite them, and copies such as ``company_id`` and
    ``assignment_id`` are what record rules look at.
    """

    _name = "gov.guarded.mixin"
    _description = "Fields changed by methods only"

    _guarded_fields = frozenset()
    # Link to the record that owns this one; set once.
    _guarded_parent = None
    # Records that only the model's own methods may create, or nobody may delete.
    _guarded_create_only = False
    _guarded_unlink = False

    @api.model
    def default_get(self, fields):
        # ``default_state`` in a context or a user-defined default (ir.default)
        # would slip past create(), whose values are checked before defaults.
        defaults = super().default_get(fields)
        for name in self._get_guarded(defaults):
            field = self._fields[name]
            if field.default:
                value = field.convert_to_cache(field.default(self), self, False)
                defaults[name] = field.convert_to_write(value, self)
            else:
                del defaults[name]
        self._check_typed_records(defaults)
        return defaults

    def onchange(self, values, field_names, fields_spec):
        # The answer holds names and related fields, which are read as superuser: a
        # made-up parent would tell what stands on the record of another unit.
        self._check_typed_records(values)
        return super().onchange(values, field_names, fields_spec)

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
        for vals in vals_list:
            self._check_dialog_links(vals)
        return super().create(vals_list)

    def write(self, vals):
        if not self._is_unlocked():
            self._refuse_guarded(vals)
            self._refuse_other_parent(vals)
        self._check_dialog_links(vals)
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
        names = sorted(self._get_guarded(vals))
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

    def _refuse_other_parent(self, vals):
        # Write access is checked on the record as it is, not as it becomes: without
        # this a draft could be pushed into what somebody else is about to issue.
        name = self._guarded_parent
        if name in vals and any(r[name].id != vals[name] for r in self):
            raise AccessError(
                self.env._(
                    "%(model)s: a record stays where it was entered.",
                    model=self._get_description(),
                )
            )

    @api.model
    def _get_guarded(self, names):
        """Those of ``names`` that only the system sets."""
        return [
            name
            for name in names
            if name in self._guarded_fields or self._is_system_column(name)
        ]

    @api.model
    def _is_system_column(self, name):
        field = self._fields.get(name)
        return bool(
            field
            and field.store
            and field.compute
            and field.readonly
            and not field.inverse
        )

    @api.model
    def _check_dialog_links(self, vals):
        """A dialog reads what it shows as superuser: its links are the user's own."""
        if self._transient:
            links = {
                name: value
                for name, value in vals.items()
                if name in self._fields and self._fields[name].type == "many2one"
            }
            self._check_typed_records(links)

    @api.model
    def _check_read_link(self, name, vals_list):
        """A link tells the name of what it leads to: it is to what the user reads."""
        ids = {vals[name] for vals in vals_list if vals.get(name)}
        self.env[self._fields[name].comodel_name].browse(ids).check_access("read")

    @api.model
    def _check_typed_records(self, values):
        """Raise unless the user may read the records of ours that ``values`` name."""
        for name, value in values.items():
            field = self._fields.get(name)
            if not field or not (field.comodel_name or "").startswith("gov."):
                continue
            records = self.env[field.comodel_name]
            if field.type == "many2one":
                found = value.get("id") if isinstance(value, dict) else value
                records.browse(found or ()).check_access("read")
                continue
            commands = [command for command in value or () if _is_command(command)]
            if field.type == "many2many" and self._transient:
                records.browse(_get_linked(commands)).check_access("read")
            if hasattr(records, "_check_typed_records"):
                for command in commands:
                    if command[0] in (Command.CREATE, Command.UPDATE):
                        records._check_typed_records(command[2])

    def _get_values_of(self, names):
        """Values of ``names`` as ``create`` and contexts take them, links included."""
        self.ensure_one()
        values = {}
        for name in names:
            field, value = self._fields[name], self[name]
            if field.type == "many2many":
                value = [Command.set(value.ids)]
            elif field.type == "many2one":
                value = value.id
            values[name] = value
        return values

    def _get_description(self):
        # sudo: the name of a model.
        return self.env["ir.model"].sudo()._get(self._name).name

    def _is_unlocked(self):
        return is_unlocked(self.env)

    def _guarded_create(self, vals_list):
        """Create with guarded fields; the result carries the caller's context."""
        records = self.with_context(gov_unlock=_UNLOCK).create(vals_list)
        return records.with_env(self.env)

    def _guarded_write(self, vals):
        return self.with_context(gov_unlock=_UNLOCK).write(vals)

    def _guarded_delete(self):
        return self.with_context(gov_unlock=_UNLOCK).unlink()
