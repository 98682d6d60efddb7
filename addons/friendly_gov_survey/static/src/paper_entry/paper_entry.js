import { Component, onMounted, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * Fast entry of paper forms: a digit chooses and goes on, Enter saves and begins the
 * next form. Nothing that was typed is lost by an error.
 */
export class PaperEntry extends Component {
    static template = "friendly_gov_survey.PaperEntry";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.number = useRef("number");
        this.questions = useRef("questions");
        this.state = useState({
            lines: [],
            lineId: false,
            form: null,
            number: "",
            values: {},
            errors: {},
            today: 0,
            saving: false,
            saved: "",
        });
        onWillStart(async () => {
            this.state.lines = await this.orm.call("gov.survey.batch", "get_entry_lines");
            const wanted = this.props.action.context.gov_line_id;
            const found = this.state.lines.find((line) => line.id === wanted);
            const line = found || (this.state.lines.length === 1 && this.state.lines[0]);
            if (line) {
                await this.load(line.id);
            }
        });
        onMounted(() => this.number.el?.focus());
        useEffect(
            () => this.number.el?.focus(),
            () => [this.state.lineId]
        );
    }

    get display() {
        return { controlPanel: {} };
    }

    async load(lineId) {
        this.state.form = await this.orm.call("gov.survey.batch", "get_entry_form", [lineId]);
        this.state.lineId = lineId;
        this.state.today = this.state.form.today;
        this.clear();
    }

    async onLineChange(ev) {
        const lineId = parseInt(ev.target.value);
        if (lineId) {
            await this.load(lineId);
        }
    }

    clear() {
        this.state.values = {};
        this.state.errors = {};
    }

    get shown() {
        const chosen = new Set(Object.values(this.state.values).flat());
        return this.state.form.questions.filter(
            (question) => !question.when.length || question.when.some((id) => chosen.has(String(id)))
        );
    }

    /** Whether the section of this question begins with it. */
    isFirst(question, index) {
        return index === 0 || this.shown[index - 1].page !== question.page;
    }

    isChosen(question, option) {
        return (this.state.values[question.name] || []).includes(String(option.id));
    }

    choose(question, option) {
        const id = String(option.id);
        const before = this.state.values[question.name] || [];
        delete this.state.errors[question.name];
        if (question.many) {
            this.state.values[question.name] = before.includes(id)
                ? before.filter((other) => other !== id)
                : [...before, id];
        } else {
            this.state.values[question.name] = before.includes(id) ? [] : [id];
        }
        return !question.many && !before.includes(id);
    }

    onOptionClick(question, option) {
        this.choose(question, option);
    }

    onTextInput(question, ev) {
        delete this.state.errors[question.name];
        this.state.values[question.name] = ev.target.value ? [ev.target.value] : [];
    }

    /** Focus the question before or after this one; the number stands before all. */
    move(index, step) {
        const items = [...this.questions.el.querySelectorAll("[data-entry]")];
        const target = items[index + step];
        if (target) {
            target.focus();
            target.scrollIntoView({ block: "center" });
        } else if (index + step < 0) {
            this.number.el.focus();
        }
    }

    onQuestionKeydown(question, index, ev) {
        if (ev.ctrlKey || ev.metaKey || ev.altKey) {
            return;
        }
        const option = question.options.find((candidate) => candidate.key === ev.key);
        if (option) {
            ev.preventDefault();
            if (this.choose(question, option)) {
                this.move(index, 1);
            }
        } else if (ev.key === "ArrowDown" || ev.key === " ") {
            ev.preventDefault();
            this.move(index, 1);
        } else if (ev.key === "ArrowUp") {
            ev.preventDefault();
            this.move(index, -1);
        } else if (ev.key === "Backspace" || ev.key === "Delete") {
            ev.preventDefault();
            this.state.values[question.name] = [];
        } else if (ev.key === "Enter") {
            ev.preventDefault();
            this.save();
        }
    }

    onTextKeydown(question, index, ev) {
        if (ev.key === "Enter" && (question.kind !== "long_text" || ev.ctrlKey)) {
            ev.preventDefault();
            this.save();
        }
    }

    onNumberKeydown(ev) {
        if (ev.key === "Enter" || ev.key === "ArrowDown") {
            ev.preventDefault();
            this.move(-1, 1);
        }
    }

    async save() {
        if (this.state.saving) {
            return;
        }
        this.state.saving = true;
        const raw = Object.fromEntries(
            this.shown.map((question) => [question.name, this.state.values[question.name] || []])
        );
        try {
            const outcome = await this.orm.call("gov.survey.batch", "enter_form", [
                this.state.lineId,
                this.state.number,
                raw,
            ]);
            if (outcome.errors) {
                this.state.errors = outcome.errors;
                this.focusError();
                return;
            }
            this.state.saved = _t("Form %s was saved.", this.state.number);
            this.state.today = outcome.today;
            this.state.number = this.nextNumber(this.state.number);
            this.clear();
            this.number.el.focus();
            this.number.el.select();
        } finally {
            this.state.saving = false;
        }
    }

    /** "A-009" is followed by "A-010"; without digits at the end by nothing. */
    nextNumber(number) {
        const found = number.match(/^(.*?)(\d+)$/);
        if (!found) {
            return "";
        }
        return found[1] + String(parseInt(found[2]) + 1).padStart(found[2].length, "0");
    }

    focusError() {
        this.state.saved = "";
        const index = this.shown.findIndex((question) => this.state.errors[question.name]);
        if (index >= 0) {
            this.move(index, 0);
        } else {
            this.number.el.focus();
        }
    }
}

registry.category("actions").add("friendly_gov_survey.paper_entry", PaperEntry);
