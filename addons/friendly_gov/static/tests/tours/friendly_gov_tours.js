import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

const tours = registry.category("web_tour.tours");

/** Choose the first proposal: the one that holds the words as they were typed. */
function choose(field, words, label) {
    return [
        { trigger: `${field} input`, run: `edit ${words}` },
        {
            content: `the best proposal for "${words}" comes first, and is no longer the whole list`,
            trigger: `.o-autocomplete--dropdown-item:first:text("${label}") > a`,
            run: "click",
        },
    ];
}

function assertFitsScreen() {
    // The client scrolls inside its content, where the page itself would not.
    const scrollWidth = Math.max(
        document.scrollingElement.scrollWidth,
        document.querySelector(".o_content").scrollWidth
    );
    if (scrollWidth > window.innerWidth) {
        throw new Error(`${scrollWidth} px wide on a screen of ${window.innerWidth} px`);
    }
}

tours.add("friendly_gov_officer", {
    steps: () => [
        {
            trigger: ".o_data_row:contains('ra mắt mô hình') td[name=name]",
            run: "click",
        },
        {
            trigger: "button[name=action_report]:contains('Báo cáo kết quả')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=summary] textarea",
            run: "edit Đã ra mắt mô hình tại Bộ phận Một cửa",
        },
        {
            content: "what is still missing is told before anybody submits",
            trigger: ".modal .o_field_widget[name=missing]:contains('tệp minh chứng')",
        },
        {
            trigger: ".modal [name=evidence_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".modal [name=evidence_ids] .o_selected_row [name=file]",
            run: () =>
                inputFiles(".modal [name=evidence_ids] .o_selected_row input[type=file]", [
                    new File(["Biên bản ra mắt"], "bien-ban.txt", { type: "text/plain" }),
                ]),
        },
        {
            content: "the row takes its name from the file",
            trigger: ".modal [name=evidence_ids] [name=name] input:value('bien-ban.txt')",
        },
        {
            content: "nothing is missing any more",
            trigger: ".modal:not(:has(.o_field_widget[name=missing])) button[name=action_submit]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_field_badge[name=status]:contains('Chờ xác nhận')",
        },
    ],
});

tours.add("friendly_gov_coordinator", {
    steps: () => [
        { trigger: ".o_data_row:contains('Xã A') td[name=name]", run: "click" },
        {
            trigger: "button[name=action_open_wizard]:contains('Trả lại')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Thiếu biên bản ra mắt",
        },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        {
            content: "the reason stands above the form",
            trigger: ".o_form_view .alert-danger:contains('Thiếu biên bản ra mắt')",
        },
        {
            trigger: ".o_breadcrumb a:contains('Chờ xác nhận hoàn thành')",
            run: "click",
        },
        {
            content: "what was returned no longer waits for this unit",
            trigger: ".o_list_view:not(:contains('Xã A')) .o_data_row:contains('Xã B') td[name=name]",
            run: "click",
        },
        { trigger: ".o_gov_accept", run: "click" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: ".o_field_badge[name=status]:contains('Hoàn thành')" },
    ],
});

tours.add("friendly_gov_leader", {
    steps: () => [
        {
            content: "overdue work stands on cards: who, and how many days",
            trigger: ".o_kanban_view .o_kanban_record:contains('Xã A'):contains('ngày quá hạn')",
            run: async ({ click }) => {
                assertFitsScreen();
                await click();
            },
        },
        { trigger: ".o_form_view [name=date_due]", run: assertFitsScreen },
        {
            trigger: "body",
            run: "goToUrl /odoo/gov-acceptance",
            expectUnloadPage: true,
        },
        { trigger: ".o_kanban_record:contains('Xã B')", run: "click" },
        { trigger: ".o_form_view .o_gov_accept", run: assertFitsScreen },
        { trigger: ".o_form_view .o_gov_accept", run: "click" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: ".o_field_badge[name=status]:contains('Hoàn thành')" },
    ],
});

tours.add("friendly_gov_directive", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: "[name=symbol] input", run: "edit 516/UBND-NVK" },
        {
            trigger: "[name=subject] textarea",
            run: "edit V/v nhân rộng mô hình Chính quyền thân thiện",
        },
        { trigger: "[name=date_issued] input", run: "edit 14/04/2023" },
        ...choose("[name=issuer_id]", "ubnd tinh x", "UBND tỉnh X"),
        {
            content: "who issues also assigns, the own unit follows up",
            trigger:
                "body:has([name=assigning_unit_id] input:value('UBND tỉnh X')) " +
                "[name=monitoring_unit_id] input:value('Sở Nội vụ')",
        },
        { trigger: "[name=task_ids] .o_field_x2many_list_row_add a", run: "click" },
        {
            trigger: ".modal [name=text] textarea",
            run: "edit Ra mắt mô hình tại xã",
        },
        {
            trigger: ".modal [name=deadline_text] input",
            run: "edit quý II năm 2023",
        },
        ...choose(".modal [name=lead_unit_ids]", "xa a", "UBND tỉnh X / Xã A"),
        { trigger: ".modal .o_tag:contains('Xã A')" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        {
            content: "the words of the document became a date",
            trigger: "body:not(:has(.modal)) .o_data_row:contains('30/06/2023')",
        },
        { trigger: "button[name=action_issue]", run: "click" },
        { trigger: ".modal .modal-footer .btn-primary", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Đã giao')" },
    ],
});

tours.add("friendly_gov_report", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        ...choose("[name=period_id]", "nhiem ky", "Nhiệm kỳ 2021 - 2026"),
        { trigger: "[name=unit_id] input:value('Sở Nội vụ')" },
        { trigger: "button[name=action_generate]", run: "click" },
        { trigger: "button[name=action_download]:contains('Tải xuống')" },
    ],
});
