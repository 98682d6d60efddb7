from lxml import etree

from odoo import api, fields, models
from odoo.fields import Command


class GovLinkableMixin(models.AbstractModel):
    """A document of the e-office that tasks come from.

    Adopt it in three lines::

        class IncomingDocument(models.Model):
            _name = "office.incoming"
            _inherit = ["office.incoming", "gov.linkable.mixin"]

    Its form then shows how many directives and assignments are linked to the
    document, opens them, and registers a new directive from it. Override
    :meth:`_gov_prepare_directive` to fill in number, date and subject.
    """

    _name = "gov.linkable.mixin"
    _description = "Document that directives are made from"

    # Looked at by gov.link: adopting the mixin is permission enough.
    _gov_linkable = True

    gov_link_count = fields.Integer(
        string="Tasks linked", compute="_compute_gov_link_count"
    )

    @api.depends_context("uid")
    def _compute_gov_link_count(self):
        """Directives and assignments that the user may see, one query."""
        self.gov_link_count = 0
        links = self.env["gov.link"]
        if not links.has_access("read"):
            return
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        counts = dict(links._read_group(domain, ["res_id"], ["__count"]))
        for record in self:
            record.gov_link_count = counts.get(record.id, 0)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            self._gov_add_buttons(arch)
        return arch, view

    @api.model
    def _gov_add_buttons(self, arch):
        sheet = arch.find(".//sheet")
        parent = arch if sheet is None else sheet
        box = arch.find(".//div[@name='button_box']")
        if box is None:
            box = etree.Element("div", {"class": "oe_button_box", "name": "button_box"})
            parent.insert(0, box)
        groups = "friendly_gov.group_user,friendly_gov.group_leader"
        button = etree.SubElement(
            box,
            "button",
            {
                "name": "action_gov_open_links",
                "type": "object",
                "class": "oe_stat_button",
                "icon": "fa-tasks",
                "groups": groups,
                "invisible": "not gov_link_count",
            },
        )
        etree.SubElement(
            button,
            "field",
            {
                "name": "gov_link_count",
                "widget": "statinfo",
                "string": self.env._("Tasks"),
            },
        )
        header = arch.find("./header")
        if header is None:
            header = etree.Element("header")
            arch.insert(0, header)
        etree.SubElement(
            header,
            "button",
            {
                "name": "action_gov_assign",
                "type": "object",
                "string": self.env._("Assign tasks from this document"),
                "groups": "friendly_gov.group_clerk,friendly_gov.group_coordinator",
                "invisible": "not id",
            },
        )

    def action_gov_open_links(self):
        """Open what is linked: the one record, or the list."""
        self.ensure_one()
        self.check_access("read")
        domain = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        links = self.env["gov.link"].search(domain)
        if len(links) == 1:
            return links.action_open_owner()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_link_action"
        )
        return action | {"domain": domain, "name": self.display_name}

    def action_gov_assign(self):
        """Open a new directive, filled in from this document and linked to it."""
        self.ensure_one()
        self.check_access("read")
        self.env["gov.directive"].check_access("create")
        link = Command.create({"res_model": self._name, "res_id": self.id})
        defaults = self._gov_prepare_directive() | {"link_ids": [link]}
        return {
            "name": self.env._("New directive"),
            "type": "ir.actions.act_window",
            "res_model": "gov.directive",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {f"default_{key}": value for key, value in defaults.items()},
        }

    def _gov_prepare_directive(self):
        """Values of a directive made from this document; to be overridden."""
        self.ensure_one()
        return {"subject": self.display_name}
