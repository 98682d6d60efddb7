"""Quantities of the lines of before, from their tasks and accepted results.

The coefficient is one and nothing has a grade: nobody gave any. A task cannot be
changed once issued, so its quantity held on every row of the log.
"""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE gov_assignment line
           SET quantity_assigned = task.product_quantity
                   / CASE WHEN trim(task.product_uom) = '%' THEN 100 ELSE 1 END
          FROM gov_task task
         WHERE task.id = line.task_id AND task.product_quantity > 0
        """
    )
    cr.execute(
        """
        UPDATE gov_assignment line
           SET quantity_done = COALESCE(
                   NULLIF(result.product_quantity, 0)
                   / CASE WHEN trim(task.product_uom) = '%' THEN 100 ELSE 1 END,
                   line.quantity_assigned)
          FROM gov_assignment_result result, gov_task task
         WHERE result.assignment_id = line.id AND task.id = line.task_id
           AND result.state = 'accepted' AND line.state = 'done'
        """
    )
    cr.execute(
        """
        UPDATE gov_assignment_log log
           SET quantity_assigned = line.quantity_assigned,
               quantity_done = CASE WHEN log.state = 'done'
                                    THEN line.quantity_done ELSE 0 END
          FROM gov_assignment line
         WHERE line.id = log.assignment_id
        """
    )
