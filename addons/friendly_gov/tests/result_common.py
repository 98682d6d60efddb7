"""A reform model with pilot, replicas, indicators and targets, for figures."""

from datetime import date

from .common import GovCase


class ResultCase(GovCase):
    """Pilot in commune A, launched 17/6/2024; replicas in B, C and D.

    One indicator by month, in percent, more is better; one by quarter, less is.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["gov.period"]._generate(cls.profile, 2024)
        cls.model = cls.env["gov.reform.model"].create(
            {
                "code": "CQTT-KQ",
                "name": "Chính quyền thân thiện",
                "lead_unit_id": cls.home.id,
            }
        )
        cls.rate, cls.late = cls.env["gov.reform.indicator"].create(
            [
                {
                    "reform_model_id": cls.model.id,
                    "code": "CT01",
                    "name": "Hồ sơ giải quyết đúng hạn",
                    "uom": "%",
                    "direction": "up",
                    "period_kind": "month",
                },
                {
                    "reform_model_id": cls.model.id,
                    "code": "CT02",
                    "name": "Hồ sơ quá hạn",
                    "uom": "hồ sơ",
                    "direction": "down",
                    "period_kind": "quarter",
                },
            ]
        )
        cls.third = cls._unit("T-C", "Xã C", "people_committee", "commune")
        cls.fourth = cls._unit("T-D", "Xã D", "people_committee", "commune")
        cls.pilot = cls._launched(cls.commune, "pilot", date(2024, 6, 17))
        cls.replicas = cls.env["gov.rollout"].union(
            *(
                cls._launched(unit, "replica", date(2024, 8, 1))
                for unit in (cls.other, cls.third, cls.fourth)
            )
        )

    @classmethod
    def _launched(cls, unit, kind, day, **vals):
        rollout = cls.env["gov.rollout"].create(
            {
                "reform_model_id": cls.model.id,
                "unit_id": unit.id,
                "steering_unit_id": cls.home.id,
                "kind": kind,
            }
            | vals
        )
        rollout._history_write({"state": "launched", "date_launched": day}, "launch")
        return rollout

    @classmethod
    def _period(cls, index, kind="month"):
        return cls.env["gov.period"].search(
            [
                ("profile_id", "=", cls.profile.id),
                ("kind", "=", kind),
                ("year", "=", 2024),
                ("index", "=", index),
            ]
        )

    @classmethod
    def _target(cls, indicator, period, target, unit=None):
        return cls.env["gov.reform.target"].create(
            {
                "indicator_id": indicator.id,
                "period_id": period.id,
                "target": target,
                "unit_id": unit.id if unit else False,
            }
        )

    @classmethod
    def _reached(cls, rollout, indicator, period, value, user=None):
        results = cls.env["gov.rollout.result"]
        if user:
            results = results.with_user(cls.users[user])
        return results.create(
            {
                "rollout_id": rollout.id,
                "indicator_id": indicator.id,
                "period_id": period.id,
                "value": value,
            }
        )

    def _recorded(self, record, moment):
        """Let the last row of the history of ``record`` be of ``moment``."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE gov_history SET recorded_at = %s WHERE id = ("
            "SELECT max(id) FROM gov_history WHERE res_model = %s AND res_id = %s)",
            (moment, record._name, record.id),
        )
        self.env.invalidate_all()

    def _all_recorded(self, moment):
        """Let all that is there be known since ``moment``."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE gov_history SET recorded_at = %s", (moment,))
        self.env.invalidate_all()
