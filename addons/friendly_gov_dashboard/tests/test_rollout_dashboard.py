"""The dashboard of roll-outs as a file, as figures, and as a page in the browser."""

import json
from datetime import date

from odoo.tests import HttpCase, tagged
from odoo.tools import file_open

from odoo.addons.friendly_gov.tests.result_common import ResultCase

from .test_dashboard import CATALOGUE, OPEN, walk

FILE = "friendly_gov_dashboard/data/files/gov_rollout_dashboard.json"
# All charts have data; a wide page draws those that the window shows.
SEEN = OPEN.replace("figures < charts.length", "figures < 6")


def read():
    with file_open(FILE) as handle:
        return json.load(handle)


class DashboardCase(ResultCase):
    """Four launched in time for the plan or without one, one late, one not begun."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["gov.rollout.step"]._history_create(
            [
                {"rollout_id": cls.pilot.id, "name": "Thành lập BCĐ", "state": state}
                for state in ("done", "done", "todo", "todo", "todo")
            ],
            "create",
        )
        late = cls._launched(
            cls.home, "pilot", date(2024, 7, 17), date_launch_planned=date(2024, 6, 30)
        )
        late.flush_recordset()
        cls.env["gov.rollout"].create(
            {
                "reform_model_id": cls.model.id,
                "unit_id": cls.finance.id,
                "steering_unit_id": cls.home.id,
            }
        )
        september = cls._period(9)
        cls._target(cls.rate, september, 90)
        cls._reached(cls.pilot, cls.rate, september, 97)
        cls._reached(cls.replicas[0], cls.rate, september, 80)
        cls.env["gov.service.figure"].create(
            {
                "unit_id": cls.commune.id,
                "period_id": september.id,
                "received": 120,
                "on_time": 118,
                "late": 2,
            }
        )
        cls.env["gov.rollout.budget.line"].create(
            {
                "rollout_id": cls.pilot.id,
                "name": "Máy tính, máy in, máy quét",
                "source_id": cls.env["gov.budget.source"].search([], limit=1).id,
                "year": 2024,
                "amount_estimated": 120_000_000,
                "amount_allotted": 100_000_000,
            }
        )


@tagged("post_install", "-at_install")
class TestRolloutDashboardFile(DashboardCase):
    def test_no_maps(self):
        kinds = {node.get("type") for node in walk(read())}
        self.assertLessEqual({"scorecard", "odoo_bar", "odoo_line", "ODOO"}, kinds)
        for kind in kinds:
            self.assertNotIn("geo", str(kind))

    def test_models_fields_and_menus_exist(self):
        document = read()
        filters = {found["id"] for found in document["globalFilters"]}
        sources = [n for n in walk(document) if "fieldMatching" in n]
        self.assertEqual(len(sources), 14)
        for node in sources:
            name = node.get("model") or node["metaData"]["resModel"]
            model = self.env[name]
            self.assertLessEqual(node["fieldMatching"].keys(), filters)
            for match in node["fieldMatching"].values():
                with self.subTest(f"{name} {match['chain']}"):
                    *path, last = match["chain"].split(".")
                    end = model
                    for step in path:
                        end = end[step]
                    self.assertEqual(end._fields[last].type, match["type"])
            groups = node.get("metaData", {}).get("groupBy", [])
            groups = groups + [row["fieldName"] for row in node.get("rows", [])]
            for group in groups:
                self.assertIn(group.partition(":")[0], model._fields)
            for measure in node.get("measures", []):
                if measure["fieldName"] != "__count":
                    self.assertTrue(model._fields[measure["fieldName"]].aggregator)
            domain = node.get("domain") or node.get("searchParams", {}).get("domain")
            model.search(domain or [], limit=1)
        for found in document["globalFilters"]:
            if "modelName" in found:
                self.assertIn(found["modelName"], self.env)
        charts = {n["chartId"] for n in walk(document) if "chartId" in n}
        self.assertEqual(document["chartOdooMenusReferences"].keys(), charts)
        for menu in document["chartOdooMenusReferences"].values():
            self.assertTrue(self.env.ref(menu).action)

    def test_figures_of_the_cards(self):
        counts = {
            pivot["name"]: self.env["gov.rollout"].search_count(
                [*pivot["domain"], ("reform_model_id", "=", self.model.id)]
            )
            for pivot in read()["pivots"].values()
            if pivot["model"] == "gov.rollout"
        }
        counts.pop("Steps done (%)")
        self.assertEqual(
            counts,
            {"Roll-outs": 5, "Launched": 5, "Launch late": 1, "A deadline passed": 0},
        )

    def test_every_word_is_translated(self):
        document = read()
        words = {found["label"] for found in document["globalFilters"]}
        words |= {n["title"]["text"] for n in walk(document) if "chartId" in n}
        for sheet in document["sheets"]:
            words |= {
                cell.removeprefix('=_t("').removesuffix('")')
                for cell in sheet["cells"].values()
                if cell.startswith("=_t(")
            }
        self.assertGreater(len(words), 10)
        with file_open(CATALOGUE) as handle:
            catalogue = handle.read()
        for word in words:
            with self.subTest(word):
                self.assertIn(f'msgid "{word}"\nmsgstr "', catalogue)
                self.assertNotIn(f'msgid "{word}"\nmsgstr ""\n\n', catalogue)

    def test_who_opens_it(self):
        prefix = "friendly_gov_dashboard.spreadsheet_dashboard_rollout"
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
class TestRolloutDashboardPage(DashboardCase, HttpCase):
    """Every chart is drawn, with the figures of the screen, in both languages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        modules = cls.env["ir.module.module"]
        names = ["friendly_gov", "friendly_gov_dashboard"]
        modules._load_module_terms(names, ["vi_VN"], overwrite=True)
        name = "friendly_gov_dashboard.spreadsheet_dashboard_rollout"
        cls.dashboard = cls.env.ref(name)

    def open(self, login, lang):
        user = self.users[login]
        user.lang = lang
        # 2 steps of 5
        wanted = dict(enumerate((5, 5, 1, 0, 40), start=1))
        wanted = {f"data!B{row}": value for row, value in wanted.items()}
        self.browser_js(
            f"/odoo/dashboards?dashboard_id={self.dashboard.id}",
            SEEN % json.dumps(wanted),
            "odoo.isReady === true",
            login=user.login,
        )

    def test_leader_in_vietnamese(self):
        self.open("leader", "vi_VN")

    def test_coordinator_on_a_phone(self):
        self.browser_size = "390x844"
        self.touch_enabled = True
        self.open("coordinator", "en_US")
