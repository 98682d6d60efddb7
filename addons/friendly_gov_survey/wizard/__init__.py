from . import gov_survey_judge
from . import gov_survey_publication_reason
