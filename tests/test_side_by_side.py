"""./fg test in several runs: which files each gets, and what is shown of them."""

import os
import re
import sys
import time

import pytest

from fglib import cmd_test, paths, shares, side_by_side
from fglib.ui import Stop

PLACES = (paths.ADDONS, paths.ROOT / "tests")
FILES = shares.test_files(*PLACES)


# ------------------------------------------------------------------ dealing out
def write_tests(folder, tests):
    """Make test files, from the number of tests in each."""
    folder.mkdir()
    for name, count in tests.items():
        lines = [f"    def test_{number}(self): pass" for number in range(count)]
        (folder / f"test_{name}.py").write_text("\n".join(["class TestX:", *lines]))


def names_of(dealt):
    return [[path.stem for path in share] for share in dealt]


def test_files_are_dealt_out_by_weight(tmp_path):
    write_tests(tmp_path / "tests", {"a": 10, "b": 30, "c": 21, "d": 3})
    found = shares.test_files(tmp_path / "tests")
    two = [["test_b", "test_d"], ["test_a", "test_c"]]
    assert names_of(shares.split(found, 2)) == two
    assert names_of(shares.split(found, 1)) == [sorted(sum(two, []))]


def test_no_share_is_empty(tmp_path):
    """Without a file, pytest would run all of them."""
    write_tests(tmp_path / "tests", {"a": 1, "b": 1})
    dealt = shares.split(shares.test_files(tmp_path / "tests"), 5)
    assert names_of(dealt) == [["test_a"], ["test_b"]]


def test_browsers_share_a_run(tmp_path):
    folder = tmp_path / "tests"
    write_tests(folder, {"plain": 200, "tour": 1, "page": 1, "case": 1})
    for name, text in (
        ("tour", "self.start_tour('/odoo', 'x')"),
        ("page", "self.browser_js('/odoo', 'x')"),
        ("case", "class TestX(BrowserCase): pass"),
    ):
        (folder / f"test_{name}.py").write_text(text)
    dealt = names_of(shares.split(shares.test_files(folder), 2))
    assert ["test_case", "test_page", "test_tour"] in dealt


@pytest.mark.parametrize("count", [1, 2, 3])
def test_each_of_our_files_is_in_one_share(count):
    dealt = shares.split(FILES, count)
    assert len(dealt) == count
    assert sorted(sum(dealt, [])) == sorted(FILES)


def test_pytest_collects_no_other_file():
    """What no share has would go untested, in silence."""
    collected = re.compile(r"(test_.*|.*_test)\.py")
    found = [path for place in PLACES for path in place.rglob("*.py")]
    wanted = [path for path in found if collected.fullmatch(path.name)]
    assert sorted(wanted) == sorted(FILES)


def test_measured_files_exist():
    assert set(shares.SECONDS) <= {path.name for path in FILES}


# ------------------------------------------------------------------ how many
def test_number_of_runs(monkeypatch):
    monkeypatch.delenv("FG_JOBS", raising=False)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1, 2, 3})
    assert cmd_test.jobs([]) == 2
    assert cmd_test.jobs(["-x"]) == 1
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0})
    assert cmd_test.jobs([]) == 1
    monkeypatch.setenv("FG_JOBS", "3")
    assert cmd_test.jobs([]) == 3
    assert cmd_test.jobs(["addons"]) == 1


@pytest.mark.parametrize("wish", ["0", "two", "-1"])
def test_nonsense_number_is_one_sentence(monkeypatch, wish):
    monkeypatch.setenv("FG_JOBS", wish)
    with pytest.raises(Stop, match="FG_JOBS"):
        cmd_test.jobs([])


# ------------------------------------------------------------------ what is shown
FIRST = """
import time
print("..F. [ 50%]", flush=True)
time.sleep(2)
print(".... [100%]", flush=True)
print("FAILURES\\nfirst cause\\n1 failed", flush=True)
raise SystemExit(1)
"""
SECOND = """
import time
time.sleep(.5)
print(".... [ 40%]", flush=True)
print("second warning", flush=True)
time.sleep(.5)
print(".... [100%]\\n8 passed", flush=True)
"""


def test_runs_are_shown_as_one(capfd):
    commands = [[sys.executable, "-c", text] for text in (FIRST, SECOND)]
    assert side_by_side.run_side_by_side(commands) == [1, 0]
    assert capfd.readouterr().out.splitlines() == [
        "1: ..F. [ 50%]",
        "2: .... [ 40%]",
        "2: .... [100%]",
        *("== run 2", "second warning", "8 passed"),
        "1: .... [100%]",
        *("== run 1", "FAILURES", "first cause", "1 failed"),
    ]


SLEEPER = """
import os, sys, time
with open(sys.argv[1] + ".new", "w") as file:
    file.write(str(os.getpid()))
os.rename(sys.argv[1] + ".new", sys.argv[1])
time.sleep(60)
"""


def test_interrupted_runs_are_ended(tmp_path, monkeypatch):
    """Else they would go on, on databases that are dropped."""
    notes = [tmp_path / "a", tmp_path / "b"]

    def interrupt(_process):
        while not all(note.exists() for note in notes):
            time.sleep(0.05)
        raise KeyboardInterrupt

    monkeypatch.setattr(side_by_side, "code_of", interrupt)
    commands = [[sys.executable, "-c", SLEEPER, note] for note in notes]
    with pytest.raises(KeyboardInterrupt):
        side_by_side.run_side_by_side(commands)
    for note in notes:
        with pytest.raises(ProcessLookupError):
            os.kill(int(note.read_text()), 0)


# ------------------------------------------------------------------ the whole
# Stands for Python with pytest: writes a report of two tests, one with a mark.
FAKE = """#!{python}
import sys
mark, code = {outcomes!r}[sys.argv[-1]]
[report] = [word for word in sys.argv if word.startswith("--junitxml=")]
case = '<testcase classname="a.B" name="test_x">'
with open(report.partition("=")[2], "w") as file:
    file.write(f"<suite>{{case}}{{mark}}</testcase>{{case}}</testcase></suite>")
raise SystemExit(code)
"""
GOOD = {"one": ("", 0), "two": ("", 0)}


@pytest.fixture
def run_two(tmp_path, monkeypatch, own_cache):
    """Run two places; ``outcomes`` gives mark and exit code of each."""
    monkeypatch.delenv("FG_ALLOW_SKIP", raising=False)
    fake = tmp_path / "python"

    def start(**outcomes):
        text = FAKE.format(python=sys.executable, outcomes=GOOD | outcomes)
        fake.write_text(text)
        fake.chmod(0o755)
        places = [["one"], ["two"]]
        return cmd_test.run_pytest(fake, ["fg_a", "fg_b"], places, dict(os.environ))

    yield start
    assert not list((paths.home() / "logs").iterdir())


def test_two_good_runs(run_two, capfd):
    assert run_two() == 0
    assert capfd.readouterr().out.splitlines()[-1] == "4 passed, 0 skipped"


@pytest.mark.parametrize("failed", ["one", "two"])
def test_either_run_fails_the_whole(run_two, capfd, failed):
    assert run_two(**{failed: ("<failure/>", 3)}) == 3
    last = capfd.readouterr().out.splitlines()[-1]
    assert last == "1 failed, 3 passed, 0 skipped"


@pytest.mark.parametrize("skipped", ["one", "two"])
def test_a_skip_in_either_run_is_refused(run_two, capfd, skipped):
    mark = '<skipped type="pytest.skip" message="no browser"/>'
    with pytest.raises(Stop, match="1 tests were skipped"):
        run_two(**{skipped: (mark, 0)})
    shown = capfd.readouterr()
    assert "a.B.test_x: no browser" in shown.err
    assert shown.out.splitlines()[-1] == "3 passed, 1 skipped"
