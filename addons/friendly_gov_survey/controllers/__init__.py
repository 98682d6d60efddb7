from . import main
from . import poster
from . import survey
from . import result
from . import answers
from . import paper
