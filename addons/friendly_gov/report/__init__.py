from . import queries
from . import task_workbook
