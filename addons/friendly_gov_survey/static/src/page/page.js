"use strict";
// Everything here only helps: without it the form is sent and answered as it stands.
(() => {
    const AGAIN = 60000;
    const RELOAD = 1800000;
    const kiosk = document.body.classList.contains("kiosk");
    let timer = 0;

    const inputs = (box) => [...box.querySelectorAll("input,textarea")];
    const isFilled = (input) =>
        /radio|checkbox/.test(input.type) ? input.checked : input.value.trim() !== "";

    // Questions whose condition is not met are taken out, in order: one may hang on
    // another that hangs on a third.
    function applyConditions(form) {
        for (const box of form.querySelectorAll("[data-when]")) {
            const met = box.dataset.when
                .split(",")
                .some((id) => form.querySelector(`input[value="${id}"]:checked:enabled`));
            box.hidden = !met;
            inputs(box).forEach((input) => (input.disabled = !met));
        }
    }

    function asked(form) {
        return [...form.querySelectorAll(".question")].filter((box) => !box.hidden);
    }

    function isAnswered(box) {
        const rows = box.querySelectorAll(".options");
        const parts = rows.length ? [...rows] : [box];
        return parts.every((part) => inputs(part).some(isFilled));
    }

    function showProgress(form) {
        const boxes = asked(form);
        const done = boxes.filter(isAnswered).length;
        const line = form.querySelector(".progress");
        line.hidden = boxes.length < 2;
        const bar = line.querySelector("progress");
        bar.max = boxes.length;
        bar.value = done;
        bar.ariaLabel = line.ariaLabel;
        line.querySelector(".count").textContent = `${done}/${boxes.length}`;
    }

    function unmark(box) {
        box.classList.remove("wrong");
        box.querySelector(".error")?.remove();
    }

    function findMissing(form) {
        const missing = asked(form).filter(
            (box) => box.dataset.required && !isAnswered(box)
        );
        form.querySelectorAll(".question").forEach(unmark);
        for (const box of missing) {
            const text = document.createElement("span");
            text.className = "error";
            text.textContent = form.dataset.required;
            box.classList.add("wrong");
            box.querySelector("legend,.legend").append(text);
        }
        return missing[0];
    }

    async function load(url, options) {
        const answer = await fetch(url, { cache: "no-store", ...options });
        const text = await answer.text();
        const page = new DOMParser().parseFromString(text, "text/html");
        const main = page.querySelector("main");
        // A proxy's own page, or a server that is starting: try again later.
        if (answer.status >= 500 || !main) {
            throw new Error(answer.status);
        }
        document.title = page.title;
        document.querySelector("main").replaceWith(main);
        scrollTo(0, 0);
        start();
    }

    async function send(form) {
        const status = form.querySelector(".status");
        const button = form.querySelector("button");
        const body = new URLSearchParams(new FormData(form));
        button.disabled = true;
        status.textContent = form.dataset.sending;
        try {
            await load(form.action, { method: "POST", body });
        } catch {
            // The nonce stays the same: what did arrive is not counted twice.
            button.disabled = false;
            status.textContent = form.dataset.offline;
        }
    }

    // For the next person nothing is left of this one; without a connection the page
    // stays, since the browser's own error page would end the kiosk.
    function reset(url) {
        load(url).catch(() => wait(AGAIN, () => reset(url)));
    }

    function wait(milliseconds, then) {
        clearTimeout(timer);
        timer = setTimeout(then, milliseconds);
    }

    function watchIdle(form) {
        const url = form.getAttribute("action");
        const touched = inputs(form).some((input) => input.type !== "hidden" && isFilled(input));
        wait(touched ? 1000 * form.dataset.idle : RELOAD, () => reset(url));
    }

    function start() {
        clearTimeout(timer);
        const main = document.querySelector("main");
        const message = main.querySelector(".message");
        main.querySelector(".errors,.message")?.focus();
        if (message?.dataset.again) {
            wait(1000 * message.dataset.again, () => reset(message.dataset.url));
        }
        const form = main.querySelector("form");
        if (!form) {
            return;
        }
        const update = () => {
            applyConditions(form);
            showProgress(form);
            if (kiosk) {
                watchIdle(form);
            }
        };
        form.addEventListener("input", (event) => {
            const box = event.target.closest(".question");
            if (box && isAnswered(box)) {
                unmark(box);
            }
            update();
        });
        form.addEventListener("click", (event) => {
            // One question on a kiosk: a touch is the answer. Keys, which also click
            // while they move through the choices, come without a count of clicks.
            const touched = event.detail && event.target.closest(".options label");
            if (kiosk && touched && asked(form).length === 1) {
                setTimeout(() => form.requestSubmit());
            }
        });
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            const missing = findMissing(form);
            if (missing) {
                missing.scrollIntoView({ block: "start" });
                inputs(missing)[0].focus({ preventScroll: true });
            } else if (!form.querySelector("button").disabled) {
                send(form);
            }
        });
        main.querySelectorAll(".hint.when").forEach((hint) => (hint.hidden = true));
        update();
        if (form.dataset.seen) {
            const body = new URLSearchParams({ nonce: form.elements.nonce.value });
            navigator.sendBeacon(form.dataset.seen, body);
        }
    }

    addEventListener("pageshow", (event) => {
        if (event.persisted) {
            location.reload();
        }
    });
    start();
})();
