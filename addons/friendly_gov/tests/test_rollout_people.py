"""Steering committee, briefing of staff, outreach to citizens."""

import base64
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from ..report.queries import history, rollout_people
from .rollout_people_common import RolloutPeopleCase

FILE = base64.b64encode(b"%PDF-1.4 bien ban quan triet")
COMMITTEE = (
    ("head", "Bí thư Đảng ủy xã", "Đảng ủy xã"),
    ("deputy", "Chủ tịch UBND xã", "UBND xã"),
    ("member", "Chủ tịch Ủy ban MTTQ xã", "Ủy ban MTTQ xã"),
    ("secretary", "Công chức Văn phòng – Thống kê", "UBND xã"),
)


@tagged("post_install", "-at_install")
class TestRolloutPeople(RolloutPeopleCase):
    def briefing(self, login="officer_a", **vals):
        values = {
            "rollout_id": self.rollout.id,
            "date": date(2024, 5, 10),
            "attended_count": 45,
            "total_count": 50,
        }
        return self.model("gov.rollout.briefing", login).create(values | vals)

    def outreach(self, login="officer_a", **vals):
        values = {
            "rollout_id": self.rollout.id,
            "date": date(2024, 6, 1),
            "channel": "loudspeaker",
            "session_count": 12,
            "content": "Giới thiệu mô hình",
        }
        return self.model("gov.rollout.outreach", login).create(values | vals)

    # Committee

    def test_members_are_positions_in_order(self):
        rollout = self.rollout.with_user(self.users["officer_a"])
        with Form(rollout) as form:
            form.committee_symbol = "45/QĐ-UBND"
            form.committee_date = "2024-03-20"
            for role, position, organisation in COMMITTEE:
                with form.member_ids.new() as member:
                    member.role = role
                    member.position = position
                    member.organisation = organisation
        self.assertEqual(
            [(m.role, m.position, m.organisation) for m in rollout.member_ids],
            list(COMMITTEE),
        )
        self.assertFalse(any(rollout.member_ids.mapped("person_name")))
        self.assertFalse(rollout.member_ids.user_id)

    def test_a_member_needs_a_position_and_nothing_else(self):
        members = self.model("gov.rollout.member", "officer_a")
        values = {"rollout_id": self.rollout.id}
        with self.assertRaises(ValidationError):
            members.create(values | {"position": " "})
        member = members.create(values | {"position": "Trưởng bản"})
        self.assertEqual(member.role, "member")
        with self.assertRaises(ValidationError):
            member.position = "  "

    def test_staff_read_the_committee(self):
        member = self.model("gov.rollout.member", "officer_a").create(
            {"rollout_id": self.rollout.id, "position": "Chủ tịch UBND xã"}
        )
        staff = member.with_user(self.users["staff_a"])
        self.assertEqual(staff.position, "Chủ tịch UBND xã")
        with self.assertRaises(AccessError):
            staff.position = "Khác"

    def test_names_of_people_stay_out_of_the_history(self):
        member = self.model("gov.rollout.member", "officer_a").create(
            {
                "rollout_id": self.rollout.id,
                "position": "Chủ tịch UBND xã",
                "person_name": "Nguyễn Văn A",
            }
        )
        rows = self.env["gov.history"].search(
            [("res_model", "=", member._name), ("res_id", "=", member.id)]
        )
        self.assertTrue(rows)
        self.assertNotIn("Nguyễn", str(rows.mapped("snapshot")))

    # Briefing

    def test_first_briefing_and_people_reached(self):
        self.assertFalse(self.rollout.date_briefed)
        self.assertEqual(self.rollout.briefed_count, 0)
        self.briefing()
        self.briefing(date=date(2024, 5, 17), attended_count=4, total_count=5)
        self.assertEqual(self.rollout.date_briefed, date(2024, 5, 10))
        self.assertEqual(self.rollout.briefed_count, 49)
        other = self._rollout(self.other)
        self.assertEqual(other.briefed_count, 0, "each roll-out its own")

    def test_share_of_those_who_attended(self):
        self.assertEqual(self.briefing().attended_percent, 90.0)
        third = self.briefing(attended_count=1, total_count=3)
        self.assertEqual(third.attended_percent, 33.3)

    def refused_by_table(self, act, *args, **kwargs):
        with (
            self.subTest(f"{args} {kwargs}"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            act(*args, **kwargs)
            self.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_counts_are_possible_ones(self):
        for attended, total in ((51, 50), (-1, 50), (0, 0), (0, -5)):
            vals = {"attended_count": attended, "total_count": total}
            self.refused_by_table(self.briefing, **vals)
        briefing = self.briefing(attended_count=0, total_count=50)
        self.refused_by_table(briefing.write, {"total_count": 0})
        self.refused_by_table(briefing.write, {"attended_count": 60})
        self.assertEqual((briefing.attended_count, briefing.total_count), (0, 50))

    @freeze_time("2024-05-09 20:00:00")
    def test_not_before_it_happened(self):
        # 3 o'clock on 10 May in the office
        self.briefing(date=date(2024, 5, 10))
        with self.assertRaisesRegex(ValidationError, "lies in the future"):
            self.briefing(date=date(2024, 5, 11))
        with self.assertRaises(ValidationError):
            self.briefing(document_date=date(2024, 5, 11))

    def test_minutes_are_entered_on_the_briefing(self):
        briefing = self.briefing()
        files = self.model("gov.rollout.file", "officer_a")
        file = files.create(
            {"briefing_id": briefing.id, "name": "bien-ban.pdf", "file": FILE}
        )
        self.assertEqual(file.rollout_id, self.rollout)
        self.assertTrue(self.intact(file))
        other = self._rollout(
            self.commune, reform_model_id=self.reform.copy({"code": "CQTT-Q"}).id
        )
        with self.assertRaises(ValidationError):
            files.create(
                {
                    "rollout_id": other.id,
                    "briefing_id": briefing.id,
                    "name": "x.pdf",
                    "file": FILE,
                }
            )
        with self.assertRaises(AccessError):
            self.model("gov.rollout.file", "officer_b").create(
                {"briefing_id": briefing.id, "name": "x.pdf", "file": FILE}
            )

    def test_as_of_a_day_nothing_of_later(self):
        with freeze_time("2024-05-10 05:00:00"):
            briefing = self.briefing()
        with freeze_time("2024-05-20 05:00:00"):
            briefing.attended_count = 48
            late = self.briefing(date=date(2024, 5, 2), attended_count=2, total_count=2)
        with freeze_time("2024-06-01 05:00:00"):
            late.unlink()
        expected = {
            "2024-05-09": None,
            "2024-05-10": (date(2024, 5, 10), 1, 45),
            "2024-05-19": (date(2024, 5, 10), 1, 45),
            "2024-05-20": (date(2024, 5, 2), 2, 50),
            "2024-06-01": (date(2024, 5, 10), 1, 48),
        }
        for day, wanted in expected.items():
            with self.subTest(day):
                self.assertEqual(self.briefed_as_of(day), wanted)
        today = (self.rollout.date_briefed, 1, self.rollout.briefed_count)
        self.assertEqual(today, expected["2024-06-01"], "screen and report")

    def briefed_as_of(self, day):
        end = self.env.company._gov_end_of_day(date.fromisoformat(day))
        self.env.flush_all()
        relation = history.as_of_sql(
            self.env, "gov.rollout.briefing", end, [("id", "=", self.rollout.id)]
        )
        rows = self.env.execute_query_dict(rollout_people.briefing_sql(relation))
        names = ("date_first", "session_count", "attended_count")
        return tuple(rows[0][name] for name in names) if rows else None

    # Outreach

    def test_outreach_adds_up(self):
        self.outreach(people_count=300)
        self.outreach(channel="leaflet", session_count=0, copy_count=500)
        self.outreach(
            channel="meeting", session_count=2, people_count=80, place="Nhà văn hóa bản"
        )
        rollout = self.rollout
        self.assertEqual(rollout.outreach_session_count, 14)
        self.assertEqual(rollout.outreach_people_count, 380)
        self.assertEqual(rollout.outreach_copy_count, 500)

    @mute_logger("odoo.sql_db")
    def test_outreach_says_how_much_and_when(self):
        for vals in (
            {"session_count": -1},
            {"people_count": -5},
            {"copy_count": -5},
            {"date_to": date(2024, 5, 31)},
        ):
            self.refused_by_table(self.outreach, **vals)
        for vals in (
            {"session_count": 0},
            {"date": date(2999, 1, 1)},
            {"date_to": date(2999, 1, 1)},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self.outreach(**vals)
        self.outreach(date_to=date(2024, 6, 1))

    def test_sums_of_many_rollouts_take_one_statement(self):
        rollouts = self.rollout | self._rollout(self.other)
        self.briefing()
        self.outreach()
        names = ("briefed_count", "outreach_people_count", "posting_count")
        rollouts.mapped(names[0])
        for name in names:
            self.env.flush_all()
            rollouts.invalidate_recordset()
            rollouts.mapped("state")
            with self.subTest(name), self.assertQueryCount(1):
                rollouts.mapped(name)

    # Who, and until when

    def test_who_enters_what(self):
        for login in ("staff_a", "officer_a", "coordinator", "manager"):
            with self.subTest(login):
                self.briefing(login)
                self.outreach(login)
        for login in ("officer_b", "clerk", "leader", "no_scope", "plain", "portal"):
            for make in (self.briefing, self.outreach):
                with self.subTest(login), self.assertRaises(AccessError):
                    make(login)

    def test_nothing_once_the_rollout_has_ended(self):
        briefing, outreach = self.briefing(), self.outreach()
        member = self.model("gov.rollout.member", "officer_a").create(
            {"rollout_id": self.rollout.id, "position": "Trưởng bản"}
        )
        for state in ("closed", "stopped", "transferred"):
            self.end(self.rollout, state)
            for record, vals in (
                (briefing, {"attended_count": 50}),
                (outreach, {"people_count": 9}),
                (member, {"position": "x"}),
            ):
                with self.subTest(f"{state} {record._name}"):
                    with self.assertRaises(UserError):
                        record.write(vals)
                    with self.assertRaises(UserError):
                        record.unlink()
            with self.subTest(state), self.assertRaises(UserError):
                self.briefing()

    def test_a_record_stays_with_its_rollout(self):
        officer = self.users["officer_a"]
        officer.gov_unit_ids |= self.other
        other = self._rollout(self.other)
        for record in (self.briefing(), self.outreach()):
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.rollout_id = other
