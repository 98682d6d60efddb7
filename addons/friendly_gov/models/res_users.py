from odoo import api, fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    # Scope is explicit: an empty list sees nothing. Rules read these two fields, and
    # what is delegated, through gov_scope_unit_ids and gov_scope_follow_unit_ids.
    gov_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_user_unit_rel",
        string="Units of the user",
        help="The user works for these units and everything below them.",
    )
    gov_follow_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_user_follow_unit_rel",
        string="Units followed",
        help="Units that the user leads or watches without working there.",
    )
    gov_employee_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Unit of the employee",
        index="btree_not_null",
        readonly=True,
        copy=False,
        help="The unit that came from the employee record; a transfer replaces it.",
    )
    # How far the person was told: what keeps the digest at one a day.
    gov_reminder_last_id = fields.Integer(
        readonly=True,
        copy=False,
        groups="base.group_system",
        export_string_translation=False,
    )
    gov_pledge_reminder_last_id = fields.Integer(
        readonly=True,
        copy=False,
        groups="base.group_system",
        export_string_translation=False,
    )
    gov_reminder_date = fields.Date(
        string="Last digest of reminders",
        readonly=True,
        copy=False,
        groups="base.group_system",
    )

    @api.model
    def _get_invalidation_fields(self):
        # Record rules are cached per user: without this a transferred person
        # would keep the old unit until the next restart.
        return super()._get_invalidation_fields() | {
            "gov_unit_ids",
            "gov_follow_unit_ids",
        }

    def _gov_sync_employee_unit(self):
        """Keep ``gov_unit_ids`` in step with the department of the employee.

        The one hook of design 5: called when an employee is created, moved or
        linked to a user. Units added by hand stay.
        """
        self.invalidate_model(self._GOV_SCOPE_FIELDS)
        # sudo: employees and users are written by HR staff who may not write
        # users; only the unit of the person's own employee record is copied.
        for user in self.sudo():
            old, new = user.gov_employee_unit_id, user._gov_employee_units()[:1]
            if old == new:
                continue
            commands = [fields.Command.unlink(old.id)] if old else []
            if new:
                commands.append(fields.Command.link(new.id))
            user.write({"gov_unit_ids": commands, "gov_employee_unit_id": new.id})

    def _gov_scope_units(self):
        """Units whose work the user may do today: own ones and those below, and
        those of people for whom the user stands in.
        """
        self.ensure_one()
        # sudo: the user's own scope, read to check the user.
        return self.sudo().gov_work_unit_ids

    def _gov_own_units(self):
        """Units whose work the user may never accept or grade: the own ones, and
        those of people for whom the user stands in.
        """
        self.ensure_one()
        # sudo: the user's own scope, read to check the user.
        return self.sudo().gov_own_unit_ids

    def _gov_own_agencies(self):
        """The own units and the agencies that these are parts of: whoever works in a
        division of a commune doesn't judge the commune for another body.
        """
        paths = self._gov_own_units().mapped("parent_path")
        ids = {int(number) for path in paths for number in path.split("/")[:-1]}
        # sudo: ids only, compared with those of what is to be judged.
        return self.env["hr.department"].sudo().browse(sorted(ids))

    def _gov_employee_units(self):
        """Units of the employee records, in every company.

        Not ``employee_ids``: that one follows the companies on the screen.
        """
        # sudo: only units are taken from the personnel file.
        employees = self.env["hr.employee"].sudo()
        return employees.search([("user_id", "in", self.ids)], order="id").department_id
