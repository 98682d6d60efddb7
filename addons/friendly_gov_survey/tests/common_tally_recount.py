"""Figures counted by plain Python from the answers, without a tally or SQL."""

ALL_LEVELS = range(1, 6)


def levels_of(answer):
    """``{(question id, row id or 0): level}`` of the rated statements."""
    return {
        (line.question_id.id, line.matrix_row_id.id or 0): int(
            line.suggested_answer_id.gov_level
        )
        for line in answer.user_input_line_ids
        if line.question_id.gov_role == "rating"
    }


def shares_of(answers):
    """``{statement: (satisfied, with an opinion)}`` of statements with an opinion."""
    counts = {}
    for answer in answers:
        for item, level in levels_of(answer).items():
            if level:
                satisfied, total = counts.get(item, (0, 0))
                counts[item] = satisfied + (level >= 4), total + 1
    return counts


def index_of(answers, rule, factors):
    """The index by one rule; None without opinions.

    :param dict factors: (section, weight) by question id
    """
    counts = shares_of(answers)
    if not counts:
        return None
    if rule == "pooled_share":
        satisfied = sum(one for one, _total in counts.values())
        return satisfied / sum(total for _one, total in counts.values())
    if rule == "mean_of_items":
        return sum(one / total for one, total in counts.values()) / len(counts)
    by_factor = {}
    for (question, _row), (one, total) in counts.items():
        by_factor.setdefault(factors[question], []).append(one / total)
    weights = sum(weight for _section, weight in by_factor)
    return (
        sum(
            weight * sum(shares) / len(shares)
            for (_section, weight), shares in by_factor.items()
        )
        / weights
    )
