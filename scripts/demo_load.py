"""Load the data folder and write the workbook. Run in an Odoo shell by ./fg demo."""

import base64
import csv
import io
import os
import zipfile
from datetime import date, datetime
from pathlib import Path

from odoo.fields import Command

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
load_records(DATA / "minh_hoa_tinh_x" / "ban_ghi")
for code, delegates in DELEGATES.items():
    units = env["hr.department"].search([("gov_code", "in", delegates)])
    body = env["hr.department"].search([("gov_code", "=", code)])
    body.gov_delegate_ids = [Command.set(units.ids)]
province = env["hr.department"].search([("gov_code", "=", "X-UBND")])
env.company.name = province.name
make_users()
make_reports()
env.cr.commit()
