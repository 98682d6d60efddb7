"""What the screens rely on: proposals in order, filters, words instead of codes."""

import base64

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import GovCase


@tagged("post_install", "-at_install")
class TestScreens(GovCase):
    def test_units_with_the_phrase_come_first(self):
        self._unit("T-Y", "UBND huyện Y, tỉnh X", "people_committee", "district")
        found = self.env["hr.department"].name_search("ubnd tinh x", limit=2)
        self.assertEqual(found[0][0], self.province.id)
        names = self.env["hr.department"].name_search("ubnd tinh x")
        self.assertIn("UBND huyện Y", " ".join(name for _id, name in names))
        self.assertEqual(len(names), len({record_id for record_id, _name in names}))

    def test_lines_to_confirm(self):
        lines = self._issued(self.commune | self.home)
        search = self.env["gov.assignment"].with_user
        domain = [("can_confirm", "=", True), ("id", "in", lines.ids)]
        for login in ("coordinator", "leader", "manager", "officer_a", "no_scope"):
            with self.subTest(login):
                mine = search(self.users[login])
                seen = mine.search([("id", "in", lines.ids)])
                self.assertEqual(
                    mine.search(domain), seen.filtered("can_confirm"), login
                )
        found = search(self.users["coordinator"]).search(domain)
        self.assertEqual(found.unit_id, self.commune, "never the own unit's work")
        # nor what is in one's own charge, in whichever unit
        found.sudo()._guarded_write({"owner_id": self.users["coordinator"].id})
        self.assertFalse(search(self.users["coordinator"]).search(domain))
        self.assertFalse(found.can_confirm)

    def test_issuer_fills_the_usual_bodies(self):
        form = Form(self.env["gov.directive"].with_user(self.users["coordinator"]))
        form.issuer_id = self.province
        self.assertEqual(form.assigning_unit_id, self.province)
        self.assertEqual(form.monitoring_unit_id, self.home)

    def test_group_speaks_in_words(self):
        group = self.env["gov.unit.group"].create(
            {
                "name": "Các sở",
                "code": "cac_so",
                "unit_kinds": "department,office",
                "unit_levels": "province",
            }
        )
        self.assertEqual(group.criteria, "Specialised agency, Office – Province")

    def test_file_without_rows_is_no_success(self):
        dialog = self.env["gov.table.import"].create({"kind": "unit"})
        dialog.write({"file": base64.b64encode(dialog._get_template())})
        dialog.file_name = "mau.xlsx"
        with self.assertRaisesRegex(UserError, "no row below the headers"):
            dialog.action_import()

    def test_periods_are_named_in_the_language_of_their_maker(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        periods = self.env["gov.period"].with_context(lang="vi_VN")
        made = periods._generate(self.profile, 2031)
        self.env.flush_all()
        self.assertIn("Quý II/2031", made.mapped("name"))
