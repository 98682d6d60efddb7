from odoo import api, models


class GovSurveyPage(models.AbstractModel):
    _inherit = "gov.survey.page"

    @api.model
    def _render_preview(self, survey, lang, values=None, errors=None, notice=""):
        """HTML of the form without a campaign, bytes; what is sent is not stored."""
        parts = self._render_parts(survey.id, lang, False, True, values, errors, notice)
        path = f"/gs/preview/{survey.id}"
        slots = {
            "unit": self.env._("Name of the unit"),
            "point": "",
            "lead": self.env._("the office"),
            "months": "24",
            "url": path,
            "path": path,
            "query": "",
            "nonce": "",
        }
        return b"".join(
            part if isinstance(part, bytes) else slots[part].encode() for part in parts
        )

    @api.model
    def _render_result(self, sheet, lang):
        """HTML of an approved result, bytes.

        :param dict sheet: see ``gov.survey.publication._get_content``
        """
        # sudo: the template.
        page = self.sudo().with_context(lang=lang)
        return page._render("gov_survey_page_result", lang, sheet=sheet).encode()
