"""Fixtures of the tests that need no database."""

import pytest

from fglib import paths


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    """Let the launcher's modules use an empty cache."""
    monkeypatch.setenv("FG_CACHE", str(tmp_path / "cache"))
    return paths.make(tmp_path / "cache")
