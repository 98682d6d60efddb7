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
        "security/survey_security.xml",
        "security/gov_survey_dialog_security.xml",
        # Data
        "data/ir_cron_campaign_data.xml",
        "data/ir_cron_tally_data.xml",
        # Views
        "views/survey_survey_views.xml",
        "views/gov_survey_campaign_views.xml",
        "views/friendly_gov_survey_menus.xml",
        "views/gov_survey_unit_views.xml",
        "views/gov_survey_day_views.xml",
        "views/gov_survey_invitation_views.xml",
        "wizard/gov_survey_campaign_dialog_views.xml",
    ],
}
