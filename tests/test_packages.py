"""Files that their package doesn't import: Odoo passes over them in silence."""

import re
from pathlib import Path

import pytest

ADDONS = Path(__file__).parents[1] / "addons"
# Other modules of these folders are imported by those that use them.
NEEDED = re.compile(r"^class \w+\((?:models\.|http\.)", re.MULTILINE)
FOLDERS = ("controllers", "models", "tests", "wizard")
PACKAGES = sorted(
    path.parent for name in FOLDERS for path in ADDONS.glob(f"*/{name}/__init__.py")
)


def find_missing(package):
    """Names of the models, controllers and tests that no ``__init__`` imports."""
    text = (package / "__init__.py").read_text("utf-8")
    imported = set(re.findall(r"^from \. import (\w+)$", text, re.MULTILINE))
    return sorted(
        path.stem
        for path in package.glob("*.py")
        if path.stem not in imported
        and (path.stem.startswith("test_") or NEEDED.search(path.read_text("utf-8")))
    )


@pytest.mark.parametrize(
    "package", PACKAGES, ids=lambda path: str(path.relative_to(ADDONS))
)
def test_every_file_is_imported(package):
    assert not find_missing(package)


def test_a_file_that_is_not_imported_is_told(tmp_path):
    texts = {
        "__init__": "from . import test_a\n",
        "test_a": "",
        "test_b": "",
        "common": "X = 1\n",
        "thing": "class Thing(models.Model):\n",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.py").write_text(text)
    assert find_missing(tmp_path) == ["test_b", "thing"]
