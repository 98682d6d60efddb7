"""Texts of the list that goes round for a paper signing."""

from .pledge_print import get_basis, in_form_language, place_and_date, short_day

# Why somebody did not sign tells of illness or a birth.
REASON_READERS = ("friendly_gov.group_officer", "friendly_gov.group_leader")


def get_lists(pledges, campaigns=None):
    """What is printed of each campaign: its head, and a block of rows a unit.

    :param pledges: read as the user; those that are signed or don't count are left out
    :param campaigns: printed even if nobody is left to sign in them
    """
    pledges = in_form_language(pledges)
    campaigns = pledges.campaign_id if campaigns is None else campaigns
    order = ("unit_id", "level desc", "signer_name", "id")
    left = pledges.search(
        [("id", "in", pledges.ids), ("state", "in", ("to_sign", "excused"))],
        order=",".join(order),
    )
    return [
        _get_list(
            in_form_language(campaign),
            left.filtered(lambda pledge: pledge.campaign_id == campaign),  # noqa: B023
        )
        for campaign in campaigns
    ]


def _get_list(campaign, pledges):
    env = campaign.env
    # sudo: names of units stand on every letter; the campaign itself all may read.
    organizer, code = campaign.sudo().organizer_unit_id, campaign.sudo().code_id
    open_ = pledges.filtered(lambda pledge: pledge.state == "to_sign")
    excused = pledges - open_ if _reads_reasons(env) else pledges.browse()
    blocks = [
        _get_block(unit, rows.filtered(open_.__contains__), rows & excused)
        # sudo: names of units, as above. Rows come in the order of their units.
        for unit, rows in (open_ | excused).sudo().grouped("unit_id").items()
    ]
    source = {
        "document": code.document_symbol or "",
        "date": code.document_date and code.document_date.isoformat(),
        "issuer": code.document_issuer or "",
    }
    today = short_day(campaign.company_id._gov_today())
    return {
        "campaign": campaign,
        "is_demo": campaign.is_demo,
        "superior": organizer.parent_id.name or "",
        "issuer": organizer.name,
        "place_date": place_and_date(env, campaign.ceremony_place),
        "title": env._("List for signing the pledge"),
        "subject": campaign.name,
        "basis": ". ".join(filter(None, [code.name, get_basis(env, source)])),
        "as_of": env._("Not signed, as of %(day)s", day=today),
        "labels": _get_labels(env),
        "blocks": [block for block in blocks if block["rows"] or block["excused"]],
        "empty": env._("Nobody you may see is left to sign."),
        "total": env._(
            "Total to sign: %(count)s, in %(units)s units.",
            count=len(open_),
            units=len(open_.sudo().unit_id),
        ),
    }


def _reads_reasons(env):
    return env.su or any(env.user.has_group(group) for group in REASON_READERS)


def _get_labels(env):
    return {
        "number": env._("No."),
        "name": env._("Full name"),
        "position": env._("Position"),
        "due": env._("To be signed by"),
        "signature": env._("Signature"),
        "note": env._("Note"),
        "excused": env._("Not signed, with a reason"),
    }


def _get_block(unit, rows, excused):
    env = unit.env
    reasons = dict(
        env["gov.pledge"]._fields["excuse_reason"]._description_selection(env)
    )
    return {
        "unit": unit.name,
        "rows": [
            {
                "number": number,
                "name": pledge.signer_name or "",
                "position": pledge.signer_position or "",
                "due": short_day(pledge.date_due),
                "note": env._("For the unit") if pledge.level == "unit" else "",
            }
            for number, pledge in enumerate(rows, 1)
        ],
        "excused": [
            {
                "name": pledge.signer_name or unit.name,
                "reason": reasons.get(pledge.excuse_reason, ""),
                "note": pledge.excuse_note or "",
            }
            for pledge in excused
        ],
        "total": env._("To sign: %(count)s", count=len(rows)),
    }
