import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.friendly_gov.tools.fold import fold

# More than a province has units; beyond it somebody pasted something else.
MAX_ROWS = 20000
# 1234, 1.234, 1,234 or 1 234
_NUMBER = re.compile(r"\d{1,9}|\d{1,3}([.,  ]\d{3}){1,2}")


class GovSurveyPopulation(models.TransientModel):
    """Dossiers of many units at once, pasted from a spreadsheet; all or nothing."""

    _name = "gov.survey.population"
    _description = "Entry of dossiers of many units"
    _inherit = ["gov.guarded.mixin"]

    campaign_id = fields.Many2one(
        comodel_name="gov.survey.campaign",
        string="Survey campaign",
        required=True,
        readonly=True,
    )
    text = fields.Text(
        string="Units and dossiers",
        help="One unit a row: its identifier or its name, then the number of dossiers.",
    )

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        campaign = self.env["gov.survey.campaign"].browse(
            defaults.get("campaign_id") or ()
        )
        if campaign and "text" in fields:
            campaign._check_actor()
            defaults["text"] = "\n".join(
                f"{line.unit_id.gov_code or ''}\t{line.unit_id.name}\t"
                f"{line.population or ''}"
                for line in campaign.line_ids
            )
        return defaults

    def action_save(self):
        """Write the numbers of all rows, or say what is wrong with which row."""
        self.ensure_one()
        self.campaign_id._check_actor()
        lines = self.campaign_id.line_ids
        lines._check_not_closed()
        rows = [
            (number, [cell.strip() for cell in row.split("\t")])
            for number, row in enumerate((self.text or "").splitlines(), start=1)
            if row.strip()
        ]
        if len(rows) > MAX_ROWS:
            raise UserError(
                self.env._("More than %(limit)s rows are pasted.", limit=MAX_ROWS)
            )
        pairs, errors = self._read_rows(rows, self._get_keys(lines))
        if errors:
            raise UserError(
                self.env._("Nothing was saved.") + "\n" + "\n".join(errors[:20])
            )
        if not pairs:
            raise UserError(self.env._("No row was filled in."))
        lines._history_write_each(pairs)
        return {"type": "ir.actions.act_window_close"}

    @api.model
    def _get_keys(self, lines):
        """``{identifier or folded name: line}``; None for a name of several units."""
        keys = {}
        for line in lines:
            for key in {line.unit_id.gov_code, fold(line.unit_id.name)} - {False, ""}:
                keys[key] = None if key in keys else line
        # An identifier stands for its unit, whatever others are called.
        keys.update({li.unit_id.gov_code: li for li in lines if li.unit_id.gov_code})
        return keys

    @api.model
    def _read_rows(self, rows, keys):
        pairs, errors, seen = [], [], set()
        for number, cells in rows:
            if len(cells) < 2 or not cells[-1]:
                # A unit without a number is left as it is.
                if len(cells) < 2:
                    errors.append(
                        self._tell(number, self.env._("no number of dossiers"))
                    )
                continue
            line = self._find_line(cells[:-1], keys)
            message = None
            if not _NUMBER.fullmatch(cells[-1]):
                message = self.env._("“%(value)s” is no number", value=cells[-1])
            elif not line:
                message = self.env._(
                    "no unit of this campaign is called “%(name)s”, or several are: "
                    "use the identifier",
                    name=next(filter(None, cells), ""),
                )
            elif line in seen:
                message = self.env._("the unit stands there twice")
            if message:
                errors.append(self._tell(number, message))
            else:
                seen.add(line)
                value = int(re.sub(r"\D", "", cells[-1]))
                pairs.append((line, {"population": value}))
        return pairs, errors

    @api.model
    def _find_line(self, cells, keys):
        for cell in cells:
            line = cell and (keys.get(cell) or keys.get(fold(cell)))
            if line:
                return line
        return None

    @api.model
    def _tell(self, number, message):
        return self.env._(
            "Row %(number)s: %(message)s.", number=number, message=message
        )
