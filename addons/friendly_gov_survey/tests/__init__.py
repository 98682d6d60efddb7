from . import test_access
from . import test_access_point
from . import test_campaign
from . import test_point
from . import test_questionnaire
