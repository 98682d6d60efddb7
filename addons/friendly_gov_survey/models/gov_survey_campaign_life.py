from odoo import api, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import SQL

from .gov_survey_campaign import CHANNEL_FIELDS


class GovSurveyCampaign(models.Model):
    """A campaign opens, takes answers until its last day, and is closed for good."""

    _inherit = "gov.survey.campaign"

    def write(self, vals):
        res = super().write(vals)
        if not vals.keys().isdisjoint({"date_close", *CHANNEL_FIELDS}):
            for campaign in self:
                if campaign.state == "open":
                    campaign._check_overlap()
        return res

    def action_open(self):
        """Start the campaign; from now on its questionnaire stays as it is."""
        for campaign in self:
            campaign._check_actor()
            campaign._lock()
            campaign._check_state("draft")
            missing = campaign._get_missing()
            if missing:
                raise UserError(
                    self.env._(
                        "%(campaign)s cannot be opened: %(missing)s.",
                        campaign=campaign.display_name,
                        missing="; ".join(missing),
                    )
                )
            campaign._check_overlap()
            campaign._drop_lines()
            # In this order: lines take over the state when they are made.
            campaign._guarded_write({"state": "open"})
            campaign._make_lines()
        return True

    def action_close(self):
        """End the campaign for good: a new round is a new campaign."""
        for campaign in self:
            campaign._check_actor()
            campaign._lock()
            campaign._check_state("open")
            campaign._close()
        return True

    def _close(self):
        """End an open campaign whose row is locked; the caller checked who may."""
        self._guarded_write({"state": "closed"})

    def action_make_lines(self):
        """List the units of a draft, so that populations and quotas can be entered."""
        for campaign in self:
            campaign._check_actor()
            campaign._lock()
            campaign._check_state("draft")
            campaign._drop_lines()
            campaign._make_lines()
        return True

    @api.model
    def _cron_close(self):
        """Close what has passed its last day, in the time zone of its office.

        Dossiers of campaigns whose answers were deleted are forgotten, too.
        """
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        for company in companies:
            passed = self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "open"),
                    ("date_close", "<", company._gov_today()),
                ]
            )
            for campaign in passed.try_lock_for_update(allow_referencing=True):
                campaign._close()
        self.env["gov.survey.invitation"]._forget_references()

    def _make_lines(self):
        """A line for each unit asked about that has none yet, in one batch.

        The caller checked who may.
        """
        self.ensure_one()
        # sudo: the caller may open the campaign; its lines are made by the system.
        campaign = self.sudo()
        units, lines = campaign._get_units(), campaign.line_ids
        lines._guarded_create(
            [
                {"campaign_id": campaign.id, "unit_id": unit.id}
                for unit in units - lines.unit_id
            ]
        )
        campaign.invalidate_recordset(["line_ids"])

    def _drop_lines(self):
        """Lines of a draft whose units are not asked about any more."""
        self.ensure_one()
        # sudo: as in _make_lines; nothing was answered to a draft yet.
        campaign = self.sudo()
        units = campaign._get_units()
        gone = campaign.line_ids.filtered(lambda line: line.unit_id not in units)
        gone._guarded_delete()

    def _get_missing(self):
        missing = super()._get_missing()
        channels = any(self[name] for name in CHANNEL_FIELDS)
        if not channels:
            missing.append(self.env._("no way of answering is chosen"))
        overlap = channels and self.unit_count and self._get_overlap()
        if overlap:
            missing.append(overlap)
        return missing

    def _check_overlap(self):
        """Raise if a unit would be asked in two campaigns on one day and channel.

        The point of a unit could not tell then which of them is meant.
        """
        self.ensure_one()
        # Whoever opens at the same time waits here, is refused for what this
        # transaction changed, and is tried again by the server with the campaign that
        # won before the eyes: a lock alone would still read the state of before.
        self.env.cr.execute(
            SQL(
                "UPDATE res_company SET write_date = write_date WHERE id = %s",
                self.company_id.id,
            )
        )
        overlap = self._get_overlap()
        if overlap:
            raise UserError(
                self.env._(
                    "%(campaign)s: %(overlap)s.",
                    campaign=self.display_name,
                    overlap=overlap,
                )
            )

    def _get_overlap(self):
        """What is in the way of asking these units, in words; empty without."""
        self.ensure_one()
        if not (self.date_open and self.date_close):
            return ""
        # sudo: that a unit is asked is told by its posters; units are those of lines
        # or, before, of the campaign.
        campaign = self.sudo()
        if campaign.state == "draft":
            units = campaign._get_units()
        else:
            units = campaign.line_ids.filtered(
                lambda line: not line.transferred_to_id
            ).unit_id
        others = self._find_overlaps(units)
        if not others:
            return ""
        (name, unit), *_rest = others
        return self.env._(
            "%(unit)s is asked in “%(other)s” at the same time, by the same channel "
            "(units in all: %(count)s)",
            unit=unit,
            other=name,
            count=len(others),
        )

    def _find_overlaps(self, units):
        """List of (campaign, unit) names: open for ``units`` on days of this one."""
        self.ensure_one()
        self.env.flush_all()
        shared = SQL(" OR ").join(
            SQL.identifier("other", name) for name in CHANNEL_FIELDS if self[name]
        )
        return self.env.execute_query(
            SQL(
                """
                SELECT other.name, %(unit)s
                  FROM gov_survey_unit line
                  JOIN gov_survey_campaign other ON other.id = line.campaign_id
                  JOIN hr_department unit ON unit.id = line.unit_id
                 WHERE line.unit_id = ANY(%(units)s)
                   AND line.campaign_id <> %(id)s
                   AND line.transferred_to_id IS NULL
                   AND other.state = 'open'
                   AND other.audience = %(audience)s
                   AND other.date_open <= %(last)s
                   AND other.date_close >= %(first)s
                   AND (%(shared)s)
                 ORDER BY other.id, unit.id
                """,
                unit=self.env["hr.department"]._field_to_sql("unit", "name"),
                units=units.ids,
                # A draft on the screen has no number yet.
                id=self._origin.id or 0,
                audience=self.audience,
                first=self.date_open,
                last=self.date_close,
                shared=shared or SQL("FALSE"),
            )
        )

    def _takes_answers(self, day):
        """True if the campaign is open and ``day`` is one of its days."""
        self.ensure_one()
        return self.state == "open" and self.date_open <= day <= self.date_close

    def _check_actor(self):
        """Raise unless the user is a coordinator whose units hold the lead unit.

        Managers act for every unit of their company, and are logged by name.
        """
        self.ensure_one()
        self.check_access("read")
        if not self._is_run_by_user():
            raise AccessError(
                self.env._(
                    "%(campaign)s: only coordinators of %(unit)s may do this.",
                    campaign=self.display_name,
                    unit=self.unit_id.name,
                )
            )

    def _is_run_by_user(self):
        user = self.env.user
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return True
        return (
            user.has_group("friendly_gov.group_coordinator")
            and self.unit_id in user._gov_scope_units()
        )

    def _check_state(self, state):
        if self.state != state:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(campaign)s is in the state “%(state)s”: this is not possible.",
                    campaign=self.display_name,
                    state=labels[self.state],
                )
            )

    def _lock(self):
        """Lock the row first: two people on one campaign must not both win."""
        try:
            # sudo: the role and scope of the user were checked by the caller.
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Someone else is changing this campaign right now. Open it again "
                    "and look at its state before you continue."
                )
            ) from error
