"""The result sheet of a unit or a campaign: figures of ``queries`` in words.

One dict serves the form, the public page and what a publication freezes.
"""

from odoo.tools import formatLang

from .queries import survey_results, survey_returns

WORST = 5
# Campaigns shown beside the present one.
TREND = 6
LEVELS = (5, 4, 3, 2, 1)


def percent(env, share):
    """ "84,0 %" in the user's language."""
    return f"{formatLang(env, 100 * share, digits=1)} %"


def get_sheet(env, domain, scope):
    """Everything a result sheet shows, under the rights of the user.

    :param domain: on ``gov.survey.unit``
    :param scope: "line" (the domain is one unit) or "campaign" (all units of one)
    :return: dict of texts and numbers that JSON can hold, or None without a line:
        ``rule``, ``total``, ``returns``, ``smallest`` (fewest answers shown),
        ``factors``, ``items``, ``worst``, ``splits``, ``trend``; see :func:`_cell`
    """
    found = survey_results.result_rows(env, domain, by=scope)
    if not found:
        return None
    total = found[0]
    campaign = env["gov.survey.campaign"].browse(total["campaign_id"])
    items = _get_items(env, domain, scope)
    known = [item for item in items if item["share"] is not None]
    return {
        "rule": dict(campaign._fields["rule"]._description_selection(env))[
            campaign.rule
        ],
        "smallest": campaign.smallest_cell,
        "total": _cell(env, "", total),
        "returns": _get_returns(env, domain),
        "factors": _get_factors(env, domain, scope),
        "items": items,
        "worst": sorted(known, key=lambda item: item["share"])[:WORST]
        if len(known) > WORST
        else [],
        "splits": _get_splits(env, domain, scope),
        "trend": _get_trend(env, total),
    }


def render(env, domain, scope):
    """The sheet as HTML for a form."""
    return env["ir.qweb"]._render(
        "friendly_gov_survey.gov_survey_result_sheet",
        {"sheet": get_sheet(env, domain, scope), "public": False},
    )


def _cell(env, label, row):
    """A figure with its n and margin: ``label``, ``share`` (0 to 100 or None),
    ``text``, ``margin``, ``n``, ``forms``, ``few`` (too few answers)."""
    share = row["index"]
    return {
        "label": label,
        "share": None if share is None else round(100 * share, 1),
        "text": "" if share is None else percent(env, share),
        "margin": "" if share is None else percent(env, row["margin"]),
        "n": row["n"],
        "forms": row["forms"],
        "few": row["is_suppressed"],
    }


def _get_items(env, domain, scope):
    rows = survey_results.result_rows(env, domain, by=(scope, "item"))
    # sudo: words that every respondent saw.
    questions = env["survey.question"].sudo()
    matrix_rows = env["survey.question.answer"].sudo()
    items = []
    for row in rows:
        question = questions.browse(row["question_id"])
        matrix_row = matrix_rows.browse(row["matrix_row_id"] or ())
        label = matrix_row.value or question.title
        code = (matrix_row or question).gov_code
        item = _cell(env, f"{code}. {label}" if code else label, row)
        n = row["n"] or 0
        item["levels"] = [
            (level, row[f"level_{level}"], round(100 * row[f"level_{level}"] / n, 2))
            for level in LEVELS
            if not row["is_suppressed"] and row[f"level_{level}"]
        ]
        item["no_opinion"] = row["no_opinion"] or 0
        item["sensitive"] = question.gov_is_sensitive
        items.append(item)
    return items


def _get_factors(env, domain, scope):
    rows = survey_results.result_rows(env, domain, by=(scope, "factor"))
    # sudo: words that every respondent saw.
    pages = env["survey.question"].sudo()
    return [
        _cell(env, pages.browse(row["page_id"]).title, row)
        for row in rows
        if row["page_id"]
    ]


def _get_returns(env, domain):
    rows = survey_returns.return_rows(env, domain)
    names = ("target", "visitors", "handed_out", "returned", "valid", "suspect")
    sums = {
        name: sum(row[name] for row in rows)
        for name in (*names, "excluded", "rate_base", "rate_valid")
    }
    base = sums["rate_base"]
    sums["rate"] = percent(env, sums["rate_valid"] / base) if base else ""
    return sums


def _get_splits(env, domain, scope):
    """Channel, field of work, counter and month; a split of one value tells nothing."""
    words = {
        "channel": (env._("By channel"), _get_channel_names(env)),
        "field": (env._("By field of work"), _get_names(env, "gov.survey.field")),
        "point": (env._("By counter"), _get_names(env, "gov.survey.point")),
        "month": (env._("By month"), _get_month),
    }
    splits = []
    for split, (title, name) in words.items():
        if split == "point" and scope != "line":
            continue
        rows = [
            row
            for row in survey_results.result_rows(env, domain, by=(scope, split))
            if row["forms"] or row["is_suppressed"]
        ]
        if len(rows) > 1:
            cells = [_cell(env, name(row["value"]), row) for row in rows]
            splits.append({"key": split, "title": title, "cells": cells})
    return splits


def _get_channel_names(env):
    field = env["survey.user_input"]._fields["gov_channel"]
    names = dict(field._description_selection(env))
    return lambda value: names.get(value, env._("Other"))


def _get_names(env, model):
    # sudo: names of counters and fields, beside figures that the user may read.
    records = env[model].sudo().with_context(active_test=False)

    def name(value):
        record = records.browse(int(value)).exists() if value != "0" else None
        return record.name if record else env._("Not stated")

    return name


def _get_month(value):
    year, month = value.split("-")
    return f"{int(month)}/{year}"


def _get_trend(env, total):
    """The same figure in campaigns with a copy of the same questionnaire or its name,
    oldest first; nothing without an earlier one."""
    campaign = env["gov.survey.campaign"].browse(total["campaign_id"])
    unit, line = total["unit_id"], total["line_id"]
    domain = [
        ("state", "!=", "draft"),
        ("audience", "=", campaign.audience),
        ("rule", "=", campaign.rule),
        ("company_id", "=", campaign.company_id.id),
        ("is_demo", "=", campaign.is_demo),
        ("unit_id", "=", campaign.unit_id.id),
        ("survey_id.title", "=", campaign.sudo().survey_id.title),
        ("date_open", "<=", campaign.date_open),
    ]
    others = env["gov.survey.campaign"].search(
        domain, order="date_open desc, id desc", limit=TREND
    )
    if len(others) < 2:
        return []
    lines = [("campaign_id", "in", others.ids)]
    if line:
        lines.append(("unit_id", "=", unit))
    rows = survey_results.result_rows(env, lines, by="line" if line else "campaign")
    by_campaign = {row["campaign_id"]: row for row in rows}
    cells = [
        _cell(env, other.name, by_campaign[other.id]) | {"campaign_id": other.id}
        for other in reversed(others)
        if other.id in by_campaign
    ]
    return cells if len(cells) > 1 else []
