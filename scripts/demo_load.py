"""Load the data folder and write the workbook. Run in an Odoo shell by ./fg demo."""

import base64
import csv
import io
import os
import zipfile
from datetime import date, datetime
from pathlib import Path

from odoo.fields import Command

from scripts.demo_surveys import make_surveys

env = globals()["env"]
DATA, OUT = Path(os.environ["FG_DATA"]), Path(os.environ["FG_OUT"])
# Sources, with the unit, period and cut-off date inside the source's own time.
SOURCES = (
    ("s0_hoa_binh", "HB-SNV", "quarter", 2023, 2, date(2023, 6, 14)),
    ("s1_tuan_giao", "DB-TUANGIAO", "half", 2024, 1, date(2024, 6, 17)),
    ("s2_binh_luc", "HNA-BINHLUC", "year", 2021, 1, date(2021, 12, 14)),
    ("s3_hai_phong", "HP-VP", "quarter", 2020, 4, date(2020, 12, 14)),
    ("s4_hong_ngu", "DT-HONGNGU", "year", 2021, 1, date(2021, 12, 14)),
    ("minh_hoa_tinh_x", "X-SNV", "month", 2026, 11, date(2026, 11, 14)),
)
# Who gives orders in the name of the fictitious province.
DELEGATES = {"X-UBND": ("X-SNV", "X-VP")}


def zip_of(folder):
    """The CSV files of a folder as the ZIP that users may upload."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.glob("*.csv")):
            archive.write(path, path.name)
    return target.getvalue()


def import_folder(kind, name):
    """Import one folder through the same dialog that users have."""
    dialog = env["gov.table.import"].create(
        {
            "kind": kind,
            "file": base64.b64encode(zip_of(DATA / name)),
            "file_name": f"{Path(name).name}.zip",
            "is_demo": kind != "unit",
        }
    )
    dialog.action_import()
    print(f"  {name}: {dialog.summary.replace(chr(10), ', ')}")


def period_of(kind, year, index):
    """The reporting period; those of its year are made when there are none."""
    profile = env.ref("friendly_gov.period_profile_nd09_2019")
    env["gov.period"]._generate(profile, year)
    return env["gov.period"].search(
        [("kind", "=", kind), ("year", "=", year), ("index", "=", index)]
    )


def value_of(model, name, text):
    """What a cell of ``ban_ghi`` stands for: units, roll-outs, lists by their codes."""
    field = env[model]._fields[name]
    if not text:
        return False
    if field.type == "date":
        return datetime.strptime(text, "%d/%m/%Y").date()
    if field.comodel_name == "hr.department":
        found = env["hr.department"].search([("gov_code", "in", text.split(";"))])
        return found.id if field.type == "many2one" else [Command.set(found.ids)]
    if field.comodel_name == "gov.rollout":
        return env["gov.rollout"].search([("unit_id.gov_code", "=", text)]).id
    if field.comodel_name == "gov.period":
        kind, index, year = text.split("/")
        return period_of(kind, int(year), int(index)).id
    if field.type == "many2one":
        entries = env[field.comodel_name]
        found = entries.search([("name", "=", text)], limit=1)
        return (found or entries.create({"name": text})).id
    return field.convert_to_write(field.convert_to_cache(text, env[model]), env[model])


def load_records(folder):
    """Records of the fictitious province, each known since the day it names."""
    for path in sorted(folder.glob("*.csv")):
        model = path.stem
        with path.open(newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            moment = datetime.strptime(row.pop("recorded"), "%d/%m/%Y")
            vals = {name: value_of(model, name, text) for name, text in row.items()}
            own_flag = env[model]._fields.get("is_demo")
            if own_flag and not own_flag.related:
                vals["is_demo"] = True
            if hasattr(env[model], "_history_create"):
                env[model]._history_create([vals], "create", recorded_at=moment)
            else:
                env[model]._guarded_create([vals])
        print(f"  {model}: {len(rows)}")


def link_tasks(path):
    """Tell which task of a document each roll-out fulfils."""
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            lines = env["gov.assignment"].search(
                [
                    ("directive_id.symbol", "=", row["symbol"]),
                    ("task_id.code", "=", row["task"]),
                    ("unit_id.gov_code", "=", row["lead_unit"]),
                ]
            )
            domain = [("unit_id.gov_code", "=", row["unit"])]
            rollout = env["gov.rollout"].search(domain)
            # Outcomes that the source does not state are ended, so not open to edits.
            rollout._guarded_write({"assignment_ids": [Command.set(lines.ids)]})


def day_of(text):
    return datetime.strptime(text, "%d/%m/%Y").date() if text else False


def rows_of(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def make_staff(path):
    """Employees of the fictitious province: posts, not persons; some have accounts."""
    for row in rows_of(path):
        env["hr.employee"].create(
            {
                "name": row["name"],
                "job_title": row["position"],
                "department_id": value_of("gov.pledge", "unit_id", row["unit"]),
                "user_id": env["res.users"].search([("login", "=", row["login"])]).id,
                "company_id": env.company.id,
            }
        )


def find_code(code, folder):
    """The pledge code; what a source names without its words is made as a draft."""
    codes = env["gov.pledge.code"]
    found = codes.search([("code", "=", code)], limit=1)
    if not found:
        row = next(r for r in rows_of(folder / "bo_noi_dung.csv") if r["code"] == code)
        found = codes.create(row | {"needs_confirmation": True})
    return found


def make_campaigns(path):
    """Campaigns of the sources, with the pledges that their events tell of."""
    for row in rows_of(path):
        opened = day_of(row["opened"])
        model = env["gov.reform.model"].search([("code", "=", row["reform_model"])])
        campaign = env["gov.pledge.campaign"]._guarded_create(
            [
                {
                    "name": row["name"],
                    "is_demo": True,
                    "code_id": find_code(row["code"], path.parent).id,
                    "reform_model_id": model.id,
                    "signs_units": bool(row["signs_units"]),
                    "signs_people": bool(row["signs_people"]),
                    "state": "open",
                    "date_opened": opened,
                    **{
                        name: value_of("gov.pledge.campaign", name, row[name])
                        for name in (
                            "organizer_unit_id",
                            "scope_unit_ids",
                            "document_symbol",
                            "document_date",
                            "date_due",
                            "date_from",
                            "date_to",
                            "ceremony_date",
                            "ceremony_place",
                            "note",
                        )
                    },
                }
            ]
        )
        make_pledges(campaign, path.parent / "dien_bien.csv", opened)
        if row["state"] == "closed":
            campaign._guarded_write({"state": "closed", "date_closed": opened})


def make_pledges(campaign, path, opened):
    """Pledges of ``campaign``, known since it opened, and what became of them.

    Where only the source tells who signed, these alone have a pledge.
    """
    events = [row for row in rows_of(path) if row["campaign"] == campaign.name]
    units = campaign._get_scope_units()
    if not campaign.signs_people:
        codes = [row["unit"] for row in events]
        units = env["hr.department"].search([("gov_code", "in", codes)])
    signing = campaign._get_signing_units(units) if campaign.signs_people else units
    values = campaign._prepare_unit_pledges(signing)
    if campaign.signs_people:
        values += campaign._prepare_personal_pledges(campaign._get_people(units))
    start = datetime(opened.year, opened.month, opened.day)
    # A newcomer's longer time counts from today: these were due from the beginning, as
    # the history, and so a report of a past day, has to know.
    values = [row | {"date_due": campaign.date_due} for row in values]
    pledges = (
        env["gov.pledge"].sudo()._history_create(values, "open", recorded_at=start)
    )
    known = {(p.unit_id.gov_code, p.employee_id.name or ""): p for p in pledges}
    for row in events:
        pledge = known[row["unit"], row["person"]]
        day = day_of(row["date"])
        moment = datetime(day.year, day.month, day.day, 2)
        if row["event"] == "excused":
            pledge._excuse(row["reason"], recorded_at=moment)
        else:
            pledge._sign("stated", day, signed_at=moment, recorded_at=moment)


def make_users():
    """Accounts to try the roles with, from ``tai_khoan.csv``; password = login."""
    lines = ["The password of each account is its name.", "admin"]
    with (DATA / "tai_khoan.csv").open(newline="") as file:
        _header, *rows = csv.reader(file)
    for login, role, code, name, home in rows:
        unit = env["hr.department"].search([("gov_code", "=", code)])
        env["res.users"].with_context(no_reset_password=True).create(
            {
                "name": name,
                "login": login,
                "password": login,
                "lang": "vi_VN",
                "tz": "Asia/Ho_Chi_Minh",
                "group_ids": [
                    Command.link(env.ref("base.group_user").id),
                    Command.link(env.ref(f"friendly_gov.group_{role}").id),
                ],
                "gov_unit_ids": [Command.set(unit.ids)],
                "action_id": env.ref(f"friendly_gov.{home}").id,
            }
        )
        lines.append(f"{login}: {name}")
    (OUT / "accounts.txt").write_text("\n".join(lines) + "\n")


def make_reports():
    """One workbook a source, as of a day inside its own period."""
    for name, code, kind, year, index, as_of in SOURCES:
        period = period_of(kind, year, index)
        report = env["gov.report"].create(
            {
                "period_id": period.id,
                "date_as_of": as_of,
                "unit_id": env["hr.department"].search([("gov_code", "=", code)]).id,
                "coverage": "monitored",
                "is_demo": True,
            }
        )
        report.action_generate()
        path = OUT / f"{name}.xlsx"
        path.write_bytes(base64.b64decode(report.file))
        print(f"  {path.name}: {report.line_count} lines")


OUT.mkdir(exist_ok=True)
people = env.user | env.ref("base.user_admin")
people.write({"lang": "vi_VN", "tz": "Asia/Ho_Chi_Minh"})
env = env(user=env.ref("base.user_admin"), context=dict(env.context, lang="vi_VN"))
import_folder("unit", "don_vi")
for source, *_rest in SOURCES:
    import_folder("directive", source)
    if (DATA / source / "mo_hinh.csv").exists():
        import_folder("reform_model", source)
    if (DATA / source / "trien_khai").exists():
        import_folder("rollout", f"{source}/trien_khai")
import_folder("service", "minh_hoa_tinh_x/so_lieu")
for path in sorted(DATA.glob("*/lien_ket/*.csv")):
    link_tasks(path)
load_records(DATA / "minh_hoa_tinh_x" / "ban_ghi")
for code, delegates in DELEGATES.items():
    units = env["hr.department"].search([("gov_code", "in", delegates)])
    body = env["hr.department"].search([("gov_code", "=", code)])
    body.gov_delegate_ids = [Command.set(units.ids)]
province = env["hr.department"].search([("gov_code", "=", "X-UBND")])
env.company.name = province.name
make_users()
make_staff(DATA / "minh_hoa_tinh_x" / "cam_ket" / "nhan_su.csv")
for path in sorted(DATA.glob("*/cam_ket/dot.csv")):
    make_campaigns(path)
make_surveys(env, DATA / "minh_hoa_tinh_x" / "khao_sat")
make_reports()
env.cr.commit()
