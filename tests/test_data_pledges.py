"""The pledges under ``data/``: what the sources say, and nothing they do not.

Pure checks of files: no database. The dates asserted here were read in the sources.
"""

import csv
from datetime import date, datetime
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[1] / "data"
FICTION, S1, S2 = "minh_hoa_tinh_x", "s1_tuan_giao", "s2_binh_luc"
FOLDERS = (FICTION, S1, S2)
DATES = ("document_date", "opened", "date_due", "date_from", "date_to", "ceremony_date")
REASONS = {"maternity", "study", "secondment", "transfer", "other"}
POSTS = ("Công chức", "Chuyên viên", "Đầu mối", "Văn thư", "Lãnh đạo")


def rows(folder, name):
    with (DATA / folder / "cam_ket" / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def day(text):
    return datetime.strptime(text, "%d/%m/%Y").date() if text else None


def units():
    with (DATA / "don_vi" / "don_vi.csv").open(newline="") as file:
        return {
            row["Mã định danh"]: row["Tên cơ quan, đơn vị"]
            for row in csv.DictReader(file)
        }


def test_who_has_pledges():
    folders = {path.parents[1].name for path in DATA.glob("*/cam_ket/*.csv")}
    assert folders == set(FOLDERS)


@pytest.mark.parametrize("folder", FOLDERS)
def test_campaigns(folder):
    known = units()
    for row in rows(folder, "dot"):
        assert {*row["scope_unit_ids"].split(";"), row["organizer_unit_id"]} <= set(
            known
        )
        opened, *_rest = days = [day(row[name]) for name in ("opened", "date_due")]
        assert None not in days and days == sorted(days)
        assert all(day(row[name]) or not row[name] for name in DATES)
        if row["date_from"]:
            assert day(row["date_from"]) <= day(row["date_to"])
        assert row["note"] and (opened.year == 2026) == (folder == FICTION)


@pytest.mark.parametrize("folder", FOLDERS)
def test_events(folder):
    campaigns = {row["name"]: row for row in rows(folder, "dot")}
    seen = set()
    for row in rows(folder, "dien_bien"):
        assert day(row["date"]) >= day(campaigns[row["campaign"]]["opened"])
        assert row["unit"] in units()
        assert row["event"] in ("signed", "excused")
        assert (row["event"] == "excused") == (row["reason"] in REASONS)
        key = (row["campaign"], row["unit"], row["person"])
        assert key not in seen
        seen.add(key)


def test_s1_is_one_pledge_of_the_committee_without_words():
    """Báo Điện Biên Phủ, 17/6/2024: signed at the launch; no wording, no names."""
    (campaign,), (event,) = rows(S1, "dot"), rows(S1, "dien_bien")
    assert (day(event["date"]), event["person"]) == (date(2024, 6, 17), "")
    assert event["unit"] == campaign["scope_unit_ids"] == "DB-TG-CHIENGSINH-BCD"
    assert not campaign["signs_people"]
    (code,) = rows(S1, "bo_noi_dung")
    assert code["code"] == campaign["code"]
    assert set(code) == {"code", "name", "source"}, "no statement is made up"


def test_s2_names_nobody_who_signed():
    """11/11/2021, for November 2021 to October 2022; by whom isn't said."""
    (campaign,) = rows(S2, "dot")
    assert day(campaign["ceremony_date"]) == date(2021, 11, 11)
    held = (day(campaign["date_from"]), day(campaign["date_to"]))
    assert held == (date(2021, 11, 1), date(2022, 10, 31))
    assert not rows(S2, "dien_bien")


def test_people_of_the_fiction_are_posts():
    people = {(row["unit"], row["name"]) for row in rows(FICTION, "nhan_su")}
    assert all(code.startswith("X-") for code, _name in people)
    assert all(name.startswith(POSTS) for _code, name in people)
    for row in rows(FICTION, "dien_bien"):
        assert not row["person"] or (row["unit"], row["person"]) in people
    accounts = {row["login"] for row in rows(FICTION, "nhan_su") if row["login"]}
    with (DATA / "tai_khoan.csv").open(newline="") as file:
        _header, *lines = csv.reader(file)
    assert accounts <= {line[0] for line in lines}
