from . import gov_assignment_action
from . import gov_assignment_action_quality
from . import gov_assignment_correction
from . import gov_obstacle_decision
from . import gov_person_month
from . import gov_progress_entry
from . import gov_progress_entry_line
from . import gov_table_import
