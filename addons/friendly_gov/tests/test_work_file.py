"""The work file for the archive, opened again as the archivist would."""

import base64
import hashlib
import io
import tracemalloc
import zipfile
from datetime import timedelta

from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from ..report.work_file import LIMIT_PARAMETER, WorkFile
from ..tools.filename import UniquePaths, safe_name
from .common import GovCase

PDF = b"%PDF-1.4 bien ban"
SCAN = b"%PDF-1.4 ban scan cong van"


class WorkFileCase(GovCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        lines = cls._issued(
            cls.commune | cls.other,
            directive=cls._directive(subject='=HYPERLINK("http://127.0.0.1")'),
        )
        cls.directive = lines.directive_id
        cls.mine, cls.theirs = lines.sorted(lambda line: line.unit_id != cls.commune)
        for line, user, name in (
            (cls.mine, "officer_a", "../../Biên bản.pdf"),
            (cls.theirs, "officer_b", "Biên bản.pdf"),
        ):
            result = cls._result(line, user=user, summary="+cmd|' /C calc'!A0")
            for index in range(2):
                cls.env["gov.evidence"].with_user(cls.users[user]).create(
                    {
                        "result_id": result.id,
                        "name": name,
                        "file": base64.b64encode(PDF + bytes([index])),
                    }
                )
            result.action_submit()
        cls.scan = cls.env["ir.attachment"].create(
            {
                "name": "Công văn 515.pdf",
                "raw": SCAN,
                "res_model": "gov.directive",
                "res_id": cls.directive.id,
            }
        )

    def make(self, login):
        self.env.flush_all()
        self.env.invalidate_all()
        target = io.BytesIO()
        work_file = WorkFile(self.directive.with_user(self.users[login]))
        work_file.write_to(target)
        archive = zipfile.ZipFile(target)
        self.assertIsNone(archive.testzip())
        return archive

    def sheets(self, archive):
        name = next(n for n in archive.namelist() if n.endswith(".xlsx"))
        book = load_workbook(io.BytesIO(archive.read(name)))
        return [list(sheet.iter_rows(values_only=True)) for sheet in book]


@tagged("post_install", "-at_install")
class TestWorkFile(WorkFileCase):
    def test_every_file_is_there_with_its_digest(self):
        archive = self.make("coordinator")
        sums = dict(
            reversed(line.split("  ", 1))
            for line in archive.read("SHA256SUMS.txt").decode().splitlines()
        )
        self.assertEqual({*sums, "SHA256SUMS.txt"}, {*archive.namelist()})
        for path, digest in sums.items():
            with self.subTest(path):
                found = hashlib.sha256(archive.read(path)).hexdigest()
                self.assertEqual(found, digest)
        contents = [archive.read(path) for path in archive.namelist()]
        for wanted in (SCAN, PDF + b"\0", PDF + b"\1"):
            self.assertIn(wanted, contents)
        evidence = self.env["gov.evidence"].search(
            [("assignment_id.directive_id", "=", self.directive.id)]
        )
        self.assertEqual(len(evidence), 4)
        self.assertLessEqual({*evidence.mapped("sha256")}, {*sums.values()})

    def test_names_are_no_paths_and_unique(self):
        names = self.make("coordinator").namelist()
        self.assertEqual(len({name.casefold() for name in names}), len(names))
        for name in names:
            with self.subTest(name):
                self.assertRegex(name, r"^[A-Za-z0-9_][A-Za-z0-9._-]*(/[\w.-]+)*$")
                self.assertNotIn("..", name)
        files = sorted(name.rpartition("/")[2] for name in names if "T-A-1" in name)
        self.assertEqual(files, ["Bien-ban-2.pdf", "Bien-ban.pdf"])

    def test_only_what_the_user_may_read(self):
        archive = self.make("officer_a")
        folders = {name.split("/")[1] for name in archive.namelist() if "T-" in name}
        self.assertEqual(folders, {"T-A-1"})
        for sheet in self.sheets(archive):
            cells = {cell for row in sheet for cell in row}
            self.assertNotIn("Xã B", str(cells))
        _contents, _document, tasks, lines, history, results, *_rest = self.sheets(
            archive
        )
        self.assertEqual((len(tasks), len(lines), len(results)), (2, 2, 2))
        self.assertEqual(len(history), 3)

    def test_tables_tell_the_story(self):
        sheets = self.sheets(self.make("coordinator"))
        contents, document, tasks, lines, history, results, *_rest = sheets
        self.assertEqual(len(contents) - 1, 5, "four of evidence and the scan")
        self.assertIn("515/UBND-NVK", {row[1] for row in document})
        self.assertEqual(len(tasks), 2)
        self.assertEqual(len(lines), 3)
        self.assertEqual(len(history), 5, "assigned and submitted, twice")
        self.assertIn("T-A-1/Bien-ban.pdf", results[1][-1])

    def test_what_was_asked_and_said_on_the_way(self):
        """Progress, obstacles, extensions and answers of those who coordinate."""
        officer = self.users["officer_a"]
        helper = self._user("officer_f", ["officer"], self.finance)
        line = self._issued(
            directive=self.directive,
            deadline_text=False,
            date_due=self.env.company._gov_today() + timedelta(days=30),
            coordinating_unit_ids=[Command.set(self.finance.ids)],
        )
        mine = line.with_user(officer)
        mine.env["gov.progress"]._record([(mine, 40, "Đã có kế hoạch")])
        mine.env["gov.obstacle"].create(
            {"assignment_id": line.id, "text": "Chưa có kinh phí"}
        )
        mine.env["gov.extension.request"]._ask(
            mine, line.date_due + timedelta(days=30), "Chờ phân bổ kinh phí"
        )
        answer = self.env["gov.step.action"].with_user(helper)
        answer.create(
            {
                "event": "answer",
                "coordination_ids": [Command.set(line.task_id.coordination_ids.ids)],
                "text": "Sẽ bố trí trong quý sau",
                "file_ids": [
                    Command.create(
                        {"name": "gop_y.pdf", "file": base64.b64encode(PDF + b"f")}
                    )
                ],
            }
        ).action_confirm()
        archive = self.make("manager")
        found = [str(sheet) for sheet in self.sheets(archive)[6:11]]
        progress, obstacles, extensions, coordination, _parts = found
        self.assertIn("Đã có kế hoạch", progress)
        self.assertIn("Chưa có kinh phí", obstacles)
        self.assertIn("Chờ phân bổ kinh phí", extensions)
        self.assertIn("Sẽ bố trí trong quý sau", coordination)
        paths = [name for name in archive.namelist() if name.endswith("gop_y.pdf")]
        self.assertEqual(len(paths), 1)
        self.assertIn("/T-STC-2/", paths[0], "unit and task that the file is for")
        self.assertEqual(archive.read(paths[0]), PDF + b"f")
        # who sees the line but not its obstacle gets no word of it
        others = self.sheets(self.make("officer_b"))[6:11]
        self.assertNotIn("Chưa có kinh phí", str(others))
        self.assertNotIn("Chờ phân bổ kinh phí", str(others))

    def test_no_text_becomes_a_formula(self):
        archive = self.make("coordinator")
        name = next(n for n in archive.namelist() if n.endswith(".xlsx"))
        book = load_workbook(io.BytesIO(archive.read(name)))
        texts = set()
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    self.assertNotEqual(cell.data_type, "f")
                    texts.add(cell.value)
        self.assertIn('=HYPERLINK("http://127.0.0.1")', texts)
        self.assertIn("+cmd|' /C calc'!A0", texts)

    def test_the_page_shows_texts_as_texts(self):
        evil = "<script>alert(1)</script>"
        self.env.cr.execute(
            "UPDATE gov_directive SET subject = %s WHERE id = %s",
            (evil, self.directive.id),
        )
        archive = self.make("coordinator")
        name = next(n for n in archive.namelist() if n.endswith(".html"))
        page = archive.read(name).decode()
        self.assertNotIn("<script", page)
        self.assertIn("&lt;script&gt;", page)
        self.assertIn("Bien-ban.pdf", page)

    def test_a_file_changed_behind_the_record_is_told(self):
        evidence = self.mine.result_ids.evidence_ids[0]
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "gov.evidence"), ("res_field", "=", "file")]
            + [("res_id", "=", evidence.id)]
        )
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = %s, file_size = %s WHERE id = %s",
            (self.scan.store_fname, len(SCAN), attachment.id),
        )
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = 'ff/gone' WHERE id = %s",
            (self.scan.id,),
        )
        contents = self.sheets(self.make("coordinator"))[0]
        remarks = [row[-1] for row in contents[1:] if row[-1]]
        self.assertEqual(len(remarks), 2)

    def test_too_many_files_are_refused_in_words(self):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(LIMIT_PARAMETER, "0.00001")
        with self.assertRaisesRegex(UserError, LIMIT_PARAMETER):
            self.directive.action_export_work_file()
        parameters.set_param(LIMIT_PARAMETER, "1")
        self.directive.action_export_work_file()

    def test_memory_does_not_grow_with_the_files(self):
        big = 24 * 1024 * 1024
        self.scan.raw = b"\0" * big
        self.env.invalidate_all()
        work_file = WorkFile(self.directive.with_user(self.users["coordinator"]))
        with io.FileIO("/dev/null", "w") as nowhere:
            tracemalloc.start()
            work_file.write_to(nowhere)
            _now, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        self.assertLess(peak, big / 2)

    def test_statements_do_not_grow_with_the_lines(self):
        def count():
            before = self.env.cr.sql_log_count
            self.make("manager")
            return self.env.cr.sql_log_count - before

        first = count()
        units = self.env["hr.department"].union(
            *(self._unit(f"T-{n}", f"Xã {n}", "department") for n in range(30))
        )
        self._task(self.directive, units)
        self.directive.action_issue()
        # new lines, no new files: names of units, nothing a line
        self.assertLessEqual(count(), first + 5)


@tagged("post_install", "-at_install")
class TestWorkFileNames(GovCase):
    def test_safe_names(self):
        for text, wanted in (
            ("Biên bản Đồng Nai.PDF", "Bien-ban-Dong-Nai.PDF"),
            ("../../etc/passwd", "etc-passwd"),
            ("C:\\Windows\\x.exe", "C-Windows-x.exe"),
            ("\x00\u202e", "file"),
            ("....", "file"),
            ("NUL", "_NUL"),
            ("com1.txt", "_com1.txt"),
            ("😀.pdf", "pdf"),
            ("=cmd.xlsx", "cmd.xlsx"),
        ):
            with self.subTest(text):
                self.assertEqual(safe_name(text), wanted)
        self.assertEqual(len(safe_name("a" * 300 + ".pdf")), 80)
        self.assertTrue(safe_name("a" * 300 + ".pdf").endswith(".pdf"))

    def test_paths_differ_by_more_than_case(self):
        paths = UniquePaths()
        made = [paths.add("X/../y", name) for name in ("A.pdf", "a.PDF", "á.pdf")]
        self.assertEqual(
            made, ["X/file/y/A.pdf", "X/file/y/a-2.PDF", "X/file/y/a-3.pdf"]
        )


@tagged("post_install", "-at_install")
class TestWorkFileDownload(WorkFileCase, HttpCase):
    def test_download(self):
        url = f"/gov/work_file/{self.directive.id}"
        for login in ("gov_coordinator", "gov_officer_a"):
            self.authenticate(login, login)
            answer = self.url_open(url)
            with self.subTest(login):
                self.assertEqual(answer.status_code, 200)
                self.assertIn("ho-so-515-UBND-NVK.zip", str(answer.headers))
                archive = zipfile.ZipFile(io.BytesIO(answer.content))
                self.assertIn("SHA256SUMS.txt", archive.namelist())
        for login in ("plain", "portal_x"):
            self.authenticate(login, login)
            for path in (url, "/gov/work_file/2000000000"):
                with self.subTest(f"{login} {path}"):
                    self.assertEqual(self.url_open(path).status_code, 404)
        self.authenticate(None, None)
        answer = self.url_open(url, allow_redirects=False)
        self.assertIn(answer.status_code, (302, 303))

    def test_a_unit_outside_gets_nothing(self):
        far = self._unit("Z", "Sở Z", "department")
        far.parent_id = False
        user = self._user("far", ["coordinator"], far)
        user.gov_unit_ids = [Command.set(far.ids)]
        self.authenticate("gov_far", "gov_far")
        answer = self.url_open(f"/gov/work_file/{self.directive.id}")
        self.assertEqual(answer.status_code, 404)
