from . import gov_survey_judge
