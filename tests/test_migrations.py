"""Migration scripts of every addon: Odoo skips, silently, what is misnamed."""

import ast
import re
from pathlib import Path

import pytest

ADDONS = sorted(
    path.parent for path in Path(__file__).parents[1].glob("addons/*/__manifest__.py")
)
VERSION = re.compile(r"19\.0\.\d+\.\d+\.\d+")
SCRIPT = re.compile(r"(pre|post|end)-[a-z0-9_]+\.py")


def version_key(version):
    return tuple(int(part) for part in version.split("."))


def has_migrate(text):
    """True if the script defines ``migrate`` with exactly cr and version."""
    return any(
        isinstance(node, ast.FunctionDef)
        and node.name == "migrate"
        and [arg.arg for arg in node.args.args] == ["cr", "version"]
        for node in ast.parse(text).body
    )


def find_problems(addon):
    """Sentences about what is wrong with the migrations of one addon folder."""
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text("utf-8"))
    version, problems = manifest["version"], []
    if not VERSION.fullmatch(version):
        problems.append(f"version {version} is not 19.0.x.y.z")
    for folder in sorted((addon / "migrations").glob("*")):
        if folder.name == "__pycache__":
            continue
        if not VERSION.fullmatch(folder.name):
            problems.append(f"{folder.name} is not 19.0.x.y.z")
        elif version_key(folder.name) > version_key(version):
            problems.append(f"{folder.name} is above the manifest's {version}")
        scripts = [path for path in folder.glob("*") if path.name != "__pycache__"]
        if not scripts:
            problems.append(f"{folder.name} is empty")
        for path in sorted(scripts):
            name = f"{folder.name}/{path.name}"
            if not SCRIPT.fullmatch(path.name):
                problems.append(f"{name} is no pre-, post- or end- script")
            elif not has_migrate(path.read_text("utf-8")):
                problems.append(f"{name} has no migrate(cr, version)")
    return problems


@pytest.mark.parametrize("addon", ADDONS, ids=lambda path: path.name)
def test_migrations_of_addon(addon):
    assert not find_problems(addon)


def make_addon(top, version, scripts):
    (top / "__manifest__.py").write_text(repr({"version": version}))
    for name, text in scripts.items():
        path = top / "migrations" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return top


GOOD = "def migrate(cr, version):\n    pass\n"


def test_good_scripts_pass(tmp_path):
    scripts = {"19.0.1.1.0/pre-columns.py": GOOD, "19.0.1.2.0/end-clean_up.py": GOOD}
    assert not find_problems(make_addon(tmp_path, "19.0.1.2.0", scripts))


@pytest.mark.parametrize(
    ("script", "text", "problem"),
    [
        ("19.0.1.3.0/pre-a.py", GOOD, "19.0.1.3.0 is above the manifest's 19.0.1.2.0"),
        ("1.1.0/pre-a.py", GOOD, "1.1.0 is not 19.0.x.y.z"),
        (
            "19.0.1.1.0/before.py",
            GOOD,
            "19.0.1.1.0/before.py is no pre-, post- or end- script",
        ),
        (
            "19.0.1.1.0/pre-a.py",
            "def migrate(cr):\n    pass\n",
            "19.0.1.1.0/pre-a.py has no migrate(cr, version)",
        ),
    ],
)
def test_bad_scripts_are_told(tmp_path, script, text, problem):
    addon = make_addon(tmp_path, "19.0.1.2.0", {script: text})
    assert find_problems(addon) == [problem]


def test_bad_version_is_told(tmp_path):
    addon = make_addon(tmp_path, "1.0", {})
    assert find_problems(addon) == ["version 1.0 is not 19.0.x.y.z"]
