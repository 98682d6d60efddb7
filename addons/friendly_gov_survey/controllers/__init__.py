from . import main
from . import poster
from . import survey
