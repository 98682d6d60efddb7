"""SQL of every figure of surveys. One place per figure: screen and workbook read it."""

from . import survey_cells
from . import survey_counts
from . import survey_recount
from . import survey_results
from . import survey_returns
