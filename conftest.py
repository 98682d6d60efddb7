"""What every test run loads, however pytest is started."""

pytest_plugins = ["fglib.pytest_chromium", "fglib.pytest_freeze"]
