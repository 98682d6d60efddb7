"""SQL of every figure. One place per figure: screen and workbook read it here."""

from . import coordination
from . import detail
from . import history
from . import lines
from . import media
from . import parts
from . import period_report
from . import person_month
from . import reform_models
from . import reminder
from . import rollout_results
from . import rollout_report
from . import rollout_status
from . import rollout_sums
from . import status
from . import supervision
from . import task_report
from . import transfer
from . import units
from . import waiting
from . import work
