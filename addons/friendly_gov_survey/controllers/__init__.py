from . import main
from . import poster
