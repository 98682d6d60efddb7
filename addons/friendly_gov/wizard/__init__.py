from . import gov_assignment_action
from . import gov_table_import
from . import gov_evidence_pick
