"""What ``./fg`` does, in small modules; Python's standard library only."""
