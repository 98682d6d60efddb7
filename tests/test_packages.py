"""Files that their package doesn't import: Odoo passes over them in silence."""

import re
from pathlib import Path

import pytest

ADDONS = Path(__file__).parents[1] / "addons"
# Folder of an addon: the files that its __init__ has to import.
FOLDERS = {
    "controllers": "*.py",
    "models": "*.py",
    "tests": "test_*.py",
    "wizard": "*.py",
}
PACKAGES = sorted(
    path.parent for name in FOLDERS for path in ADDONS.glob(f"*/{name}/__init__.py")
)


def find_missing(package, pattern):
    """Names of the files of ``package`` that its ``__init__`` doesn't import."""
    text = (package / "__init__.py").read_text("utf-8")
    imported = set(re.findall(r"^from \. import (\w+)$", text, re.MULTILINE))
    return sorted(
        {path.stem for path in package.glob(pattern)} - imported - {"__init__"}
    )


@pytest.mark.parametrize(
    "package", PACKAGES, ids=lambda path: str(path.relative_to(ADDONS))
)
def test_every_file_is_imported(package):
    assert not find_missing(package, FOLDERS[package.name])


def test_a_file_that_is_not_imported_is_told(tmp_path):
    (tmp_path / "__init__.py").write_text("from . import test_a\n")
    for name in ("test_a.py", "test_b.py", "common.py"):
        (tmp_path / name).write_text("")
    assert find_missing(tmp_path, "test_*.py") == ["test_b"]
