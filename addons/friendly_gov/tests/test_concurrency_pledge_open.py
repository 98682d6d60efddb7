from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from . import test_concurrency


@tagged("post_install", "-at_install")
class TestPledgeOpeningConcurrency(test_concurrency.RaceCase):
    """Two people open one campaign, each in a transaction of its own."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.remove_campaign)
        with self.transaction() as env:
            home, unit, other = env["hr.department"].browse(self.units)
            campaign = env["gov.pledge.campaign"].create(
                {
                    "name": "Ký cam kết",
                    "code_id": env.ref("friendly_gov.pledge_code_5_khong").id,
                    "organizer_unit_id": home.id,
                    "scope_unit_ids": [Command.set((unit | other).ids)],
                    "signs_people": False,
                    "date_due": env.company._gov_today(),
                }
            )
            self.campaign = campaign.id

    def remove_campaign(self):
        with self.transaction() as env:
            env.cr.execute(
                "DELETE FROM gov_history WHERE res_model = 'gov.pledge' AND res_id IN "
                "(SELECT id FROM gov_pledge WHERE campaign_id = %s)",
                (self.campaign,),
            )
            env.cr.execute(
                "DELETE FROM gov_pledge WHERE campaign_id = %s", (self.campaign,)
            )
            env.cr.execute(
                "DELETE FROM gov_pledge_campaign WHERE id = %s", (self.campaign,)
            )
            env.cr.execute(
                "DELETE FROM mail_message WHERE model = 'gov.pledge.campaign' "
                "AND res_id = %s",
                (self.campaign,),
            )

    def test_two_open_at_once(self):
        self.race(
            "gov.pledge.campaign",
            self.campaign,
            lambda campaign: campaign.action_open(),
            lambda campaign: campaign.action_open(),
        )
        with self.transaction() as env:
            campaign = env["gov.pledge.campaign"].browse(self.campaign)
            self.assertEqual(campaign.state, "open")
            self.assertEqual(campaign.pledge_ids.unit_id.ids, self.units[1:])
            self.assertEqual(len(campaign.pledge_ids), 2)

    def test_closed_while_it_is_refreshed(self):
        with self.transaction() as env:
            env["gov.pledge.campaign"].browse(self.campaign).action_open()
        with self.transaction() as one, self.transaction() as two:
            one["gov.pledge.campaign"].browse(self.campaign)._lock_campaign()
            with self.assertRaises(UserError):
                two["gov.pledge.campaign"].browse(self.campaign).action_close()
