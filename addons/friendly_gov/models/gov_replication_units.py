from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Roll-outs that don't keep a unit from getting the model anew (_unit_uniq).
ENDED_EARLY = ("stopped", "transferred")


class GovReplication(models.Model):
    """Which units get the model, which don't, and why."""

    _inherit = "gov.replication"

    unit_count = fields.Integer(string="Number of units", compute="_compute_counts")
    todo_count = fields.Integer(string="Waiting", compute="_compute_counts")
    made_count = fields.Integer(string="Roll-outs made", compute="_compute_counts")
    skipped_count = fields.Integer(string="Left out", compute="_compute_counts")
    refused_count = fields.Integer(string="Not possible", compute="_compute_counts")
    progress = fields.Integer(string="Progress (%)", compute="_compute_counts")

    @api.depends("line_ids.state")
    def _compute_counts(self):
        counts = dict.fromkeys(self._ids, {})
        domain = [("replication_id", "in", self._origin.ids)]
        lines = self.env["gov.replication.line"]
        groups = lines._read_group(domain, ["replication_id", "state"], ["__count"])
        for replication, state, count in groups:
            known = counts[replication.id]
            counts[replication.id] = known | {state: count}
        for replication in self:
            by_state = counts.get(replication._origin.id, {})
            total = sum(by_state.values())
            left = by_state.get("todo", 0)
            replication.unit_count = total
            for state in ("todo", "made", "skipped", "refused"):
                replication[f"{state}_count"] = by_state.get(state, 0)
            replication.progress = 100 * (total - left) // total if total else 0

    def action_list(self):
        """List the units anew, to look at before it is carried out."""
        self.ensure_one()
        self._check_may_replicate()
        self._check_changeable()
        self._list_units()
        return True

    def _list_units(self):
        """Write the list: who waits for it, who is left out and why.

        What was made already by an attempt before stays in the list.
        """
        self.ensure_one()
        # sudo: the list is written by the system; who may was checked before.
        lines = self.sudo().line_ids
        made = lines.filtered(lambda line: line.state == "made")
        (lines - made)._guarded_delete()
        units = self._get_listed_units() - made.unit_id
        reasons = self._get_reasons(units)
        lines._guarded_create(
            [
                {
                    "replication_id": self.id,
                    "unit_id": unit.id,
                    "state": self._get_line_state(reasons.get(unit)),
                    "why": reasons.get(unit),
                }
                for unit in units
            ]
        )
        self.invalidate_recordset()
        if not self.line_ids:
            raise UserError(
                self.env._(
                    "No unit is chosen: name units, or a group that has units below "
                    "%(body)s.",
                    body=self.body_id.name,
                )
            )

    @api.model
    def _get_line_state(self, why):
        if not why:
            return "todo"
        return "skipped" if why in ("taken", "origin") else "refused"

    def _get_listed_units(self):
        groups = self.group_ids.with_company(self.company_id)
        units = groups._resolve_below(self.date_start, self.body_id)
        return (units | self.unit_ids) - self.excluded_unit_ids

    def _get_reasons(self, units):
        """Why units of ``units`` don't get it, by unit: a constant number of
        statements.
        """
        valid = units._gov_is_valid_on(self.date_start).filtered("active")
        below = self._get_units_below(units)
        taken = self._get_taken_units(units)
        reasons = {}
        for unit in units:
            if unit.gov_is_exempt:
                reasons[unit] = "exempt"
            elif unit not in valid:
                reasons[unit] = "invalid"
            elif unit not in below:
                reasons[unit] = "elsewhere"
            elif unit == self.origin_id.unit_id:
                reasons[unit] = "origin"
            elif unit in taken:
                reasons[unit] = "taken"
        return reasons

    def _get_units_below(self, units):
        """Units to which the body gives orders; managers act for every body."""
        user = self.env.user
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return units
        root = self.body_id._gov_get_root()
        if not root:
            return units & self.body_id
        return units.filtered(
            lambda unit: unit.parent_path.startswith(root.parent_path)
        )

    def _get_taken_units(self, units):
        """Units that have this model in this wave."""
        domain = (
            Domain("reform_model_id", "=", self.reform_model_id.id)
            & Domain("wave_id", "=", self.wave_id.id)
            & Domain("unit_id", "in", units.ids)
            & Domain("state", "not in", ENDED_EARLY)
        )
        # sudo: whether a unit has the model, also where another body steers it.
        found = self.env["gov.rollout"].sudo()._read_group(domain, ["unit_id"])
        return units.browse(unit.id for (unit,) in found)

    def _notify_units(self):
        """One notice a person, however many units the person works for."""
        # sudo: addressees only.
        lines = self.sudo().line_ids.filtered("rollout_id")
        users = lines.unit_id._gov_officers() - self.env.user
        target = self.wave_id or self.reform_model_id
        # People without a language get that of whoever replicates.
        for lang, people in users.grouped(lambda user: user.lang or False).items():
            env = self.with_context(lang=lang or self.env.lang).env
            name = self.with_env(env).reform_model_id.name
            self.env["mail.thread"].message_notify(
                partner_ids=people.partner_id.ids,
                subject=name,
                body=env._(
                    "“%(model)s” is rolled out in your unit from %(date)s. The steps "
                    "with their dates stand in the list of roll-outs.",
                    model=name,
                    date=fields.Date.to_date(self.date_start).strftime("%d/%m/%Y"),
                ),
                model=target._name,
                res_id=target.id,
            )
