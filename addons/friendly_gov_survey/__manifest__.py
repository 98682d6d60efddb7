{
    "name": "Friendly Government: Satisfaction Surveys",
    "summary": "Campaigns that ask citizens and enterprises about units",
    "version": "19.0.1.1.0",
    "category": "Services/Government",
    "author": "Friendly Government contributors",
    "license": "LGPL-3",
    "depends": ["friendly_gov", "survey"],
    "data": [
        # Security
        "security/ir.model.access.csv",
        "security/gov_survey_campaign_security.xml",
        "security/gov_survey_security.xml",
        "security/gov_survey_poster_security.xml",
        "security/survey_security.xml",
        # Data
        "data/ir_cron_tally_data.xml",
        "data/ir_cron_poster_data.xml",
        "security/gov_survey_answer_security.xml",
        # Data
        "data/ir_cron_survey_purge_data.xml",
        "data/gov_survey_field_data.xml",
        "data/survey_template_22_data.xml",
        "data/survey_template_one_stop_data.xml",
        "data/survey_template_kiosk_data.xml",
        "data/survey_template_staff_data.xml",
        # Views
        "views/survey_survey_views.xml",
        "views/gov_survey_campaign_views.xml",
        "views/gov_survey_page_templates.xml",
        "wizard/gov_survey_judge_views.xml",
        "views/friendly_gov_survey_menus.xml",
        "views/gov_survey_poster_views.xml",
        "views/survey_user_input_views.xml",
        "views/gov_survey_field_views.xml",
        "views/gov_survey_point_views.xml",
    ],
}
