from odoo.fields import Command

from .common import GovCase


class RolloutPeopleCase(GovCase):
    """The model of Chiềng Sinh in commune A, steered by the department."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reform = cls.env["gov.reform.model"].create(
            {
                "code": "CQTT-P",
                "name": "Chính quyền thân thiện",
                "lead_unit_id": cls.home.id,
            }
        )
        cls.rollout = cls._rollout(cls.commune)

    @classmethod
    def _rollout(cls, unit, **vals):
        values = {
            "reform_model_id": cls.reform.id,
            "unit_id": unit.id,
            "steering_unit_id": cls.home.id,
        }
        rollout = cls.env["gov.rollout"].create(values | vals)
        steering = rollout.steering_unit_id
        rollout._guarded_write({"visible_unit_ids": [Command.set(steering.ids)]})
        return rollout

    def model(self, name, login):
        return self.env[name].with_user(self.users[login])

    def end(self, rollout, state="closed"):
        rollout._guarded_write({"state": state})
