from . import gov_assignment_action
from . import gov_extension_action
from . import gov_assignment_action_quality
from . import gov_assignment_correction
from . import gov_table_import
from . import gov_evidence_pick
