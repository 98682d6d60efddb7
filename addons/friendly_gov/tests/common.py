import hashlib
from datetime import date

from odoo.fields import Command
from odoo.tests import TransactionCase

GROUPS = {
    "staff": "friendly_gov.group_user",
    "officer": "friendly_gov.group_officer",
    "coordinator": "friendly_gov.group_coordinator",
    "clerk": "friendly_gov.group_clerk",
    "leader": "friendly_gov.group_leader",
    "manager": "friendly_gov.group_manager",
}


def new_users(env, groups, **values):
    """Create users as ``new_test_user`` does, but together and without inviting them.

    One by one, with an invitation each, they took most of the time of many tests.

    :param groups: external ids of groups, separated by commas, by login
    """
    users = env["res.users"].with_context(no_reset_password=True)
    vals_list = [
        {
            "login": login,
            "name": f"{login} ({names})",
            "password": login.ljust(8, "x"),
            "email": f"{login[0]}.{login[0]}@example.com",
            "group_ids": [Command.set([env.ref(name).id for name in names.split(",")])],
            **values,
        }
        for login, names in groups.items()
    ]
    return users.create(vals_list).with_env(env)


class GovCase(TransactionCase):
    """A province of its own: committee, departments, two communes, and people.

    Real document numbers and dates come from CV 515/UBND-NVK of 14/4/2023.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.gov_tz = "Asia/Ho_Chi_Minh"
        cls.province = cls._unit("T", "UBND tỉnh X", "people_committee", "province")
        cls.office = cls._unit("T-VP", "Văn phòng UBND tỉnh X", "office")
        cls.home = cls._unit("T-SNV", "Sở Nội vụ tỉnh X", "department")
        cls.division = cls._unit("T-SNV-P", "Phòng CCHC", "division", parent=cls.home)
        cls.finance = cls._unit("T-STC", "Sở Tài chính tỉnh X", "department")
        cls.party = cls._unit("T-BDV", "Ban Dân vận Tỉnh ủy X", "party")
        cls.commune = cls._unit("T-A", "Xã A", "people_committee", "commune")
        cls.other = cls._unit("T-B", "Xã B", "people_committee", "commune")
        cls.province.gov_delegate_ids = cls.home
        cls.users = cls._people(
            {
                "staff_a": (["staff"], cls.commune),
                "officer_a": (["officer"], cls.commune),
                "officer_b": (["officer"], cls.other),
                "coordinator": (["coordinator"], cls.home),
                "clerk": (["clerk"], cls.home),
                "leader": (["leader"], cls.province),
                "manager": (["manager"], cls.province),
                "no_scope": (["coordinator"], None),
            }
        )
        others = {
            "plain": "base.group_user",
            "portal_x": "base.group_portal",
            "public_x": "base.group_public",
        }
        names = ("plain", "portal", "public")
        cls.users |= dict(zip(names, new_users(cls.env, others), strict=True))
        cls.profile = cls.env.ref("friendly_gov.period_profile_nd09_2019")

    @classmethod
    def _unit(cls, code, name, kind, level="province", parent=None):
        parent = parent or (cls.province if code != "T" else None)
        return cls.env["hr.department"].create(
            {
                "name": name,
                "gov_code": code,
                "gov_kind": kind,
                "gov_level": level,
                "parent_id": parent.id if parent else False,
                "company_id": cls.env.company.id,
            }
        )

    @classmethod
    def _user(cls, login, roles, unit):
        return cls._people({login: (roles, unit)})[login]

    @classmethod
    def _people(cls, people):
        """Users by name, from the roles and the unit of each."""
        groups = {
            f"gov_{name}": ",".join(["base.group_user", *(GROUPS[r] for r in roles)])
            for name, (roles, _unit) in people.items()
        }
        # Not the language that the database gives to new people.
        users = new_users(cls.env, groups, lang="en_US")
        for user, (_roles, unit) in zip(users, people.values(), strict=True):
            user.gov_unit_ids = [Command.set(unit.ids if unit else [])]
        return dict(zip(people, users, strict=True))

    @classmethod
    def _directive(cls, **vals):
        values = {
            "symbol": "515/UBND-NVK",
            # A test may play on an earlier day: no document comes from the future.
            "date_issued": min(date(2023, 4, 14), cls.env.company._gov_today()),
            "issuer_id": cls.province.id,
            "subject": "Triển khai xây dựng mô hình Chính quyền thân thiện",
            "assigning_unit_id": cls.province.id,
            "monitoring_unit_id": cls.home.id,
            "confirming_unit_id": cls.home.id,
            "profile_id": cls.profile.id,
        }
        return cls.env["gov.directive"].create(values | vals)

    @classmethod
    def _task(cls, directive, units, **vals):
        values = {
            "directive_id": directive.id,
            "code": str(len(directive.task_ids) + 1),
            "text": "Xây dựng kế hoạch, thí điểm và ra mắt mô hình",
            "deadline_text": "quý II năm 2023",
            "lead_unit_ids": [Command.set(units.ids)],
        }
        return cls.env["gov.task"].create(values | vals)

    @classmethod
    def _issued(cls, units=None, **vals):
        """Issued assignments of one task, one line a unit."""
        directive = vals.pop("directive", None) or cls._directive()
        task = cls._task(directive, units or cls.commune, **vals)
        directive.action_issue()
        return task.assignment_ids

    @classmethod
    def _part(cls, line, **vals):
        """A part of ``line`` that its unit gave to itself, by the system."""
        values = {
            "assignment_id": line.id,
            "unit_id": line.unit_id.id,
            "giver_unit_id": line.unit_id.id,
            "text": "Chuẩn bị địa điểm ra mắt",
            "date_given": line.date_assigned,
        }
        parts = cls.env["gov.subassignment"]._guarded_create([values | vals])
        parts._append_step_log("give")
        return parts

    @classmethod
    def _result(cls, line, user="officer_a", **vals):
        values = {
            "assignment_id": line.id,
            "summary": "Đã ra mắt mô hình tại Bộ phận Một cửa",
            "document_symbol": "12/BC-UBND",
            "document_date": min(date(2023, 6, 28), cls.env.company._gov_today()),
        }
        return (
            cls.env["gov.assignment.result"]
            .with_user(cls.users[user])
            .create(values | vals)
        )

    @classmethod
    def _reform_model(cls, **vals):
        """The friendly-government model, with three steps of its own template."""
        steps = [
            ("B04", "Thành lập Ban Chỉ đạo", 10, True, True),
            ("B07", "Rà soát, đánh giá điều kiện", 25, True, False),
            ("B13", "Vận hành, tuyên truyền", 60, False, False),
        ]
        names = ("code", "name", "offset_days", "is_mandatory", "needs_evidence")
        template = cls.env["gov.stage.template"].create(
            {
                "name": "Các bước triển khai",
                "step_ids": [
                    Command.create(
                        dict(zip(names, step, strict=True)) | {"sequence": number}
                    )
                    for number, step in enumerate(steps)
                ],
            }
        )
        values = {
            "code": "CQTT-X",
            "name": "Chính quyền thân thiện",
            "lead_unit_id": cls.home.id,
            "template_id": template.id,
        }
        return cls.env["gov.reform.model"].create(values | vals)

    @classmethod
    def _rollout(cls, unit=None, *, begin=True, **vals):
        """A roll-out of ``unit`` steered by the department of home affairs, begun.

        Steps of the template, in working days from Monday, 17/4/2023: B04 by 2/5 (1/5
        is a day off), B07 by 23/5, B13 by 11/7/2023.
        """
        values = {
            "unit_id": (unit or cls.commune).id,
            "steering_unit_id": cls.home.id,
            "date_start": date(2023, 4, 17),
            "date_launch_planned": date(2023, 6, 30),
        }
        if "reform_model_id" not in vals:
            model = cls.env["gov.reform.model"].search(
                [("code", "=", "CQTT-X"), ("lead_unit_id", "=", cls.home.id)]
            )
            values["reform_model_id"] = (model or cls._reform_model()).id
        rollout = cls.env["gov.rollout"].create(values | vals)
        if begin:
            rollout.action_begin()
        return rollout

    def intact(self, evidence):
        """True when the file still is the one that was submitted."""
        content = evidence.sudo()._get_content()
        return hashlib.sha256(content).hexdigest() == evidence.sha256

    def in_file_language(self, record):
        """``record`` in the language of workbooks: Vietnamese where it is installed."""
        vietnamese = self.env["res.lang"]._lang_get("vi_VN")
        return record.with_context(lang="vi_VN") if vietnamese else record
