"""Tables of the workbook on pledges: figures of ``queries``, words of the screen."""

from .queries import pledge_report
from .rollout_tables import get_form_note
from .xlsx.columns import Column, Ratio
from .xlsx.workbook import TablePart


def get_tables(env, scope):
    """Parts of the workbook, none without a pledge in the scope.

    :param PledgeScope scope:
    """
    part = get_pledge_table(env, scope)
    return [part] if part.rows else []


def get_pledge_table(env, scope):
    """Part of pledges by unit, campaign and level."""
    return TablePart(
        key="pledge",
        sheet=env._("Pledges"),
        title=env._("How pledges are signed"),
        notes=(
            get_form_note(env),
            env._(
                "Overdue: the day to sign by has passed, or had passed when the pledge "
                "was signed; bodies that only take part are never counted late. Those "
                "who left, moved or were reorganised are outside the total."
            ),
        ),
        columns=_get_pledge_columns(env, pledge_report.tells_reasons(env)),
        rows=_label_levels(env, pledge_report.unit_rows(env, scope)),
        official=True,
    )


def _get_pledge_columns(env, with_reasons):
    signed, excused = env._("Signed"), env._("Not signed, with a reason")
    unsigned = env._("Not signed yet")
    count = {"kind": "int", "width": 10, "total": "sum"}
    reasons = _get_reason_words(env)
    return [
        Column("unit_name", env._("Unit"), width=34),
        Column("campaign_name", env._("Campaign"), width=36),
        Column("level_name", env._("Whose"), width=10),
        Column("total", env._("To sign"), **count),
        Column("signed", env._("In all"), group=signed, **count),
        Column("signed_late", env._("Of these late"), group=signed, **count),
        *(
            Column(key, reasons[reason], group=excused, **count)
            for reason, key in zip(
                pledge_report.REASONS, pledge_report.REASON_KEYS, strict=True
            )
            if with_reasons
        ),
        Column("excused", env._("In all"), group=excused, **count),
        Column("unsigned", env._("In time"), group=unsigned, **count),
        Column("unsigned_late", env._("Overdue"), group=unsigned, **count),
        Column(
            "signed_share",
            env._("Signed (%)"),
            "percent",
            width=10,
            total=Ratio(("signed",), ("total",)),
        ),
        Column("retired", env._("No longer counted"), **count),
    ]


def _get_reason_words(env):
    """Short words for the head of a narrow column."""
    return {
        "maternity": env._("Maternity leave"),
        "study": env._("Away for study"),
        "secondment": env._("Seconded elsewhere"),
        "transfer": env._("Being moved"),
        "other": env._("Other"),
    }


def _label_levels(env, rows):
    # As on the sheet of roll-outs.
    words = {"unit": env._("Of units"), "person": env._("Of persons")}
    return [row | {"level_name": words[row["level"]]} for row in rows]
