from . import main
from . import survey
from . import result
