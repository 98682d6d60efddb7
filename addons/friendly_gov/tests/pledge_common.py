from odoo.fields import Command

from .common import GovCase

# Decision 1847/QĐ-TTg of 27/12/2018.
FOUR_ASKS = ("xin chào", "xin lỗi", "xin cảm ơn", "xin phép")


class PledgeCase(GovCase):
    """An open campaign of the province: commune A and B, with two people each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.code = cls._pledge_code()
        cls.head_a = cls._user("head_a", ["leader"], cls.commune)
        cls.people = {
            "staff_a": cls._employee(cls.users["staff_a"], cls.commune),
            "officer_a": cls._employee(cls.users["officer_a"], cls.commune),
            "officer_b": cls._employee(cls.users["officer_b"], cls.other),
            "nobody": cls.env["hr.employee"].create(
                {"name": "Người chưa có tài khoản", "department_id": cls.other.id}
            ),
        }
        cls.today = cls.env.company._gov_today()

    @classmethod
    def _employee(cls, user, unit, **vals):
        values = {
            "name": user.name,
            "user_id": user.id,
            "department_id": unit.id,
            "job_title": "Công chức",
        }
        return cls.env["hr.employee"].create(values | vals)

    @classmethod
    def _pledge_code(cls, active=True, **vals):
        values = {
            "name": "4 xin",
            "document_symbol": "1847/QĐ-TTg",
            "document_date": "2018-12-27",
            "document_issuer": "Thủ tướng Chính phủ",
            "company_id": cls.env.company.id,
            "group_ids": [
                Command.create(
                    {
                        "name": "4 xin",
                        "expected_count": 4,
                        "statement_ids": [
                            Command.create({"name": text, "sequence": number})
                            for number, text in enumerate(FOUR_ASKS, 1)
                        ],
                    }
                )
            ],
        }
        code = cls.env["gov.pledge.code"].create(values | vals)
        if active:
            code._guarded_write({"state": "active"})
        return code

    @classmethod
    def _campaign(cls, state="open", **vals):
        values = {
            "name": "Ký cam kết năm 2026",
            "code_id": cls.code.id,
            "organizer_unit_id": cls.home.id,
            "scope_unit_ids": [Command.set((cls.commune | cls.other).ids)],
            "date_due": cls.today,
        }
        campaign = cls.env["gov.pledge.campaign"].create(values | vals)
        campaign._guarded_write({"state": state})
        return campaign

    @classmethod
    def _pledge(cls, campaign, employee=None, unit=None, **vals):
        """A pledge as the opening makes it: of ``employee``, or of ``unit``."""
        values = {
            "campaign_id": campaign.id,
            "level": "person" if employee else "unit",
            "unit_id": (unit or employee.department_id).id,
            "date_due": campaign.date_due,
        }
        if employee:
            values |= {
                "employee_id": employee.id,
                "user_id": employee.user_id.id,
                "signer_name": employee.name,
                "signer_position": employee.job_title,
            }
        return cls.env["gov.pledge"]._history_create([values | vals], "create")
