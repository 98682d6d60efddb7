import hashlib
import importlib.util
from datetime import date
from pathlib import Path

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import SurveyCase

SCRIPT = Path(__file__).parents[1] / "migrations/19.0.1.1.0/post-lines.py"


@tagged("post_install", "-at_install")
@freeze_time("2023-04-10 03:00:00")
class TestSurveyTransfer(SurveyCase):
    """Xã A goes on as Xã C in the middle of a campaign."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.new = cls._unit("T-C", "Xã C", "people_committee", "commune")

    def transfer(self, unit, successor):
        return self.env["gov.transfer"].create(
            {
                "decision_symbol": "1/NQ-HĐND",
                "decision_date": date(2023, 4, 1),
                "date_effective": date(2023, 4, 10),
                "unit_id": unit.id,
                "successor_ids": [Command.set(successor.ids)],
            }
        )

    def hand_over(self, unit, successor):
        transfer = self.transfer(unit, successor)
        transfer.action_execute()
        return transfer

    def test_lines_and_points(self):
        campaign = self._campaign(use_invitation=True)
        campaign.action_open()
        old = campaign.line_ids
        old.population = 500
        point = self.env["gov.survey.point"].create(
            {"name": "Quầy 1", "unit_id": self.commune.id}
        )
        token = point.token
        self.env["gov.survey.invitation"]._guarded_create(
            [
                {
                    "line_id": old.id,
                    "token_hash": hashlib.sha256(b"abc").hexdigest(),
                    "day_made": "2023-04-10",
                }
            ]
        )
        transfer = self.transfer(self.commune, self.new)
        models = transfer.line_ids.mapped("res_model")
        self.assertEqual(set(models), {"gov.survey.unit", "gov.survey.point"})
        transfer.action_execute()
        new = campaign.line_ids - old
        self.assertEqual((new.unit_id, new.state), (self.new, "open"))
        self.assertEqual((old.transferred_to_id, old.population), (new, 500))
        self.assertEqual((point.unit_id, point.token), (self.new, token))
        self.assertEqual(point._get_line(date(2023, 4, 10)), new)
        # links handed out before lead on
        self.assertEqual(self.env["gov.survey.invitation"]._use("abc"), new)
        self.assertFalse(self.transfer(self.commune, self.other).line_ids)
        # the old unit is asked no more: it may be in another campaign
        self._campaign().action_open()
        campaign.date_close = date(2023, 7, 15)

    def test_the_successor_is_asked_already(self):
        both = self.commune | self.other
        campaign = self._campaign(unit_ids=[Command.set(both.ids)])
        campaign.action_open()
        old = campaign.line_ids.filtered(lambda line: line.unit_id == self.commune)
        heir = campaign.line_ids - old
        transfer = self.hand_over(self.commune, self.other)
        self.assertEqual(old.transferred_to_id, heir)
        self.assertEqual(transfer.line_ids.outcome, "merged")
        self.assertEqual(len(campaign.line_ids), 2)
        # and back: no ring of lines
        self.hand_over(self.other, self.commune)
        self.assertFalse(old.transferred_to_id)
        self.assertEqual(heir._get_current(), old)

    def test_no_second_campaign_by_the_back_door(self):
        self._campaign(name="Đợt một").action_open()
        self._campaign(
            name="Đợt hai", unit_ids=[Command.set(self.other.ids)]
        ).action_open()
        with self.assertRaisesRegex(UserError, "Đợt hai"):
            self.hand_over(self.commune, self.other)

    def test_the_lead_unit(self):
        draft = self._campaign(unit_ids=[Command.set(self.home.ids)])
        opened, closed = self._campaign(), self._campaign(audience="staff")
        for campaign in opened | closed:
            campaign.action_open()
        closed.action_close()
        self.hand_over(self.home, self.finance)
        self.assertEqual((draft | opened).unit_id, self.finance)
        self.assertEqual(opened.line_ids.lead_unit_id, self.finance)
        self.assertEqual(draft.unit_ids, self.finance)
        # what is over stays with who ran it
        self.assertEqual(closed.unit_id, self.home)

    def test_migration_of_campaigns_opened_before(self):
        opened, draft = self._campaign(), self._campaign()
        closed = self._campaign(audience="staff")
        opened.action_open()
        closed.action_open()
        closed.action_close()
        lines = (opened | closed).line_ids
        self.env.flush_all()
        # as the version before left them
        self.env.cr.execute(
            "DELETE FROM gov_survey_unit WHERE id = ANY(%s)", [lines.ids]
        )
        self.env.invalidate_all()
        spec = importlib.util.spec_from_file_location("post_lines", SCRIPT)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        for _again in range(2):
            script.migrate(self.env.cr, "19.0.1.0.0")
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertEqual(opened.line_ids.unit_id, self.commune)
            self.assertEqual(opened.line_ids.state, "open")
            self.assertFalse((closed | draft).line_ids)
