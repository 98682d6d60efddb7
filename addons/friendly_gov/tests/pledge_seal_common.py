import base64
from unittest.mock import patch

from .pledge_common import PledgeCase

DRAWN = b"\x89PNG\r\n\x1a\nsignature"


class SealCase(PledgeCase):
    """Signed and sealed pledges."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls._campaign(date_due="2099-12-31")
        cls.seals = cls.env["gov.pledge.seal"]
        cls.company = cls.env.company

    @classmethod
    def _signed(cls, count=1, drawn=None, signed_at=None):
        """So many pledges of people of commune A, signed."""
        people = cls.env["hr.employee"].create(
            [
                {"name": f"Người ký {n}", "department_id": cls.commune.id}
                for n in range(count)
            ]
        )
        pledges = cls.env["gov.pledge"]
        for person in people:
            pledges |= cls._pledge(cls.campaign, person)
        files = [
            {
                "name": "x.png",
                "kind": "signature",
                "file": base64.b64encode(drawn or DRAWN),
            }
        ]
        pledges._sign("screen", cls.today, signed_at, files=files, place="Xã A")
        cls.env.flush_all()
        return pledges

    @classmethod
    def _seal(cls, batch=None):
        """Run the job as the scheduler does; returns what it told about progress."""
        cron, told = type(cls.env["ir.cron"]), []

        def keep(self, processed=0, *, remaining=None, deactivate=False):
            self.env.flush_all()
            told.append((processed, remaining))
            return 60

        size = batch or 1000
        module = "odoo.addons.friendly_gov.models.gov_pledge_seal.BATCH"
        with patch.object(cron, "_commit_progress", keep), patch(module, size):
            cls.seals._cron_seal()
        return told

    @classmethod
    def _sealed(cls, count=1, **kwargs):
        pledges = cls._signed(count, **kwargs)
        cls._seal()
        return pledges

    def found(self, **kwargs):
        """What a verification finds: numbers with codes."""
        self.env.invalidate_all()
        findings = self.seals._verify(self.company, **kwargs)
        return [(finding["number"], finding["code"]) for finding in findings]
