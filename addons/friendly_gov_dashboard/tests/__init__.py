from . import test_dashboard
from . import test_pledge_dashboard
from . import test_rollout_dashboard
