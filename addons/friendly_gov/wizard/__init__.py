from . import gov_annex_import
from . import gov_annex_import_line
from . import gov_assignment_action
from . import gov_assignment_sheet
from . import gov_assignment_action_quality
from . import gov_assignment_correction
from . import gov_table_import
from . import gov_table_export
