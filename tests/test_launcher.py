"""The launcher's logic: ./fg and scripts/fglib. What only a whole run shows (Odoo
unpacked, PostgreSQL started) is shown by the run that these tests are part of."""

import json
import os
import shutil
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from fglib import (
    apt,
    apt_status,
    browser,
    cli,
    cmd_demo,
    cmd_lint,
    cmd_test,
    locks,
    odoo_tree,
    paths,
    pg_binaries,
    pg_places,
    ports,
    postgres,
    proc,
    test_report,
    versions,
)
from fglib.ui import Stop

ROOT = Path(__file__).resolve().parents[1]


# ------------------------------------------------------------------ Python versions
@pytest.mark.parametrize("version", [(3, 10), (3, 11, 7), (3, 12), (3, 13, 0)])
def test_suitable_python_is_accepted(version):
    assert versions.refusal(version) is None


@pytest.mark.parametrize("version", [(3, 8), (3, 9, 18), (3, 14), (4, 0)])
def test_unsuitable_python_is_named(version):
    said = versions.refusal(version, which=lambda name: None)
    assert f"Python {version[0]}.{version[1]}" in said
    assert "\n" not in said


def test_refusal_names_a_python_that_is_there():
    said = versions.refusal((3, 14), which=lambda name: name == "python3.12")
    assert said.endswith("start it as: python3.12 ./fg")


def test_launcher_refuses_before_it_does_anything(tmp_path):
    """An old Python must get the sentence, from a file that it can parse."""
    script = textwrap.dedent(
        f"""
        import runpy, sys
        sys.version_info = (3, 9, 1)
        sys.argv = ["fg", "demo"]
        runpy.run_path({str(ROOT / "fg")!r}, run_name="__main__")
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env={**os.environ, "FG_CACHE": str(tmp_path / "cache")},
    )
    assert done.returncode == 1
    assert done.stderr.startswith("fg: Odoo 19.0 runs on Python 3.10 to 3.13")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "cache").exists()


def test_files_that_an_old_python_reads_have_old_syntax():
    import ast

    for name in ("fg", "scripts/fglib/versions.py", "scripts/fglib/__init__.py"):
        text = (ROOT / name).read_text(encoding="utf-8")
        ast.parse(text, filename=name, feature_version=(3, 7))


# ------------------------------------------------------------------ keys and hashes
def test_hash_depends_on_parts_and_their_borders():
    assert paths.short_hash("a", "b") == paths.short_hash("a", "b")
    assert paths.short_hash("ab", "c") != paths.short_hash("a", "bc")
    assert paths.short_hash("a", "b") != paths.short_hash("b", "a")


def test_content_hash_sees_content_names_and_nothing_else(tmp_path):
    top = tmp_path / "addons"
    (top / "x/tests").mkdir(parents=True)
    (top / "x/model.py").write_text("a = 1")
    first = paths.content_hash(top)

    (top / "x/tests/test_x.py").write_text("pass")
    (top / "x/__pycache__").mkdir()
    (top / "x/__pycache__/model.pyc").write_bytes(b"\0")
    os.utime(top / "x/model.py", (1, 1))
    assert paths.content_hash(top) == first

    (top / "x/model.py").write_text("a = 2")
    second = paths.content_hash(top)
    assert second != first
    (top / "x/model.py").rename(top / "x/renamed.py")
    assert paths.content_hash(top) not in (first, second)


def test_content_hash_is_the_same_in_another_checkout(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name / "data").mkdir(parents=True)
        (tmp_path / name / "data/unit.csv").write_text("Mã,Tên\n")
    one, two = tmp_path / "one/data", tmp_path / "two/data"
    assert paths.content_hash(one) == paths.content_hash(two)


def test_demo_key_follows_the_base(monkeypatch):
    assert cmd_demo.demo_key("fg_base_1") != cmd_demo.demo_key("fg_base_2")


# ------------------------------------------------------------------ apt
ONE_LINE = """
# deb http://commented.example/debian sid main
deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main
deb http://mirror.example/debian-security bookworm-security main
deb-src http://source.example/debian bookworm main
"""
STANZAS = """
Types: deb
URIs: https://first.example/debian/ https://second.example/debian
Suites: trixie
Components: main

Types: deb
URIs: https://first.example/debian-security
Suites: trixie-security
"""
FOREIGN = "deb https://packages.example/apt stable main\n"


def test_mirrors_in_one_line_form():
    assert apt.mirrors_in(ONE_LINE) == ["http://mirror.example/debian"]


def test_mirrors_in_stanza_form():
    assert apt.mirrors_in(STANZAS) == [
        "https://first.example/debian/",
        "https://second.example/debian",
    ]


def test_other_archives_are_no_debian_mirror():
    assert apt.mirrors_in(FOREIGN) == []


def test_mirror_list_file_counts():
    text = "Types: deb\nURIs: mirror+file:/etc/apt/mirrors/debian.list\n"
    assert apt.mirrors_in(text) == ["mirror+file:/etc/apt/mirrors/debian.list"]


def test_mirror_can_be_given(monkeypatch):
    monkeypatch.setenv("FG_DEBIAN_MIRROR", "file:/srv/mirror")
    assert apt.mirror() == "file:/srv/mirror"


def test_no_apt_is_one_sentence(monkeypatch):
    monkeypatch.delenv("FG_DEBIAN_MIRROR", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Stop, match="ODOO_HOME"):
        apt.mirror()


# ------------------------------------------------------------------ Odoo's tree
def make_odoo(folder, version="(19, 0, 0, FINAL, 0, '')"):
    (folder / "odoo/addons/base").mkdir(parents=True)
    (folder / "odoo/addons/base/__manifest__.py").write_text("{}")
    (folder / "odoo/release.py").write_text(f"version_info = {version}\n")
    return folder


def test_odoo_home_may_be_a_checkout(tmp_path):
    (make_odoo(tmp_path) / "addons").mkdir()
    tree = odoo_tree.tree_in(tmp_path)
    assert tree.dist == tmp_path
    assert tree.addons == [tmp_path / "addons"]


def test_odoo_home_may_be_an_unpacked_package(tmp_path):
    inner = make_odoo(tmp_path / "usr/lib/python3/dist-packages")
    assert odoo_tree.tree_in(tmp_path).dist == inner
    assert odoo_tree.tree_in(inner / "odoo").dist == inner
    assert odoo_tree.tree_in(tmp_path).addons == []


@pytest.mark.parametrize("version", ["(18, 0, 0, FINAL, 0, '')", "(19, 1, 0)"])
def test_another_series_is_refused(tmp_path, monkeypatch, version):
    make_odoo(tmp_path, version)
    assert odoo_tree.tree_in(tmp_path) is None
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(Stop, match="holds no Odoo 19.0"):
        odoo_tree.locate()


def test_tested_version_is_preferred_then_the_series():
    pinned = odoo_tree.VERSION
    assert odoo_tree.choose(["19.0.0+dfsg-9", pinned]) == pinned
    assert odoo_tree.choose(["20.0.0-1", "19.0.1+dfsg-2"]) == "19.0.1+dfsg-2"
    with pytest.raises(Stop, match="ODOO_HOME"):
        odoo_tree.choose(["20.0.0-1", "18.0.0-1"])


# ------------------------------------------------------------------ PostgreSQL
def test_pg_variables_name_the_server(monkeypatch, own_cache):
    monkeypatch.delenv("FG_POSTGRES", raising=False)
    monkeypatch.setenv("PGHOST", "db.example")
    assert isinstance(postgres.choose(), postgres.Given)


def test_wrong_wish_is_one_sentence(monkeypatch):
    monkeypatch.setenv("FG_POSTGRES", "oracle")
    with pytest.raises(Stop, match="given, machine, debian"):
        postgres.choose()


def test_role_postgres_is_refused(monkeypatch, own_cache):
    monkeypatch.setenv("PGUSER", "postgres")
    with pytest.raises(Stop, match="role postgres"):
        postgres.Given().prepare()


def test_newest_complete_programs_are_taken(tmp_path):
    for version in ("9", "12", "15", "17"):
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        (folder / "initdb").touch()
        if version != "17":  # a client package alone has no server
            (folder / "postgres").touch()
    assert pg_binaries.newest_in(tmp_path).major == 15
    assert pg_binaries.newest_in(tmp_path / "nothing") is None


def test_status_without_a_package_has_no_holes():
    """apt refuses a status in which an installed package lacks what it needs."""
    status = "\n\n".join(
        [
            "Package: libc6\nStatus: a",
            "Package: postgresql-15\nDepends: libc6 (>= 2.36), libpq5 (>= 15)",
            "Package: libpq5\nDepends: libc6",
            "Package: libgdal32\nDepends: libc6, libpq5 (>= 14~)\nStatus: c",
            "Package: gdal-bin\nPre-Depends: libgdal32",
            "Package: libpq5-lookalike\nDepends: libc6",
        ]
    )
    left = apt_status.without(status, "postgresql|libpq5$")
    kept = [line[9:] for line in left.splitlines() if line.startswith("Package: ")]
    assert kept == ["libc6", "libpq5-lookalike"]


def test_folder_of_somebody_else_is_refused(tmp_path):
    target = tmp_path / "target"
    target.mkdir()
    (tmp_path / "link").symlink_to(target)
    with pytest.raises(Stop, match="somebody else"):
        pg_places.private_folder(tmp_path / "link", None)


def test_server_folder_is_closed_to_others(tmp_path):
    folder = pg_places.private_folder(tmp_path / "pg", None)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_long_cache_path_moves_the_socket(tmp_path, monkeypatch):
    """The kernel refuses socket paths of more than 107 characters."""
    monkeypatch.setenv("FG_CACHE", str(tmp_path / ("long" * 30)))
    monkeypatch.delenv("FG_POSTGRES", raising=False)
    found = pg_binaries.Binaries(Path("/usr/lib/postgresql/15/bin"), 15)
    monkeypatch.setattr(pg_binaries, "newest_in", lambda _folder: found)
    monkeypatch.setattr(postgres, "server_user", lambda: None)
    server = postgres.Private()
    server.prepare()
    assert len(f"{server.socket}/.s.PGSQL.5432") < 107
    assert server.env["PGHOST"] == str(server.socket)
    assert not server.place.exists()


# ------------------------------------------------------------------ ports
@pytest.fixture
def taken_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_taken_port_is_one_sentence(taken_port):
    with pytest.raises(Stop, match=f"Port {taken_port} is taken"):
        ports.choose(taken_port)


def test_taken_usual_port_is_passed_over(taken_port, monkeypatch):
    monkeypatch.setattr(ports, "FIRST", taken_port)
    assert ports.choose(None) != taken_port


def test_free_port_is_kept():
    port = ports.any_free()
    assert ports.choose(port) == port


def test_nonsense_port_is_refused():
    with pytest.raises(Stop, match="no port"):
        ports.choose(70000)


# ------------------------------------------------------------------ locks
HOLDER = """
import sys, time
sys.path.insert(0, {scripts!r})
from pathlib import Path
from fglib import locks
path = Path({path!r})
if {kind!r} == "exclusive":
    with locks.exclusive(path, "waiting"):
        print("held", flush=True)
        sys.stdin.read()
else:
    users = locks.Users(path)
    users.join()
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Start a process that holds the lock until its input is closed."""
    started = []

    def start(path, kind):
        code = HOLDER.format(scripts=str(paths.SCRIPTS), path=str(path), kind=kind)
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout.readline() == "held\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_exclusive_lock_waits_for_the_other_process(tmp_path, holder, capfd):
    path = tmp_path / "x.lock"
    process = holder(path, "exclusive")
    code = HOLDER.format(scripts=str(paths.SCRIPTS), path=str(path), kind="exclusive")
    second = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert "waiting" in second.stderr.readline()
        assert second.poll() is None
        process.communicate()  # closes the first one's input: it lets go
        assert second.stdout.readline() == "held\n"
    finally:
        second.kill()
        second.communicate()


def test_killed_process_leaves_no_lock(tmp_path, holder):
    path = tmp_path / "x.lock"
    process = holder(path, "exclusive")
    process.kill()
    process.wait()
    began = time.monotonic()
    with locks.exclusive(path, "waiting"):
        assert time.monotonic() - began < 1


def test_only_the_last_user_is_told_to_stop(tmp_path, holder):
    path = tmp_path / "x.users"
    process = holder(path, "users")
    first = locks.Users(path)
    first.join()
    assert first.leave() is False
    process.communicate()
    last = locks.Users(path)
    last.join()
    assert last.leave() is True


# ------------------------------------------------------------------ tests' own rules
REPORT = """<testsuites><testsuite>
<testcase classname="a.B" name="test_ok"/>
<testcase classname="a.B" name="test_no_browser">
  <skipped type="pytest.skip" message="Chrome executable not found"/></testcase>
<testcase classname="a.B" name="test_known"><skipped type="pytest.xfail"/></testcase>
</testsuite></testsuites>"""


def test_skipped_tests_are_found(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    found = test_report.skipped(report)
    assert found == ["a.B.test_no_browser: Chrome executable not found"]


def test_skips_fail_the_run_unless_allowed(tmp_path, monkeypatch, capsys):
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    monkeypatch.delenv("FG_ALLOW_SKIP", raising=False)
    with pytest.raises(Stop, match="1 tests were skipped"):
        cmd_test.check_skips([report])
    assert "Chrome executable not found" in capsys.readouterr().err
    monkeypatch.setenv("FG_ALLOW_SKIP", "1")
    cmd_test.check_skips([report])


def test_browser_tests_are_recognised(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_plain.py").write_text("self.assertTrue(1)\n")
    assert browser.tests_in_browser(tmp_path) == []
    tour = tmp_path / "tests/test_tour.py"
    tour.write_text('self.start_tour("/odoo", "x")\n')
    assert browser.tests_in_browser(tmp_path) == [tour]


def test_missing_chromium_is_one_sentence(monkeypatch):
    monkeypatch.delenv("FG_CHROMIUM", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Stop, match="apt-get install"):
        browser.path_with_chromium()


@pytest.mark.parametrize(
    ("given", "whole"),
    [([], True), (["-x"], True), (["-k", "portal"], True), (["fg"], False)],
)
def test_all_tests_run_unless_a_place_is_named(given, whole):
    assert ("addons" in cmd_test.pytest_arguments(given)) is whole


# ------------------------------------------------------------------ sentences
def test_full_disk_is_one_sentence(monkeypatch, capsys):
    def full(*_args):
        raise OSError(28, "No space left on device", "/cache/x")

    monkeypatch.setattr(cli, "dispatch", full)
    monkeypatch.setattr(cli, "end_tidily_on_signals", lambda: None)
    assert cli.main(["setup"]) == 1
    assert capsys.readouterr().err == (
        "fg: The disk is full; make room, or let FG_CACHE name another place.\n"
    )


def test_failing_program_shows_its_last_lines(own_cache, capsys):
    command = [sys.executable, "-c", "print('the cause'); raise SystemExit(3)"]
    with pytest.raises(Stop, match="It failed; the whole log is"):
        proc.logged(command, "probe", "It failed")
    assert "the cause" in capsys.readouterr().err


def test_children_get_a_clean_environment(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("ODOO_RC", "/elsewhere")
    env = proc.environment(FG_OUT=Path("/out"))
    assert "PYTHONDONTWRITEBYTECODE" not in env
    assert "ODOO_RC" not in env
    assert env["FG_OUT"] == "/out"


# ------------------------------------------------------------------ translations
def merge(tmp_path, *options):
    return subprocess.run(
        [
            *(sys.executable, ROOT / "scripts/po_merge.py", tmp_path / "x.pot"),
            *(tmp_path / "i18n", *options),
        ],
        capture_output=True,
        text=True,
    )


ENTRY = '#. module: x\n#: model:x\nmsgid "{0}"\nmsgstr "{1}"\n\n'
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def catalogue(**terms):
    return HEADER + "".join(ENTRY.format(*term) for term in terms.items())


def test_translations_are_kept_and_gaps_named(tmp_path):
    folder = tmp_path / "i18n"
    folder.mkdir()
    (tmp_path / "x.pot").write_text(catalogue(Unit="", Task=""))
    (folder / "vi.po").write_text(catalogue(Unit="Đơn vị", Gone="Cũ"))

    done = merge(tmp_path)
    assert done.returncode == 1
    assert "not translated: 'Task'" in done.stderr
    text = (folder / "vi.po").read_text()
    assert "Đơn vị" in text and "Gone" not in text

    (folder / "vi.po").write_text(catalogue(Unit="Đơn vị", Task="Nhiệm vụ"))
    assert merge(tmp_path, "--check").returncode == 0
    (tmp_path / "x.pot").write_text(catalogue(Unit="", Task="", New=""))
    done = merge(tmp_path, "--check")
    assert done.returncode == 1
    assert "x.pot is out of date" in done.stderr
    assert "New" not in (folder / "vi.po").read_text()


def test_lost_placeholder_is_named(tmp_path):
    (tmp_path / "i18n").mkdir()
    (tmp_path / "x.pot").write_text(catalogue(**{"%(n)s units": ""}))
    (tmp_path / "i18n/vi.po").write_text(catalogue(**{"%(n)s units": "đơn vị"}))
    assert "placeholders differ" in merge(tmp_path).stderr


# ------------------------------------------------------------------ SQL helper
def test_sql_helper_runs_outside_a_transaction(env_database):
    statements = ["CREATE TEMP TABLE fg_probe (x int)", "SELECT 1 + 1"]
    done = subprocess.run(
        [sys.executable, paths.SCRIPTS / "sql_run.py", env_database],
        input=json.dumps(statements),
        capture_output=True,
        text=True,
    )
    assert json.loads(done.stdout) == [[2]]


def test_sql_helper_says_one_line(env_database):
    done = subprocess.run(
        [sys.executable, paths.SCRIPTS / "sql_run.py", env_database],
        input=json.dumps(["SELECT nonsense"]),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "nonsense" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.fixture
def env_database():
    """Return the database of this run."""
    from odoo.tools import config

    return config["db_name"][0]


# ------------------------------------------------------------------ lint
@pytest.fixture
def lint_with(tmp_path, monkeypatch, own_cache):
    """Run ./fg lint with these style checks and findings of the database half."""

    def start(checks, with_database):
        monkeypatch.setattr(cmd_lint, "style_checks", lambda _tool: checks)
        monkeypatch.setattr(cmd_lint, "_check_with_database", with_database)
        monkeypatch.setattr(cmd_lint.python_env, "ensure", lambda *_args: tmp_path)
        cmd_lint.lint(quick=False)

    return start


def says(text, code):
    return [sys.executable, "-c", f"print({text!r}); raise SystemExit({code})"]


def test_findings_of_both_halves_are_told(lint_with, capfd):
    checks = [("one", says("first finding", 1)), ("two", says("fine", 0))]
    with pytest.raises(Stop, match=r"mend: one, translations\.$"):
        lint_with(checks, lambda: ["translations"])
    assert "first finding\n" in capfd.readouterr().err


def test_nothing_found_is_no_failure(lint_with, capfd):
    lint_with([("one", says("fine", 0))], lambda: [])
    assert "nothing to mend" in capfd.readouterr().err


def test_halves_of_lint_go_side_by_side(lint_with, tmp_path):
    """The style check ends when the other half has begun, or fails after a while."""
    note = tmp_path / "begun"
    waits = f"""
import pathlib, time
for _ in range(200):
    if pathlib.Path({str(note)!r}).exists():
        raise SystemExit(0)
    time.sleep(0.05)
raise SystemExit(1)
"""

    def begin():
        note.touch()
        return []

    lint_with([("style", [sys.executable, "-c", waits])], begin)
