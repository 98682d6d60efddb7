from . import gov_survey_point_make
from . import gov_survey_judge
