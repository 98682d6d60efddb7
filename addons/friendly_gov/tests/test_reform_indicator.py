from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GovCase


class RegisterCase(GovCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model = cls._model()
        cls.env["gov.period"]._generate(cls.profile, 2023)

    @classmethod
    def _model(cls, **vals):
        values = {
            "code": "CQTT",
            "name": "Chính quyền thân thiện vì Nhân dân phục vụ",
            "lead_unit_id": cls.home.id,
        }
        return cls.env["gov.reform.model"].create(values | vals)

    @classmethod
    def _period(cls, kind, index=1):
        domain = [("kind", "=", kind), ("year", "=", 2023), ("index", "=", index)]
        return cls.env["gov.period"].search(domain)

    @classmethod
    def _indicator(cls, **vals):
        values = {
            "reform_model_id": cls.model.id,
            "name": "Tỷ lệ người dân hài lòng",
            "uom": "%",
        }
        return cls.env["gov.reform.indicator"].create(values | vals)

    @classmethod
    def _target(cls, indicator, **vals):
        values = {
            "indicator_id": indicator.id,
            "period_id": cls._period("quarter", 2).id,
            "target": 97,
        }
        return cls.env["gov.reform.target"].create(values | vals)


@tagged("post_install", "-at_install")
class TestIndicator(RegisterCase):
    def test_a_target_belongs_to_a_period_of_its_kind(self):
        quarterly = self._indicator()
        target = self._target(quarterly)
        self.assertEqual(target.reform_model_id, self.model)
        for kind in ("month", "half", "year", "nine_months"):
            with self.subTest(kind), self.assertRaises(ValidationError):
                self._target(quarterly, period_id=self._period(kind).id)
        half = self._indicator(name="Hồ sơ tại nhà", uom="hồ sơ", period_kind="half")
        self._target(half, period_id=self._period("half").id)

    @mute_logger("odoo.sql_db")
    def test_one_target_a_period_and_unit(self):
        indicator = self._indicator()
        self._target(indicator)
        self._target(indicator, unit_id=self.commune.id, target=95)
        for unit in (self.env["hr.department"], self.commune):
            with self.subTest(unit.name), self.assertRaises(IntegrityError):
                with self.env.cr.savepoint():
                    self._target(indicator, unit_id=unit.id)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._target(indicator, period_id=self._period("quarter").id, target=-1)

    def test_direction(self):
        up, down = self._indicator(), self._indicator(direction="down", name="Quá hạn")
        for value, of_up, of_down in ((96, False, True), (97, True, True)):
            with self.subTest(value):
                self.assertEqual(up._is_met(value, 97), of_up)
                self.assertEqual(down._is_met(value, 97), of_down)
        self.assertFalse(down._is_met(98, 97))

    def test_what_figures_hang_on_stays(self):
        indicator = self._indicator()
        indicator.direction = "down"
        self._target(indicator)
        for vals in (
            {"direction": "up"},
            {"period_kind": "year"},
            {"uom": "phiếu"},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                indicator.write(vals)
        indicator.write({"name": "Mức độ hài lòng", "direction": "down", "uom": "%"})
        with self.assertRaises(UserError):
            indicator.unlink()
        indicator.active = False

    def test_targets_have_a_history(self):
        target = self._target(self._indicator())
        target.target = 98
        rows = self.env["gov.history"].search(
            [("res_model", "=", target._name), ("res_id", "=", target.id)], order="id"
        )
        self.assertEqual([row.snapshot["target"] for row in rows], [97, 98])

    def test_they_stay_where_they_were_entered(self):
        other = self._model(code="HEN-GIO")
        indicator = self._indicator()
        with self.assertRaises(AccessError):
            indicator.reform_model_id = other
        target = self._target(indicator)
        with self.assertRaises(AccessError):
            target.indicator_id = self._indicator(reform_model_id=other.id)

    def test_kept_by_the_lead_unit(self):
        indicator = self._indicator()
        target = self._target(indicator)
        theirs = self._indicator(
            reform_model_id=self._model(code="B", lead_unit_id=self.other.id).id
        )
        for login, may in (
            ("staff_a", ""),
            ("officer_a", ""),
            ("clerk", ""),
            ("leader", ""),
            ("no_scope", ""),
            ("coordinator", "own"),
            ("manager", "all"),
        ):
            user = self.users[login]
            for record in (indicator, target):
                with self.subTest(f"{login} {record._name}"):
                    record = record.with_user(user)
                    self.assertTrue(record.has_access("read"))
                    for operation in ("write", "create", "unlink"):
                        self.assertEqual(record.has_access(operation), bool(may))
            with self.subTest(login):
                record = theirs.with_user(user)
                self.assertEqual(record.has_access("write"), may == "all")
        for login in ("plain", "portal", "public"):
            for record in (indicator, target):
                with self.subTest(f"{login} {record._name}"):
                    record = record.with_user(self.users[login])
                    self.assertFalse(record.has_access("read"))
