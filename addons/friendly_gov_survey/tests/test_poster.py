import io
from base64 import b64decode
from datetime import datetime, timedelta
from unittest.mock import patch

import qrcode
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ContentStream

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..models import gov_survey_point_poster, gov_survey_poster_job
from ..report.poster import PAGES, write_pdf
from ..report.poster_picture import write_png
from ..tools import qr
from . import qr_reader
from .common import SurveyCase

LONG = "Trung tâm Phục vụ hành chính công và Xúc tiến đầu tư, Chi nhánh khu vực " * 3
LIMIT = patch.object(gov_survey_point_poster, "DIRECT_LIMIT", 2)


class PosterCase(SurveyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.commune.name = "Ủy ban nhân dân xã Nghĩa Đẳng"
        cls.point = cls._point(name="Quầy số 1: Đất đai")
        cls.env["ir.config_parameter"].set_param(
            "web.base.url", "https://khaosat.tinhx.gov.vn"
        )

    @classmethod
    def _point(cls, **vals):
        values = {"name": "Quầy số 1", "unit_id": cls.commune.id}
        return cls.env["gov.survey.point"].create(values | vals)

    def _pdf(self, points=None, size="a4", **changes):
        target = io.BytesIO()
        posters = (points or self.point)._get_posters()
        write_pdf(target, [poster._replace(**changes) for poster in posters], size)
        return PdfReader(target)

    def _read_page(self, page):
        """Text, lowest text of the page and text of its code, as they are drawn."""
        stream = ContentStream(page.get_contents(), page.pdf)
        cells = [
            tuple(int(float(value)) for value in operands)
            for operands, operator in stream.operations
            if operator == b"re" and float(operands[3]) == 1
        ]
        left = min(cell[0] for cell in cells)
        bottom = min(cell[1] for cell in cells)
        side = max(cell[0] + cell[2] for cell in cells) - left
        modules = [[False] * side for _row in range(side)]
        for column, row, length, _height in cells:
            for place in range(column - left, column - left + length):
                modules[side - 1 - (row - bottom)][place] = True
        return qr_reader.read(modules)


@tagged("post_install", "-at_install")
class TestQrCode(PosterCase):
    def test_codes_are_read_back(self):
        for length in (5, 30, 47, 62, 84, 105):
            text = ("https://khaosat.tinhx.gov.vn/gs/" + "a2b3" * 20)[:length]
            with self.subTest(length=length):
                found, level = qr_reader.read(qr.encode(text))
                self.assertEqual(found, text)
                self.assertIn(level, "MQH")

    def test_same_as_another_encoder(self):
        text = "https://khaosat.tinhx.gov.vn/gs/abcdefgh23456789"
        code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0)
        code.add_data(text, optimize=0)
        other = [[bool(cell) for cell in row] for row in code.get_matrix()]
        self.assertEqual([list(row) for row in qr.encode(text)], other)

    def test_the_reader_refuses_a_wrong_module(self):
        for row, column in ((0, 0), (8, 0), (12, 12), (20, 10)):
            modules = [list(line) for line in qr.encode("https://x.vn/gs/abcdefgh")]
            modules[row][column] = not modules[row][column]
            with self.subTest(row=row), self.assertRaises(ValueError):
                qr_reader.read(modules)

    def test_runs_cover_what_is_dark(self):
        matrix = ((True, True, False), (False, False, False), (True, False, True))
        self.assertEqual(list(qr.get_runs(matrix)), [(0, 0, 2), (2, 0, 1), (2, 2, 1)])


@tagged("post_install", "-at_install")
@freeze_time("2023-04-10 03:00:00")
class TestPoster(PosterCase):
    def test_a_page_for_each_point(self):
        second = self._point(name="Quầy số 2")
        for size, (width, height) in PAGES.items():
            pdf = self._pdf(self.point | second, size)
            self.assertEqual(len(pdf.pages), 2)
            for page, point in zip(pdf.pages, self.point | second, strict=True):
                with self.subTest(size=size, point=point.name):
                    self.assertAlmostEqual(float(page.mediabox.width), width, 1)
                    self.assertAlmostEqual(float(page.mediabox.height), height, 1)
                    self.assertEqual(self._read_page(page)[0], point._get_url())

    def test_what_it_says(self):
        [poster] = self.point._get_posters()
        text = " ".join(self._pdf().pages[0].extract_text().split())
        for part in (
            "Ủy ban nhân dân xã Nghĩa Đẳng",
            "Quầy số 1: Đất đai",
            f"khaosat.tinhx.gov.vn/gs/{self.point.token}",
            poster.call,
            poster.how,
            poster.privacy,
            poster.foot,
        ):
            with self.subTest(part=part):
                self.assertIn(part, text)
        self.assertFalse(poster.period)
        self.assertIn("10/04/2023", poster.foot)

    def test_the_period_of_its_only_campaign(self):
        self.point.campaign_id = self._campaign()
        [poster] = self.point._get_posters()
        self.assertIn("01/04/2023", poster.period)
        self.assertIn("30/06/2023", poster.period)
        text = " ".join(self._pdf().pages[0].extract_text().split())
        self.assertIn(poster.period, text)

    def test_officials_are_asked_in_other_words(self):
        staff = self._point(audience="staff")
        [one], [two] = self.point._get_posters(), staff._get_posters()
        self.assertNotEqual(one.call, two.call)

    def test_fonts_have_all_letters_and_come_along(self):
        letters = (
            "ắằẳẵặấầẩẫậđĐếềểễệốồổỗộớờởỡợứừửữựỳỵỷỹẮẰẲẴẶẤẦẨẪẬẾỀỂỄỆỐỒỔỖỘỚỜỞỠỢỨỪỬỮỰỲỴỶỸ"
        )
        page = self._pdf(counter=letters).pages[0]
        self.assertIn(letters, page.extract_text())
        fonts = page["/Resources"]["/Font"].get_object().values()
        used = [font.get_object() for font in fonts]
        embedded = [font for font in used if "/FontDescriptor" in font]
        names = {str(font["/BaseFont"]) for font in used} - {
            str(font["/BaseFont"]) for font in embedded
        }
        # ReportLab names Helvetica on each page; nothing is written in it.
        self.assertLessEqual(names, {"/Helvetica"})
        self.assertTrue(embedded)
        for font in embedded:
            self.assertIn("/FontFile2", font["/FontDescriptor"].get_object())

    def test_long_names_leave_room_for_the_code(self):
        page = self._pdf(unit=LONG, counter=LONG, period="Từ ngày 1 đến ngày 2").pages[
            0
        ]
        self.assertEqual(self._read_page(page)[0], self.point._get_url())
        self.assertIn("…", page.extract_text())
        stream = ContentStream(page.get_contents(), page.pdf)
        heights = [
            float(operands[5])
            for operands, operator in stream.operations
            if operator == b"Tm"
        ]
        self.assertGreater(min(heights), 20)
        # the code with its quiet zone: between the texts, and large enough still
        low, high = self._get_code_edges(stream)
        self.assertGreater(high - low, 150)
        self.assertFalse([height for height in heights if low - 2 < height < high])

    def _get_code_edges(self, stream):
        """Lower and upper edge of the code with its quiet zone, in points."""
        moves = [
            [float(value) for value in operands]
            for operands, operator in stream.operations
            if operator == b"cm"
        ]
        rows = [
            float(operands[1])
            for operands, operator in stream.operations
            if operator == b"re" and float(operands[3]) == 1
        ]
        # the last: moved to its lower left corner, one module long
        module, bottom = moves[-1][0], moves[-1][5]
        self.assertEqual(min(rows), qr.QUIET_ZONE)
        return bottom, bottom + module * (max(rows) + 1 + qr.QUIET_ZONE)

    def test_picture_for_screens(self):
        target = io.BytesIO()
        [poster] = self.point._get_posters()
        write_png(target, poster)
        image = Image.open(target).convert("L")
        self.assertEqual(image.size, (1920, 1080))
        self.assertEqual(self._read_picture(image)[0], self.point._get_url())
        other = io.BytesIO()
        write_png(other, poster._replace(unit=LONG, counter=LONG))
        again = Image.open(other).convert("L")
        self.assertEqual(self._read_picture(again)[0], self.point._get_url())

    def _read_picture(self, image):
        """The code in the right half of the picture, from the colours of its pixels."""
        right = image.crop((960, 0, 1920, 930))
        dark = right.point(lambda value: 255 if value < 128 else 0)
        left, top, end, _bottom = dark.getbbox()
        # upper edge of the first finder: seven modules
        module = 0
        while dark.getpixel((left + module, top)):
            module += 1
        module //= 7
        side = (end - left) // module
        margin = qr.QUIET_ZONE * module
        around = (left - margin, top - margin, end + margin, top + (side + 4) * module)
        for band in (
            (around[0], around[1], around[2], top),
            (around[0], around[1], left, around[3]),
            (end, around[1], around[2], around[3]),
        ):
            self.assertIsNone(dark.crop(band).getbbox(), "quiet zone")
        half = module // 2
        return qr_reader.read(
            [
                [
                    bool(
                        dark.getpixel(
                            (left + c * module + half, top + r * module + half)
                        )
                    )
                    for c in range(side)
                ]
                for r in range(side)
            ]
        )

    def test_kiosks_and_points_taken_down_have_no_poster(self):
        kiosk, gone = self._point(channel="kiosk"), self._point()
        gone.active = False
        some = self.point | kiosk | gone
        self.assertEqual(some._get_printable(), self.point)
        for action in ("action_poster_a4", "action_poster_png"):
            for point in kiosk | gone:
                with self.subTest(action=action), self.assertRaises(UserError):
                    getattr(point, action)()

    def test_an_address_that_phones_cannot_reach_is_told(self):
        self.assertFalse(self.point.url_is_local)
        self.env["ir.config_parameter"].set_param(
            "web.base.url", "http://localhost:8069"
        )
        self.point.invalidate_recordset()
        self.assertTrue(self.point.url_is_local)


@tagged("post_install", "-at_install")
class TestPosterDownload(PosterCase, HttpCase):
    def _get(self, size, points, login="officer_a"):
        self.authenticate(self.users[login].login, self.users[login].login)
        return self.url_open(f"/gov/survey_posters/{size}?points={points}")

    def test_download(self):
        found = self._get("a5", self.point.id)
        self.assertEqual(found.headers["Content-Type"], "application/pdf")
        self.assertIn(".pdf", found.headers["Content-Disposition"])
        page = PdfReader(io.BytesIO(found.content)).pages[0]
        url = self.point.with_user(self.users["officer_a"]).url
        self.assertEqual(self._read_page(page)[0], url)
        picture = self._get("png", self.point.id)
        self.assertEqual(Image.open(io.BytesIO(picture.content)).format, "PNG")
        self.assertEqual(self._get("a4", self.point.id, "leader").status_code, 200)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_others_get_nothing(self):
        gone = self._point()
        gone_id = gone.id
        gone.unlink()
        for login in ("officer_b", "plain", "portal", "survey_manager"):
            with self.subTest(login=login):
                found = self._get("a4", self.point.id, login)
                self.assertEqual(found.status_code, 404)
        for status, size, points in (
            (404, "a4", gone_id),
            (404, "a4", f"{self.point.id},{gone_id}"),
            (404, "a3", self.point.id),
            (400, "a4", ""),
            (400, "a4", "x"),
            (400, "a4", "-1"),
            (400, "a4", "²"),
            (400, "a4", "9" * 30),
            (400, "png", f"{self.point.id},{self.point.id}"),
            (400, "a4", ",".join(["1"] * 101)),
        ):
            with self.subTest(size=size, points=str(points)[:20]):
                self.assertEqual(self._get(size, points).status_code, status)
        self.authenticate(None, None)
        url = f"/gov/survey_posters/a4?points={self.point.id}"
        found = self.url_open(url, allow_redirects=False)
        self.assertEqual(found.status_code, 303)


@tagged("post_install", "-at_install")
class TestPosterJob(PosterCase):
    """Posters of many points: queued, made by the cron, never half and never twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("friendly_gov_survey.ir_cron_gov_survey_poster_make")
        # A cron that is due anyway needs no trigger.
        cls.cron.nextcall = datetime.now() + timedelta(minutes=9)
        cls.points = cls.point
        for number in (2, 3):
            cls.points |= cls._point(name=f"Quầy số {number}")

    def _queue(self, login="officer_a"):
        with LIMIT:
            action = self.points.with_user(self.users[login]).action_poster_a5()
        self.assertEqual(action["res_model"], "gov.survey.poster")
        return self.env["gov.survey.poster"].browse(action["res_id"])

    def _run(self):
        with self.enter_registry_test_mode():
            self.cron.with_user(self.env.ref("base.user_root")).method_direct_trigger()
        self.env.invalidate_all()

    def test_a_few_are_downloaded_at_once(self):
        with LIMIT:
            action = self.points[:2].action_poster_a4()
        self.assertEqual(action["type"], "ir.actions.act_url")
        self.assertIn(
            f"/a4?points={self.points[0].id},{self.points[1].id}", action["url"]
        )

    def test_made_by_the_cron(self):
        poster = self._queue()
        self.assertEqual((poster.state, poster.point_count), ("queued", 3))
        self._run()
        self.assertEqual((poster.state, poster.page_count), ("done", 3))
        own = poster.with_user(self.users["officer_a"])
        pages = PdfReader(io.BytesIO(b64decode(own.file))).pages
        self.assertEqual(
            [self._read_page(page)[0] for page in pages], self.points.mapped("url")
        )
        notice = self.env["mail.message"].search(
            [("model", "=", "gov.survey.poster"), ("res_id", "=", poster.id)]
        )
        self.assertEqual(
            notice.notified_partner_ids, self.users["officer_a"].partner_id
        )
        self._run()
        files = self.env["ir.attachment"].search_count(
            [("res_model", "=", "gov.survey.poster"), ("res_field", "=", "file")]
            + [("res_id", "=", poster.id)]
        )
        self.assertEqual(files, 1)

    def test_rights_are_checked_again(self):
        officer = self.users["officer_a"]
        for loss in (
            {"gov_unit_ids": [Command.clear()]},
            {"active": False},
        ):
            poster = self._queue()
            before = {"gov_unit_ids": [Command.set(self.commune.ids)], "active": True}
            officer.write(loss)
            self._run()
            with self.subTest(loss=loss):
                self.assertEqual((poster.state, bool(poster.file)), ("failed", False))
                self.assertTrue(poster.failure)
            officer.write(before)

    def test_points_that_are_gone_are_left_out(self):
        poster = self._queue()
        self.points[0].active = False
        self.points[1].unlink()
        self._run()
        self.assertEqual((poster.state, poster.page_count), ("done", 1))

    def test_stopped(self):
        poster = self._queue()
        with self.assertRaises(AccessError):
            poster.with_user(self.users["officer_b"]).action_stop()
        poster.with_user(self.users["officer_a"]).action_stop()
        self._run()
        self.assertEqual((poster.state, bool(poster.file)), ("stopped", False))
        with self.assertRaises(UserError):
            poster.with_user(self.users["officer_a"]).action_stop()

    def test_stopped_while_it_is_drawn(self):
        poster = self._queue()

        with (
            patch.object(gov_survey_poster_job, "SECONDS_BETWEEN_NOTES", 0),
            patch.object(type(poster), "_get_points", self._stopping(poster)),
        ):
            self._run()
        self.assertEqual((poster.state, bool(poster.file)), ("stopped", False))

    def _stopping(self, poster):
        original = type(poster)._get_points

        def get_points(job):
            points = original(job)
            # as if somebody else had, in a transaction of the own
            job._guarded_write({"state": "stopped"})
            job.env["ir.cron"]._commit_progress()
            return points

        return get_points

    @mute_logger("odoo.addons.friendly_gov_survey.models.gov_survey_poster_job")
    def test_a_failure_is_told_and_the_next_is_made(self):
        first, second = self._queue(), self._queue()
        original = type(first)._get_points

        def fail(job):
            if job.id == first.id:
                raise ZeroDivisionError
            return original(job)

        with patch.object(type(first), "_get_points", fail):
            self._run()
        self.assertEqual((first.state, second.state), ("failed", "done"))
        self.assertIn(str(first.id), first.failure)

    def test_what_ends_the_process_is_given_up(self):
        poster = self._queue()
        poster._guarded_write({"attempts": gov_survey_poster_job.MAX_ATTEMPTS})
        self._run()
        self.assertEqual(poster.state, "failed")

    def test_old_files_go(self):
        poster, waiting = self._queue(), self._queue()
        poster._guarded_write({"state": "done"})
        self.env.cr.execute(
            "UPDATE gov_survey_poster SET create_date = %s",
            [datetime.now() - timedelta(days=31)],
        )
        self.env.invalidate_all()
        poster._gc_posters()
        self.assertFalse(poster.exists())
        self.assertTrue(waiting.exists())

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_who_sees_and_writes_it(self):
        poster = self._queue()
        for login, seen in (
            ("officer_a", True),
            ("manager", True),
            ("staff_a", False),
            ("leader", False),
            ("coordinator", False),
            ("plain", False),
            ("portal", False),
            ("public", False),
            ("survey_manager", False),
        ):
            own = poster.with_user(self.users[login])
            with self.subTest(login=login):
                self.assertEqual(own.has_access("read"), seen)
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(own.has_access(operation))
        with self.assertRaises(AccessError):
            poster.state = "done"
        with self.assertRaises(AccessError):
            poster.create({"name": "x", "size": "a4", "user_id": 1, "company_id": 1})


@tagged("post_install", "-at_install")
@freeze_time("2023-04-10 03:00:00")
class TestCampaignPoints(PosterCase):
    """The lead unit makes the points of all units that its campaign asks about."""

    def _make(self, campaign, login="coordinator", **vals):
        dialog = self.env["gov.survey.point.make"].with_user(self.users[login])
        return dialog.create({"campaign_id": campaign.id, "name": "Một cửa"} | vals)

    def _points(self, campaign):
        return self.env["gov.survey.point"].search(
            [("unit_id", "in", (self.commune | self.other).ids)], order="id"
        )

    def test_one_for_each_unit_without(self):
        units = [Command.set((self.commune | self.other).ids)]
        campaign = self._campaign(unit_ids=units)
        dialog = self._make(campaign)
        # the point of setUpClass serves commune A
        self.assertEqual(dialog.unit_count, 1)
        action = dialog.action_make()
        new = self._points(campaign) - self.point
        self.assertEqual(new.unit_id, self.other)
        self.assertEqual(
            (new.name, new.channel, new.audience), ("Một cửa", "qr", "citizen")
        )
        self.assertFalse(new.campaign_id)
        self.assertNotEqual(new.token, self.point.token)
        shown = self.env["gov.survey.point"].search(action["domain"])
        self.assertEqual(shown, self.point | new)
        with self.assertRaises(UserError):
            self._make(campaign).action_make()
        # kiosks, and points that are for this campaign only, are others
        campaign.action_open()
        self._make(campaign, channel="kiosk").action_make()
        self._make(campaign, is_bound=True).action_make()
        made = self._points(campaign) - self.point - new
        self.assertEqual(
            {(p.unit_id, p.channel, p.campaign_id) for p in made},
            {
                (self.commune, "kiosk", campaign.browse()),
                (self.other, "kiosk", campaign.browse()),
                (self.commune, "qr", campaign),
                (self.other, "qr", campaign),
            },
        )
        self.assertEqual(len(made), 4)

    def test_the_lead_unit_prints_them(self):
        coordinator = self.users["coordinator"]
        point = self.point.with_user(coordinator)
        self.assertFalse(point.has_access("read"))
        campaign = self._campaign()
        campaign.action_open()
        point.invalidate_recordset()
        self.assertTrue(point.has_access("read"))
        self.assertFalse(point.has_access("write"))
        self.assertEqual(len(point._get_posters()), 1)
        other = self._point(unit_id=self.other.id).with_user(coordinator)
        self.assertFalse(other.has_access("read"))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_else_makes_them(self):
        campaign = self._campaign(unit_ids=[Command.set(self.other.ids)])
        campaign.action_open()
        before = self._points(campaign)
        for login in ("officer_a", "officer_b", "staff_a", "leader", "clerk", "plain"):
            person = campaign.with_user(self.users[login])
            with self.subTest(login=login):
                with self.assertRaises(AccessError):
                    person.action_make_points()
                with self.assertRaises(AccessError):
                    person._make_points("x", "qr", False)
                with self.assertRaises(AccessError):
                    self._make(campaign, login)
        foreign = self._campaign(unit_id=self.finance.id)
        with self.assertRaises(AccessError):
            self._make(foreign)
        own = self._make(campaign)
        with self.assertRaises(AccessError):
            own.with_user(self.users["manager"]).action_make()
        self.assertEqual(self._points(campaign), before)

    def test_a_closed_campaign_gets_none(self):
        campaign = self._campaign()
        campaign.action_open()
        campaign.action_close()
        with self.assertRaises(UserError):
            campaign.action_make_points()

    def test_as_many_statements_for_many_units(self):
        units = self.env["hr.department"].create(
            [
                {
                    "name": f"Xã số {number}",
                    "parent_id": self.province.id,
                    "gov_kind": "people_committee",
                    "gov_level": "commune",
                    "company_id": self.env.company.id,
                }
                for number in range(40)
            ]
        )
        counts = []
        for some in (units[:5], units):
            campaign = self._campaign(unit_ids=[Command.set(some.ids)])
            campaign.action_open()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            made = campaign._make_points("Một cửa", "qr", True)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(made), len(some))
            campaign._guarded_write({"state": "closed"})
        self.assertLessEqual(counts[1], counts[0] + 2)
