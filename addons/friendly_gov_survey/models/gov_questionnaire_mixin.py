from functools import partial

from odoo import api, models
from odoo.exceptions import UserError


class GovQuestionnaireMixin(models.AbstractModel):
    """Parts of a questionnaire: kept as they are once a campaign opened with it.

    Answers given to different texts cannot be added up. So the refusal holds for
    everybody, under ``sudo()`` too, and stays after the campaign closed; a copy of
    the questionnaire can be edited. Models that adopt it implement
    :meth:`_gov_questionnaires`.
    """

    _name = "gov.questionnaire.mixin"
    _description = "Kept as it is once a campaign uses it"

    # Fields that no citizen sees and no figure depends on.
    _gov_free_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._gov_check_not_frozen()
        self._gov_forget()
        return records

    def write(self, vals):
        if self._gov_free_fields.issuperset(vals):
            return super().write(vals)
        self._gov_check_not_frozen(vals)
        res = super().write(vals)
        # A part may have been moved into another questionnaire.
        self._gov_check_not_frozen(vals)
        self._gov_forget()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_gov_frozen(self):
        self._gov_check_not_frozen()
        self._gov_forget()

    def _gov_forget(self):
        # Descriptions and pages of questionnaires, in every process. Once more after
        # the commit: another thread may have read the text of before until then.
        registry, after = self.env.registry, self.env.cr.postcommit
        registry.clear_cache("templates")
        if not after.data.get("gov_forget"):
            after.data["gov_forget"] = True
            after.add(partial(registry.clear_cache, "templates"))

    def _gov_questionnaires(self):
        """``survey.survey`` records that ``self`` belongs to."""
        raise NotImplementedError()

    def _gov_check_not_frozen(self, names=()):
        # sudo: whoever edits a questionnaire need not see the campaigns.
        surveys = self.sudo()._gov_questionnaires()
        surveys._gov_check_not_template(names)
        frozen = surveys._gov_frozen()
        if frozen:
            raise UserError(
                self.env._(
                    "%(questionnaire)s is used by a campaign that was opened: its "
                    "text and questions stay as they are. Duplicate it and change "
                    "the copy.",
                    questionnaire=frozen[0].title,
                )
            )
