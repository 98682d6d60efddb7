from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

SIZES = [("a4", "A4"), ("a5", "A5")]
# Points do not change when their posters are gone: they are printed again.
KEEP_DAYS = 30


class GovSurveyPoster(models.Model):
    """Posters of many points in one file, made in the background."""

    _name = "gov.survey.poster"
    _description = "Posters of survey points"
    _inherit = ["gov.guarded.mixin"]
    _order = "id desc"

    _guarded_create_only = True
    _guarded_fields = frozenset(
        {
            "name",
            "size",
            "point_ids",
            "point_count",
            "state",
            "progress",
            "attempts",
            "failure",
            "page_count",
            "file",
            "user_id",
            "company_id",
        }
    )

    name = fields.Char(string="Posters", required=True, readonly=True, copy=False)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, copy=False, index=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Requested by",
        required=True,
        readonly=True,
        copy=False,
        ondelete="cascade",
        index=True,
    )
    size = fields.Selection(selection=SIZES, required=True, readonly=True, copy=False)
    # In the order they are printed.
    point_ids = fields.Json(readonly=True, copy=False)
    point_count = fields.Integer(string="Posters wanted", readonly=True, copy=False)
    page_count = fields.Integer(string="Pages", readonly=True, copy=False)
    state = fields.Selection(
        selection=[
            ("queued", "Being made"),
            ("done", "Made"),
            ("failed", "Not made"),
            ("stopped", "Stopped"),
        ],
        default="queued",
        required=True,
        readonly=True,
        copy=False,
    )
    progress = fields.Integer(string="Progress (%)", readonly=True, copy=False)
    attempts = fields.Integer(readonly=True, copy=False)
    failure = fields.Text(string="Why they were not made", readonly=True, copy=False)
    file = fields.Binary(
        string="Poster file", attachment=True, readonly=True, copy=False
    )
    file_name = fields.Char(compute="_compute_file_name")

    @api.depends("size")
    def _compute_file_name(self):
        for poster in self:
            poster.file_name = f"ap-phich-{poster.size}-{poster.id}.pdf"

    @api.model
    def _enqueue(self, points, size):
        """Ask for the posters of ``points``, which the user may read.

        :return: the new record
        """
        points.check_access("read")
        sizes = dict(SIZES)
        # sudo: users have no right to create; access to the points was checked.
        poster = self.sudo()._guarded_create(
            [
                {
                    "name": self.env._(
                        "Posters %(size)s of %(count)s points",
                        size=sizes[size],
                        count=len(points),
                    ),
                    "company_id": points.company_id[:1].id,
                    "user_id": self.env.uid,
                    "size": size,
                    "point_ids": points.ids,
                    "point_count": len(points),
                }
            ]
        )
        # sudo: to start a job is all that a user does with it.
        cron = self.env.ref("friendly_gov_survey.ir_cron_gov_survey_poster_make")
        cron.sudo()._trigger()
        return poster.with_env(self.env)

    def action_download(self):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/gov.survey.poster/{self.id}/file/{self.file_name}"
            "?download=true",
            "target": "download",
        }

    def action_refresh(self):
        """Show how far it is: the form reads the record again after a button."""
        self.check_access("read")
        return True

    def action_stop(self):
        """Make them no more."""
        self.ensure_one()
        self.check_access("read")
        if self.env.user != self.user_id and not self.env.user.has_group(
            "friendly_gov.group_manager"
        ):
            raise UserError(
                self.env._("%(user)s asked for these posters.", user=self.user_id.name)
            )
        try:
            # sudo: who may stop it was checked.
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._("The posters are being written right now. Try again.")
            ) from error
        self.invalidate_recordset()
        if self.state != "queued":
            raise UserError(self.env._("These posters are not being made."))
        # sudo: who may stop it was checked.
        self.sudo()._guarded_write({"state": "stopped", "progress": 0})
        return True

    def _get_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Posters"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.autovacuum
    def _gc_posters(self):
        """Files of old posters go: they are the largest that a survey leaves."""
        oldest = fields.Datetime.subtract(fields.Datetime.now(), days=KEEP_DAYS)
        self.search([("create_date", "<", oldest), ("state", "!=", "queued")]).unlink()
