"""What the browser tests share: people who read Vietnamese, and a walk of views."""

import json

from lxml import etree

from odoo.tests import HttpCase

from .common import GovCase

# Opens each [action, view type, record] and tells of errors and overflow.
WALK = """(async () => {
    const { env } = odoo.__WOWL_DEBUG__.root;
    const appears = async (selector) => {
        for (let tries = 0; tries < 400; tries++) {
            if (document.querySelector(selector)) { return; }
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        throw new Error(`${selector} did not appear`);
    };
    for (const [action, viewType, resId, additionalContext] of %s) {
        const props = resId ? { resId } : {};
        await env.services.action.doAction(
            action, { viewType, props, additionalContext, clearBreadcrumbs: true });
        // Pivot and activity name their inner part otherwise.
        await appears(`.o_${viewType}_view :is(.o_${viewType}_renderer, .o_pivot,
            .o_activity_view_table), .o_activity_view .o_view_nocontent`);
        // The client scrolls inside its content, where the page itself would not.
        const scrollWidth = Math.max(
            document.scrollingElement.scrollWidth,
            document.querySelector(".o_content").scrollWidth,
        );
        if (document.querySelector(".o_error_dialog, .o_notification .bg-danger")) {
            throw new Error(`${action} ${viewType}: an error is shown`);
        }
        if (window.innerWidth < 500 && scrollWidth > window.innerWidth) {
            throw new Error(`${action} ${viewType}: ${scrollWidth} px wide`);
        }
    }
    console.log("test successful");
})()"""

# A step of a tour has ten seconds, which a busy machine takes now and then.
READY = """odoo.isTourReady(%(name)s).then(() => {
    const { registry } = odoo.loader.modules.get("@web/core/registry");
    registry.category("web_tour.tours").get(%(name)s).timeout = 30000;
    return true;
})"""


class BrowserCase(GovCase, HttpCase):
    """Users of the province who read Vietnamese, whatever the database speaks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        modules = cls.env["ir.module.module"]
        modules._load_module_terms(["friendly_gov"], ["vi_VN"], overwrite=True)
        for user in cls.users.values():
            user.write({"lang": "vi_VN", "tz": "Asia/Ho_Chi_Minh"})
        # The language in which periods get their names.
        cls.env = cls.env(context=dict(cls.env.context, lang="vi_VN"))
        # Once for all tests: each would build the client anew, at 10 s a time.
        for bundle in ("web.assets_web", "web.__assets_tests_call__"):
            assets = cls.env["ir.qweb"]._get_asset_bundle(bundle)
            assets.js()
            assets.css()

    def start_tour(self, url_path, tour_name, **options):
        ready = READY % {"name": json.dumps(tour_name)}
        return super().start_tour(url_path, tour_name, ready=ready, **options)

    def _use_phone(self):
        self.browser_size = "390x844"
        self.touch_enabled = True

    def _submitted(self, line, user):
        result = self._result(line, user=user)
        result.action_submit()
        return result

    def _walk(self, steps, login):
        code = WALK % json.dumps(steps)
        self.browser_js("/odoo", code, "odoo.isReady === true", login=login)

    def _get_menu_actions(self, login):
        """Window actions below the addon's root menu that the user may open."""
        user = self.env["res.users"].search([("login", "=", login)])
        root = self.env.ref("friendly_gov.friendly_gov_menu_root")
        menus = self.env["ir.ui.menu"].search([("id", "child_of", root.id)])
        visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        menus = menus.filtered(lambda menu: menu.id in visible)
        # Menus of the addons beside this one are walked by their own tests.
        names = menus.get_external_id()
        menus = menus.filtered(lambda m: names[m.id].startswith("friendly_gov."))
        actions = [menu.action for menu in menus if menu.action]
        return [action for action in actions if action.target == "current"]

    def _get_steps(self, login, only=None):
        """Each view of each menu action, the form with its first record."""
        user = self.env["res.users"].search([("login", "=", login)])
        steps = []
        for action in self._get_menu_actions(login):
            record = self.env[action.res_model].with_user(user).search([], limit=1)
            for view_type in action.view_mode.split(","):
                if only and view_type not in only:
                    continue
                record_id = record.id if view_type == "form" else False
                steps.append([action.id, view_type, record_id, {}])
        return steps

    def _get_filter_steps(self, login):
        """Each list once more, with every filter and grouping of its search on."""
        steps = []
        for action in self._get_menu_actions(login):
            view = action.search_view_id
            views = self.env[action.res_model].get_views([(view.id, "search")])
            arch = etree.fromstring(views["views"]["search"]["arch"])
            names = arch.xpath("//filter/@name")
            context = {f"search_default_{name}": 1 for name in names}
            if context:
                steps.append([action.id, "list", False, context])
        return steps
