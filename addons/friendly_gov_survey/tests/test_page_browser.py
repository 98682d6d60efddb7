from unittest.mock import patch

from odoo.tests import tagged

from ..controllers import main
from ..models import gov_survey_page
from .page_common import PageCase, choice

READY = "Boolean(document.querySelector('main'))"
# What every step needs; ``check`` names what is wrong.
TOOLS = """
const $ = (selector) => document.querySelector(selector);
const $$ = (selector) => [...document.querySelectorAll(selector)];
const check = (right, text) => { if (!right) { throw new Error(text); } };
const isShown = (element) => element && element.getClientRects().length > 0;
const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
const light = (color) => {
    const [r, g, b] = color.map((v) =>
        v / 255 <= 0.03928 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = (element) => {
    const color = rgb(getComputedStyle(element).backgroundColor);
    return color[3] === 0 ? ground(element.parentElement) : color;
};
const contrast = (element) => {
    const [one, two] = [rgb(getComputedStyle(element).color), ground(element)]
        .map((color) => light(color.slice(0, 3))).sort((a, b) => b - a);
    return (one + 0.05) / (two + 0.05);
};
function checkLook() {
    check(document.scrollingElement.scrollWidth <= innerWidth, "wider than the screen");
    check($("html").lang && document.title, "no language or title");
    for (const element of $$("h1,h2,legend,label,.hint,.error,.consent,button,a,p")) {
        if (isShown(element) && element.textContent.trim()) {
            check(contrast(element) >= 4.5, `contrast of ${element.textContent}`);
        }
    }
    for (const element of $$(".options label,button,textarea")) {
        if (isShown(element)) {
            check(element.offsetHeight >= 44, `${element.textContent} is too low`);
        }
    }
    for (const input of $$("input:not([type=hidden]),textarea")) {
        check(input.closest("label"), `${input.name} has no label`);
        check(input.type === "text" || input.type === "textarea"
            || input.closest("fieldset").querySelector("legend"), "no legend");
    }
}
"""
# With the script: nothing is sent before it is complete, nothing lost without a net.
ANSWER = """(async () => {
    %(tools)s
    const appears = async (test, text) => {
        for (let tries = 0; tries < 400 && !test(); tries++) {
            await new Promise((resolve) => setTimeout(resolve, 25));
        }
        check(test(), text);
    };
    const pick = (name, value) => $(`input[name=${name}][value="${value}"]`).click();
    checkLook();
    check(!isShown($("#%(why)s")), "a question is asked too early");
    check(!isShown($(".trap input")) || $(".trap").offsetLeft < 0, "the trap is seen");
    check($(".count").textContent === "0/3", $(".count").textContent);
    const form = $("form"), send = $("button"), fetched = window.fetch;
    let requests = 0;
    window.fetch = () => { requests++; return Promise.reject(new Error("offline")); };
    send.click();
    check(requests === 0, "an incomplete form was sent");
    check(isShown($("#%(attitude)s .error")), "the fault is not shown");
    check($("#%(attitude)s").contains(document.activeElement), "no focus on the fault");
    checkLook();
    pick("%(attitude)s", %(bad)s);
    check(!$("#%(attitude)s .error"), "the fault stays");
    check(isShown($("#%(why)s")), "the question is not asked");
    check($(".count").textContent === "1/4", $(".count").textContent);
    pick("%(attitude)s", %(good)s);
    check(!isShown($("#%(why)s")) && $("#%(why)s input").disabled, "it is still asked");
    $("textarea").value = "Phòng chờ hơi chật";
    send.click();
    await appears(() => $(".status").textContent === form.dataset.offline, "no word");
    check(requests === 1 && !send.disabled, "it can't be sent again");
    check($("textarea").value === "Phòng chờ hơi chật", "words are lost");
    window.fetch = fetched;
    send.click();
    send.click();
    await appears(() => $(".message.thanks"), "no thanks");
    check(!$("form"), "the form is still there");
    checkLook();
    console.log("test successful");
})()"""
PLAIN = """(() => {
    %(tools)s
    checkLook();
    check(isShown($("#%(why)s .hint.when")), "the condition is not told");
    check(!$("#%(why)s input").disabled, "a question can't be answered");
    check(!isShown($(".progress")), "progress without a script");
    console.log("test successful");
})()"""
KIOSK = """(async () => {
    %(tools)s
    const appears = async (test, text) => {
        for (let tries = 0; tries < 400 && !test(); tries++) {
            await new Promise((resolve) => setTimeout(resolve, 25));
        }
        check(test(), text);
    };
    checkLook();
    check($$(".face").length === 3, "no faces");
    const nonce = $("[name=nonce]").value;
    // Somebody chooses by the keyboard and walks away.
    $("form").dataset.idle = 0.2;
    $("input[type=radio]").click();
    await appears(() => $("form") && $("[name=nonce]").value !== nonce, "no reset");
    check(!$("input:checked"), "something is left for the next person");
    const face = $$(".options label")[2];
    face.dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1 }));
    await appears(() => $(".message.thanks"), "a touch sends nothing");
    checkLook();
    await appears(() => $("form") && !$("input:checked"), "no form for the next one");
    console.log("test successful");
})()"""


@tagged("post_install", "-at_install")
class TestPageBrowser(PageCase):
    """A phone of 360 px, with and without its script, and a kiosk."""

    browser_size = "360x740"
    touch_enabled = True

    def _names(self):
        return {
            "tools": TOOLS,
            "attitude": f"q{self.attitude.id}",
            "why": f"q{self.why.id}",
            "good": self.good.id,
            "bad": self.bad.id,
        }

    def _open_in_browser(self, code, point=None):
        path = f"/gs/{(point or self.point).token}"
        self.browser_js(path, code % self._names(), READY)

    def test_a_phone(self):
        self._open_in_browser(ANSWER)
        answer = self._answers()
        self.assertEqual(len(answer), 1)
        self.assertEqual(answer.user_input_line_ids.suggested_answer_id, self.good)
        opened = self.env["gov.survey.delta"].search(
            [("campaign_id", "=", self.campaign.id), ("kind", "=", "opened")]
        )
        self.assertEqual(len(opened), 1)

    def test_a_phone_without_script(self):
        asset = gov_survey_page.get_asset

        def without_script(kind):
            return "" if kind == "js" else asset(kind)

        self.addCleanup(self.env.registry.clear_all_caches)
        with patch.object(gov_survey_page, "get_asset", without_script):
            self._open_in_browser(PLAIN)
        self.assertFalse(
            self.env["gov.survey.delta"].search(
                [("campaign_id", "=", self.campaign.id)]
            )
        )

    def test_a_kiosk(self):
        self.browser_size = "1024x768"
        survey = self._questionnaire(
            lang_ids=self.survey.lang_ids.ids,
            question_and_page_ids=[
                (
                    0,
                    0,
                    {
                        "title": "Ông/Bà có hài lòng không?",
                        "question_type": "simple_choice",
                        "constr_mandatory": True,
                        "gov_role": "rating",
                        "suggested_answer_ids": [
                            choice(label, gov_level=level)
                            for level, label in (
                                ("5", "Rất hài lòng"),
                                ("4", "Hài lòng"),
                                ("1", "Chưa hài lòng"),
                            )
                        ],
                    },
                )
            ],
        )
        self.campaign.action_close()
        self.campaign = self._open(survey)
        kiosk = self._point(channel="kiosk", name="Kiosk")
        with patch.object(main, "KIOSK_THANKS", 1):
            self._open_in_browser(KIOSK, kiosk)
        answer = self._answers()
        self.assertEqual(
            answer.user_input_line_ids.suggested_answer_id.value, "Chưa hài lòng"
        )
