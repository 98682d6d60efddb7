"""SQL of every figure. One place per figure: screen and workbook read it here."""

from . import person_month
from . import detail
from . import lines
from . import period_report
from . import coordination
from . import parts
from . import reminder
from . import status
from . import task_report
from . import waiting
from . import work
from . import units
