"""For whom a pledge waits: the one definition of the column, filters and reminders.

An account lets somebody sign on the screen: an active user with a role of this
module. Who signs for a unit must work for it, or be its head, as well: people who
were named and left must not keep the pledge of their former unit waiting.
"""

from odoo.tools import SQL

SIGN, NAME_SIGNER, PAPER = "sign", "name_signer", "paper"
KINDS = (SIGN, NAME_SIGNER, PAPER)
# Whoever has one of these, or a role that contains one, may open a pledge.
ROLES = ("user", "leader")


def get_role_ids(env):
    """Ids of the groups whose members may open a pledge."""
    # Kept by the framework, so that a page costs no query for it.
    data = env["ir.model.data"]
    roles = [data._xmlid_to_res_id(f"friendly_gov.group_{name}") for name in ROLES]
    groups = env["res.groups"]._get_group_definitions()
    return tuple(sorted({*roles, *groups.get_subset_ids(roles)}))


def account_sql(env, alias):
    """True if who is to sign the pledges of ``alias`` can do so on the screen."""
    return SQL(
        """EXISTS (
            SELECT FROM res_users person
             WHERE person.id = %s AND person.active
               AND EXISTS (SELECT FROM res_groups_users_rel role
                            WHERE role.uid = person.id AND role.gid IN %s))""",
        SQL.identifier(alias, "user_id"),
        get_role_ids(env),
    )


def works_sql(alias):
    """True if who is to sign works for the unit, leads it, or is its head."""
    user = SQL.identifier(alias, "user_id")
    return SQL(
        """EXISTS (
            SELECT FROM hr_department unit
              LEFT JOIN hr_employee head ON head.id = unit.manager_id
             WHERE unit.id = %(unit)s
               AND (head.user_id = %(user)s
                    OR EXISTS (SELECT FROM gov_user_unit_rel works
                                 JOIN hr_department own
                                   ON own.id = works.hr_department_id
                                WHERE works.res_users_id = %(user)s
                                  AND unit.parent_path LIKE own.parent_path || '%%')
                    OR EXISTS (SELECT FROM gov_user_follow_unit_rel leads
                                WHERE leads.res_users_id = %(user)s
                                  AND leads.hr_department_id = unit.id)))""",
        unit=SQL.identifier(alias, "unit_id"),
        user=user,
    )


def waiting_sql(env, alias):
    """One of :data:`KINDS`; NULL where nothing is waited for.

    :param str alias: a row of ``gov_pledge``
    """
    return SQL(
        """CASE WHEN %(state)s <> 'to_sign' OR NOT EXISTS (
                     SELECT FROM gov_pledge_campaign round
                      WHERE round.id = %(campaign)s AND round.state = 'open')
                THEN NULL
                WHEN %(level)s = 'unit' AND NOT (%(account)s AND %(works)s)
                THEN %(name_signer)s
                WHEN %(account)s THEN %(sign)s
                ELSE %(paper)s END""",
        state=SQL.identifier(alias, "state"),
        campaign=SQL.identifier(alias, "campaign_id"),
        level=SQL.identifier(alias, "level"),
        account=account_sql(env, alias),
        works=works_sql(alias),
        name_signer=NAME_SIGNER,
        sign=SIGN,
        paper=PAPER,
    )
