from . import test_access
from . import test_campaign
from . import test_invitation
from . import test_questionnaire
from . import test_page
from . import test_results
from . import test_returns
from . import test_sample
