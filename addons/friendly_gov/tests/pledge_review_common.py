from datetime import date

from odoo.fields import Command

from .pledge_common import PledgeCase

# Bình Lục: signed on 11/11/2021, for November 2021 to October 2022.
SIGNED = date(2021, 11, 11)


class PledgeReviewCase(PledgeCase):
    """A campaign of the department: two people and one unit that signed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls._campaign(
            date_from=date(2021, 11, 1), date_to=date(2022, 10, 31)
        )
        cls.pledge = cls._signed(cls.people["staff_a"])
        cls.officer_pledge = cls._signed(cls.people["officer_a"])
        cls.far_pledge = cls._signed(cls.people["officer_b"])
        cls.unit_pledge = cls._signed(unit=cls.commune)
        cls.half, cls.nine, cls.year = (
            cls._period(kind) for kind in ("half", "nine_months", "year")
        )
        cls.officer_2 = cls._user("officer_2", ["officer"], cls.commune)
        cls.home_officer = cls._user("home_officer", ["officer"], cls.home)

    @classmethod
    def _period(cls, kind, year=2022):
        return cls.env["gov.period"].create(
            {"kind": kind, "year": year, "index": 1, "profile_id": cls.profile.id}
        )

    @classmethod
    def _signed(cls, employee=None, unit=None, campaign=None, signed=SIGNED):
        pledge = cls._pledge(campaign or cls.campaign, employee, unit)
        pledge._sign("paper", signed)
        return pledge

    @classmethod
    def _review(cls, user, pledge=None, kind="self", period=None, level="kept"):
        """A draft by ``user``, every statement at ``level``."""
        review = (
            cls.env["gov.pledge.review"]
            .with_user(user)
            .create(
                {
                    "pledge_id": (pledge or cls.pledge).id,
                    "period_id": (period or cls.half).id,
                    "kind": kind,
                }
            )
        )
        if level:
            review.line_ids.assessment = level
        return review

    @classmethod
    def _sent(cls, user, pledge=None, **vals):
        review = cls._review(user, pledge, **vals)
        review.action_send()
        return review

    @classmethod
    def _measured_code(cls):
        """A code of one sentence and of one that is measured, higher is better."""
        return cls._pledge_code(
            name="Chỉ tiêu",
            group_ids=[
                Command.create(
                    {
                        "name": "Chỉ tiêu",
                        "statement_ids": [
                            Command.create({"name": "xin chào", "sequence": 1}),
                            Command.create(
                                {
                                    "name": "Hồ sơ giải quyết đúng hạn",
                                    "sequence": 2,
                                    "uom": "%",
                                    "direction": "up",
                                }
                            ),
                        ],
                    }
                )
            ],
        )

    def _case(self, user, pledge=None, **vals):
        values = {
            "pledge_id": (pledge or self.pledge).id,
            "kind": "reported",
            "date": date(2022, 3, 15),
            "description": "Người dân phản ánh phải chờ lâu",
        }
        return self.env["gov.pledge.case"].with_user(user).create(values | vals)
