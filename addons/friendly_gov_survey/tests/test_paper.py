import base64
import io

import xlsxwriter
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..report.survey_answers import write_answers
from .common_tally import TallyCase

HEADERS = ["Number of the form", "a1. a1", "a2. a2", "b. b – Một", "b. b – Hai"]
HEADERS += ["sex. sex", "words. words"]


class PaperCase(TallyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls._open()
        cls.line = cls._line(cls.campaign, cls.commune)
        cls.names = {
            "a1": f"q{cls.questions['a1'].id}",
            "a2": f"q{cls.questions['a2'].id}",
            "words": f"q{cls.questions['words'].id}",
        }

    def batch(self, login="officer_a"):
        return self.env["gov.survey.batch"].with_user(self.users[login])

    def raw(self, a1="5", **more):
        choice = self.choices["a1", a1]
        return {self.names["a1"]: [str(choice.id)]} | more

    def answers(self):
        domain = [("gov_line_id", "=", self.line.id)]
        return self.env["survey.user_input"].search(domain)


@tagged("post_install", "-at_install")
@freeze_time("2023-05-10 03:00:00")
class TestPaperEntry(PaperCase):
    def test_a_form_is_entered_once(self):
        outcome = self.batch().enter_form(self.line.id, " a-1 ", self.raw())
        self.assertEqual(outcome, {"today": 1})
        answer = self.answers()
        self.assertEqual((answer.gov_channel, answer.gov_state), ("paper", "valid"))
        self.assertEqual(answer.create_uid, self.env.ref("base.user_root"))
        again = self.batch().enter_form(self.line.id, "A-1", self.raw("1"))
        self.assertIn("", again["errors"])
        self.assertEqual(len(self.answers()), 1)
        log = self.env["gov.survey.batch"].search([("line_id", "=", self.line.id)])
        self.assertEqual((log.count, log.user_id), (1, self.users["officer_a"]))
        self.assertTrue(log.is_own)

    def test_what_is_wrong_is_told_and_nothing_is_stored(self):
        enter = self.batch().enter_form
        for number, raw in (
            ("", self.raw()),
            ("1", {}),
            ("1", "x"),
            ("1", {self.names["a1"]: ["0"]}),
            ("1", {"q0": ["1"]}),
            ("1", self.raw(**{self.names["words"]: ["x" * 2001]})),
        ):
            with self.subTest(number=number, raw=str(raw)[:60]):
                self.assertTrue(enter(self.line.id, number, raw)["errors"])
        self.assertFalse(self.answers())

    def test_the_digit_is_the_level(self):
        form = self.batch().get_entry_form(self.line.id)
        by_name = {question["name"]: question for question in form["questions"]}
        keys = [option["key"] for option in by_name[self.names["a1"]]["options"]]
        self.assertEqual(keys, ["5", "4", "3", "2", "1", "0"])
        # Not counted in the index: the digit is the place on the form.
        sex = by_name[f"q{self.questions['sex'].id}"]
        self.assertEqual([o["key"] for o in sex["options"]], list("123456"))

    def test_who_may(self):
        for login in ("officer_a", "coordinator", "manager"):
            with self.subTest(login):
                lines = self.batch(login).get_entry_lines()
                self.assertIn(self.line.id, [line["id"] for line in lines])
                number = f"N-{login}"
                outcome = self.batch(login).enter_form(self.line.id, number, self.raw())
                self.assertIn("today", outcome)
        for login in ("staff_a", "officer_b", "leader", "plain", "portal", "public"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.batch(login).enter_form(self.line.id, "X", self.raw())
        self.assertEqual(len(self.answers()), 3)

    def test_only_while_the_campaign_takes_paper(self):
        self.campaign.use_paper = False
        with self.assertRaises(UserError):
            self.batch().enter_form(self.line.id, "1", self.raw())
        self.campaign.use_paper = True
        with freeze_time("2023-07-10 03:00:00"), self.assertRaises(UserError):
            self.batch().enter_form(self.line.id, "1", self.raw())
        self.campaign.action_close()
        with self.assertRaises(UserError):
            self.batch().get_entry_form(self.line.id)

    def test_the_log_is_not_written(self):
        self.batch().enter_form(self.line.id, "1", self.raw())
        log = self.env["gov.survey.batch"].search([], limit=1)
        for login in ("officer_a", "coordinator", "manager"):
            record = log.with_user(self.users[login])
            for call in (lambda r: r.write({"count": 9}), lambda r: r.unlink()):
                with self.subTest(login), self.assertRaises(AccessError):
                    call(record)
        with self.assertRaises(AccessError):
            log.sudo().write({"count": 9})


@tagged("post_install", "-at_install")
@freeze_time("2023-05-10 03:00:00")
class TestPaperFile(PaperCase, HttpCase):
    def file(self, *rows, headers=HEADERS):
        target = io.BytesIO()
        with xlsxwriter.Workbook(target, {"strings_to_formulas": False}) as book:
            sheet = book.add_worksheet("Phiếu")
            for number, row in enumerate([headers, *rows]):
                sheet.write_row(number, 0, row)
        return target.getvalue()

    def load(self, data, login="officer_a", name="phieu.xlsx"):
        dialog = (
            self.env["gov.survey.paper.import"]
            .with_user(self.users[login])
            .with_context(lang="en_US")
            .create({"line_id": self.line.id, "file_name": name})
        )
        dialog.file = base64.b64encode(data)
        dialog.action_import()
        return dialog

    def test_digits_and_words(self):
        self.load(
            self.file(
                ["1", 5, "Mức 4", 1, "", 2, "Tốt"],
                ["2", "4", "0", "", "3", "", "=1+1"],
            )
        )
        answers = self.answers().sorted("id")
        self.assertEqual(len(answers), 2)
        levels = [
            answer.user_input_line_ids.suggested_answer_id.mapped("gov_level")
            for answer in answers
        ]
        self.assertEqual(levels, [["5", "4", "1", "4"], ["4", "0", "3"]])
        domain = [("line_id", "=", self.line.id)]
        comments = self.env["gov.survey.comment"].search(domain)
        self.assertEqual(set(comments.mapped("text")), {"Tốt", "=1+1"})
        log = self.env["gov.survey.batch"].search(domain)
        self.assertEqual((log.count, log.kind), (2, "file"))

    def test_all_or_nothing_with_row_and_column(self):
        good = ["1", 5, 4, 1, 1, 1, ""]
        for row, words in (
            (["1", 5, 4, 1, 1, 1, ""], ("row 3", "column a")),
            (["2", 7, 4, 1, 1, 1, ""], ("row 3", "column b", "“7”")),
            (["2", "5;4", 4, 1, 1, 1, ""], ("row 3", "column b")),
            (["2", 5, 4, "x", 1, 1, ""], ("row 3", "column d")),
            (["", 5, 4, 1, 1, 1, ""], ("row 3", "column a")),
            (["2", "", "", "", "", "", ""], ("row 3",)),
            (["2", 5, 4, 1, 1, 1, "x" * 2001], ("row 3", "column g")),
        ):
            with self.subTest(str(row)[:40]):
                with self.assertRaises(UserError) as caught:
                    self.load(self.file(good, row))
                told = str(caught.exception).lower()
                for word in words:
                    self.assertIn(word.lower(), told)
                self.assertFalse(self.answers())

    def test_a_sheet_is_not_entered_twice(self):
        row = ["1", 5, 4, 1, 1, 1, ""]
        self.load(self.file(row))
        with self.assertRaises(UserError):
            self.load(self.file(["2", 5, 4, 1, 1, 1, ""], row))
        self.assertEqual(len(self.answers()), 1)

    def test_files_that_are_none(self):
        for data, name in (
            (b"", "a.xlsx"),
            (b"PK\x03\x04 broken", "a.xlsx"),
            ("Số phiếu\n1".encode("utf-16"), "a.csv"),
            (b"\xff\xfe\x00", "a.csv"),
            (self.file(["x"], headers=["Cột lạ"]), "a.xlsx"),
        ):
            with self.subTest(name=name, data=data[:12]), self.assertRaises(UserError):
                self.load(data, name=name)
        self.assertFalse(self.answers())

    def test_who_may(self):
        data = self.file(["1", 5, 4, 1, 1, 1, ""])
        for login in ("officer_b", "staff_a", "leader", "plain"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.load(data, login)
        self.load(data, "coordinator")
        self.assertEqual(len(self.answers()), 1)

    def test_the_template_is_what_is_read(self):
        dialog = self.env["gov.survey.paper.import"].create({"line_id": self.line.id})
        book = load_workbook(
            io.BytesIO(dialog.with_context(lang="en_US")._get_template())
        )
        found = [cell.value for cell in book.worksheets[0][1]]
        self.assertEqual(found, HEADERS)

    def test_export(self):
        self.load(self.file(["1", 5, "Mức 4", 1, "", 2, "=HYPERLINK(1)"]))
        self._answer(self.line, {"a1": 3}, state="suspect", rule="fast")
        self._answer(self.line, {"a1": 1}, test=True)
        target = io.BytesIO()
        with_lang = self.campaign.with_context(lang="en_US")
        self.assertEqual(write_answers(target, with_lang), 2)
        rows = list(load_workbook(target).worksheets[0].iter_rows())
        head = [cell.value for cell in rows[0]]
        self.assertEqual(head[-6:], HEADERS[1:])
        first = dict(zip(head, rows[1], strict=True))
        self.assertEqual(first["a1. a1"].value, "Mức 5")
        self.assertEqual(first["words. words"].value, "=HYPERLINK(1)")
        self.assertEqual(first["words. words"].data_type, "s")
        self.assertEqual(first["Unit"].value, self.commune.name)
        self.assertEqual(rows[2][head.index("Validity")].value, "Suspect")

    @mute_logger("odoo.http")
    def test_export_is_for_the_lead_unit(self):
        url = f"/friendly_gov_survey/answers/{self.campaign.id}"
        for login, code in (
            ("coordinator", 200),
            ("manager", 200),
            ("officer_a", 404),
            ("leader", 404),
            ("plain", 404),
        ):
            user = self.users[login]
            user.password = login
            self.authenticate(user.login, login)
            with self.subTest(login):
                self.assertEqual(self.url_open(url).status_code, code)
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.users["officer_a"]).action_export_answers()

    def test_the_form_on_paper(self):
        user = self.users["officer_a"]
        user.password = "officer_a"
        self.authenticate(user.login, "officer_a")
        page = self.url_open(f"/friendly_gov_survey/form/{self.line.id}")
        self.assertEqual(page.status_code, 200)
        self.assertEqual(page.text.count('class="box"'), 4 * 6 + 6)
        other = self._line(self.campaign, self.other)
        with mute_logger("odoo.http"):
            theirs = self.url_open(f"/friendly_gov_survey/form/{other.id}")
        self.assertEqual(theirs.status_code, 404)

    def test_the_unit_leads_to_its_forms(self):
        line = self.line.with_user(self.users["officer_a"])
        self.assertTrue(line.uses_paper)
        entry = line.action_enter_paper()
        self.assertEqual(entry["tag"], "friendly_gov_survey.paper_entry")
        lines = self.batch().get_entry_lines()
        self.assertIn(entry["context"]["gov_line_id"], [row["id"] for row in lines])
        url = line.action_print_form()["url"]
        self.assertEqual(url, f"/friendly_gov_survey/form/{line.id}")
