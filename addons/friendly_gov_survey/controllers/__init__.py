from . import main
from . import poster
from . import survey
from . import result
