import base64
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from ..report.queries import media
from ..tools.weblink import MAX_LENGTH, is_safe_link
from .oversight_common import QUOTE, OversightCase

FILE = base64.b64encode(b"%PDF-1.4 trang bao")
NO_LINKS = (
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://bao.example/x",
    "//bao.example/x",
    "bao.example/x",
    "https://",
    "https:///x",
    "https://bao.example@evil.example/",
    "https://bao.example\\@evil.example/",
    "https://bao.example/\n<script>",
    "https://bao.example/a b",
    'https://bao.example/"onclick="x',
    "https://bao.example:99999/",
    "https://[::1",
    "https://bao.example/" + "x" * MAX_LENGTH,
)


@tagged("post_install", "-at_install")
class TestMediaItem(OversightCase):
    def test_links(self):
        for link in (
            "https://baohoabinh.com.vn/tin?id=1&x=2#y",
            "http://đài.vn/chuyên-mục",
            "HTTPS://bao.example:8443/x",
        ):
            with self.subTest(link):
                self.assertTrue(is_safe_link(link))
                self.assertEqual(self.item(link=link).link, link)
        self.assertEqual(
            self.item(link=" https://a.example ").link, "https://a.example"
        )
        item = self.item()
        for link in NO_LINKS:
            with self.subTest(link):
                self.assertFalse(is_safe_link(link))
                with self.assertRaises(ValidationError):
                    self.item(link=link)
                with self.assertRaises(ValidationError):
                    item.link = link

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_a_script_too(self):
        item = self.item()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE gov_media_item SET link = 'javascript:x' WHERE id = %s",
                (item.id,),
            )

    def test_dates(self):
        with freeze_time("2024-06-17 03:00:00"):
            self.item(date=date(2024, 6, 17))
            for day in (date(2024, 6, 18), date(1999, 12, 31)):
                with self.subTest(day), self.assertRaises(ValidationError):
                    self.item(date=day)

    def test_text_is_nfc_and_found_without_accents(self):
        item = self.item(title="Hòa Bình".encode().decode() + " n\u0302ng")
        self.assertEqual(item.title, "Hòa Bình n\u0302ng".replace("n\u0302", "n̂"))
        self.assertIn(item, item.search([("search_text", "ilike", "hoa binh")]))

    def test_who_enters_what(self):
        for login in ("officer_a", "coordinator", "manager", "coordinator_a"):
            with self.subTest(login):
                self.item(login)
        for login in ("staff_a", "officer_b", "clerk", "leader", "coordinator_b"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.item(login)
        for login in ("plain", "portal", "public", "no_scope"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.item(login)
        # what the own station broadcast is entered by it, about whomever it was
        item = self.item("reporter", outlet_id=self.channel.id, kind="broadcast")
        self.assertEqual(item.producer_unit_id, self.station)
        with self.assertRaises(AccessError):
            self.item("reporter")

    def test_a_criticism_of_others_is_no_officer_s(self):
        for login in ("officer_b", "coordinator_b", "reporter", "staff_a", "leader"):
            vals = {"outlet_id": self.channel.id, "producer_unit_id": self.station.id}
            with self.subTest(login), self.assertRaises(AccessError):
                self.critical(login, **vals)
        # a commune that calls itself the producer, or the body that decides
        for vals in (
            {"producer_unit_id": self.other.id},
            {"competent_unit_id": self.other.id},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                self.critical("coordinator_b", **vals)
        # one's own unit beside another one
        both = self.commune | self.other
        for login in ("officer_a", "coordinator_a"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.critical(login, both)
        for login in ("officer_a", "coordinator", "manager"):
            with self.subTest(login):
                self.critical(login)
        self.critical("editor", outlet_id=self.channel.id)

    def test_the_unit_names_no_friend_as_the_body_that_decides(self):
        with self.assertRaises(AccessError):
            self.critical("officer_a", competent_unit_id=self.other.id)
        with self.assertRaises(AccessError):
            self.item("officer_a", competent_unit_id=self.other.id)
        item = self.critical("officer_a")
        self.assertEqual(item.competent_unit_id, self.province)

    def test_a_criticism_is_a_quotation_with_its_source(self):
        paper = {"document_symbol": "12/BC-BHB", "document_date": date(2024, 6, 1)}
        self.critical(link=False, **paper)
        for vals in (
            {"link": False},
            {"link": False, "document_symbol": "12/BC-BHB"},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self.critical(**vals)
        for quote in (False, " "):
            with self.subTest(quote), mute_logger("odoo.sql_db"):
                with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                    self.critical(quote=quote)

    def test_an_illustration_criticises_nobody(self):
        for tone in ("neutral", "exemplary", "critical"):
            values = {
                "title": "x",
                "outlet_id": self.outlet.id,
                "unit_ids": [Command.set(self.commune.ids)],
                "link": "https://bao.example",
                "tone": tone,
                "quote": QUOTE,
                "date": date(2023, 6, 1),
                "recorded_at": "2023-06-02 01:00:00",
                "is_demo": True,
            }
            items = self.env["gov.media.item"]
            if tone != "critical":
                self.assertTrue(items._guarded_create([values]).is_demo)
                continue
            with self.assertRaises(ValidationError):
                items._guarded_create([values])

    def test_who_sees_it(self):
        plain, critical = self.item(), self.critical()
        for item in (plain, critical):
            for login, wanted in (
                ("staff_a", True),
                ("officer_a", True),
                ("coordinator", True),
                ("leader", True),
                ("officer_b", False),
                ("reporter", False),
            ):
                with self.subTest(f"{item.tone} {login}"):
                    seen = item.with_user(self.users[login]).has_access("read")
                    self.assertEqual(seen, wanted)
        mine = self.env["gov.media.item"].with_user(self.users["officer_a"])
        found = mine.search([("is_about_mine", "=", True)])
        self.assertEqual(found.sudo(), (critical | plain).sudo())

    def test_what_was_entered_stays(self):
        item, critical = self.item(), self.critical()
        item.write({"title": "Tên khác", "link": "https://b.example", "note": "x"})
        for login in ("officer_a", "coordinator", "manager"):
            for record, vals in (
                (item, {"tone": "exemplary"}),
                (item, {"date": date(2024, 6, 1)}),
                (item, {"unit_ids": [Command.clear()]}),
                (item, {"clipping": FILE}),
                (item, {"outlet_id": self.channel.id}),
                (item, {"state": "withdrawn"}),
                (item, {"recorded_at": "2020-01-01 00:00:00"}),
                (critical, {"title": "Xã A làm tốt"}),
                (critical, {"quote": "tốt"}),
                (critical, {"tone": "exemplary"}),
                (critical, {"link": "https://b.example"}),
                (critical, {"note": "x"}),
            ):
                record = record.with_user(self.users[login])
                with self.subTest(f"{login} {vals}"):
                    with self.assertRaises(UserError):
                        record.write(vals)
                with self.subTest(f"{login} unlink"), self.assertRaises(AccessError):
                    record.unlink()
        with self.assertRaises(AccessError):
            critical.sudo().unlink()
        self.assertEqual((critical.tone, critical.quote), ("critical", QUOTE))

    def test_a_unit_makes_no_criticism_vanish(self):
        critical = self.critical()
        own = self.critical("officer_a")
        for item in (critical, own):
            for login in ("staff_a", "officer_a", "coordinator_a", "officer_b"):
                with self.subTest(login), self.assertRaises(AccessError):
                    self.step(login, item, "withdraw")
                with self.subTest(login), self.assertRaises(AccessError):
                    item.with_user(self.users[login])._step("withdraw", reason="x")
            self.assertFalse(item.with_user(self.users["officer_a"]).can_withdraw)
        with self.assertRaises(UserError):
            self.step("coordinator", critical, "withdraw", reason=" ")
        # nor by taking the units away, or the outlet
        with self.assertRaises(AccessError):
            self.outlet.with_user(self.users["officer_a"]).active = False
        self.step("coordinator", critical, "withdraw")
        self.assertEqual(critical.state, "withdrawn")
        self.assertEqual(critical.withdraw_reason, "Lý do")
        self.assertEqual(critical.withdrawn_by_id, self.users["coordinator"])
        self.assertEqual(critical.proposal_ids.sudo().state, "lapsed")
        self.assertEqual(own.proposal_ids.sudo().state, "open")
        with self.assertRaises(UserError):
            self.step("coordinator", critical, "withdraw")

    def test_nobody_above_takes_back_what_is_about_himself(self):
        item = self.critical("manager", self.home)
        self.assertEqual(item.competent_unit_id, self.province)
        with self.assertRaises(AccessError):
            self.step("coordinator", item, "withdraw")
        self.step("manager", item, "withdraw")

    def test_plain_news_are_taken_back_by_the_unit(self):
        item = self.item("coordinator")
        with self.assertRaises(AccessError):
            self.step("officer_b", item, "withdraw")
        self.step("officer_a", item, "withdraw")
        self.assertEqual(item.state, "withdrawn")

    def test_the_clipping_stays(self):
        item = self.critical(clipping=FILE, clipping_name="trang-1.pdf")
        self.assertEqual(item.with_context(bin_size=False).clipping, FILE)
        file = self.env["ir.attachment"].search(
            [("res_model", "=", item._name), ("res_id", "=", item.id)]
            + [("res_field", "=", "clipping")]
        )
        self.assertTrue(file)
        for vals in ({"raw": b"x"}, {"res_id": 0}, {"public": True}):
            with self.subTest(vals), self.assertRaises(AccessError):
                file.sudo().write(vals)
        with self.assertRaises(AccessError):
            file.sudo().unlink()
        with self.assertRaises(AccessError):
            self.env["ir.attachment"].create(
                {
                    "name": "x",
                    "raw": b"x",
                    "res_model": item._name,
                    "res_id": item.id,
                    "res_field": "clipping",
                }
            )
        for login, wanted in (("officer_a", True), ("officer_b", False)):
            with self.subTest(login):
                seen = file.with_user(self.users[login]).has_access("read")
                self.assertEqual(seen, wanted)

    def test_an_import_goes_the_same_way(self):
        names = ["title", "outlet_id/.id", "date", "unit_ids/.id", "tone", "link"]
        row = ["x", f"{self.outlet.id}", "2024-06-17", f"{self.commune.id}"]
        names, row = [*names, "quote"], [*row, "critical", "javascript:x", QUOTE]

        def load(login, names, row):
            items = self.env["gov.media.item"].with_user(self.users[login])
            return items.load(names, [row])

        self.assertFalse(load("coordinator", names, row)["ids"])
        row[5] = "https://bao.example/1"
        self.assertTrue(load("coordinator", names, row)["ids"])
        for login in ("officer_b", "coordinator_b"):
            with self.subTest(login):
                self.assertFalse(load(login, names, row)["ids"])
        taken = load("manager", [*names, "state"], [*row, "withdrawn"])
        self.assertFalse(taken["ids"])

    def test_outlets_grow_as_they_are_typed(self):
        outlets = self.env["gov.media.outlet"]
        for login, wanted in (
            ("staff_a", "r"),
            ("leader", "r"),
            ("officer_a", "rc"),
            ("coordinator", "rc"),
            ("manager", "rcwu"),
            ("plain", ""),
        ):
            for operation in ("read", "create", "write", "unlink"):
                model = outlets.with_user(self.users[login])
                with self.subTest(f"{login} {operation}"):
                    granted = model.has_access(operation)
                    self.assertEqual(granted, operation[0] in wanted)
        mine = outlets.with_user(self.users["officer_a"])
        new = mine.name_create("Báo Hòa Bình")[0]
        self.assertEqual(mine.name_create("báo  hòa bình")[0], new)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                mine.create({"name": "Bao hoa binh"})

    def test_the_form(self):
        items = self.env["gov.media.item"].with_user(self.users["coordinator"])
        with Form(items) as form:
            form.title = "Còn đơn vị chưa nghiêm túc"
            form.outlet_id = self.outlet
            form.date = date(2024, 6, 17)
            form.unit_ids.add(self.commune)
            self.assertEqual(form.competent_unit_id, self.province)
            form.tone = "critical"
            form.quote = QUOTE
            form.link = "https://bao.example/2"
        self.assertEqual(form.record.proposal_ids.unit_id, self.commune)


@tagged("post_install", "-at_install")
class TestMediaFigures(OversightCase):
    """Counts per unit and quarter, worked out by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        both = cls.commune | cls.other
        make = cls.item
        case = cls()
        case.users = cls.users
        with freeze_time("2024-07-10 03:00:00"):
            # II/2024: A 1 neutral + 1 exemplary (shared with B); B 1 exemplary
            make(case, date=date(2024, 4, 1))
            make(case, units=both, date=date(2024, 6, 30), tone="exemplary")
            # III/2024: A 1 critical, later taken back
            cls.taken = case.critical(date=date(2024, 7, 1))
            # I/2024, the last day before: in no row of II
            make(case, date=date(2024, 3, 31))
        with freeze_time("2024-07-20 03:00:00"):
            # entered late about II/2024: B 1 neutral
            make(case, "officer_b", cls.other, date=date(2024, 5, 5))
            case.step("coordinator", cls.taken, "withdraw")

    def rows(self, login, as_of, first=date(2024, 4, 1), last=date(2024, 9, 30), **kw):
        env = self.env(user=self.users[login].id)
        rows = media.unit_quarter_rows(env, [], first, last, as_of, **kw)
        keys = ("neutral", "exemplary", "critical", "total")
        return {
            (r["name"], r["year"], r["quarter"]): tuple(r[k] for k in keys)
            for r in rows
        }

    def test_as_of_each_day(self):
        self.assertEqual(self.rows("manager", date(2024, 7, 9)), {})
        known = {
            ("Xã A", 2024, 2): (1, 1, 0, 2),
            ("Xã B", 2024, 2): (0, 1, 0, 1),
            ("Xã A", 2024, 3): (0, 0, 1, 1),
        }
        self.assertEqual(self.rows("manager", date(2024, 7, 10)), known)
        self.assertEqual(self.rows("manager", date(2024, 7, 19)), known)
        del known["Xã A", 2024, 3]
        known["Xã B", 2024, 2] = (1, 1, 0, 2)
        self.assertEqual(self.rows("manager", date(2024, 7, 20)), known)

    def test_days_of_publication(self):
        rows = self.rows(
            "manager", date(2024, 7, 20), date(2024, 1, 1), date(2024, 3, 31)
        )
        self.assertEqual(rows, {("Xã A", 2024, 1): (1, 0, 0, 1)})

    def test_under_the_rights_of_the_user(self):
        day = date(2024, 7, 20)
        self.assertEqual(
            self.rows("officer_a", day, units=self.commune),
            {("Xã A", 2024, 2): (1, 1, 0, 2)},
        )
        # B's own news stay unseen: what is left is the shared item
        shared = self.rows("officer_a", day, units=self.other)
        self.assertEqual(shared, {("Xã B", 2024, 2): (0, 1, 0, 1)})
        self.assertEqual(self.rows("front", day), {})

    def test_the_screen_counts_the_same(self):
        groups = self.env["gov.media.item"]._read_group(
            [("state", "=", "recorded"), ("date", ">=", "2024-04-01")],
            ["unit_ids", "date:quarter", "tone"],
            ["__count"],
        )
        screen = {}
        for unit, quarter, tone, count in groups:
            key = (unit.name, quarter.year, (quarter.month + 2) // 3)
            row = screen.setdefault(key, dict.fromkeys(media.TONES, 0))
            row[tone] += count
        sums = {key: (*row.values(), sum(row.values())) for key, row in screen.items()}
        today = self.env.company._gov_today()
        self.assertEqual(sums, self.rows("manager", today, last=today))
