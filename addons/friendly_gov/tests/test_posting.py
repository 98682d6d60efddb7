"""Posted items: the publication list of a unit, with or without a roll-out."""

import base64
from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .rollout_people_common import RolloutPeopleCase

FILE = base64.b64encode(b"%PDF-1.4 noi quy")
NAME = "Nội quy tiếp công dân"


class PostingCase(RolloutPeopleCase):
    def posting(self, login="officer_a", **vals):
        values = {
            "name": NAME,
            "unit_id": self.commune.id,
            "kind_id": self.env.ref("friendly_gov.posting_kind_rules").id,
            "date_from": date(2024, 6, 1),
        }
        return self.model("gov.rollout.posting", login).create(values | vals)

    def file(self, posting, login="officer_a", **vals):
        values = {"posting_id": posting.id, "name": "noi-quy.pdf", "file": FILE}
        return self.model("gov.rollout.posting.file", login).create(values | vals)

    def renewal(self, posting, login="officer_a", **vals):
        values = {"posting_id": posting.id, "date_from": date(2024, 6, 20)}
        return self.model("gov.posting.renewal", login).create(values | vals)


@tagged("post_install", "-at_install")
class TestPosting(PostingCase):
    def test_last_day_of_30_and_90_days(self):
        # The first day doesn't count.
        for duration, last in (("30", date(2024, 7, 1)), ("90", date(2024, 8, 30))):
            with self.subTest(duration):
                self.assertEqual(self.posting(duration=duration).date_to, last)
        self.assertFalse(self.posting(duration="permanent").date_to)
        other = self.posting(duration="other", date_to=date(2024, 6, 10))
        self.assertEqual(other.date_to, date(2024, 6, 10))
        other.date_from = date(2024, 6, 5)
        self.assertEqual(other.date_to, date(2024, 6, 10), "kept as entered")

    @mute_logger("odoo.sql_db")
    def test_dates_that_contradict(self):
        for vals in (
            {"duration": "30", "date_to": date(2024, 6, 10)},
            {"duration": "permanent", "date_to": date(2024, 6, 10)},
            {"duration": "other"},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self.posting(**vals)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.posting(duration="other", date_to=date(2024, 5, 31))

    def test_status_follows_from_the_dates(self):
        planned = self.posting(date_from=False)
        thirty = self.posting()
        permanent = self.posting(duration="permanent")
        one_day = self.posting(duration="other", date_to=date(2024, 6, 1))
        expected = {
            # day: planned, thirty days, permanent, one day
            "2024-05-31": ("planned", "planned", "planned", "planned"),
            "2024-06-01": ("planned", "posted", "posted", "renew"),
            "2024-06-02": ("planned", "posted", "posted", "expired"),
            "2024-06-23": ("planned", "posted", "posted", "expired"),
            "2024-06-24": ("planned", "renew", "posted", "expired"),
            "2024-07-01": ("planned", "renew", "posted", "expired"),
            "2024-07-02": ("planned", "expired", "posted", "expired"),
        }
        items = (planned, thirty, permanent, one_day)
        for day, wanted in expected.items():
            with self.subTest(day), freeze_time(f"{day} 05:00:00"):
                for item in items:
                    item.invalidate_recordset()
                self.assertEqual(tuple(item.status for item in items), wanted)
        with freeze_time("2024-06-24 05:00:00"):
            thirty.invalidate_recordset()
            self.assertEqual(thirty.days_left, 7)
        # 1 July, 17:00 UTC is the next day in the office.
        with freeze_time("2024-07-01 17:00:00"):
            thirty.invalidate_recordset()
            self.assertEqual(thirty.status, "expired")

    def test_filters_find_what_the_badge_says(self):
        model = self.env["gov.rollout.posting"]
        first = date(2024, 6, 1)
        items = self.posting(date_from=False)
        for days in (0, 1, 6, 7, 8, 30):
            last = first + timedelta(days=days)
            items |= self.posting(duration="other", date_to=last)
        items |= self.posting(duration="permanent")
        for item, day in ((items[2], 2), (items[4], 3), (items[-1], 5)):
            item._renew({"date_from": date(2024, 6, day), "duration": "permanent"})
        items |= items.next_ids
        statuses = dict(model._fields["status"].selection)
        seen = set()
        with freeze_time("2024-06-02 05:00:00"):
            items.invalidate_recordset()
            for status in statuses:
                domain = [("status", "=", status), ("id", "in", items.ids)]
                found = model.search(domain)
                with self.subTest(status):
                    self.assertEqual(
                        found, items.filtered(lambda p, s=status: p.status == s) & found
                    )
                    self.assertEqual(
                        set(found), {p for p in items if p.status == status}
                    )
                seen |= {status} if found else set()
            self.assertEqual(seen, set(statuses), "every status is in the sample")
            domain = [("id", "in", items.ids)]
            current = model.search(domain + [("status", "!=", "replaced")])
            self.assertEqual(set(current), {p for p in items if p.status != "replaced"})
            force = model.search(domain + [("is_in_force", "=", True)])
            self.assertEqual(
                set(force), {p for p in items if p.status in ("posted", "renew")}
            )

    def test_new_version_closes_the_old_one_and_keeps_it(self):
        old = self.posting(rollout_id=self.rollout.id, place="Bộ phận Một cửa")
        file = self.file(old)
        action = old.action_new_version()
        dialogs = self.model("gov.posting.renewal", "officer_a")
        with (
            freeze_time("2024-06-20 05:00:00"),
            Form(dialogs.with_context(**action["context"])) as form,
        ):
            self.assertEqual((form.version, form.duration), ("2", "30"))
            self.assertEqual(form.place, "Bộ phận Một cửa")
            self.assertEqual(form.date_from, date(2024, 6, 20))
            form.duration = "90"
            form.file = FILE
            dialog = form.save()
            dialog.file_name = "noi-quy-2.pdf"
            result = dialog.action_confirm()
        new = old.next_ids
        self.assertEqual(result["res_id"], new.id)
        self.assertEqual((new.name, new.version), (NAME, "2"))
        self.assertEqual(new.date_to, date(2024, 9, 18))
        self.assertEqual((new.unit_id, new.rollout_id), (self.commune, self.rollout))
        self.assertEqual(new.file_ids.name, "noi-quy-2.pdf")
        self.assertEqual(old.date_removed, date(2024, 6, 20))
        self.assertEqual(old.date_to, date(2024, 7, 1), "kept as it was")
        self.assertEqual(old.status, "replaced")
        self.assertEqual(self.rollout.posting_count, 1)
        for act in (
            lambda: old.write({"name": "Khác"}),
            lambda: old.unlink(),
            lambda: file.write({"name": "khac.pdf"}),
            lambda: file.unlink(),
            lambda: self.file(old),
            lambda: self.renewal(old).action_confirm(),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                act()
        self.assertTrue(self.intact(file))

    def test_a_version_that_begins_later(self):
        old = self.posting(duration="90")
        with freeze_time("2024-06-10 05:00:00"):
            self.renewal(old).action_confirm()
            old.invalidate_recordset()
            self.assertEqual((old.status, old.next_ids.status), ("posted", "planned"))
        with freeze_time("2024-06-20 05:00:00"):
            (old | old.next_ids).invalidate_recordset()
            self.assertEqual((old.status, old.next_ids.status), ("replaced", "posted"))

    def test_a_version_begins_after_the_one_before(self):
        old = self.posting()
        for day in (date(2024, 6, 1), date(2024, 5, 1)):
            with self.subTest(day), self.assertRaises(UserError):
                self.renewal(old, date_from=day).action_confirm()
        planned = self.posting(date_from=False)
        with self.assertRaises(UserError):
            self.renewal(planned).action_confirm()
        self.assertFalse(old.date_removed)

    def test_what_was_posted_stays_in_the_list(self):
        with self.assertRaises(UserError):
            self.posting().unlink()
        self.posting(date_from=date(2999, 1, 1)).unlink()

    def test_the_list_goes_on_without_a_rollout(self):
        posting = self.posting()
        self.assertEqual(posting.company_id, self.env.company)
        self.assertFalse(posting.rollout_id)
        linked = self.posting(rollout_id=self.rollout.id)
        self.end(self.rollout)
        linked.summary = "Bổ sung giờ tiếp công dân"
        self.renewal(linked).action_confirm()
        self.assertFalse(linked.next_ids.rollout_id, "nothing new in what has ended")
        with self.assertRaises(UserError):
            self.posting(rollout_id=self.rollout.id)
        with self.assertRaises(UserError):
            posting.rollout_id = self.rollout

    def test_the_rollout_names_the_unit(self):
        model = self.model("gov.rollout.posting", "officer_a")
        with Form(model.with_context(default_rollout_id=self.rollout.id)) as form:
            self.assertEqual(form.unit_id, self.commune)
            form.name = NAME
            form.kind_id = self.env.ref("friendly_gov.posting_kind_rules")
        with self.assertRaises(ValidationError):
            self.posting("manager", unit_id=self.other.id, rollout_id=self.rollout.id)
        mine = self.posting("manager", unit_id=self.other.id)
        with self.assertRaises(ValidationError):
            mine.rollout_id = self.rollout
        self.env.invalidate_all()
        self.assertEqual(mine.unit_id, self.other)

    def test_it_stays_where_it_was_entered(self):
        self.users["officer_a"].gov_unit_ids |= self.other
        posting = self.posting(rollout_id=self.rollout.id)
        with self.assertRaises(AccessError):
            posting.unit_id = self.other
        other = self._rollout(
            self.commune, reform_model_id=self.reform.copy({"code": "CQTT-Q"}).id
        )
        for value in (other.id, False):
            with self.subTest(value), self.assertRaises(AccessError):
                posting.write({"rollout_id": value})
        free = self.posting()
        free.rollout_id = self.rollout
        self.assertEqual(free.rollout_id, self.rollout, "linked later")

    # Who

    def test_who_keeps_the_list(self):
        for login in ("staff_a", "officer_a", "manager"):
            with self.subTest(login):
                self.file(self.posting(login), login)
        for login in ("officer_b", "coordinator", "clerk", "leader", "no_scope"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.posting(login)
        # For a unit without users, where the department steers.
        steered = self.posting("coordinator", rollout_id=self.rollout.id)
        self.file(steered, "coordinator")
        self.renewal(steered, "coordinator").action_confirm()
        self.assertTrue(steered.next_ids)

    def test_who_sees_it(self):
        own, linked = self.posting(), self.posting(rollout_id=self.rollout.id)
        both = own | linked
        for login, wanted in {
            "staff_a": both,
            "officer_b": own.browse(),
            "coordinator": linked,
            "leader": both,
            "manager": both,
            "no_scope": own.browse(),
        }.items():
            model = self.model("gov.rollout.posting", login)
            with self.subTest(login):
                self.assertEqual(model.search([("id", "in", both.ids)]), wanted)
        rows = [("res_model", "=", own._name), ("res_id", "=", own.id)]
        histories = self.model("gov.history", "officer_b")
        self.assertFalse(histories.search(rows))
        self.assertTrue(self.model("gov.history", "manager").search(rows))

    def test_attacks_on_a_version(self):
        old = self.posting()
        self.renewal(old).action_confirm()
        new = old.next_ids
        fresh = self.posting()
        for login in ("officer_a", "coordinator", "manager"):
            for record, vals in (
                (fresh, {"date_removed": "2024-06-02"}),
                (new, {"previous_id": False}),
                (old, {"date_removed": False}),
                (fresh, {"next_ids": [(4, new.id)]}),
            ):
                with self.subTest(f"{login} {vals}"), self.assertRaises(UserError):
                    record.with_user(self.users[login]).write(vals)
            with self.subTest(login), self.assertRaises(AccessError):
                self.posting(login, previous_id=fresh.id)
            loaded = self.model(old._name, login).load(
                [".id", "date_removed"], [[str(fresh.id), "2024-06-02"]]
            )
            self.assertFalse(loaded["ids"])
        for login in ("officer_b", "coordinator", "leader", "clerk"):
            with self.subTest(login), self.assertRaises(AccessError):
                fresh.with_user(self.users[login])._renew(
                    {"date_from": date(2024, 6, 20)}
                )
        with self.assertRaises(AccessError):
            self.renewal(fresh, "officer_b").action_confirm()
        self.assertFalse(fresh.date_removed)

    def test_attachments_of_a_replaced_version(self):
        old = self.posting()
        file = self.file(old)
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", file._name), ("res_field", "=", "file")]
            + [("res_id", "=", file.id)]
        )
        self.assertTrue(attachment)
        self.renewal(old).action_confirm()
        for vals in (
            {"raw": b"x"},
            {"public": True},
            {"res_id": 1},
            {"res_field": False},
        ):
            for user in (self.users["manager"], self.env.user):
                with self.subTest(vals), self.assertRaises(AccessError):
                    attachment.with_user(user).write(vals)
        with self.assertRaises(AccessError):
            attachment.unlink()
        self.assertTrue(self.intact(file))

    @mute_logger("odoo.sql_db")
    def test_one_next_version(self):
        old = self.posting()
        self.renewal(old).action_confirm()
        fresh = self.posting()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            fresh._guarded_write({"previous_id": old.id})
            fresh.flush_recordset()

    def test_history_tells_the_list_of_a_past_day(self):
        with freeze_time("2024-06-01 05:00:00"):
            old = self.posting(duration="90")
        with freeze_time("2024-06-20 05:00:00"):
            self.renewal(old).action_confirm()
        rows = self.env["gov.history"].search(
            [("res_model", "=", old._name), ("res_id", "in", (old | old.next_ids).ids)],
            order="id",
        )
        told = [
            (r.res_id, r.event, str(r.recorded_at.date()), r.snapshot["date_removed"])
            for r in rows
        ]
        self.assertEqual(
            told,
            [
                (old.id, "create", "2024-06-01", None),
                (old.next_ids.id, "renew", "2024-06-20", None),
                (old.id, "replace", "2024-06-20", "2024-06-20"),
            ],
        )
        self.assertEqual(rows[0].snapshot["date_to"], "2024-08-30")
        self.assertEqual(rows[0].snapshot["unit_id"], self.commune.id)
        self.assertEqual(rows[1].user_id, self.users["officer_a"])

    def test_kinds_come_with_their_source(self):
        kinds = self.env["gov.posting.kind"].search([("company_id", "=", False)])
        data = kinds.filtered(lambda kind: kind.get_external_id()[kind.id])
        self.assertEqual(len(data), 4)
        for kind in data:
            self.assertTrue(kind.source or kind.needs_confirmation, kind.name)
