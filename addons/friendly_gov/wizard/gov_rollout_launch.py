from odoo import api, fields, models
from odoo.exceptions import UserError

# How the columns of the dialog are called on the roll-out.
FACTS = {
    "date": "date_launched",
    "place": "launch_place",
    "symbol": "launch_symbol",
    "symbol_date": "launch_symbol_date",
    "note": "launch_note",
    "pledge_unit_count": "pledge_unit_count",
    "pledge_person_count": "pledge_person_count",
}


class GovRolloutLaunch(models.TransientModel):
    """Dialog that records a launch, corrects or undoes it."""

    _name = "gov.rollout.launch"
    _description = "Launch of a reform model"
    # Its onchange refuses roll-outs that the user may not read.
    _inherit = ["gov.guarded.mixin"]

    rollout_id = fields.Many2one(
        comodel_name="gov.rollout", string="Roll-out", required=True, readonly=True
    )
    event = fields.Selection(
        selection=[
            ("launch", "Launch"),
            ("correct", "Correct the launch"),
            ("undo", "Undo the launch"),
        ],
        required=True,
        readonly=True,
        default="launch",
    )
    date = fields.Date(string="Launched on")
    place = fields.Char(string="Place of the launch")
    symbol = fields.Char(string="Decision No.")
    symbol_date = fields.Date(string="Date of the decision")
    pledge_unit_count = fields.Integer(
        string="Pledges of units",
        help="Signed at the launch, as the unit declares.",
    )
    pledge_person_count = fields.Integer(
        string="Pledges of persons",
        help="Signed at the launch, as the unit declares.",
    )
    note = fields.Text(string="Remarks")
    file_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="gov_rollout_launch_attachment_rel",
        string="Photos",
    )
    missing = fields.Html(related="rollout_id.launch_missing")
    missing_count = fields.Integer(related="rollout_id.launch_missing_count")
    days_late = fields.Integer(compute="_compute_days_late")
    reason = fields.Text()
    document_symbol = fields.Char(string="Number of the paper")
    document_date = fields.Date(string="Date of the paper")

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        known = self._get_recorded(defaults.get("rollout_id"), defaults.get("event"))
        return {name: known[name] for name in known if name in fields} | defaults

    @api.model_create_multi
    def create(self, vals_list):
        # Whoever corrects one thing by a script leaves the rest as it is.
        return super().create(
            [
                self._get_recorded(vals.get("rollout_id"), vals.get("event")) | vals
                for vals in vals_list
            ]
        )

    @api.model
    def _get_recorded(self, rollout_id, event):
        """What is known of the launch, read as the user."""
        rollout = self.env["gov.rollout"].browse(rollout_id or ())
        if not rollout:
            return {}
        # What the dialog shows beside it is read as superuser.
        rollout.check_access("read")
        known = {name: rollout[column] for name, column in FACTS.items()}
        if event in (None, "launch"):
            known["date"] = rollout.company_id._gov_today()
            # sudo: the name of the place.
            place = rollout.place_unit_id.sudo().name
            known["place"] = rollout.place or place
        return known

    @api.depends("date", "rollout_id")
    def _compute_days_late(self):
        for dialog in self:
            planned = dialog.rollout_id.date_launch_planned
            counted = not dialog.rollout_id.unit_id.gov_is_exempt
            days = (dialog.date - planned).days if dialog.date and planned else 0
            dialog.days_late = max(0, days) if counted else 0

    def action_confirm(self):
        self.ensure_one()
        # Read as the user: a roll-out outside the scope is refused.
        rollout = self.env["gov.rollout"].browse(self.rollout_id.id)
        document = (self.document_symbol, self.document_date)
        if self.event == "undo":
            rollout._undo_launch(self.reason, document)
        elif self.event == "correct":
            rollout._correct_launch(self._get_facts(), self.reason, document)
        else:
            rollout._launch(
                self._get_facts(), reason=self.reason, files=self._take_files()
            )
        return {"type": "ir.actions.act_window_close"}

    def _get_facts(self):
        return {
            column: self[name].strip() if isinstance(self[name], str) else self[name]
            for name, column in FACTS.items()
        }

    def _take_files(self):
        """What was uploaded, as the user reads it; the uploads themselves go."""
        files = self.file_ids.with_context(bin_size=False)
        if any(not file.datas for file in files):
            raise UserError(self.env._("A photo is empty: upload it again."))
        taken = [{"name": file.name, "file": file.datas} for file in files]
        files.filtered(
            lambda file: (
                file.create_uid == self.env.user and file.res_model == self._name
            )
        ).unlink()
        return taken
