{
    "name": "Friendly Government: Dashboard",
    "summary": "Charts and figures of how tasks are carried out",
    "version": "19.0.1.3.0",
    "category": "Services/Government",
    "author": "Friendly Government contributors",
    "license": "LGPL-3",
    "depends": ["friendly_gov", "spreadsheet_dashboard"],
    "data": [
        "data/spreadsheet_dashboard_data.xml",
        "data/rollout_dashboard_data.xml",
        "data/pledge_dashboard_data.xml",
    ],
    "auto_install": True,
}
