from . import gov_assignment_action
from . import gov_handover
from . import gov_table_import
