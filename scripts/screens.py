"""Take the pictures of the user guide from the demo database: ./fg screens.

Runs with ``FG_URL`` set to a server of the demo database; ``FG_SCREENS="name name"``
takes only these pictures. Nothing is saved in the database: dialogs and new records
are pictured, then the page is thrown away. Nothing on the screen is hidden either.

Playwright has a lock of its own, so that whoever only tries the demo does not fetch
it; Chromium is the one that browser tests use.
"""

import io
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from fglib import browser, python_env
from fglib.ui import Stop, say

try:
    from PIL import Image
    from playwright.sync_api import Error as BrowserError
    from playwright.sync_api import sync_playwright
except ImportError:  # not in Odoo's environment, see main()
    sync_playwright = None

IMAGES = Path(__file__).resolve().parents[1] / "docs/images"
LIMIT = 120_000  # bytes; a guide with many pictures must stay light to clone
DESKTOP, PHONE = (1366, 850), (390, 844)
WAIT = 30_000  # milliseconds
READY = ".o_view_controller, .modal .o_form_view, .o_home_menu, .o_control_panel"
# Odoo's web client draws after the last answer came in.
SETTLE = 700


# ----------------------------------------------------------------------
# Steps: functions of the page
# ----------------------------------------------------------------------


def click(selector):
    """Click the first element that matches."""
    return lambda page: page.locator(selector).first.click(timeout=WAIT)


def row(*texts):
    """Open the list row (on a phone: the card) that shows all these texts."""
    found = "".join(f":has-text('{text}')" for text in texts)
    return click(f".o_data_row{found} td.o_data_cell, .o_kanban_record{found}")


def tick(*texts):
    """Tick the box of the list row that shows all these texts."""
    found = "".join(f":has-text('{text}')" for text in texts)
    return click(f".o_data_row{found} .o_list_record_selector input")


def button(name, event=None):
    """Click a button by method; ``event`` tells apart those of one method."""
    if event:
        # The client keeps a button's context to itself: its label tells.
        return click(f"button[name={name}]:has-text('{event}')")
    return click(f"button[name={name}]")


def fill(field, text):
    """Type into a field of the dialog, or of the form when there is none."""

    def step(page):
        place = page.locator(".modal, .o_form_view").last.locator(f"[name={field}]")
        # A date is a button until it is touched.
        place.locator("input, textarea, button").first.click()
        place.locator("input, textarea").first.fill(text)
        page.keyboard.press("Tab")

    return step


def pick(field, name):
    """Choose a record by its full name."""

    def step(page):
        place = page.locator(".modal, .o_form_view").last
        place.locator(f"[name={field}] input").first.click()
        place.locator(f"[name={field}] input").first.press_sequentially(name)
        exactly = re.compile(rf"^\s*{re.escape(name)}\s*$")
        options = page.locator(".o-autocomplete--dropdown-item")
        options.filter(has_text=exactly).first.click(timeout=WAIT)

    return step


def draw():
    """Draw a signature on the pad of the dialog."""

    def step(page):
        pad = page.locator("canvas.o_web_sign_signature").bounding_box()
        points = ((20, 70), (30, 25), (35, 75), (48, 30), (55, 72), (66, 35), (80, 60))
        for number, (x, y) in enumerate(points):
            x = pad["x"] + pad["width"] * x / 100
            y = pad["y"] + pad["height"] * y / 100
            page.mouse.move(x, y, steps=8)
            if not number:
                page.mouse.down()
        page.mouse.up()

    return step


def show(selector):
    """Scroll until the element is seen, near the top where there is room."""
    return lambda page: page.locator(selector).first.evaluate(
        "element => element.scrollIntoView({block: 'center'})"
    )


def menu(*names):
    """Open a menu of the application, and the entry in it, by their XML ids."""

    def step(page):
        for name in names:
            page.locator(f"[data-menu-xmlid='friendly_gov.{name}']").first.click()

    return step


def view(kind):
    """Switch to another view of the same records."""
    return click(f".o_switch_view.o_{kind}")


def tab(name):
    """Open a page of the form."""
    return click(f".o_notebook .nav-link[name={name}]")


def upload(field, name, text):
    """Give a file with this text to a field."""

    def step(page):
        file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
        page.locator(f"[name={field}] input[type=file]").first.set_input_files(file)

    return step


# ----------------------------------------------------------------------
# Pictures
# ----------------------------------------------------------------------


@dataclass
class Picture:
    """One picture: who looks at what, after which steps."""

    name: str
    login: str
    path: str
    steps: tuple = ()
    size: tuple = DESKTOP
    refused: bool = False  # the steps end in a refusal, which is the picture


MINE, ALL, LATE = "gov-my-work", "gov-assignments", "gov-overdue"
ROLLOUTS = "gov-rollouts"
ACCEPT, DOCS, REPORTS = "gov-acceptance", "gov-directives", "gov-reports"
PLAN = ("kế hoạch xây dựng chính quyền thân thiện", "xã D")
REVIEW = ("Rà soát, đánh giá điều kiện", "xã D")
WRONG_UNITS = (
    "Mã định danh,Tên cơ quan đơn vị,Mã đơn vị cấp trên,Hiệu lực từ\n"
    "X-XA-M,UBND xã M,X-UBND,01/07/2025\n"
    "X-XA-N,UBND xã N,X-UBN,31/02/2026\n"
    "X-XA-M,,X-UBND,\n"
)

UNITS = menu("friendly_gov_menu_config", "hr_department_menu")
IMPORT = menu("gov_directive_menu", "gov_table_import_menu")
RULES = menu("friendly_gov_menu_config", "gov_period_profile_menu")
USERS = "action-base.action_res_users"
CAMPAIGNS = "gov-survey-campaigns"
SURVEYS = "action-friendly_gov_survey"
MY_PLEDGES = "action-friendly_gov.gov_pledge_action_mine"
UNSIGNED = "gov-pledges-unsigned"
SIGNING = "action-friendly_gov.gov_pledge_campaign_action"
NEW = click(".o_list_button_add, .o-kanban-button-new")
COORDINATION = menu("gov_assignment_menu", "gov_coordination_menu_all")
HANDOVER = menu("gov_assignment_menu", "gov_handover_menu")
PROGRESS = menu("gov_work_menu", "gov_progress_entry_menu")
SHEET = menu("gov_work_menu", "gov_assignment_sheet_menu")
PERSONS = menu("gov_report_menu", "gov_person_month_menu")
READ = click(".o_kanban_record:has-text('Đọc và ký') .btn-primary")

PICTURES = (
    Picture("overview", "lanhdao", LATE),
    # the unit
    Picture("don-vi-danh-sach", "daumoi", MINE),
    Picture("don-vi-nhiem-vu", "daumoi", MINE, (row(*PLAN),)),
    Picture(
        "don-vi-phan-cong",
        "daumoi",
        MINE,
        (row(*PLAN), button("action_open_wizard", "Phân công")),
    ),
    Picture(
        "don-vi-bao-cao",
        "daumoi",
        MINE,
        (
            row(*PLAN),
            button("action_report"),
            fill("document_symbol", "MH-40/BC-XD"),
            fill("summary", "Đã ban hành kế hoạch và gửi các đơn vị thực hiện."),
        ),
    ),
    Picture(
        "don-vi-dieu-chinh",
        "theodoi",
        MINE,
        (row("Theo dõi, tổng hợp"), button("action_open_wizard", "Đề nghị điều chỉnh")),
    ),
    # the bodies that assign, monitor and confirm
    Picture("theo-doi-van-ban", "theodoi", DOCS),
    Picture(
        "theo-doi-nhiem-vu",
        "theodoi",
        DOCS,
        (row("99/MH-UBND"), show(".o_notebook")),
    ),
    Picture("theo-doi-cho-xac-nhan", "lanhdao", ACCEPT),
    Picture("theo-doi-xac-nhan", "lanhdao", ACCEPT, (row(*REVIEW),)),
    Picture(
        "theo-doi-tra-lai",
        "lanhdao",
        ACCEPT,
        (
            row(*REVIEW),
            button("action_open_wizard", "Trả lại"),
            fill("reason", "Biểu rà soát chưa có ý kiến của Mặt trận Tổ quốc."),
        ),
    ),
    Picture("theo-doi-bi-tra-lai", "theodoi", LATE, (row("xây dựng", "phường K"),)),
    Picture(
        "theo-doi-gia-han",
        "lanhdao",
        LATE,
        (
            tick("xây dựng", "xã D"),
            tick("xây dựng", "xã E"),
            button("action_open_wizard", "Gia hạn"),
        ),
    ),
    # the leader
    Picture("lanh-dao-tong-hop", "lanhdao", ALL, (view("pivot"),)),
    Picture("lanh-dao-dien-thoai", "lanhdao", LATE, size=PHONE),
    Picture("lanh-dao-dien-thoai-nhiem-vu", "lanhdao", LATE, (row(*PLAN),), size=PHONE),
    # the clerk
    Picture(
        "van-thu-dang-ky",
        "vanthu",
        DOCS,
        (
            NEW,
            fill("symbol", "112/MH-UBND"),
            fill("subject", "V/v niêm yết thủ tục hành chính (bản minh họa)"),
            fill("date_issued", "20/11/2026"),
            pick("issuer_id", "UBND tỉnh X"),
        ),
    ),
    # the manager
    Picture("quan-tri-don-vi", "quantri", DOCS, (UNITS,)),
    Picture("quan-tri-nhap", "quantri", DOCS, (IMPORT,)),
    Picture(
        "quan-tri-nhap-loi",
        "quantri",
        DOCS,
        (
            IMPORT,
            click(".modal [name=kind] input[data-value=unit]"),
            upload("file", "don_vi.csv", WRONG_UNITS),
            button("action_import"),
        ),
        refused=True,
    ),
    Picture(
        "quan-tri-quy-dinh",
        "quantri",
        DOCS,
        (RULES, click(".o_data_row:has-text('09/2019') .o_data_cell")),
    ),
    Picture(
        "quan-tri-nguoi-dung",
        "admin",
        USERS,
        (row("Đầu mối xã D"), show("[name=gov_unit_ids]")),
    ),
    # reports
    Picture("bao-cao-moi", "daumoi", REPORTS, (NEW,)),
    Picture("bao-cao-da-lap", "theodoi", REPORTS, (row("Sở Nội vụ tỉnh X"),)),
    # deadlines
    Picture(
        "thoi-han-de-nghi-gia-han",
        "daumoi",
        MINE,
        (
            row(*PLAN),
            button("action_ask_extension"),
            fill("reason", "Chờ ý kiến của các thôn về dự thảo kế hoạch."),
        ),
    ),
    # coordination, work given inside the unit
    Picture("phoi-hop-chua-tra-loi", "theodoi", LATE, (COORDINATION,)),
    Picture(
        "phoi-hop-trong-nhiem-vu",
        "daumoi",
        MINE,
        (row(*PLAN), tab("coordination"), show(".o_notebook")),
    ),
    Picture(
        "phoi-hop-giao-trong-don-vi",
        "daumoi",
        MINE,
        (
            row(*PLAN),
            tab("parts"),
            button("action_give_part"),
            fill("text", "Dự thảo kế hoạch, lấy ý kiến các thôn."),
        ),
    ),
    # hand-over
    Picture("ban-giao-nguoi-khac", "daumoi", MINE, (HANDOVER,)),
    # progress, obstacles, quality
    Picture("tien-do-bang", "daumoi", MINE, (PROGRESS,)),
    Picture(
        "tien-do-vuong-mac",
        "daumoi",
        MINE,
        (row(*PLAN), button("action_raise_obstacle")),
    ),
    Picture(
        "chat-luong-xac-nhan",
        "lanhdao",
        ACCEPT,
        (row(*REVIEW), button("action_open_wizard", "Xác nhận hoàn thành")),
    ),
    Picture("san-pham-theo-nguoi", "lanhdao", REPORTS, (PERSONS,)),
    # chasing, the table of a unit, records of the office
    Picture("don-vi-excel", "daumoi", MINE, (SHEET,)),
    Picture(
        "lien-ket-ho-so",
        "daumoi",
        MINE,
        (row(*PLAN), tab("links"), show(".o_notebook")),
    ),
    # roll-outs of reform models
    Picture("mo-hinh-danh-sach", "theodoi", ROLLOUTS),
    Picture("mo-hinh-con-thieu", "daumoi", ROLLOUTS, (row("UBND xã D"), tab("launch"))),
    Picture(
        "mo-hinh-ra-mat",
        "theodoi",
        ROLLOUTS,
        (row("UBND xã C"), button("action_launch")),
    ),
    Picture("mo-hinh-dieu-kien", "theodoi", "gov-conditions"),
    Picture(
        "mo-hinh-theo-don-vi", "lanhdao", "gov-rollout-units", (row("UBND tỉnh X"),)
    ),
    Picture(
        "mo-hinh-ket-qua",
        "theodoi",
        ROLLOUTS,
        (row("UBND xã A"), tab("results"), button("action_enter_results")),
    ),
    Picture("mo-hinh-dien-thoai", "lanhdao", "gov-rollouts-late", size=PHONE),
    # pledges
    Picture("cam-ket-doc-dien-thoai", "chuyenvien", MY_PLEDGES, (READ,), size=PHONE),
    Picture(
        "cam-ket-ky-dien-thoai",
        "chuyenvien",
        MY_PLEDGES,
        (READ, button("action_sign"), draw()),
        size=PHONE,
    ),
    Picture("cam-ket-dot", "theodoi", SIGNING, (row("4 xin, 4 luôn"),)),
    Picture(
        "cam-ket-tien-do",
        "theodoi",
        SIGNING,
        (row("4 xin, 4 luôn"), button("action_open_progress")),
    ),
    Picture(
        "cam-ket-chua-ky",
        "theodoi",
        UNSIGNED,
        (tick("số 1 xã G"), tick("số 2 xã G")),
    ),
    Picture("cam-ket-chua-ky-lanh-dao", "lanhdao", UNSIGNED, size=PHONE),
    Picture(
        "cam-ket-bo-noi-dung",
        "theodoi",
        "action-friendly_gov.gov_pledge_code_action",
        (row("6 biết, 5 không"),),
    ),
    Picture(
        "cam-ket-niem-phong",
        "lanhdao",
        "action-friendly_gov.gov_pledge_seal_action",
        (click("button:has-text('xuất chuỗi niêm phong')"),),
    ),
    # surveys
    Picture("khao-sat-dot", "theodoi", CAMPAIGNS, (NEW,)),
    Picture("khao-sat-don-vi", "theodoi", "gov-survey-units"),
    Picture("khao-sat-diem", "theodoi", f"{SURVEYS}.gov_survey_point_action"),
    Picture("khao-sat-ket-qua", "theodoi", "gov-survey-results"),
    Picture(
        "khao-sat-ket-qua-don-vi",
        "theodoi",
        "gov-survey-results",
        (row("phường K", "tháng 11/2026"),),
    ),
    Picture("khao-sat-nghi-van", "theodoi", f"{SURVEYS}.survey_user_input_action"),
    Picture("khao-sat-gop-y", "theodoi", f"{SURVEYS}.gov_survey_comment_action"),
    Picture("khao-sat-nhap-phieu", "daumoi", "gov-paper-entry"),
)


# ----------------------------------------------------------------------
# Taking them
# ----------------------------------------------------------------------


class Waiting:
    """Waits until the web client has asked all it wants to know, and has drawn.

    Playwright's own "networkidle" also waits for the images and workers that never
    come to rest.
    """

    def __init__(self, page):
        self.page, self.open = page, set()
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)

    def _begin(self, request):
        if request.resource_type in ("fetch", "xhr"):
            self.open.add(request)

    def _end(self, request):
        self.open.discard(request)

    def settle(self):
        """Return when nothing has been under way for ``SETTLE`` milliseconds."""
        quiet, passed = 0, 0
        while quiet < SETTLE:
            if passed > WAIT:
                raise BrowserError("the web client doesn't come to rest")
            self.page.wait_for_timeout(100)
            passed += 100
            quiet = 0 if self.open else quiet + 100


class Studio:
    """One browser and a session for each user and size of screen."""

    def __init__(self, chromium, url):
        self.chromium, self.url, self.sessions = chromium, url, {}

    def take(self, picture):
        """Take one picture and write it."""
        session = self._session(picture.login, picture.size)
        page = session.new_page()
        waiting = Waiting(page)
        page.goto(f"{self.url}/odoo/{picture.path}")
        page.locator(READY).first.wait_for(timeout=WAIT)
        waiting.settle()
        for step in picture.steps:
            step(page)
            waiting.settle()
        # A button that was clicked shows its tip as long as the pointer rests on it.
        page.mouse.move(picture.size[0] / 2, picture.size[1] - 1)
        waiting.settle()
        if page.locator(".o_error_dialog").count() and not picture.refused:
            raise BrowserError("the web client shows an error")
        target = IMAGES / f"{picture.name}.png"
        target.write_bytes(compressed(page.screenshot()))
        # Not page.close() alone: the client saves a changed form when it is left,
        # and a page without a network can't.
        session.set_offline(True)
        page.close()
        session.set_offline(False)
        return target

    def _session(self, login, size):
        if (login, size) not in self.sessions:
            phone = size == PHONE
            session = self.chromium.new_context(
                viewport={"width": size[0], "height": size[1]},
                locale="vi-VN",
                timezone_id="Asia/Ho_Chi_Minh",
                is_mobile=phone,
                has_touch=phone,
            )
            page = session.new_page()
            page.goto(f"{self.url}/web/login")
            page.fill("input[name=login]", login)
            page.fill("input[name=password]", login)
            page.click("button[type=submit]")
            page.locator(".o_main_navbar").wait_for(timeout=WAIT)
            page.close()
            self.sessions[login, size] = session
        return self.sessions[login, size]


def compressed(png):
    """Return the picture with a palette, small enough for the repository."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32):
        small = image.quantize(colours, dither=Image.Dither.NONE)
        target = io.BytesIO()
        small.save(target, "PNG", optimize=True)
        if target.tell() <= LIMIT:
            break
    return target.getvalue()


def take_all(url, wanted):
    """Take the pictures; return the names of those that could not be taken."""
    failed = []
    os.environ["PATH"] = browser.path_with_chromium()
    program = next(filter(None, map(shutil.which, browser.NAMES)))
    # Chromium refuses its sandbox to root.
    options = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=program, args=options)
        studio = Studio(chromium, url)
        for picture in PICTURES:
            if wanted and picture.name not in wanted:
                continue
            try:
                target = studio.take(picture)
                say(f"{target.name}: {target.stat().st_size // 1000} kB")
            except BrowserError as error:
                failed.append(picture.name)
                say(f"{picture.name}: {str(error).splitlines()[0]}")
        chromium.close()
    return failed


def main():
    """Run in the environment of scripts/locks/screens.lock."""
    if sync_playwright is None:
        if os.environ.get("FG_SCREENS_ENV"):
            raise Stop("Playwright can't be imported from its own environment.")
        python = python_env.ensure("screens", "Playwright")
        os.environ["FG_SCREENS_ENV"] = "1"
        os.execv(python, [str(python), __file__])
    IMAGES.mkdir(parents=True, exist_ok=True)
    failed = take_all(
        os.environ["FG_URL"].rstrip("/"), os.environ.get("FG_SCREENS", "").split()
    )
    if failed:
        raise Stop("These pictures could not be taken: " + ", ".join(failed))


if __name__ == "__main__":
    try:
        main()
    except Stop as reason:
        sys.exit(f"fg: {reason}")
