from datetime import date

from odoo.fields import Command

from .common import GovCase

QUOTE = "thực hiện chưa nghiêm túc"


class OversightCase(GovCase):
    """Paragraph 4 of CV 515/UBND-NVK: the broadcaster and the newspaper praise good
    units and also report those that are not serious.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.station = cls._unit("T-DAI", "Đài PT-TH tỉnh X", "media")
        cls.front = cls._unit("T-MTTQ", "Ủy ban MTTQ tỉnh X", "front")
        cls.users |= {
            "reporter": cls._user("reporter", ["officer"], cls.station),
            "editor": cls._user("editor", ["coordinator"], cls.station),
            "front": cls._user("front", ["officer"], cls.front),
            "coordinator_a": cls._user("coordinator_a", ["coordinator"], cls.commune),
            "coordinator_b": cls._user("coordinator_b", ["coordinator"], cls.other),
        }
        cls.outlet = cls.env["gov.media.outlet"].create({"name": "Báo X"})
        cls.channel = cls.env["gov.media.outlet"].create(
            {"name": "Truyền hình X", "unit_id": cls.station.id}
        )

    def item(self, login="officer_a", units=None, **vals):
        values = {
            "title": "Xã A ra mắt mô hình Chính quyền thân thiện",
            "outlet_id": self.outlet.id,
            "date": date(2024, 6, 17),
            "link": "https://bao.example/tin/1",
            "unit_ids": [Command.set((units or self.commune).ids)],
        }
        user = self.users[login] if login else self.env.user
        return self.env["gov.media.item"].with_user(user).create(values | vals)

    def critical(self, login="coordinator", units=None, **vals):
        values = {
            "title": "Còn đơn vị chưa nghiêm túc",
            "tone": "critical",
            "quote": QUOTE,
        }
        return self.item(login, units, **(values | vals))

    def supervision(self, login="front", units=None, **vals):
        values = {
            "body_unit_id": self.front.id,
            "date": date(2024, 7, 1),
            "unit_ids": [Command.set((units or self.commune).ids)],
            "content": "Niêm yết nội quy, biểu mẫu tại Bộ phận Một cửa",
        }
        if login != "front":
            values |= {"body_unit_id": False, "body_name": "Ban Thanh tra nhân dân"}
        model = self.env["gov.supervision"].with_user(self.users[login])
        return model.create(values | vals)

    def recommendation(self, login="front", supervision=None, **vals):
        supervision = supervision or self.supervision(login)
        values = {
            "supervision_id": supervision.id,
            "text": "Niêm yết đủ biểu mẫu trước 01/8/2024",
            "date_due": date(2024, 7, 31),
        }
        model = self.env["gov.supervision.recommendation"]
        return model.with_user(self.users[login]).create(values | vals)

    def step(self, login, record, event, **vals):
        """What the dialog sends."""
        names = {
            "gov.assignment.proposal": "proposal_ids",
            "gov.media.item": "media_item_ids",
            "gov.supervision.recommendation": "recommendation_ids",
        }
        dialogs = self.env["gov.step.action"].with_user(self.users[login])
        values = {"event": event, names[record._name]: record.ids, "reason": "Lý do"}
        return dialogs.create(values | vals).action_confirm()
