"""What was published about units, by unit and quarter.

An item is entered once and taken back once (both with their time) and its counted
columns never change, so figures as of a past day are read from the items themselves.
"""

from odoo.tools import SQL

TONES = ("neutral", "exemplary", "critical")


def unit_quarter_rows(env, domain, date_from, date_to, as_of, units=None):
    """One dict per unit and quarter of publication with something in it.

    Keys: ``unit_id``, ``name``, ``year``, ``quarter``, one per tone, ``total``. An
    item about several units counts for each of them.

    :param list domain: on ``gov.media.item``, under the rights of the user
    :param datetime.date date_from, date_to: days of publication, both included
    :param datetime.date as_of: what was entered later, or taken back by the end of
        this day, is not counted
    :param units: only rows of these ``hr.department`` records
    """
    env.flush_all()
    chosen = SQL("AND rel.hr_department_id = ANY(%s)", units.ids) if units else SQL()
    tones = SQL(", ").join(
        SQL("count(*) FILTER (WHERE item.tone = %s) AS %s", tone, SQL.identifier(tone))
        for tone in TONES
    )
    env.cr.execute(
        SQL(
            """
            SELECT unit.id AS unit_id, %(name)s AS name,
                   extract(year FROM item.date)::int AS year,
                   extract(quarter FROM item.date)::int AS quarter,
                   %(tones)s, count(*) AS total
              FROM gov_media_item item
              JOIN gov_media_item_unit_rel rel ON rel.gov_media_item_id = item.id
              JOIN hr_department unit ON unit.id = rel.hr_department_id
             WHERE item.id IN %(ids)s %(chosen)s
               AND item.date BETWEEN %(date_from)s AND %(date_to)s
               AND item.recorded_at < %(end)s
               AND (item.withdrawn_at IS NULL OR item.withdrawn_at >= %(end)s)
             GROUP BY unit.id, year, quarter
             ORDER BY name, unit.id, year, quarter
            """,
            name=env["hr.department"]._field_to_sql("unit", "name"),
            tones=tones,
            ids=env["gov.media.item"]._search(domain).subselect(),
            chosen=chosen,
            date_from=date_from,
            date_to=date_to,
            end=env.company._gov_end_of_day(as_of),
        )
    )
    return env.cr.dictfetchall()
