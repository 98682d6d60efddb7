"""Sheet D of the workbook: figures of ``queries``, words of the screen."""

from odoo.addons.friendly_gov.report.rollout_tables import get_form_note
from odoo.addons.friendly_gov.report.xlsx.columns import Column
from odoo.addons.friendly_gov.report.xlsx.workbook import TablePart

from .queries import survey_results, survey_returns

# Questionnaires differ in their factors; more columns than these nobody reads.
MOST_FACTORS = 10


def get_table(env, domain, as_of):
    """Part of satisfaction by unit and campaign, as known at the end of ``as_of``.

    :param domain: on ``gov.survey.unit``
    """
    rows, factors = _get_rows(env, domain, as_of)
    return TablePart(
        key="survey",
        sheet=env._("D. Satisfaction"),
        title=env._("Satisfaction of people and enterprises"),
        notes=(
            get_form_note(env),
            env._(
                "Satisfied: levels 4 and 5 of the answers that give an opinion, by "
                "the rule named in the row; ± is half of the 95 % interval. "
                "Empty: too few answers to be shown, or none. Suspect and excluded "
                "forms count in no share."
            ),
        ),
        columns=_get_columns(env, factors),
        rows=rows,
        official=True,
    )


def _get_columns(env, factors):
    forms = env._("Forms")
    count = {"kind": "int", "width": 10, "total": "sum"}
    share = {"kind": "percent", "width": 10}
    by_factor = env._("Satisfied by factor")
    return [
        Column("unit_name", env._("Unit"), width=34),
        Column("campaign_name", env._("Campaign"), width=34),
        Column("handed_out", env._("Handed out"), group=forms, **count),
        Column("returned", env._("Returned"), group=forms, **count),
        Column("valid", env._("Valid"), group=forms, **count),
        Column("index", env._("Satisfied in all"), **share),
        Column("margin", env._("±"), **share),
        *(
            Column(f"factor_{number}", title, group=by_factor, **share)
            for number, title in enumerate(factors)
        ),
        Column("rule_name", env._("Rule"), width=20),
    ]


def _get_rows(env, domain, as_of):
    domain = list(domain)
    returns = survey_returns.return_rows(env, domain, as_of=as_of)
    results = {
        row["line_id"]: row
        for row in survey_results.result_rows(env, domain, "line", as_of)
    }
    factors = survey_results.result_rows(env, domain, ("line", "factor"), as_of)
    # sudo: words that every respondent saw.
    pages = env["survey.question"].sudo()
    titles = dict.fromkeys(
        pages.browse(row["page_id"]).title
        for row in sorted(factors, key=lambda row: row["sequence"])
        if row["page_id"]
    )
    titles = list(titles)[:MOST_FACTORS]
    keys = {title: f"factor_{number}" for number, title in enumerate(titles)}
    by_line = {}
    for row in factors:
        key = row["page_id"] and keys.get(pages.browse(row["page_id"]).title)
        if key:
            by_line.setdefault(row["line_id"], {})[key] = _percent(row["index"])
    lines = env["gov.survey.unit"].browse(row["line_id"] for row in returns)
    rules = dict(env["gov.survey.campaign"]._fields["rule"]._description_selection(env))
    rows = []
    for line, row in zip(lines, returns, strict=True):
        result = results.get(line.id, {})
        rows.append(
            dict.fromkeys(keys.values())
            | by_line.get(line.id, {})
            | {
                "unit_name": line.unit_id.name,
                "campaign_name": line.campaign_id.name,
                "handed_out": row["handed_out"],
                "returned": row["returned"],
                "valid": row["valid"],
                "index": _percent(result.get("index")),
                "margin": _percent(result.get("margin")),
                "rule_name": rules.get(result.get("rule"), ""),
            }
        )
    rows.sort(key=lambda row: (row["campaign_name"], row["unit_name"]))
    return rows, titles


def _percent(share):
    return None if share is None else round(share, 3)
