from . import gov_assignment_action
from . import gov_assignment_action_chase
from . import gov_reminder_text
from . import gov_assignment_action_quality
from . import gov_assignment_correction
from . import gov_table_import
from . import gov_evidence_pick
