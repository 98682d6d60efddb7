def migrate(cr, version):
    """The one record that a directive could name becomes its first linked record."""
    cr.execute(
        """
        SELECT 1 FROM information_schema.columns
         WHERE table_schema = current_schema AND table_name = 'gov_directive'
           AND column_name = 'res_model'
        """
    )
    if not cr.fetchone():
        return
    cr.execute(
        """
        INSERT INTO gov_link (directive_id, company_id, res_model, res_id,
                              create_uid, create_date, write_uid, write_date)
        SELECT id, company_id, res_model, res_id,
               create_uid, now() AT TIME ZONE 'UTC', write_uid,
               now() AT TIME ZONE 'UTC'
          FROM gov_directive
         WHERE res_model IS NOT NULL AND res_id > 0
        ON CONFLICT DO NOTHING
        """
    )
    # Kinds of records that are linked already may be linked.
    cr.execute(
        "UPDATE ir_model SET gov_linkable = TRUE "
        "WHERE model IN (SELECT res_model FROM gov_link)"
    )
