"""Surveys of the fictitious province, for demo_load.py: campaigns, counters, answers.

The answers are made up from the shares in ``don_vi.csv``, always the same ones.
"""

import csv
import random
from datetime import datetime, timedelta

from odoo.fields import Command

LEVELS = ("5", "4", "3", "2", "1", "0")
CHANNELS = ("qr", "qr", "qr", "paper")
# Of the forms in ``don_vi.csv``: the campaign before, the last one, the open one.
SIZES = (0.6, 1, 0.25)
# Days on which something was answered, back from the last one.
DAYS = 6


def rows_of(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def day_of(text):
    return datetime.strptime(text, "%d/%m/%Y").date()


def make_surveys(env, folder):
    """Campaigns of ``dot.csv`` with answers, daily logs and comments."""
    Surveys(env, folder).make()


class Surveys:
    def __init__(self, env, folder):
        self.env, self.folder = env, folder
        self.today = env.company._gov_today()
        self.units = {row["unit"]: row for row in rows_of(folder / "don_vi.csv")}
        self.number = 0

    def unit(self, code):
        return self.env["hr.department"].search([("gov_code", "=", code)])

    def make(self):
        template = self.env.ref("friendly_gov_survey.survey_template_22")
        action = template.action_gov_use_template()
        self.survey = self.env["survey.survey"].browse(action["res_id"])
        self.points = self.make_points()
        for number, row in enumerate(rows_of(self.folder / "dot.csv")):
            campaign = self.make_campaign(row)
            count = sum(
                self.make_answers(line, number, SIZES[number])
                for line in campaign.line_ids
            )
            print(f"  {campaign.name}: {count} answers")
            if number == len(SIZES) - 2:
                self.make_comments(campaign)
            if row["closed"]:
                campaign._guarded_write({"state": "closed"})
        self.env["gov.survey.tally"]._compact()

    def make_points(self):
        points = {}
        for row in rows_of(self.folder / "diem.csv"):
            unit = self.unit(row["unit"])
            vals = {"name": row["name"], "unit_id": unit.id, "channel": row["channel"]}
            point = self.env["gov.survey.point"].create(vals)
            points.setdefault((row["unit"], row["channel"]), point)
        return points

    def make_campaign(self, row):
        opened, closed = self.get_days(row)
        lead, period = self.unit(row["unit"]), self.env["gov.period"]
        codes = row["units"].split(";")
        campaign = self.env["gov.survey.campaign"]._guarded_create(
            [
                {
                    "name": row["name"],
                    "is_demo": True,
                    "unit_id": lead.id,
                    "unit_ids": [Command.set([self.unit(code).id for code in codes])],
                    "survey_id": self.survey.id,
                    "period_id": period.search(
                        [
                            ("kind", "=", "month"),
                            ("date_from", "<=", opened),
                            ("date_to", ">=", opened),
                        ],
                        limit=1,
                    ).id,
                    "date_open": opened,
                    "date_close": closed,
                    "ranks": True,
                    "state": "open",
                }
            ]
        )
        moment = datetime(opened.year, opened.month, opened.day, 1)
        self.env["gov.survey.unit"].sudo()._history_create(
            [
                {
                    "campaign_id": campaign.id,
                    "unit_id": self.unit(code).id,
                    "population": int(self.units[code]["population"]),
                }
                for code in codes
            ],
            "create",
            recorded_at=moment,
        )
        return campaign

    def get_days(self, row):
        if row["opened"]:
            return day_of(row["opened"]), day_of(row["closed"])
        return self.today - timedelta(DAYS), self.today + timedelta(30)

    def make_answers(self, line, number, size):
        shares = self.units[line.unit_id.gov_code]
        campaign = line.campaign_id
        last = min(campaign.date_close, self.today)
        chooser = random.Random(f"{number}/{line.unit_id.gov_code}")
        total = round(int(shares["forms"]) * size)
        spec = self.survey._gov_get_spec()
        for back in range(DAYS):
            day = last - timedelta(back)
            forms = [
                {"form": self.make_form(spec, shares, number, chooser), "nonce": key}
                for key in self.get_keys(total // DAYS + (back < total % DAYS))
            ]
            # A few came in one burst from one device: they wait to be looked at.
            if shares["unit"] == "X-XA-C" and not back:
                for item in forms[:3]:
                    item |= {"state": "suspect", "rule": "device"}
            self.store(line, forms, day, CHANNELS[back % len(CHANNELS)])
            self.make_day(line, shares, day, size)
        return total

    def get_keys(self, count):
        for _number in range(count):
            self.number += 1
            yield f"demo-{self.number}"

    def store(self, line, forms, day, channel):
        if not forms:
            return
        point = self.points.get((line.unit_id.gov_code, channel))
        answers = self.env["survey.user_input"]
        answers._gov_store(line, forms, channel, point=point, day=day)

    def make_day(self, line, shares, day, size):
        moment = datetime(day.year, day.month, day.day, 9)
        counts = {
            name: round(int(shares[name]) * size / DAYS)
            for name in ("visitors", "handed_out")
        }
        self.env["gov.survey.day"].sudo()._history_create(
            [{"line_id": line.id, "day": day} | counts], "create", recorded_at=moment
        )

    def make_form(self, spec, shares, number, chooser):
        from odoo.addons.friendly_gov_survey.tools import form as forms

        weights = [float(shares[f"level{level}"]) for level in LEVELS]
        # The campaign before the last differs by the trend, in percentage points.
        shift = float(shares["trend"]) if number else 0
        raw = {}
        for page in spec["pages"]:
            for question in page["questions"]:
                if question["role"] != "rating":
                    continue
                weak = question["code"].startswith(f"{shares['weak_factor']}.")
                mine = list(weights)
                mine[0] = max(1, mine[0] + shift - (12 if weak else 0))
                mine[2] += 8 if weak else 0
                level = chooser.choices(LEVELS, mine)[0]
                option = next(
                    o for o in question["options"] if str(o["level"]) == level
                )
                raw[forms.name_of(question)] = [str(option["id"])]
        return forms.read(spec, raw)

    def make_comments(self, campaign):
        from odoo.addons.friendly_gov_survey.tools import form as forms

        question = self.survey.question_ids.filtered(
            lambda q: q.question_type == "text_box"
        )
        spec = self.survey._gov_get_spec()
        for row in rows_of(self.folder / "gop_y.csv"):
            line = campaign.line_ids.filtered(
                lambda one, code=row["unit"]: one.unit_id.gov_code == code
            )
            form = forms.read(spec, {f"q{question.id}": [row["text"]]})
            key = next(self.get_keys(1))
            day = campaign.date_close
            answers = self.env["survey.user_input"]
            answer = answers._gov_store(
                line, [{"form": form, "nonce": key}], "qr", day=day
            )
            if row["state"] == "shown":
                comments = self.env["gov.survey.comment"].sudo()
                found = comments.search([("user_input_id", "=", answer.id)])
                found._moderate("shown")
