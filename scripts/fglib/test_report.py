"""Reading pytest's report: which tests were skipped, and why."""

import xml.etree.ElementTree as ElementTree


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
