"""Freezing time as quickly as fglib.pytest_freeze does still finds every module."""

import sys
import time
from datetime import date, datetime
from types import ModuleType

import pytest
from freezegun import api

from odoo.tests import freeze_time

from fglib import pytest_freeze

DAY = "2023-04-14"


@pytest.fixture
def module(monkeypatch):
    """A module that the freezes before have seen, without a name of time."""
    module = ModuleType("fg_probe")
    monkeypatch.setitem(sys.modules, "fg_probe", module)
    with freeze_time(DAY):
        pass
    return module


def test_the_plugin_is_in_use():
    """freezegun has such a function, so that replacing it has an effect."""
    assert api._get_module_attributes_hash is pytest_freeze.count_names
    names = api._get_cached_module_attributes.__code__.co_names
    assert "_get_module_attributes_hash" in names


def test_names_that_a_module_gets_later_are_frozen(module):
    module.datetime, module.now = datetime, time.time
    with freeze_time(DAY):
        assert module.datetime.now() == datetime(2023, 4, 14)
        assert module.now() == 1681430400
    assert module.datetime is datetime
    assert module.now is time.time


def test_a_module_of_the_same_name_is_another(module, monkeypatch):
    other = ModuleType("fg_probe")
    # As many names as the first one: only which module it is tells them apart.
    module.day, other.day = 1, date
    with freeze_time(DAY):
        pass
    monkeypatch.setitem(sys.modules, "fg_probe", other)
    with freeze_time(DAY):
        assert other.day.today() == date(2023, 4, 14)
