from . import test_assignment_life
