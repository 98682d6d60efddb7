from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

MAX_REASON = 2000


class GovPledgeReview(models.Model):
    """Who writes a review, and how it is sent, sent back and corrected."""

    _inherit = "gov.pledge.review"

    can_edit = fields.Boolean(compute="_compute_can", compute_sudo=False)
    can_return = fields.Boolean(compute="_compute_can", compute_sudo=False)
    can_correct = fields.Boolean(compute="_compute_can", compute_sudo=False)

    @api.depends("state", "kind", "author_id", "pledge_id")
    @api.depends_context("uid")
    def _compute_can(self):
        written = self._filtered_written()
        pledges = self.pledge_id._filtered_supervised()
        for review in self:
            own = review in written
            review.can_edit = review.state == "draft" and own
            review.can_correct = review.state in ("sent", "returned") and own
            review.can_return = (
                review.kind == "self"
                and review.state == "sent"
                and review.pledge_id in pledges
            )

    def _filtered_written(self):
        """Reviews that the user may write: self-reviews by the person or the people
        of the unit, reviews of a superior by a superior; a draft by its author.
        """
        if self.env.su:
            return self
        own = self.filtered(lambda review: review.kind == "self")
        others = self - own
        mine = own.pledge_id._filtered_self_reviewed()
        below = others.pledge_id._filtered_supervised()
        found = own.filtered(lambda review: review.pledge_id in mine)
        # A draft of one superior is no other's business.
        return found | others.filtered(
            lambda review: (
                review.pledge_id in below
                and (review.state != "draft" or review.author_id == self.env.user)
            )
        )

    def _check_author(self):
        """Raise unless :meth:`_filtered_written` has all."""
        if self.env.su:
            return
        self.pledge_id.check_access("read")
        for review in self - self._filtered_written():
            pledge = review.pledge_id
            if review.kind == "self":
                raise AccessError(
                    self.env._(
                        "%(pledge)s: a person reviews the own pledge; that of a unit "
                        "is reviewed by officers and leaders of the unit.",
                        pledge=pledge.display_name,
                    )
                )
            raise AccessError(
                self.env._(
                    "%(pledge)s: the superior reviews it: leaders of the unit for a "
                    "person, the body above or the organiser for a unit; never the "
                    "own pledge or that of the own unit.",
                    pledge=pledge.display_name,
                )
            )

    def _lock_states(self, *states):
        try:
            # sudo: roles were checked by the caller; a lock is no change.
            self.sudo().lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("Someone else is changing this review right now.")
            ) from error
        self.invalidate_recordset()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for review in self:
            if review.state not in states:
                raise UserError(
                    self.env._(
                        "%(name)s is “%(state)s”: that is not possible from there.",
                        name=review.display_name,
                        state=labels[review.state],
                    )
                )

    def action_send(self):
        """Send the reviews: from now on they stay as they are."""
        return self._send()

    def _send(self, recorded_at=None):
        """Send, all or none.

        :param datetime recorded_at: only for illustrations, which play in the past
        :raises AccessError: it is not the user's to send
        :raises UserError: something is missing, or one was sent already
        """
        self.check_access("read")
        self._check_author()
        self._lock_states("draft")
        self._check_reviewable()
        for review in self:
            missing = review._get_missing()
            if missing:
                raise UserError(
                    self.env._(
                        "%(name)s is not complete: %(missing)s.",
                        name=review.display_name,
                        missing="; ".join(missing),
                    )
                )
        self._replace_sent(recorded_at)
        moment = recorded_at or fields.Datetime.now()
        # sudo: columns are guarded; who sends was checked above.
        self.sudo()._history_write(
            {
                "state": "sent",
                "author_id": self.env.uid,
                "sent_at": moment,
                "date_sent": self.env.company._gov_day_of(moment),
            },
            "review_send",
            recorded_at=recorded_at,
        )
        # A table of two hundred would spend half of its time on notices.
        if len(self) == 1 and self.kind == "supervisor":
            self._notify_person(
                self.env._("Your superior has reviewed how the pledge was kept.")
            )
        return True

    def _replace_sent(self, recorded_at=None):
        """What stood for the same pledge and period gives way, if it is corrected."""
        # sudo: whether one stands is asked of all of them, readable or not; who sends
        # was checked by the caller.
        found = self.sudo().search(
            [
                ("pledge_id", "in", self.pledge_id.ids),
                ("period_id", "in", self.period_id.ids),
                ("state", "=", "sent"),
            ]
        )
        stands = {(r.pledge_id, r.period_id, r.kind): r for r in found}
        replaced = self.browse().sudo()
        for review in self.sudo():
            old = stands.get((review.pledge_id, review.period_id, review.kind))
            if not old:
                continue
            if review.previous_id != old:
                raise UserError(
                    self.env._(
                        "%(name)s was sent already. Open that review and choose "
                        "“Correct”.",
                        name=old.display_name,
                    )
                )
            replaced |= old
        if replaced:
            replaced._history_write(
                {"state": "replaced"}, "review_replace", recorded_at=recorded_at
            )
            replaced.flush_recordset()

    def _return(self, reason):
        """Send self-reviews back to be written anew; what was sent stays."""
        self.check_access("read")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give the reason."))
        if len(reason) > MAX_REASON:
            raise UserError(self.env._("At most 2,000 characters."))
        self._check_superior()
        self._lock_states("sent")
        # sudo: columns are guarded; who sends back was checked above.
        self.sudo()._history_write(
            {"state": "returned", "return_reason": reason},
            "review_return",
            reason=reason,
        )
        self._notify_person(
            self.env._("The self-review was sent back: %(reason)s", reason=reason)
        )
        return True

    def _check_superior(self):
        """Raise unless the user is the superior of whoever wrote these reviews."""
        if self.env.su:
            return
        below = self.pledge_id._filtered_supervised()
        for review in self:
            if review.kind != "self" or review.pledge_id not in below:
                raise AccessError(
                    self.env._(
                        "%(name)s: the superior sends a self-review back, nobody the "
                        "own.",
                        name=review.display_name,
                    )
                )

    def action_return(self):
        """Open the dialog that asks for the reason."""
        self.check_access("read")
        return {
            "name": self.env._("Send back"),
            "type": "ir.actions.act_window",
            "res_model": "gov.pledge.review.return",
            "view_mode": "form",
            "target": "new",
            "context": {"default_review_ids": self.ids},
        }

    def action_correct(self):
        """Open a new draft with the same words; the old one stays."""
        self.ensure_one()
        self.check_access("read")
        self._check_author()
        self._lock_states("sent", "returned")
        draft = self.search(
            [
                ("pledge_id", "=", self.pledge_id.id),
                ("period_id", "=", self.period_id.id),
                ("kind", "=", self.kind),
                ("state", "=", "draft"),
                ("author_id", "=", self.env.uid),
            ],
            limit=1,
        )
        if not draft:
            draft = self._guarded_create(
                [
                    {
                        "pledge_id": self.pledge_id.id,
                        "period_id": self.period_id.id,
                        "kind": self.kind,
                        "note": self.note,
                        "previous_id": self.id,
                    }
                ]
            )
            draft.line_ids._take_over(self.line_ids)
        elif draft.previous_id != self:
            # sudo: the column is guarded; whose draft it is was looked for above.
            draft.sudo()._guarded_write({"previous_id": self.id})
        return draft._get_form_action()

    def _get_form_action(self):
        self.ensure_one()
        return {
            "name": self.display_name,
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _get_event_words(self):
        return super()._get_event_words() | self.env["gov.history"]._get_event_names()
