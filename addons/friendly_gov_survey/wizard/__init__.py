from . import gov_survey_point_make
