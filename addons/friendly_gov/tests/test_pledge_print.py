import base64
import shutil
from datetime import date, datetime

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..report import pledge_print
from ..report.pledge_print import file_name, place_and_date
from ..report.pledge_print_poster import AREAS, fit
from .pledge_common import FOUR_ASKS, PledgeCase
from .test_pledge_screen import drawing

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
FORM = "friendly_gov.report_pledge"
SELECTED = "friendly_gov.report_pledge_selected"
UNSIGNED = "friendly_gov.report_pledge_unsigned"
UNSIGNED_PAGES = "friendly_gov.report_pledge_unsigned_pages"
POSTER = "friendly_gov.report_pledge_poster_a4"


class PrintCase(PledgeCase):
    """Renders the HTML that the PDF is made of: no program is needed for it."""

    def setUp(self):
        super().setUp()
        # Expectations are in the language of the source, whatever is installed.
        self.patch(pledge_print, "LANGUAGE", "en_US")
        self.users = self.users | {"head_a": self.head_a}
        self.campaign = self._campaign(
            date_from=date(2026, 11, 1), date_to=date(2027, 10, 31)
        )
        self.pledge = self._pledge(self.campaign, self.people["officer_a"])

    def tree(self, report, records, user="manager"):
        reports = self.env["ir.actions.report"].with_user(self.users[user])
        return html.fromstring(reports._render_qweb_html(report, records.ids)[0])

    def words(self, report, records, user="manager"):
        return self.as_words(self.tree(report, records, user))

    def as_words(self, tree):
        for style in tree.xpath("//style | //head"):
            style.drop_tree()
        return " ".join(tree.text_content().split())

    def sign(self, pledge=None, **vals):
        file = {
            "name": "x.png",
            "kind": "signature",
            "file": base64.b64encode(drawing()),
        }
        (pledge or self.pledge)._sign(
            "screen",
            date(2026, 2, 5),
            datetime(2026, 11, 20, 1, 2, 3),
            identity=("password", datetime(2026, 11, 20, 1, 2)),
            files=[file],
            **({"place": "Xã A"} | vals),
        )


@tagged("post_install", "-at_install")
class TestPledgePrintForm(PrintCase):
    def test_empty_form(self):
        words = self.words(FORM, self.pledge)
        for text in (*MOTTO, *FOUR_ASKS, "Xã A", "PLEDGE", "1847/QĐ-TTg", "27/12/2018"):
            self.assertIn(text, words)
        self.assertIn("………………, date …… month …… year ………", words)
        self.assertIn(self.people["officer_a"].name, words)
        self.assertIn("01/11/2026", words)
        self.assertNotIn("How it was signed", words)
        self.assertNotIn("BẢN MINH HỌA", words)

    def test_signed_form_is_of_what_was_signed(self):
        self.sign()
        # By SQL, as nobody may change it otherwise.
        statement = self.code.group_ids.statement_ids[0]
        self.env.cr.execute(
            "UPDATE gov_pledge_statement SET name = 'đổi sau' WHERE id = %s",
            [statement.id],
        )
        self.env.cr.execute("UPDATE gov_pledge SET signer_name = 'Người khác'")
        self.env.invalidate_all()
        words = self.words(FORM, self.pledge)
        self.assertIn("xin chào", words)
        self.assertNotIn("đổi sau", words)
        self.assertNotIn("Người khác", words)
        # A zero before the day and before the first two months: Decree 30/2020.
        self.assertIn("Xã A, date 05 month 02 year 2026", words)
        # 01:02:03 UTC is 08:02:03 in Viet Nam.
        self.assertIn("recorded at 08:02:03 20/11/2026", words)
        self.assertIn("Identity asked for: Password, at 08:02:00 20/11/2026", words)
        self.assertIn("being sealed", words)
        self.assertIn("not a digital signature in the sense of the law", words)

    def test_seal(self):
        self.sign()
        self.env["gov.pledge.seal"]._seal_batch(self.pledge.company_id.id)
        self.env.invalidate_all()
        self.assertEqual(self.pledge.seal_state, "sealed")
        words = self.words(FORM, self.pledge)
        self.assertIn(f"Seal No. {self.pledge.seal_number}: ", words)
        self.assertIn(self.pledge.seal_digest, words)
        self.assertNotIn("being sealed", words)

    def test_signature_only_for_who_may_read_the_file(self):
        self.sign()
        for user, shown in (
            ("officer_a", 1),
            ("manager", 1),
            ("head_a", 1),
            ("staff_a", 0),  # a colleague sees that it was signed
        ):
            with self.subTest(user):
                drawn = self.tree(FORM, self.pledge, user).xpath(
                    "//img[starts-with(@src, 'data:')]"
                )
                self.assertEqual(len(drawn), shown)

    def test_exchanged_signature_is_not_printed(self):
        self.sign()
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "gov.pledge.file"),
                    ("res_id", "=", self.pledge.file_ids.id),
                    ("res_field", "=", "file"),
                ]
            )
        )
        self.env.cr.execute(
            "UPDATE ir_attachment SET db_datas = %s, store_fname = NULL WHERE id = %s",
            [drawing("red"), attachment.id],
        )
        self.env.invalidate_all()
        self.assertFalse(self.tree(FORM, self.pledge).xpath("//img[@alt='']"))

    def test_signed_for_the_head(self):
        unit = self._pledge(
            self.campaign, unit=self.commune, signer_name="Trần Văn Bình"
        )
        unit._sign(
            "paper",
            date(2026, 11, 12),
            signer={
                "signer_position": "Phó Chủ tịch",
                "authority": "kt",
                "authority_symbol": "12/QĐ-UBND",
                "authority_date": date(2026, 1, 3),
            },
            recorded_by=self.users["officer_a"],
        )
        words = self.words(FORM, unit)
        for text in (
            "KT. head of the unit Phó Chủ tịch",
            "12/QĐ-UBND of 03/01/2026",
            "Trần Văn Bình",
            "date 12 month 11 year 2026",
            "Entered by: gov_officer_a",
        ):
            self.assertIn(text, words)

    def test_illustration_says_so(self):
        self.campaign._guarded_write({"is_demo": True})
        self.assertIn("BẢN MINH HỌA", self.words(FORM, self.pledge))
        self.assertIn("BẢN MINH HỌA", self.words(UNSIGNED, self.campaign))

    def test_markup_and_junk_stay_text(self):
        code = self._pledge_code(
            name="<b>đậm</b>",
            group_ids=[
                Command.create(
                    {
                        "name": "<u>5 không</u>",
                        "statement_ids": [
                            Command.create({"name": "<script>alert(1)</script>"}),
                            Command.create({"name": "dài" * 300}),
                            Command.create({"name": "שלום مرحبا"}),
                        ],
                    }
                )
            ],
        )
        employee = self.people["nobody"]
        employee.name = "<i>A</i>"
        pledge = self._pledge(self._campaign(code_id=code.id), employee)
        for report in (FORM, SELECTED):
            tree = self.tree(report, pledge)
            with self.subTest(report):
                self.assertFalse(tree.xpath("//main//script | //main//u"))
                self.assertIn("<i>A</i>", self.as_words(tree))
        self.assertIn("<script>alert(1)</script>", self.words(FORM, pledge))

    def test_many_in_one_print_in_order(self):
        other = self._pledge(self.campaign, self.people["staff_a"])
        self.sign(other)
        pages = self.tree(FORM, other | self.pledge).find_class("gov_print")
        self.assertEqual(len(pages), 2)
        self.assertIn(self.people["staff_a"].name, pages[0].text_content())
        self.assertIn("gov_next", pages[1].get("class"))

    def test_language_of_the_form(self):
        self.patch(pledge_print, "LANGUAGE", "vi_VN")
        self.env["res.lang"]._activate_lang("vi_VN")
        reader = self.pledge.with_context(lang="en_US")
        self.assertEqual(pledge_print.in_form_language(reader).env.lang, "vi_VN")
        self.patch(pledge_print, "LANGUAGE", "xx_XX")
        self.assertEqual(pledge_print.in_form_language(reader).env.lang, "en_US")

    def test_helpers(self):
        self.assertEqual(file_name("Cam kết – Đỗ/Thị: Ước\n"), "Cam ket Do Thi Uoc")
        self.assertEqual(file_name("///"), "pledge")
        day = place_and_date(self.env, "Bình Lục", date(2021, 11, 11))
        self.assertEqual(day, "Bình Lục, date 11 month 11 year 2021")
        day = place_and_date(self.env, "Chiềng Sinh", date(2024, 6, 17))
        self.assertEqual(day, "Chiềng Sinh, date 17 month 6 year 2024")
        name = self.pledge._get_print_name()
        self.assertTrue(name.startswith("PLEDGE") and name.isascii())


@tagged("post_install", "-at_install")
class TestPledgePrintList(PrintCase):
    def setUp(self):
        super().setUp()
        self.other = self._pledge(self.campaign, self.people["officer_b"])
        self.nobody = self._pledge(self.campaign, self.people["nobody"])
        self.unit = self._pledge(self.campaign, unit=self.other.unit_id)
        self.away = self._pledge(self.campaign, self.people["staff_a"])
        self.away._history_write(
            {
                "state": "excused",
                "excuse_reason": "maternity",
                "excuse_note": "đến 01/04/2027",
            },
            "excuse",
        )

    def test_by_unit_with_totals(self):
        tree = self.tree(UNSIGNED, self.campaign)
        heads = [
            " ".join(head.text_content().split())
            for head in tree.xpath("//table[thead]/thead/tr[1]")
        ]
        self.assertEqual(set(heads), {"Xã A", "Xã B"})
        words = self.as_words(tree)
        # A: the officer; B: two people and the unit itself. The one away isn't counted.
        self.assertIn("Total to sign: 4, in 2 units.", words)
        self.assertIn("To sign: 3", words)
        for text in (*MOTTO, "Người chưa có tài khoản", "For the unit"):
            self.assertIn(text, words)
        self.assertIn("Maternity leave", words)
        self.assertIn("đến 01/04/2027", words)

    def test_signed_and_retired_are_left_out(self):
        self.sign(self.other)
        self.nobody._guarded_write({"state": "retired", "retire_reason": "left"})
        words = self.words(SELECTED, self.other | self.nobody | self.pledge)
        self.assertNotIn(self.other.signer_name, words)
        self.assertNotIn(self.nobody.signer_name, words)
        self.assertIn("Total to sign: 1, in 1 units.", words)

    def test_reader_sees_own_scope_and_no_reasons(self):
        # A colleague of commune A: neither B nor why somebody is away.
        words = self.words(UNSIGNED, self.campaign, "staff_a")
        self.assertIn(self.pledge.signer_name, words)
        self.assertNotIn(self.nobody.signer_name, words)
        self.assertNotIn("Xã B", words)
        self.assertNotIn("Maternity", words)
        self.assertNotIn("01/04/2027", words)
        self.assertIn("Total to sign: 1, in 1 units.", words)
        self.assertIn("Maternity", self.words(UNSIGNED, self.campaign, "officer_a"))

    def test_one_unit_a_page(self):
        breaks = {
            report: len(self.tree(report, self.campaign).find_class("gov_next"))
            for report in (UNSIGNED, UNSIGNED_PAGES)
        }
        self.assertEqual(breaks, {UNSIGNED: 0, UNSIGNED_PAGES: 1})

    def test_nobody_left(self):
        empty = self._campaign(name="Đợt trống")
        words = self.words(UNSIGNED, empty)
        self.assertIn("Nobody you may see is left to sign.", words)

    def test_many_cost_no_query_each(self):
        people = self.env["hr.employee"].create(
            [
                {"name": f"Người {number}", "department_id": self.commune.id}
                for number in range(40)
            ]
        )
        counts = []
        for extra in (people[:1], people[1:]):
            for person in extra:
                self._pledge(self.campaign, person)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.tree(UNSIGNED, self.campaign)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)


@tagged("post_install", "-at_install")
class TestPledgePrintPoster(PrintCase):
    def dialog(self, code=None, user="staff_a", **vals):
        model = self.env["gov.pledge.poster"].with_user(self.users[user])
        return model.create({"code_id": (code or self.code).id} | vals)

    def test_poster(self):
        dialog = self.dialog(unit_id=self.commune.id)
        action = dialog.action_print()
        self.assertEqual(action["report_name"], POSTER)
        words = self.words(POSTER, dialog, "staff_a")
        for text in ("Xã A", *FOUR_ASKS, "1847/QĐ-TTg", "27/12/2018"):
            self.assertIn(text, words)
        self.assertNotIn("DỰ THẢO", words)
        # Nothing of a person hangs on the wall.
        self.assertNotIn(self.people["officer_a"].name, words)

    def test_own_office_is_proposed(self):
        self.assertEqual(self.dialog().unit_id, self.commune)

    def test_draft_says_so_and_superseded_is_refused(self):
        draft = self._pledge_code(active=False)
        self.assertIn("DỰ THẢO", self.words(POSTER, self.dialog(draft), "staff_a"))
        dialog = self.dialog()
        self.code._guarded_write({"state": "superseded"})
        with self.assertRaises(UserError):
            dialog.action_print()
        # Nor by the address of the report.
        with self.assertRaises(UserError):
            self.words(POSTER, dialog, "staff_a")

    def test_dialog_of_somebody_else(self):
        dialog = self.dialog()
        with self.assertRaises(AccessError):
            self.words(POSTER, dialog, "officer_b")
        with self.assertRaises(AccessError):
            dialog.with_user(self.users["officer_b"]).action_print()

    def test_letters_fit(self):
        short = fit("a4", "4 xin", ["4 xin"], list(FOUR_ASKS))
        many = fit("a4", "6 biết", ["6 biết"] * 3, ["Không cửa quyền " * 10] * 14)
        self.assertGreater(short, 30)
        # 14 statements of 160 letters: 15 lines a group at least, on 728 points.
        self.assertLess(many, 16)
        self.assertGreaterEqual(many, 10)
        self.assertGreater(fit("a3", "4 xin", ["4 xin"], list(FOUR_ASKS)), short)
        self.assertEqual(AREAS.keys(), {"a4", "a3"})


@tagged("post_install", "-at_install")
class TestPledgePrintRights(PrintCase, HttpCase):
    def test_who_may_not_read_prints_nothing(self):
        plain = new_test_user(self.env, "print_plain")
        portal = new_test_user(self.env, "print_portal", groups="base.group_portal")
        self.users |= {"plain": plain, "portal": portal}
        self.sign()
        for user in ("officer_b", "plain", "portal"):
            for report, records in ((FORM, self.pledge), (SELECTED, self.pledge)):
                with self.subTest(f"{user} {report}"), self.assertRaises(AccessError):
                    self.words(report, records, user)
        for user in ("plain", "portal"):
            with self.subTest(user), self.assertRaises(AccessError):
                self.words(UNSIGNED, self.campaign, user)
        # One of one's own doesn't bring the others along.
        own = self._pledge(self.campaign, self.people["officer_b"])
        with self.assertRaises(AccessError):
            self.words(FORM, own | self.pledge, "officer_b")

    def test_nothing_and_numbers_that_are_none(self):
        for ids in ([], [0], [2**31 - 1]):
            with self.subTest(ids), self.assertRaises(UserError):
                self.tree(FORM, self.env["gov.pledge"].browse(ids))

    @mute_logger("odoo.http", "odoo.addons.web.controllers.report")
    def test_address_of_the_report(self):
        self.authenticate("gov_officer_b", "gov_officer_b")
        for kind in ("html", "pdf"):
            answer = self.url_open(f"/report/{kind}/{FORM}/{self.pledge.id}")
            with self.subTest(kind):
                self.assertEqual(answer.status_code, 403)
                self.assertNotIn("xin chào", answer.text)
        # Options of the address are not looked at.
        options = f'{{"doc_ids": [{self.pledge.id}], "pages": [{self.pledge.id}]}}'
        answer = self.url_open(f"/report/html/{FORM}?options={options}")
        self.assertNotEqual(answer.status_code, 200)
        self.authenticate("gov_officer_a", "gov_officer_a")
        answer = self.url_open(f"/report/html/{FORM}/{self.pledge.id}")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("xin chào", answer.text)

    def test_pdf_itself(self):
        """The PDF where its program is there; else the refusal that tells it is not.

        The client asks for the program first and shows the HTML without it.
        """
        self.sign()
        reports = self.env["ir.actions.report"].with_user(self.users["manager"])
        reports = reports.with_context(force_report_rendering=True)
        self.env["ir.config_parameter"].sudo().set_param("report.url", self.base_url())
        if not shutil.which("wkhtmltopdf"):
            with self.assertRaises(UserError):
                reports._render_qweb_pdf(FORM, self.pledge.ids)
            return
        pdf, kind = reports._render_qweb_pdf(FORM, self.pledge.ids)
        self.assertEqual(kind, "pdf")
        self.assertTrue(pdf.startswith(b"%PDF-"))
        self.assertFalse(
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", "gov.pledge"), ("res_id", "=", self.pledge.id)])
        )
