import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("friendly_gov_chase", {
    steps: () => [
        {
            content: "both units are late",
            trigger: ".o_list_view:contains('Xã A'):contains('Xã B') thead .o_list_record_selector input",
            run: "click",
        },
        { trigger: ".o_control_panel .o_gov_chase", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Báo cáo trước 17 giờ",
        },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        {
            content: "the list was read again: nothing is chosen any more",
            trigger: "body:not(:has(.modal)) .o_list_view thead .o_list_record_selector input:not(:checked)",
            run: "click",
        },
        {
            trigger: ".o_control_panel button[name=action_copy_reminder]",
            run: "click",
        },
        {
            content: "the text is grouped by unit and has a button that copies it",
            trigger: ".modal:has(.o_btn_text_copy) .o_field_text[name=text]:contains('Xã A:'):contains('Xã B:'):contains('/odoo/gov-assignments/')",
        },
        { trigger: ".modal button[special=cancel]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_list_view" },
    ],
});
