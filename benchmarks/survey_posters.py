"""Posters of survey points: one PDF with a page a point, as the cron makes it.

ours   ``gov.survey.poster._write_to``: rights of the person who asked, texts, drawing
limit  as many pages with ReportLab's own QR widget and eight lines of text each,
       addresses known, nothing fitted

Odoo has no counterpart that runs without wkhtmltopdf. ``.points`` makes the points of
all units of a campaign in one batch; its limit is the ORM's ``create`` of the same.
"""

import os
import tempfile

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from odoo.fields import Command

from odoo.addons.friendly_gov_survey.report.poster import write_pdf

from .measure import call, call_in_child, in_turns, medians, say
from .output import Figure

# Communes of the country after the reform of 2025, as in the other benchmarks.
SIZE = int(os.environ.get("FG_BENCH_POINTS", "3321"))
ROUNDS = int(os.environ.get("FG_BENCH_ROUNDS", "3"))
CODE = "BENCH-POSTER"


def run(env):
    """Yield figures of the points made and of their posters."""
    if "gov.survey.point" not in env:
        raise RuntimeError("friendly_gov_survey is not installed.")
    say(f"building {SIZE:,} units")
    campaign = _make_campaign(env)
    runs = in_turns(
        {
            "ours": lambda env: _make_points(env, campaign),
            "limit": lambda env: _create_points(env, campaign),
        },
        ROUNDS,
        lambda function: call(env, function),
    )
    wall = medians(runs, "seconds")
    queries = runs["ours"][0].queries
    yield Figure(
        "survey_posters.points", SIZE, wall["ours"], None, wall["limit"], "s", queries
    )
    points = campaign._make_points("Bộ phận Một cửa", "qr", False)
    # The superuser skips the record rules.
    manager = env.ref("base.user_admin")
    manager.group_ids = [Command.link(env.ref("friendly_gov.group_manager").id)]
    poster = (
        env["gov.survey.poster"]
        .with_user(manager)
        ._enqueue(points.with_user(manager), "a4")
    )
    env.cr.commit()
    runs = in_turns(
        {"ours": lambda env: _write(env, poster), "limit": _draw},
        ROUNDS,
        lambda function: call_in_child(env, function, _warm_up),
        warm_up=False,
    )
    sizes = {done.result for done in runs["ours"]}
    say(f"  one file of {max(sizes) / 10**6:.1f} MB")
    wall, megabytes = medians(runs, "seconds"), medians(runs, "megabytes")
    queries = runs["ours"][0].queries
    yield Figure(
        "survey_posters", SIZE, wall["ours"], None, wall["limit"], "s", queries
    )
    yield Figure(
        "survey_posters",
        SIZE,
        megabytes["ours"],
        None,
        megabytes["limit"],
        "MB",
        queries,
    )


def _warm_up(env):
    """Fonts and code pages are loaded once a process."""
    point = env["gov.survey.point"].search([], limit=1)
    with tempfile.TemporaryFile() as target:
        write_pdf(target, point._get_posters(), "a4")


def _write(env, poster):
    with tempfile.TemporaryFile() as target:
        count = poster.with_env(env)._write_to(target)
        if count != SIZE:
            raise RuntimeError(f"{count} pages for {SIZE} points.")
        return target.seek(0, os.SEEK_END)


def _draw(env):
    points = env["gov.survey.point"].search([("unit_id.gov_code", "=like", f"{CODE}%")])
    with tempfile.TemporaryFile() as target:
        canvas = Canvas(target, pagesize=A4, pageCompression=1)
        for point in points:
            widget = QrCodeWidget(point.url, barLevel="M", barWidth=300, barHeight=300)
            renderPDF.draw(Drawing(300, 300, widget), canvas, 147, 180)
            for line in range(8):
                canvas.drawCentredString(297, 600 + 20 * line, "Benchmark" * 4)
            canvas.showPage()
        canvas.save()
        return target.seek(0, os.SEEK_END)


def _make_points(env, campaign):
    points = campaign.with_env(env)._make_points("Bộ phận Một cửa", "qr", False)
    return _undo(env, points)


def _create_points(env, campaign):
    units = campaign.with_env(env).line_ids.unit_id
    values = [{"name": "Bộ phận Một cửa", "unit_id": unit.id} for unit in units]
    return _undo(env, env["gov.survey.point"].create(values))


def _undo(env, points):
    """The number of points, which are gone again."""
    count = len(points)
    if count != SIZE:
        raise RuntimeError(f"{count} points for {SIZE} units.")
    env.flush_all()
    env.cr.rollback()
    return count


def _make_campaign(env):
    """An open campaign that asks about a province of its own."""
    units = env["hr.department"].with_context(tracking_disable=True)
    values = {"gov_kind": "people_committee", "company_id": env.company.id}
    top = units.create(
        values | {"name": "Benchmark", "gov_code": CODE, "gov_level": "province"}
    )
    parts = units.create(
        [
            values
            | {
                "name": f"Ủy ban nhân dân xã số {number}",
                "gov_code": f"{CODE}-{number}",
                "gov_level": "commune",
                "parent_id": top.id,
            }
            for number in range(SIZE)
        ]
    )
    today = env.company._gov_today()
    campaign = env["gov.survey.campaign"].create(
        {
            "name": CODE,
            "unit_id": top.id,
            "unit_ids": [Command.set(parts.ids)],
            "date_open": today,
            "date_close": today,
        }
    )
    campaign._make_lines()
    env.cr.commit()
    return campaign
