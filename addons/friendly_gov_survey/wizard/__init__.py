from . import gov_survey_invite
from . import gov_survey_population
from . import gov_survey_shares
from . import gov_survey_share
from . import gov_survey_point_make
from . import gov_survey_judge
from . import gov_survey_publication_reason
from . import gov_survey_paper_import
