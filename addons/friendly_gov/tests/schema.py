"""The part of the database that friendly_gov made, as plain data.

Used by the test of upgrades and by ``scripts/schema_snapshot.py``, so that both read
it alike. Knows no ORM: any DB-API cursor will do.
"""

# Stored fields of the addon's own models, and those it added to others' models.
COLUMNS = """
    SELECT c.table_name, c.column_name, c.udt_name
      FROM ir_model_data d
      JOIN ir_model_fields f ON f.id = d.res_id
      JOIN information_schema.columns c
        ON c.table_schema = current_schema
       AND c.table_name = replace(f.model, '.', '_')
       AND c.column_name = f.name
     WHERE d.module = %(module)s AND d.model = 'ir.model.fields' AND f.store
     UNION
    SELECT c.table_name, c.column_name, c.udt_name
      FROM ir_model_data d
      JOIN ir_model_fields f ON f.id = d.res_id
      JOIN information_schema.columns c
        ON c.table_schema = current_schema AND c.table_name = f.relation_table
     WHERE d.module = %(module)s AND d.model = 'ir.model.fields'
       AND f.ttype = 'many2many' AND f.store
"""


def read_schema(cursor, module="friendly_gov"):
    """Return ``{table: {column: PostgreSQL type}}``, in the order of the names."""
    cursor.execute(COLUMNS, {"module": module})
    schema = {}
    for table, column, kind in sorted(cursor.fetchall()):
        schema.setdefault(table, {})[column] = kind
    return schema


def compare(old, new):
    """What ``old`` had and ``new`` has not, or has with another type: sentences."""
    changes = []
    for table, columns in old.items():
        if table not in new:
            changes.append(f"table {table} is gone")
            continue
        for column, kind in columns.items():
            now = new[table].get(column)
            if now is None:
                changes.append(f"column {table}.{column} is gone")
            elif now != kind:
                changes.append(f"column {table}.{column} was {kind}, is {now}")
    return changes


def version_key(version):
    """Sort key of ``19.0.x.y.z``."""
    return tuple(int(part) for part in version.split("."))
