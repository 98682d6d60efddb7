from odoo import api, fields, models
from odoo.exceptions import UserError

from ..report.queries import status
from ..tools.fold import nfc

MAX_TEXT = 2000


class GovProgress(models.Model):
    """What a unit says about its work on a day. Append-only, like the log.

    It moves no line, except that the first entry starts it: neither a percentage of
    one hundred nor having read a task is a result.
    """

    _name = "gov.progress"
    _description = "Progress of an assignment"
    _inherit = ["gov.guarded.mixin"]
    _order = "id desc"
    _rec_name = "text"

    _guarded_create_only = True
    _guarded_unlink = True
    _guarded_fields = frozenset(
        {"assignment_id", "date", "percent", "text", "user_id", "recorded_at"}
    )

    assignment_id = fields.Many2one(
        comodel_name="gov.assignment",
        required=True,
        ondelete="restrict",
        readonly=True,
        index=True,
        copy=False,
    )
    company_id = fields.Many2one(
        related="assignment_id.company_id", store=True, precompute=True, index=True
    )
    date = fields.Date(required=True, readonly=True, copy=False)
    percent = fields.Integer(
        string="Progress (%)", readonly=True, copy=False, aggregator="avg"
    )
    text = fields.Text(
        string="Progress in words", required=True, readonly=True, copy=False
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    recorded_at = fields.Datetime(required=True, readonly=True, copy=False)

    _percent_check = models.Constraint(
        "CHECK (percent BETWEEN 0 AND 100)", "The progress lies between 0 and 100%."
    )
    _text_check = models.Constraint(
        "CHECK (char_length(text) <= 2000)", "At most 2,000 characters."
    )
    _as_of_idx = models.Index("(assignment_id, id DESC, recorded_at)")

    @api.model
    def _record(self, entries):
        """Write the entries of one person, all or none, in a constant number of steps.

        :param list entries: tuples (assignment, percent, words), one a line
        :raises UserError: every row that cannot be taken, with its reason
        :raises AccessError: a line of another unit, or in somebody else's charge
        """
        lines = self.env["gov.assignment"].union(*(row[0] for row in entries))
        lines.check_access("read")
        lines._check_workers()
        lines._lock()
        self._check_entries(entries)
        # sudo: the side was checked above, once for each unit and person in charge.
        lines.filtered(lambda line: line.state == "received").sudo()._transition(
            "start"
        )
        common = {
            "date": self.env.company._gov_today(),
            "user_id": self.env.uid,
            "recorded_at": fields.Datetime.now(),
        }
        rows = [
            {
                "assignment_id": line.id,
                "percent": percent,
                "text": nfc(text).strip(),
                **common,
            }
            for line, percent, text in entries
        ]
        # sudo: nobody has create access; lines, state and values were checked.
        return self.sudo()._guarded_create(rows).sudo(False)

    @api.model
    def _check_entries(self, entries):
        problems = []
        for number, (line, percent, text) in enumerate(entries, start=1):
            problem = self._get_problem(line, percent, text)
            if problem:
                problems.append(
                    self.env._(
                        "Row %(number)s, %(task)s: %(problem)s.",
                        number=number,
                        task=line.task_id.display_name,
                        problem=problem,
                    )
                )
        if problems:
            raise UserError("\n".join(problems))

    @api.model
    def _get_problem(self, line, percent, text):
        words = (text or "").strip()
        if line.state in status.CLOSED_STATES:
            return self.env._("the task is closed")
        if not isinstance(percent, int) or not 0 <= percent <= 100:
            return self.env._("the progress lies between 0 and 100%")
        if not words:
            return self.env._("say in words what was done")
        if len(nfc(words)) > MAX_TEXT:
            return self.env._("at most 2,000 characters")
        return None
