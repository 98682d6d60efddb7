"""The dashboard as a file, as figures, and as a page in the browser."""

import json
from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import file_open

from odoo.addons.friendly_gov.report.queries import task_report
from odoo.addons.friendly_gov.report.queries.lines import Scope
from odoo.addons.friendly_gov.tests.common import GovCase

FILE = "friendly_gov_dashboard/data/files/gov_task_dashboard.json"
CATALOGUE = "friendly_gov_dashboard/i18n/vi.po"

# Waits for every figure, then hands values of cells and data of charts to the log.
OPEN = """(async () => {
    const { env } = odoo.__WOWL_DEBUG__.root;
    let state = "the dashboard did not load";
    const pause = () => new Promise((resolve) => setTimeout(resolve, 100));
    const wanted = %s;
    for (let tries = 0; tries < 300; tries++) {
        await pause();
        if (document.querySelector(".o_error_dialog")) {
            throw new Error("an error is shown");
        }
        // The service comes with the page's own bundle.
        const loader = env.services.spreadsheet_dashboard_loader;
        const model = loader?.getActiveDashboard()?.model;
        if (!model) { continue; }
        const sheets = model.getters.getSheetIds();
        const values = {};
        for (const sheetId of sheets) {
            for (const cell of Object.values(model.getters.getCells(sheetId))) {
                const position = model.getters.getCellPosition(cell.id);
                const xc = String.fromCharCode(65 + position.col) + (position.row + 1);
                const found = model.getters.getEvaluatedCell(position);
                values[sheetId + "!" + xc] = found.value;
            }
        }
        state = JSON.stringify(values);
        if (state.includes("Loading...")) { continue; }
        for (const [xc, value] of Object.entries(wanted)) {
            if (String(values[xc]) !== String(value)) {
                throw new Error(`${xc}: ${values[xc]} in place of ${value}`);
            }
        }
        const failed = Object.entries(values).find(
            ([xc, value]) => typeof value === "string" && value.startsWith("#"));
        if (failed) { throw new Error(`${failed}`); }
        const charts = sheets.flatMap((id) => model.getters.getChartIds(id));
        const runtimes = charts.map((id) => [id, model.getters.getChartRuntime(id)]);
        const drawn = runtimes.filter(([id]) => !id.startsWith("card-"));
        const empty = drawn.filter(([id, runtime]) =>
            !runtime.chartJsConfig?.data.datasets.some(
                (set) => set.data.some((value) => value > 0)));
        state = `no data in ${empty.map(([id]) => id)}`;
        if (empty.length) { continue; }
        const figures = document.querySelectorAll(".o-figure").length;
        state = `${figures} figures of ${charts.length}`;
        if (figures < charts.length) { continue; }
        console.log("test successful");
        return;
    }
    throw new Error(state);
})()"""


def read():
    with file_open(FILE) as handle:
        return json.load(handle)


def walk(node):
    """Every dict of a JSON document."""
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    for child in node if isinstance(node, list) else ():
        yield from walk(child)


@tagged("post_install", "-at_install")
class TestDashboardFile(GovCase):
    def test_no_maps(self):
        kinds = {node.get("type") for node in walk(read())}
        self.assertLessEqual({"scorecard", "odoo_bar", "ODOO"}, kinds)
        for kind in kinds:
            self.assertNotIn("geo", str(kind))

    def test_models_fields_and_menus_exist(self):
        document = read()
        filters = {found["id"] for found in document["globalFilters"]}
        for node in walk(document):
            matching = node.get("fieldMatching", {})
            if matching:
                self.assertEqual(matching.keys(), filters)
            for match in matching.values():
                with self.subTest(match["chain"]):
                    field = self.env["gov.assignment"]._fields[match["chain"]]
                    self.assertEqual(field.type, match["type"])
            if "resModel" in node:
                for name in node["groupBy"]:
                    name = name.partition(":")[0]
                    self.assertIn(name, self.env[node["resModel"]]._fields)
            if "domain" in node and node["domain"]:
                self.env["gov.assignment"].search(node["domain"], limit=1)
        for found in document["globalFilters"]:
            if "modelName" in found:
                self.assertIn(found["modelName"], self.env)
        charts = {n["chartId"] for n in walk(document) if "chartId" in n}
        self.assertEqual(document["chartOdooMenusReferences"].keys(), charts)
        for menu in document["chartOdooMenusReferences"].values():
            self.assertTrue(self.env.ref(menu).action)

    def test_figures_are_those_of_the_report(self):
        """A card counts what the columns of the same name count in the workbook."""
        today = self.env.company._gov_today()
        dues = (today - timedelta(days=9), today + timedelta(days=90), False)
        for number, due in enumerate(dues):
            # one line of each deadline done, one waiting, one not begun
            lines = self._issued(
                self.commune | self.other | self.finance,
                directive=self._directive(symbol=f"{number}/UBND"),
                date_due=due,
                deadline_text=False,
            )
            for line in lines[:2]:
                self._result(line, user="manager").sudo().action_submit()
            lines[0].sudo().action_accept()
        scope = Scope([], date(2023, 1, 1), today)
        found = self._sum(task_report.unit_rows(self.env, scope))
        columns = {
            "Total": ("total",),
            "Done on time": ("done_on_time",),
            "Overdue": ("doing_late", "todo_late"),
            "Waiting for acceptance": ("waiting",),
        }
        pivots = {pivot["name"]: pivot for pivot in read()["pivots"].values()}
        for name, keys in columns.items():
            with self.subTest(name):
                count = self.env["gov.assignment"].search_count(pivots[name]["domain"])
                self.assertEqual(count, sum(found[key] for key in keys))
                self.assertGreater(count, 0)

    def _sum(self, rows):
        """One row with the sums of all."""
        keys = [key for key in rows[0] if isinstance(rows[0][key], int)]
        return {key: sum(row[key] for row in rows) for key in keys}

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
                self.assertRegex(catalogue, f'msgid "{word}"\nmsgstr "[^"]')

    def test_who_opens_it(self):
        dashboard = self.env.ref("friendly_gov_dashboard.spreadsheet_dashboard_task")
        menu = self.env.ref("friendly_gov_dashboard.spreadsheet_dashboard_task_menu")
        allowed = ("coordinator", "leader", "manager", "no_scope")
        for login, user in self.users.items():
            with self.subTest(login):
                self.assertEqual(
                    dashboard.with_user(user).has_access("read"), login in allowed
                )
                if user.share:
                    continue
                shown = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                self.assertEqual(menu.id in shown, login in allowed)
                for operation in ("write", "unlink"):
                    self.assertFalse(dashboard.with_user(user).has_access(operation))

    def test_no_sample_with_invented_figures(self):
        dashboard = self.env.ref("friendly_gov_dashboard.spreadsheet_dashboard_task")
        self.assertFalse(dashboard.sample_dashboard_file_path)

    def test_figures_are_not_put_behind_a_public_address(self):
        dashboard = self.env.ref("friendly_gov_dashboard.spreadsheet_dashboard_task")
        for login in ("leader", "coordinator", "manager", "plain"):
            share = self.env["spreadsheet.dashboard.share"]
            share = share.with_user(self.users[login])
            vals = {"dashboard_id": dashboard.id, "spreadsheet_data": "{}"}
            with self.subTest(login), self.assertRaises(AccessError):
                share.action_get_share_url(dict(vals))


@tagged("post_install", "-at_install")
class TestDashboardPage(GovCase, HttpCase):
    """Every chart is drawn, with the figures of the screen, in both languages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        modules = cls.env["ir.module.module"]
        names = ["friendly_gov", "friendly_gov_dashboard"]
        modules._load_module_terms(names, ["vi_VN"], overwrite=True)
        cls.env["gov.directive"].search([])
        late = cls._issued(cls.commune | cls.other)
        cls._issued(
            cls.commune,
            directive=cls._directive(symbol="2/UBND"),
            date_due="2099-06-30",
            deadline_text=False,
        )
        cls._result(late[0], user="officer_a").action_submit()
        cls.dashboard = cls.env.ref("friendly_gov_dashboard.spreadsheet_dashboard_task")

    def open(self, login, lang, size=None):
        self.users[login].lang = lang
        user = self.users[login]
        lines = self.env["gov.assignment"].with_user(user)
        wanted = {
            "data!B1": 3,
            "data!B2": 0,
            "data!B3": 1,
            "data!B4": 0,
            "data!B5": 1,
        }
        self.assertEqual(lines.search_count([("is_overdue", "=", True)]), 1)
        if lang == "vi_VN":
            wanted["data!A3"] = "Quá hạn"
        self.browser_js(
            f"/odoo/dashboards?dashboard_id={self.dashboard.id}",
            OPEN % json.dumps(wanted),
            "odoo.isReady === true",
            login=user.login,
        )

    def test_leader_in_vietnamese(self):
        self.open("leader", "vi_VN")

    def test_coordinator_in_english(self):
        self.open("coordinator", "en_US")

    def test_leader_on_a_phone(self):
        self.browser_size = "390x844"
        self.touch_enabled = True
        self.open("leader", "vi_VN")
