"""Entry of ``./fg bench``: executed in an Odoo shell on a fresh database."""

import os

from benchmarks import (
    assignment_open,
    detail_export,
    directive_issue,
    import_rows,
    import_units,
    output,
    overdue_filter,
    pledge_verify,
    pledges,
    reminders,
    rollout_replicate,
    rollout_tree,
    survey_paper,
    survey_posters,
    survey_results,
    survey_submit,
    workbook,
)
from benchmarks.measure import say

CASES = {
    "import": import_rows.run,
    "import.units": import_units.run,
    "overdue_filter": overdue_filter.run,
    "reminders": reminders.run,
    "workbook": workbook.run,
    "detail_export": detail_export.run,
    "directive_issue": directive_issue.run,
    "assignment_open": assignment_open.run,
    "rollout_replicate": rollout_replicate.run,
    "rollout_tree": rollout_tree.run,
    "pledge_verify": pledge_verify.run,
    "pledge_campaign": pledges.run_campaign,
    "pledge_open": pledges.run_open,
    "survey_paper": survey_paper.run,
    "survey_posters": survey_posters.run,
    "survey_results": survey_results.run,
    "survey_submit": survey_submit.run,
}


def figures(env, wanted):
    """Run the cases called ``wanted`` (all if empty) and yield their figures."""
    for name, case in CASES.items():
        if wanted in ("", name):
            say(name)
            yield from case(env)


def main(env):
    wanted = os.environ.get("FG_BENCH_NAME", "")
    if wanted and wanted not in CASES:
        raise SystemExit(f"No benchmark {wanted}; there are: {', '.join(CASES)}.")
    as_table = os.environ.get("FG_BENCH_TABLE", "0") == "1"
    write = output.write_table if as_table else output.write_json
    write(figures(env, wanted))


main(globals()["env"])
