"""The dashboard of pledges as a file, as figures, and as a page in the browser."""

import json
from datetime import timedelta

from odoo.tests import HttpCase, tagged
from odoo.tools import file_open

from odoo.addons.friendly_gov.report.queries import pledge_report
from odoo.addons.friendly_gov.tests.pledge_common import PledgeCase

from .test_dashboard import CATALOGUE, OPEN, walk

FILE = "friendly_gov_dashboard/data/files/gov_pledge_dashboard.json"


def read():
    with file_open(FILE) as handle:
        return json.load(handle)


class DashboardCase(PledgeCase):
    """Due yesterday: five to sign, two signed (one late), two overdue, one excused.

    One more is retired and counts nowhere.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        yesterday = cls.today - timedelta(days=1)
        cls.campaign = cls._campaign(date_due=yesterday)
        cls._pledge(cls.campaign, unit=cls.commune)
        of = {name: cls._pledge(cls.campaign, e) for name, e in cls.people.items()}
        in_time = cls._pledge(cls.campaign, unit=cls.other)
        for pledge, day in ((in_time, yesterday), (of["staff_a"], cls.today)):
            vals = {"state": "signed", "method": "paper", "date_signed": day}
            pledge._history_write(vals, "sign")
        vals = {"state": "excused", "excuse_reason": "study"}
        of["officer_a"]._history_write(vals, "excuse")
        of["nobody"]._history_write({"state": "retired"}, "retire")
        cls.env["gov.pledge"].flush_model()


@tagged("post_install", "-at_install")
class TestPledgeDashboardFile(DashboardCase):
    def test_no_maps(self):
        kinds = {node.get("type") for node in walk(read())}
        self.assertLessEqual({"scorecard", "odoo_bar", "ODOO"}, kinds)
        for kind in kinds:
            self.assertNotIn("geo", str(kind))

    def test_models_fields_and_menus_exist(self):
        document = read()
        model = self.env["gov.pledge"]
        filters = {found["id"] for found in document["globalFilters"]}
        sources = [n for n in walk(document) if "fieldMatching" in n]
        self.assertEqual(len(sources), 6)
        for node in sources:
            name = node.get("model") or node["metaData"]["resModel"]
            self.assertEqual(name, model._name)
            self.assertEqual(node["fieldMatching"].keys(), filters)
            for match in node["fieldMatching"].values():
                field = model._fields[match["chain"]]
                self.assertEqual(field.type, match["type"])
                # A filter is of use only on what can be searched.
                value = True if field.type == "boolean" else 1
                model.search([(match["chain"], "in", [value])], limit=1)
            for group in node.get("metaData", {}).get("groupBy", []):
                self.assertTrue(model.fields_get([group])[group]["groupable"])
            domain = node.get("domain") or node["searchParams"]["domain"]
            model.search(domain, limit=1)
        for found in document["globalFilters"]:
            if "modelName" in found:
                self.assertIn(found["modelName"], self.env)
        charts = {n["chartId"] for n in walk(document) if "chartId" in n}
        self.assertEqual(document["chartOdooMenusReferences"].keys(), charts)
        for menu in document["chartOdooMenusReferences"].values():
            self.assertTrue(self.env.ref(menu).action)

    def test_figures_are_those_of_the_report(self):
        """A card counts what the column of the same meaning counts in the workbook."""
        rows = pledge_report.progress_rows(
            self.env, None, [("campaign_id", "=", self.campaign.id)]
        )
        columns = {
            "Pledges to sign": ("total", 5),
            "Signed": ("signed", 2),
            "Signed late": ("signed_late", 1),
            "Not signed, overdue": ("unsigned_late", 2),
        }
        pivots = {pivot["name"]: pivot for pivot in read()["pivots"].values()}
        self.assertEqual(pivots.keys(), columns.keys())
        for name, (key, wanted) in columns.items():
            domain = [
                *pivots[name]["domain"],
                ("campaign_id", "=", self.campaign.id),
            ]
            with self.subTest(name):
                count = self.env["gov.pledge"].search_count(domain)
                self.assertEqual(count, wanted)
                self.assertEqual(count, sum(row[key] for row in rows))

    def test_every_word_is_translated(self):
        document = read()
        words = {found["label"] for found in document["globalFilters"]}
        words |= {n["title"]["text"] for n in walk(document) if "chartId" in n}
        for cell in document["sheets"][1]["cells"].values():
            if cell.startswith("=_t("):
                words.add(cell.removeprefix('=_t("').removesuffix('")'))
        self.assertEqual(len(words), 10)
        with file_open(CATALOGUE) as handle:
            catalogue = handle.read()
        for word in words:
            with self.subTest(word):
                self.assertIn(f'msgid "{word}"\nmsgstr "', catalogue)
                self.assertNotIn(f'msgid "{word}"\nmsgstr ""\n\n', catalogue)

    def test_who_opens_it(self):
        prefix = "friendly_gov_dashboard.spreadsheet_dashboard_pledge"
        dashboard, menu = self.env.ref(prefix), self.env.ref(f"{prefix}_menu")
        self.assertFalse(dashboard.sample_dashboard_file_path)
        allowed = ("coordinator", "leader", "manager", "no_scope")
        for login, user in self.users.items():
            with self.subTest(login):
                self.assertEqual(
                    dashboard.with_user(user).has_access("read"), login in allowed
                )
                if not user.share:
                    shown = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                    self.assertEqual(menu.id in shown, login in allowed)


@tagged("post_install", "-at_install")
class TestPledgeDashboardPage(DashboardCase, HttpCase):
    """Every chart is drawn, with the figures of the screen, in both languages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        modules = cls.env["ir.module.module"]
        names = ["friendly_gov", "friendly_gov_dashboard"]
        modules._load_module_terms(names, ["vi_VN"], overwrite=True)
        name = "friendly_gov_dashboard.spreadsheet_dashboard_pledge"
        cls.dashboard = cls.env.ref(name)

    def open(self, login, lang):
        user = self.users[login]
        user.lang = lang
        # 2 of 5 signed
        wanted = dict(enumerate((5, 2, 1, 2, 40), start=1))
        wanted = {f"data!B{row}": value for row, value in wanted.items()}
        self.browser_js(
            f"/odoo/dashboards?dashboard_id={self.dashboard.id}",
            OPEN % json.dumps(wanted),
            "odoo.isReady === true",
            login=user.login,
        )

    def test_leader_in_vietnamese(self):
        self.open("leader", "vi_VN")

    def test_coordinator_on_a_phone(self):
        self.browser_size = "390x844"
        self.touch_enabled = True
        self.open("coordinator", "en_US")
