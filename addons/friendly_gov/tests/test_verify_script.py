import os
import pathlib
import subprocess
import sys
import tempfile

from odoo.tests import BaseCase, tagged

from ..tools import pledge_seal
from .test_tools_pledge_seal import chain, lines


@tagged("post_install", "-at_install")
class TestVerifyScript(BaseCase):
    """The program that is handed out, run by itself: no Odoo, no library."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        source = pathlib.Path(pledge_seal.__file__).read_bytes()
        self.program = self.folder / "verify_pledges.py"
        self.program.write_bytes(source)
        self.rows = chain("xin chào", "xin lỗi", "xin cảm ơn", "xin phép")

    def run_on(self, data, *arguments):
        path = self.folder / "seals.jsonl"
        path.write_bytes(data)
        return self.run_with(path, *arguments)

    def run_with(self, *arguments):
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(self.program), *map(str, arguments)],
            capture_output=True,
            cwd=self.folder,
            env={"LC_ALL": "C", "PATH": os.defpath},
            timeout=60,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def test_intact(self):
        head = self.rows[3]["digest"]
        code, out, err = self.run_on(lines(self.rows))
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(
            out.splitlines(),
            ["4 seals, 4 with their content", f"head 4:{head}", "INTACT"],
        )
        code, out, _err = self.run_on(lines(self.rows), f"4:{head.upper()}")
        self.assertEqual((code, out.splitlines()[-1]), (0, "INTACT"))

    def test_tampered(self):
        self.rows[1]["content"] = "xin lôi"
        code, out, _err = self.run_on(lines(self.rows))
        self.assertEqual(code, 1)
        self.assertTrue(out.startswith("No. 2: content: "), out)
        self.assertEqual(out.splitlines()[-1], "ALTERED: 1 findings")

    def test_reordered_and_truncated(self):
        rows = self.rows
        code, out, _err = self.run_on(lines([rows[0], rows[2], rows[1], rows[3]]))
        self.assertEqual((code, out.count(": gap: ")), (1, 3))
        whole = lines(rows)
        short = b"".join(whole.splitlines(keepends=True)[:-1])
        code, out, _err = self.run_on(short)
        self.assertEqual((code, out.count(": count: ")), (1, 1))
        # Cut off within a line: not a file of this kind any more.
        self.assertEqual(self.run_on(whole[:-20])[0], 2)
        noted = f"4:{rows[3]['digest']}"
        code, out, _err = self.run_on(lines(rows[:2]), noted)
        self.assertEqual((code, out.count(": head: ")), (1, 1))

    def test_unreadable(self):
        good = lines(self.rows)
        huge = b'"' + b"x" * (pledge_seal.MAX_LINE + 10) + b'"\n'
        for data in (b"", b"{", good + huge, good.decode().encode("utf-16")):
            code, out, err = self.run_on(data)
            self.assertEqual((code, out), (2, ""))
            self.assertTrue(err.startswith("UNREADABLE: "), err)
        self.assertEqual(self.run_with(self.folder / "không có")[0], 2)
        self.assertEqual(self.run_with()[0], 2)
        for head in ("x", "4", "x:y"):
            self.assertEqual(self.run_on(good, head)[0], 2)

    def test_many_findings_are_counted(self):
        rows = chain(*(f"Cam kết {number}" for number in range(150)))
        for row in rows:
            row["content"] += "x"
        code, out, _err = self.run_on(lines(rows))
        self.assertEqual(code, 1)
        self.assertEqual(out.count(": content: "), 100)
        self.assertEqual(out.splitlines()[-1], "ALTERED: 150 findings")
