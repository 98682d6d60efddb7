from . import work_file
