"""Figures as JSON lines or as a table."""

import json
from typing import NamedTuple

HEADER = ("case", "n", "ours", "stock", "limit", "unit", "queries", "/stock", "/limit")


class Figure(NamedTuple):
    """One line. ``stock`` and ``limit`` are None where there is nothing to compare."""

    case: str
    n: int
    ours: float
    stock: float | None
    limit: float | None
    unit: str
    queries: int | None


def write_json(figures):
    """Print each figure as soon as it is known, one JSON object a line."""
    for figure in figures:
        values = figure._asdict()
        for name in ("ours", "stock", "limit"):
            values[name] = _rounded(values[name])
        print(json.dumps(values), flush=True)


def write_table(figures):
    """Print all figures as one table, with the ratios of ours to the others."""
    rows = [HEADER]
    for figure in figures:
        compared = [figure.ours, figure.stock, figure.limit]
        rows.append(
            (
                figure.case,
                f"{figure.n:,}",
                *(_shown(value) for value in compared),
                figure.unit,
                _shown(figure.queries),
                *(_ratio(figure.ours, value) for value in compared[1:]),
            )
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.ljust(width) if index in (0, 5) else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip(), flush=True)


def _rounded(value):
    """Four significant digits."""
    return None if value is None else float(f"{value:.4g}")


def _shown(value):
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.4g}"


def _ratio(ours, other):
    return "-" if not other else f"{ours / other:.2f}x"
