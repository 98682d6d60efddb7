"""Pledges of the unit of a roll-out, in the campaign of its reform model.

The one definition for the form, the launch and sheet A. A roll-out is covered by the
newest campaign of its model that has pledges of its unit, or of a part of the unit
(divisions, the one-stop unit); each level on its own. One that the unit or a body below
it organises counts only where no other covers it: nobody opens a smaller campaign for
oneself to pass the launch. Only numbers are told, to whoever reads the roll-out: a body
that steers it may not read the pledges themselves.
"""

from odoo.tools import SQL

from . import history

# Kinds of units that are parts of the one above them, and sign with it.
PARTS = ("division", "one_stop")
LEVELS = ("unit", "person")


def is_used(env):
    """Is there any campaign that roll-outs take their numbers from?"""
    # sudo: existence only, to spare reports a query over all pledges.
    campaigns = env["gov.pledge.campaign"].sudo()
    domain = [("reform_model_id", "!=", False), ("state", "!=", "draft")]
    return bool(campaigns.search_count(domain, limit=1))


def today_sql():
    """Pledges of today, as :func:`counts_sql` takes them."""
    return SQL("SELECT p.campaign_id, p.level, p.unit_id, p.state FROM gov_pledge p")


def as_of_sql(env, as_of):
    """Pledges as they were at the end of ``as_of``, as :func:`counts_sql` takes them.

    The model of a campaign stays once it is open: what is linked later would move
    reports of earlier days.
    """
    # sudo: numbers only, see above.
    env = env["gov.pledge"].sudo().env
    domain = [("campaign_id.reform_model_id", "!=", False)]
    end = env.company._gov_end_of_day(as_of)
    return SQL(
        "SELECT p.campaign_id, p.level, p.unit_id, p.state FROM (%s) p",
        history.as_of_sql(env, "gov.pledge", end, domain),
    )


def counts_sql(rollouts, pledges):
    """SELECT of rollout_id, campaign_id and, for each of ``LEVELS``, ``…_covered``
    (pledges that count), ``…_open`` (not signed, no reason) and ``…_signed``.

    One row for each roll-out that is covered.

    :param SQL rollouts: SELECT with ids of roll-outs
    :param SQL pledges: :func:`today_sql` or :func:`as_of_sql`
    """
    return SQL(
        """
        WITH cover AS MATERIALIZED (
            SELECT unit.id AS unit_id, unit.id AS agency_id FROM hr_department unit
             UNION
            SELECT unit.id, (
                   SELECT above.id
                     FROM unnest(string_to_array(
                              trim('/' FROM unit.parent_path), '/')::int[])
                          WITH ORDINALITY AS place(id, number)
                     JOIN hr_department above ON above.id = place.id
                    WHERE above.gov_kind IS NULL OR above.gov_kind NOT IN %(parts)s
                    ORDER BY place.number DESC LIMIT 1)
              FROM hr_department unit
             WHERE unit.gov_kind IN %(parts)s),
        signed AS MATERIALIZED (
            SELECT pledge.campaign_id, cover.agency_id, pledge.level,
                   count(*) AS covered,
                   count(*) FILTER (WHERE pledge.state = 'to_sign') AS open,
                   count(*) FILTER (WHERE pledge.state = 'signed') AS signed
              FROM (%(pledges)s) pledge
              JOIN cover ON cover.unit_id = pledge.unit_id
             WHERE pledge.state <> 'retired'
             GROUP BY 1, 2, 3),
        found AS (
            SELECT r.id AS rollout_id, signed.*,
                   row_number() OVER (PARTITION BY r.id, signed.level
                                      ORDER BY starts_with(organizer.parent_path,
                                                           unit.parent_path),
                                               signed.campaign_id DESC) AS place
              FROM gov_rollout r
              JOIN hr_department unit ON unit.id = r.unit_id
              JOIN gov_pledge_campaign c
                ON c.reform_model_id = r.reform_model_id
               AND c.state <> 'draft'
               AND COALESCE(c.is_demo, FALSE) = COALESCE(r.is_demo, FALSE)
              JOIN signed ON signed.campaign_id = c.id
                         AND signed.agency_id = r.unit_id
              JOIN hr_department organizer ON organizer.id = c.organizer_unit_id
             WHERE r.id IN (%(rollouts)s))
        SELECT rollout_id, max(campaign_id) AS campaign_id, %(columns)s
          FROM found
         WHERE place = 1
         GROUP BY rollout_id
        """,
        parts=PARTS,
        pledges=pledges,
        rollouts=rollouts,
        columns=SQL(", ").join(
            SQL(
                "COALESCE(sum(%s) FILTER (WHERE level = %s), 0)::int AS %s",
                SQL.identifier(name),
                level,
                SQL.identifier(f"{level}_{name}"),
            )
            for level in LEVELS
            for name in ("covered", "open", "signed")
        ),
    )
