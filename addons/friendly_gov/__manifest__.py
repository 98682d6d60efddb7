{
    "name": "Friendly Government",
    "summary": "Directives become tasks per unit, with deadlines, evidence "
    "and the official workbook",
    "version": "19.0.1.1.0",
    "category": "Services/Government",
    "author": "Friendly Government contributors",
    "license": "LGPL-3",
    "depends": ["hr", "mail"],
    "external_dependencies": {"python": ["openpyxl", "xlsxwriter"]},
    "data": [
        # Security
        "security/friendly_gov_groups.xml",
        "security/ir.model.access.csv",
        "security/gov_config_security.xml",
        "security/gov_directive_security.xml",
        "security/gov_assignment_security.xml",
        "security/gov_report_security.xml",
        # Data
        "data/gov_document_type_data.xml",
        "data/gov_unit_group_data.xml",
        "data/gov_period_profile_data.xml",
        "data/ir_cron_report_data.xml",
        # Wizards
        "wizard/gov_assignment_action_views.xml",
        "wizard/gov_table_import_views.xml",
        # Views
        "views/hr_department_views.xml",
        "views/res_users_views.xml",
        "views/gov_document_type_views.xml",
        "views/gov_unit_group_views.xml",
        "views/gov_period_profile_views.xml",
        "views/gov_period_views.xml",
        "views/gov_assignment_result_views.xml",
        "views/gov_assignment_views.xml",
        "views/gov_task_views.xml",
        "views/gov_directive_views.xml",
        "views/gov_report_views.xml",
        "views/res_config_settings_views.xml",
        "views/friendly_gov_menus.xml",
    ],
    "assets": {
        "web.assets_tests": ["friendly_gov/static/tests/tours/**/*"],
    },
    "application": True,
}
