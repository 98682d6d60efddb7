from . import work_file
from . import pledge_seal
