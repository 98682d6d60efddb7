from . import queries
