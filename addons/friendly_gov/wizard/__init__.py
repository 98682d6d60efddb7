from . import gov_assignment_action
from . import gov_coordination_ask
from . import gov_step_action
from . import gov_step_action_file
from . import gov_subassignment_give
from . import gov_table_import
