"""Reporting rules have three more values, none from an official source.

The columns got the values that change no figure of before; the office has to compare
them with the rule of its province.
"""


def migrate(cr, version):
    if not version:
        return
    cr.execute("UPDATE gov_period_profile SET needs_confirmation = TRUE")
