import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

const tours = registry.category("web_tour.tours");

/** Open the dialog of a decision from the form. */
function decide(label) {
    return {
        trigger: `button[name=action_open_wizard]:contains('${label}')`,
        run: "click",
    };
}

function write(field, words) {
    return { trigger: `.modal [name=${field}] :is(input, textarea)`, run: `edit ${words}` };
}

const CONFIRM = { trigger: ".modal button[name=action_confirm]", run: "click" };

function shows(status) {
    return {
        trigger: `body:not(:has(.modal)) .o_field_badge[name=status]:contains('${status}')`,
    };
}

tours.add("friendly_gov_officer_phone", {
    steps: () => [
        { trigger: ".o_kanban_record:contains('ra mắt mô hình')", run: "click" },
        { trigger: "button[name=action_report]", run: "click" },
        write("summary", "Đã ra mắt mô hình tại Bộ phận Một cửa"),
        write("document_symbol", "12/BC-UBND"),
        write("document_date", "28/06/2023"),
        { trigger: ".modal button[name=action_submit]", run: "click" },
        shows("Chờ xác nhận"),
    ],
});

tours.add("friendly_gov_hold", {
    steps: () => [
        decide("Tạm dừng"),
        write("document_symbol", "20/UBND-NVK"),
        write("document_date", "20/04/2023"),
        write("reason", "Chờ hướng dẫn của Bộ Nội vụ"),
        CONFIRM,
        shows("Tạm dừng"),
        decide("Tiếp tục"),
        write("reason", "Đã có hướng dẫn"),
        CONFIRM,
        shows("Chưa thực hiện"),
    ],
});

tours.add("friendly_gov_withdraw", {
    steps: () => [
        decide("Thu hồi"),
        write("reason", "Giao nhầm đơn vị"),
        CONFIRM,
        shows("Đã thu hồi"),
    ],
});

tours.add("friendly_gov_extend", {
    steps: () => [
        decide("Gia hạn"),
        write("date_due", "30/09/2023"),
        write("reason", "Chờ kinh phí"),
        CONFIRM,
        { trigger: "body:not(:has(.modal)) [name=date_due]:contains('30/09/2023')" },
    ],
});

tours.add("friendly_gov_seen", {
    steps: () => [
        { trigger: "button[name=action_mark_seen]", run: "click" },
        {
            content: "what was seen is not asked for again",
            trigger: ".o_form_view:not(:has(button[name=action_mark_seen]))",
        },
    ],
});

const HEADER = "Số, ký hiệu;Ngày ban hành;Cơ quan ban hành;Trích yếu;Mã cơ quan giao;Mã cơ quan theo dõi, tổng hợp";

/** A directive as a CSV file that Excel writes in Vietnam. */
function csv(symbol, day) {
    const row = `${symbol};${day};UBND tỉnh X;Nhân rộng mô hình;T;T-SNV`;
    return new File([`\ufeff${HEADER}\n${row}\n`], "nhap.csv", { type: "text/csv" });
}

function upload(file) {
    return {
        trigger: ".modal [name=file]",
        run: () => inputFiles(".modal [name=file] input[type=file]", [file]),
    };
}

tours.add("friendly_gov_import", {
    steps: () => [
        { trigger: ".o_menu_sections button:contains('Văn bản')", run: "click" },
        { trigger: ".dropdown-item:contains('Nhập')", run: "click" },
        upload(csv("519/UBND-NVK", "31/02/2023")),
        { trigger: ".modal [name=file]:contains('nhap.csv'), .modal [name=file] input:value('nhap.csv')" },
        { trigger: ".modal button[name=action_import]", run: "click" },
        {
            content: "the error names row and column, and the dialog keeps what was chosen",
            trigger: ".o_error_dialog:contains('cột B: “31/02/2023”') .modal-footer button",
            run: "click",
        },
        upload(csv("518/UBND-NVK", "14/04/2023")),
        { trigger: ".modal button[name=action_import]", run: "click" },
        { trigger: ".modal .alert-success:contains('1')" },
        { trigger: ".modal button[name=action_open_result]", run: "click" },
        { trigger: ".o_data_row:contains('518/UBND-NVK')" },
    ],
});

tours.add("friendly_gov_settings", {
    steps: () => [
        { trigger: ".settings_tab .tab[data-key=friendly_gov]", run: "click" },
        { trigger: ".app_settings_block[data-key=friendly_gov] .o_setting_box" },
    ],
});
