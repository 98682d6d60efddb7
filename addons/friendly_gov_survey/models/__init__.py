from . import gov_questionnaire_mixin
from . import gov_survey_campaign
from . import survey_survey
from . import survey_question
from . import survey_question_answer
