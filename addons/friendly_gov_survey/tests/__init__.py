from . import test_access
from . import test_campaign
from . import test_questionnaire
from . import test_page
