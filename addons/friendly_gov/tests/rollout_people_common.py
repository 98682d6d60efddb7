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
        """A roll-out that hasn't begun, without steps."""
        values = {"reform_model_id": cls.reform.id}
        return super()._rollout(unit, begin=False, **(values | vals))

    def model(self, name, login):
        return self.env[name].with_user(self.users[login])

    def end(self, rollout, state="closed"):
        rollout._guarded_write({"state": state})
