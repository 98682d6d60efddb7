from . import queries
from . import pledge_print_reports
from . import task_workbook
