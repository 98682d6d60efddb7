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
    date = fields.Date(
        string="Launched on", compute="_compute_facts", store=True, readonly=False
    )
    place = fields.Char(
        string="Place of the launch",
        compute="_compute_facts",
        store=True,
        readonly=False,
    )
    symbol = fields.Char(
        string="Decision No.", compute="_compute_facts", store=True, readonly=False
    )
    symbol_date = fields.Date(
        string="Date of the decision",
        compute="_compute_facts",
        store=True,
        readonly=False,
    )
    pledge_unit_count = fields.Integer(
        string="Pledges of units",
        compute="_compute_facts",
        store=True,
        readonly=False,
        help="Signed at the launch, as the unit declares.",
    )
    pledge_person_count = fields.Integer(
        string="Pledges of persons",
        compute="_compute_facts",
        store=True,
        readonly=False,
        help="Signed at the launch, as the unit declares.",
    )
    note = fields.Text(
        string="Remarks", compute="_compute_facts", store=True, readonly=False
    )
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

    @api.model_create_multi
    def create(self, vals_list):
        dialogs = super().create(vals_list)
        # What it shows of the roll-out is read as superuser.
        dialogs.rollout_id.check_access("read")
        return dialogs

    @api.depends("rollout_id", "event")
    def _compute_facts(self):
        for dialog in self:
            rollout = dialog.rollout_id
            for name, column in FACTS.items():
                dialog[name] = rollout[column]
            if dialog.event == "launch" and rollout:
                dialog.date = rollout.company_id._gov_today()
                dialog.place = rollout.place or rollout.place_unit_id.name

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
