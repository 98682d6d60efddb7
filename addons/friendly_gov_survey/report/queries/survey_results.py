"""Results of surveys: index, statements and factors, with n and margin beside them.

Read from tallies and the changes not yet summed up, in one statement; answers are never
read. Rights are those of the user on ``gov.survey.unit``.

**The index** of a statement is the share of levels 4 and 5 among the valid answers that
give an opinion; a factor is the mean of its statements; the index of a unit follows the
rule of the campaign (domain: how the ministry's index is usually read):

``mean_of_items``     mean of the statements that anybody gave an opinion on
``pooled_share``      all answers at levels 4 and 5 of all answers
``weighted_factors``  mean of the factors by their weights, those without answers out

**Margin**: half of Wilson's 95 % interval for ``n``. Of a factor and of the index ``n``
is the number of answers to the statement that most people gave an opinion on: the
answers of one person hang together, so more statements don't make the sample larger.

**Small cells** (``is_suppressed``; index, margin and counts by level are None then):
fewer forms than the campaign shows, or fewer opinions on the statement. So that the
difference to a total doesn't tell what is hidden, the next smallest of the same group
is hidden with it until the hidden ones together are large enough. A group is the units
with the same unit above them, with that unit itself; of a split by field, channel or
point, its values. Groups don't depend on who reads. Not covered: differences between
two ways of splitting, and a whole group below the limit.
"""

from odoo.tools import SQL

from ...tools.index import Z95
from . import survey_counts

SCOPES = ("line", "campaign", "subtree")
SPLITS = {"channel", "field", "point", "month"}
DETAILS = {"factor", "item"}
LEVELS = survey_counts.LEVELS


def result_rows(env, lines_domain, by="line", as_of=None):
    """One dict a row of :func:`results_sql`, in the order of a readable table.

    :raise ValueError: see :func:`results_sql`
    """
    env.flush_all()
    env.cr.execute(
        SQL(
            "SELECT * FROM (%s) result ORDER BY %s",
            results_sql(env, lines_domain, by, as_of),
            _order_sql(by),
        )
    )
    return env.cr.dictfetchall()


def results_sql(env, lines_domain, by="line", as_of=None):
    """SELECT of results, for ``_table_query`` too (the caller flushes).

    :param lines_domain: on ``gov.survey.unit``, under the rights of the user
    :param by: names, at most one of each kind:

        ========  =============================================================
        scope     ``line`` (a unit in a campaign, the default), ``subtree`` (a unit
                  with all lines of the domain below it), ``campaign`` (all lines of the
                  domain together)
        split     ``field``, ``channel``, ``point``, ``month`` (in which the answer was
                  given)
        detail    ``factor``, ``item`` (a statement; without one: the index)
        ========  =============================================================
    :param datetime.date as_of: day after which nothing is known; None: now. Not with a
        split.
    :raise ValueError: for another name, two of a kind, or a split as of a day

    Columns: ``campaign_id``; ``line_id`` and ``unit_id`` (None for a campaign);
    ``value`` (of the split: code, id as text or "0", YYYY-MM); ``page_id`` (factor;
    None without a section), ``question_id``, ``matrix_row_id`` (of an item);
    ``sequence``; ``rule``; ``forms``, ``suspect``, ``excluded`` (forms by validity,
    whatever the detail); ``n`` (opinions that the margin is for), ``answers`` (all
    opinions), ``no_opinion``, ``satisfied``, ``level_1`` … ``level_5``; ``index`` and
    ``margin`` (0 to 1, None without opinions); ``is_suppressed``.
    """
    scope, split, detail = _read_by(by)
    if as_of and split:
        raise ValueError("Figures as of a day are not split.")
    return SQL(
        "WITH %s %s",
        SQL(", ").join(
            [
                survey_counts.line_ctes(env, lines_domain, scope),
                survey_counts.count_ctes(split, as_of),
                survey_counts.hidden_cte(scope, split),
                survey_counts.item_ctes(split),
            ]
        ),
        {"item": _items_sql, "factor": _factors_sql, None: _index_sql}[detail](),
    )


def _read_by(by):
    names = [by] if isinstance(by, str) else list(by)
    scopes = [name for name in names if name in SCOPES]
    splits = [name for name in names if name in SPLITS]
    details = [name for name in names if name in DETAILS]
    if len(scopes) + len(splits) + len(details) < len(names) or any(
        len(found) > 1 for found in (scopes, splits, details)
    ):
        raise ValueError(f"Results by {', '.join(names)}: not possible.")
    return (
        scopes[0] if scopes else "line",
        splits[0] if splits else None,
        details[0] if details else None,
    )


def _order_sql(by):
    detail = _read_by(by)[2]
    order = SQL("campaign_id DESC, line_id NULLS FIRST, value")
    return SQL("%s, sequence, matrix_row_id NULLS FIRST", order) if detail else order


def _items_sql():
    return _finish_sql(
        SQL(
            "SELECT item.*, n AS answers, satisfied::float / NULLIF(n, 0) AS share, "
            "is_hidden OR n BETWEEN 1 AND smallest_cell - 1 AS too_few FROM item"
        ),
        SQL("page_id, question_id, matrix_row_id"),
    )


_SUMS = """
    sum(n) AS answers, max(n) AS n, sum(no_opinion) AS no_opinion,
    sum(satisfied) AS satisfied, sum(level_1) AS level_1, sum(level_2) AS level_2,
    sum(level_3) AS level_3, sum(level_4) AS level_4, sum(level_5) AS level_5,
    count(*) FILTER (WHERE n > 0) AS items,
    sum(satisfied::float / n) FILTER (WHERE n > 0) AS shares,
    min(sequence) AS sequence
"""
_HEAD = (
    "key, value, campaign_id, line_id, unit_id, rule, smallest_cell, forms, suspect, "
    "excluded, is_hidden"
)


def _factor_sql():
    return SQL(
        "SELECT %(head)s, page_id, weight, %(sums)s FROM item "
        "GROUP BY %(head)s, page_id, weight",
        head=SQL(_HEAD),
        sums=SQL(_SUMS),
    )


def _factors_sql():
    return _finish_sql(
        SQL(
            "SELECT factor.*, shares / NULLIF(items, 0) AS share, "
            "is_hidden OR n BETWEEN 1 AND smallest_cell - 1 AS too_few "
            "FROM (%s) factor",
            _factor_sql(),
        ),
        SQL("page_id, NULL::int AS question_id, NULL::int AS matrix_row_id"),
    )


def _index_sql():
    """The three rules."""
    return _finish_sql(
        SQL(
            """
            SELECT total.*,
                   CASE rule
                   WHEN 'pooled_share' THEN satisfied::float / NULLIF(answers, 0)
                   WHEN 'weighted_factors' THEN weighted / NULLIF(weights, 0)
                   ELSE shares / NULLIF(items, 0) END AS share,
                   is_hidden OR n BETWEEN 1 AND smallest_cell - 1 AS too_few
              FROM (SELECT %(head)s, %(sums)s,
                           sum(weight * shares / items) FILTER (WHERE items > 0)
                               AS weighted,
                           sum(weight) FILTER (WHERE items > 0) AS weights
                      FROM (%(factors)s) factor
                     GROUP BY %(head)s) total
            """,
            head=SQL(_HEAD),
            sums=SQL(
                """
                sum(answers) AS answers, max(n) AS n, sum(no_opinion) AS no_opinion,
                sum(satisfied) AS satisfied, sum(level_1) AS level_1,
                sum(level_2) AS level_2, sum(level_3) AS level_3,
                sum(level_4) AS level_4, sum(level_5) AS level_5,
                sum(items) AS items, sum(shares) AS shares, min(sequence) AS sequence
                """
            ),
            factors=_factor_sql(),
        ),
        SQL(
            "NULL::int AS page_id, NULL::int AS question_id, NULL::int AS matrix_row_id"
        ),
    )


def _finish_sql(rows, detail):
    """Margin beside the share; nothing of what is too small."""
    counts = ("no_opinion", "satisfied", *(f"level_{level}" for level in LEVELS))
    return SQL(
        """
        SELECT campaign_id, line_id, unit_id, value, %(detail)s, sequence, rule,
               forms::int AS forms, suspect::int AS suspect, excluded::int AS excluded,
               n::int AS n, answers::int AS answers, %(counts)s,
               CASE WHEN NOT too_few THEN share END AS index,
               CASE WHEN NOT too_few THEN %(margin)s END AS margin,
               too_few AND forms > 0 AS is_suppressed
          FROM (%(rows)s) computed
        """,
        detail=detail,
        counts=SQL(", ").join(
            SQL(
                "CASE WHEN NOT too_few THEN %(name)s::int END AS %(name)s",
                name=SQL.identifier(name),
            )
            for name in counts
        ),
        margin=margin_sql(SQL("share"), SQL("n::float")),
        rows=rows,
    )


def margin_sql(share, n):
    """:func:`tools.index.margin` in SQL."""
    return SQL(
        "%(z)s * sqrt(%(p)s * (1 - %(p)s) / %(n)s + %(z)s ^ 2 / (4 * %(n)s ^ 2)) "
        "/ (1 + %(z)s ^ 2 / %(n)s)",
        z=Z95,
        p=share,
        n=SQL("NULLIF(%s, 0)", n),
    )
