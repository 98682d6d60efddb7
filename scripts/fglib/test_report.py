"""Reading pytest's report: how many tests there were, which were skipped, and why."""

import xml.etree.ElementTree as ElementTree
from collections import Counter


def skipped(report):
    """Return "test: reason" for each skipped test of a JUnit XML file.

    An expected failure (xfail) is reported as skipped by pytest; it did run, so it
    isn't counted.
    """
    found = []
    for case in ElementTree.parse(report).iter("testcase"):
        mark = case.find("skipped")
        if mark is not None and mark.get("type") != "pytest.xfail":
            test = f"{case.get('classname')}.{case.get('name')}"
            found.append(f"{test}: {mark.get('message', '')}")
    return found


def summary(reports):
    """Return pytest's closing line for several reports together."""
    kinds = {"failure": "failed", "error": "failed", "skipped": "skipped"}
    found = Counter(passed=0, skipped=0)
    for report in reports:
        for case in ElementTree.parse(report).iter("testcase"):
            marks = [kinds[mark.tag] for mark in case if mark.tag in kinds]
            found[marks[0] if marks else "passed"] += 1
    return ", ".join(f"{count} {kind}" for kind, count in sorted(found.items()))
