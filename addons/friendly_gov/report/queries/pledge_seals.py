"""The chain of seals as reports tell of it."""

from odoo.tools import SQL


def get_seal_head(env, as_of):
    """Number and digest of the last seal of the company as of a day, or None.

    A witness outside the database: whoever cuts off the end of the chain, or makes it
    anew, no longer gets this digest. It tells nothing of who signed what.
    """
    env["gov.pledge.seal"].flush_model()
    rows = env.execute_query(
        SQL(
            """
            SELECT number, digest FROM gov_pledge_seal
             WHERE company_id = %s AND sealed_at < %s
             ORDER BY number DESC LIMIT 1
            """,
            env.company.id,
            env.company._gov_end_of_day(as_of),
        )
    )
    return rows[0] if rows else None
