from . import gov_assignment_action
from . import gov_assignment_sheet
from . import gov_table_import
