"""The lists that the addon ships come into force.

Records of ``noupdate`` data are made by an update as well; the call that brings them
into force is made at an installation only.
"""

from odoo import SUPERUSER_ID, api

SHIPPED = ("pledge_code_4_xin_4_luon", "pledge_code_5_khong")


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in SHIPPED:
        code = env.ref(f"friendly_gov.{name}", raise_if_not_found=False)
        if code and code.state == "draft":
            code._activate_shipped()
