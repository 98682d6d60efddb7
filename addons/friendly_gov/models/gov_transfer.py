from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError, ValidationError
from odoo.fields import Command


class GovTransfer(models.Model):
    """Hand-over of open work when units are merged, split or closed.

    Kept with its decision and its list: who moved what to whom, and when. Carried
    out as a whole or not at all.
    """

    _name = "gov.transfer"
    _description = "Transfer of work between units"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]
    _order = "id desc"
    _rec_name = "decision_symbol"
    _check_company_auto = True

    _guarded_fields = frozenset({"state", "executed_at", "executed_by_id"})
    _search_key_fields = ("decision_symbol", "note")
    # Whoever changes these gets a new list.
    _LISTED_BY = frozenset({"unit_id", "successor_ids"})

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        selection=[("draft", "Being prepared"), ("done", "Carried out")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    decision_symbol = fields.Char(string="Number of the decision", required=True)
    decision_date = fields.Date(string="Date of the decision", required=True)
    date_effective = fields.Date(
        string="Takes effect on",
        required=True,
        help="From this day on the successors answer for the work.",
    )
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Unit that hands over",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    successor_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_transfer_successor_rel",
        string="Successors",
        compute="_compute_successor_ids",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
    )
    ends_unit = fields.Boolean(
        string="The unit ends",
        help="Nothing may stay with it; its last day and its successors are noted on "
        "its record.",
    )
    note = fields.Text()
    all_to_id = fields.Many2one(
        comodel_name="hr.department",
        string="Successor",
        ondelete="set null",
        check_company=True,
        help="Takes over everything that has no successor yet.",
    )
    line_ids = fields.One2many("gov.transfer.line", "transfer_id", string="List")
    line_count = fields.Integer(compute="_compute_counts", string="Listed")
    blocked_count = fields.Integer(compute="_compute_counts", string="Blocked")
    open_count = fields.Integer(compute="_compute_counts", string="Without a successor")
    merge_count = fields.Integer(compute="_compute_counts", string="To be merged")
    summary = fields.Char(compute="_compute_counts")
    missing = fields.Char(compute="_compute_missing")
    executed_at = fields.Datetime(string="Carried out on", readonly=True, copy=False)
    executed_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Carried out by",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )

    @api.model
    def _gov_transferable_models(self):
        """Names of the models that move along, in the order in which they are moved.

        Bodies of documents and draft tasks go first: what follows rests on them.
        """
        return [
            "gov.directive",
            "gov.coordination",
            "gov.task",
            "gov.assignment",
            "gov.rollout",
            "hr.department",
        ]

    @api.depends("unit_id")
    def _compute_successor_ids(self):
        for transfer in self:
            transfer.successor_ids = transfer.unit_id.gov_successor_ids

    @api.depends("line_ids.successor_id", "line_ids.keep", "line_ids.blocked")
    def _compute_counts(self):
        kinds = dict(self.env["gov.transfer.line"]._selection_res_model())
        for transfer in self:
            lines = transfer.line_ids
            transfer.line_count = len(lines)
            leaving = lines.filtered(lambda line: not line.keep)
            transfer.blocked_count = len(leaving.filtered("blocked"))
            transfer.open_count = len(leaving.filtered(lambda li: not li.successor_id))
            transfer.merge_count = len(leaving.filtered("merges"))
            counts = {}
            for line in lines:
                counts[line.res_model] = counts.get(line.res_model, 0) + 1
            transfer.summary = ", ".join(
                f"{kinds.get(model, model)}: {count}" for model, count in counts.items()
            )

    @api.depends(
        "state",
        "date_effective",
        "unit_id",
        "successor_ids",
        "ends_unit",
        "line_ids.successor_id",
        "line_ids.keep",
        "line_ids.blocked",
    )
    def _compute_missing(self):
        for transfer in self:
            missing = transfer._get_missing() if transfer.state == "draft" else []
            transfer.missing = "; ".join(missing)

    def _get_missing(self):
        """What stands in the way, in words for the screen."""
        self.ensure_one()
        missing = []
        if not self.line_ids:
            missing.append(self.env._("nothing is listed: the unit has no open work"))
        today = self.env.company._gov_today()
        if self.date_effective and self.date_effective > today:
            missing.append(
                self.env._(
                    "the decision takes effect on %(date)s",
                    date=self.date_effective.strftime("%d/%m/%Y"),
                )
            )
        missing += self._get_missing_choices()
        return missing

    def _get_missing_choices(self):
        missing = []
        if self.open_count:
            missing.append(
                self.env._("%(count)s records have no successor", count=self.open_count)
            )
        if self.blocked_count:
            missing.append(
                self.env._(
                    "%(count)s records wait for a decision first (see the list)",
                    count=self.blocked_count,
                )
            )
        if self.ends_unit and self.line_ids.filtered("keep"):
            missing.append(
                self.env._("the unit ends: no record can stay with it"),
            )
        work = self.line_ids.filtered(
            lambda line: line.res_model == "gov.assignment" and not line.keep
        )
        exempt = work.successor_id.filtered("gov_is_exempt")
        if exempt:
            missing.append(
                self.env._(
                    "%(units)s can coordinate, but is not given a deadline",
                    units=", ".join(exempt.mapped("name")),
                )
            )
        return missing

    @api.constrains("unit_id", "successor_ids", "date_effective", "decision_date")
    def _check_units(self):
        for transfer in self:
            unit, day = transfer.unit_id, transfer.date_effective
            if unit in transfer.successor_ids:
                raise ValidationError(
                    self.env._("%(unit)s cannot be its own successor.", unit=unit.name)
                )
            if unit.gov_date_from and unit.gov_date_from > day:
                raise ValidationError(
                    self.env._(
                        "%(unit)s does not exist yet on %(date)s.",
                        unit=unit.name,
                        date=day.strftime("%d/%m/%Y"),
                    )
                )
            valid = transfer.successor_ids.filtered("active")._gov_is_valid_on(day)
            ended = transfer.successor_ids - valid
            if ended:
                raise ValidationError(
                    self.env._(
                        "%(units)s does not exist on %(date)s: choose another "
                        "successor, or correct the dates of the unit.",
                        units=", ".join(ended.mapped("name")),
                        date=day.strftime("%d/%m/%Y"),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        transfers = super().create(vals_list)
        transfers._list_records()
        return transfers

    def write(self, vals):
        if not self._is_unlocked():
            self._check_draft()
        res = super().write(vals)
        if not self._LISTED_BY.isdisjoint(vals) and not self._is_unlocked():
            self._list_records()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self._check_draft()

    def _check_draft(self):
        if "done" in self.mapped("state"):
            raise UserError(
                self.env._("A transfer that was carried out is kept as it is.")
            )

    def action_list(self):
        """List the open records anew, keeping what was chosen already."""
        self.check_access("write")
        self._check_draft()
        self._list_records()
        return True

    def action_all_to(self):
        """Give what has no successor yet to the one that was chosen."""
        self.check_access("write")
        for transfer in self:
            if transfer.all_to_id not in transfer.successor_ids:
                raise UserError(self.env._("Choose one of the successors."))
            lines = transfer.line_ids
            lines.filtered(lambda line: not line.successor_id and not line.keep).write(
                {"successor_id": transfer.all_to_id.id}
            )
        return True

    def action_open_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_transfer_line_action"
        )
        return action | {"domain": [("transfer_id", "=", self.id)]}

    def action_execute(self):
        """Hand everything over, or nothing."""
        for transfer in self:
            transfer._check_may_execute()
            transfer._lock()
            transfer._check_draft()
            missing = transfer._get_missing()
            if missing:
                raise UserError(
                    self.env._("Not possible yet: %(why)s.", why="; ".join(missing))
                )
            transfer._check_list_is_current()
            transfer._execute()
        return True

    def _check_may_execute(self):
        self.ensure_one()
        self.check_access("write")
        if self.env.su or self.env.user.has_group("friendly_gov.group_manager"):
            return
        raise AccessError(self.env._("Only managers transfer work between units."))

    def _lock(self):
        """Lock the row first: a double click must not move anything twice."""
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("Someone else is carrying out this transfer right now.")
            ) from error
        self.invalidate_recordset()

    def _collect(self):
        """Open records of the unit by (model, id)."""
        self.ensure_one()
        found = {}
        for model in self._gov_transferable_models():
            # sudo: the whole company's work is listed, drafts of results apart; only
            # managers of that company write transfers.
            records = self.env[model].sudo()
            for item in records._gov_transfer_items(self.unit_id):
                found[model, item.record_id] = item
        return found

    def _list_records(self):
        for transfer in self:
            found = transfer._collect()
            known = {(li.res_model, li.res_id): li for li in transfer.line_ids}
            gone = [line.id for key, line in known.items() if key not in found]
            lines = transfer.line_ids
            lines.browse(gone)._guarded_delete()
            only = transfer.successor_ids
            lines._guarded_create(
                [
                    {
                        "transfer_id": transfer.id,
                        "res_model": model,
                        "res_id": item.record_id,
                        "successor_id": only.id if len(only) == 1 else False,
                        **lines._get_item_values(item),
                    }
                    for (model, _id), item in found.items()
                    if (model, item.record_id) not in known
                ]
            )
            transfer.line_ids._refresh(found)

    def _check_list_is_current(self):
        """What was confirmed on the screen is what is moved."""
        found = self._collect()
        listed = {
            (line.res_model, line.res_id): (line.roles, line.blocked or "")
            for line in self.line_ids
        }
        current = {
            key: (",".join(item.roles), item.blocked) for key, item in found.items()
        }
        if listed != current:
            raise UserError(
                self.env._(
                    "The open work of %(unit)s changed since this list was made. Press "
                    "Update the list and look at it again.",
                    unit=self.unit_id.name,
                )
            )

    def _execute(self):
        self.ensure_one()
        leaving = self.line_ids.filtered(lambda line: not line.keep)
        for model in self._gov_transferable_models():
            lines = leaving.filtered(lambda line, model=model: line.res_model == model)
            for successor, group in lines.grouped("successor_id").items():
                # sudo: nobody has write access to what is moved; the manager, the
                # company and the list were checked by action_execute.
                records = self.env[model].sudo().browse(group.mapped("res_id"))
                outcomes = records._gov_transfer(self, self.unit_id, successor)
                group._note_outcomes(outcomes)
        (self.line_ids - leaving)._guarded_write({"outcome": "kept"})
        self._guarded_write(
            {
                "state": "done",
                "executed_at": fields.Datetime.now(),
                "executed_by_id": self.env.uid,
            }
        )
        if self.ends_unit:
            self._end_unit(leaving.successor_id)
        self._notify_successors()

    def _end_unit(self, successors):
        """Note on the unit's record that it ended, unless that is known already."""
        values = {"gov_successor_ids": [Command.link(unit.id) for unit in successors]}
        if not self.unit_id.gov_date_to:
            values["gov_date_to"] = fields.Date.subtract(self.date_effective, days=1)
        self.unit_id.write(values)

    def _get_reason(self):
        self.ensure_one()
        return self.env._(
            "Reorganisation: %(unit)s, decision %(symbol)s of %(date)s.",
            unit=self.unit_id.name,
            symbol=self.decision_symbol,
            date=self.decision_date.strftime("%d/%m/%Y"),
        )

    def _notify_successors(self):
        """One notice per successor, however many tasks it took over."""
        work = self.line_ids.filtered(
            lambda line: line.res_model == "gov.assignment" and line.outcome == "moved"
        )
        for successor, lines in work.grouped("successor_id").items():
            users = successor._gov_officers()
            if not users:
                continue
            self.env["mail.thread"].message_notify(
                partner_ids=users.partner_id.ids,
                subject=self.env._("Tasks taken over"),
                body=self.env._(
                    "%(count)s tasks of %(unit)s go on with %(successor)s. %(reason)s",
                    count=len(lines),
                    unit=self.unit_id.name,
                    successor=successor.name,
                    reason=self._get_reason(),
                ),
            )
