"""Words of the export per person and month, and its figures, for the writer."""

from .queries import person_month
from .xlsx.columns import Column
from .xlsx.official import OfficialHead, write_head
from .xlsx.table import write_table
from .xlsx.writer import Book


def write_person_month(target, dialog):
    """Write the workbook of ``dialog`` (a ``gov.person.month``) to ``target``.

    :return: number of rows by person, and of products
    """
    env, month = dialog.env, dialog._get_month()
    head = _get_head(dialog, month)
    grades = dict(env["gov.product.mixin"]._selection_grade())
    with Book(target, {"title": head.title}) as book:
        persons = _write_sheet(
            book,
            head,
            env._("By person"),
            _get_person_columns(env, grades),
            _label_persons(env, month, person_month.person_rows(env, month)),
            env,
        )
        products = _write_sheet(
            book,
            head,
            env._("Products"),
            _get_product_columns(env),
            _label_products(env, grades, person_month.product_rows(env, month)),
            env,
        )
    return persons.count, products.count


def _write_sheet(book, head, name, columns, rows, env):
    sheet = book.add_sheet(name, [column.width for column in columns])
    sheet.set_page(footer=head.banner)
    write_head(sheet, head)
    return write_table(
        sheet,
        columns,
        rows,
        total_label=env._("Total"),
        empty_label=env._("No product in this month and scope."),
    )


def _get_head(dialog, month):
    env = dialog.env
    banner = ""
    if dialog.is_demo:
        banner = env._(
            "Illustration from public documents; it does not show how the units "
            "carry out their tasks"
        )
    return OfficialHead(
        superior=dialog.unit_id.parent_id.name or "",
        issuer=dialog.unit_id.name,
        state=env._("SOCIALIST REPUBLIC OF VIET NAM"),
        motto=env._("Independence - Freedom - Happiness"),
        title=env._("Products by person"),
        subtitle=(
            env._(
                "Month %(month)s (data to %(day)s)",
                month=month.date_from.strftime("%m/%Y"),
                day=month.as_of.strftime("%d/%m/%Y"),
            ),
            env._(
                "Figures for the assessment under Decree 335/2025/NĐ-CP. This table "
                "counts; it does not rate officials."
            ),
            env._(
                "A product is a task of a unit; converted = quantity × coefficient; a "
                "task that states no quantity counts as one. Faults for objective "
                "reasons are shown and not counted. Corrections of earlier months "
                "stand apart, as changes."
            ),
        ),
        banner=banner,
    )


def _get_person_columns(env, grades):
    count = {"kind": "int", "width": 9, "total": "sum"}
    amount = {"kind": "float", "width": 11, "total": "sum"}
    products, converted = env._("Products"), env._("Converted quantity")
    quality, faults = env._("Quality"), env._("Faults")
    fixed = env._("Corrections of earlier months")
    return [
        Column("number", env._("No."), "int", width=6),
        Column("owner_name", env._("Person in charge"), width=24),
        Column("unit_name", env._("Unit"), width=26),
        Column("month", env._("Month"), width=10, align="center"),
        Column("assigned", env._("Given"), group=products, **count),
        Column("done", env._("Done"), group=products, **count),
        Column("done_on_time", env._("On time"), group=products, **count),
        Column("done_late", env._("Done late"), group=products, **count),
        Column("overdue", env._("Overdue"), group=products, **count),
        Column("converted_assigned", env._("Given"), group=converted, **amount),
        Column("converted_done", env._("Done"), group=converted, **amount),
        Column("converted_on_time", env._("On time"), group=converted, **amount),
        *(
            Column(f"grade_{grade}", grades[grade], group=quality, **count)
            for grade in person_month.GRADES
        ),
        Column("fault_count", env._("Counted"), group=faults, **count),
        Column("fault_excluded", env._("For objective reasons"), group=faults, **count),
        Column("fixed", env._("Tasks"), group=fixed, **count),
        Column("fixed_converted", env._("Converted (±)"), group=fixed, **amount),
        Column("fixed_faults", env._("Faults (±)"), group=fixed, **count),
    ]


def _get_product_columns(env):
    count = {"kind": "int", "width": 9, "total": "sum"}
    amount = {"kind": "float", "width": 11}
    return [
        Column("number", env._("No."), "int", width=6),
        Column("owner_name", env._("Person in charge"), width=22),
        Column("unit_name", env._("Unit"), width=22),
        Column("symbol", env._("Number and symbol"), width=16),
        Column("code", env._("Task code"), width=8),
        Column("text", env._("Task contents"), width=40),
        Column("product", env._("Product"), width=18),
        Column("product_uom", env._("Unit of measure"), width=10),
        Column("quantity_assigned", env._("Quantity assigned"), **amount),
        Column("quantity_done", env._("Quantity done"), **amount),
        Column("coefficient", env._("Coefficient"), "float", width=9),
        Column("converted_assigned", env._("Converted, assigned"), **amount),
        Column("converted_done", env._("Converted, done"), **amount),
        Column("date_due", env._("Deadline"), "date", width=11),
        Column("date_done", env._("Done on"), "date", width=11),
        Column("status", env._("Status"), width=18),
        Column("grade", env._("Quality"), width=10),
        Column("fault_count", env._("Faults counted"), **count),
        Column("fault_excluded", env._("Faults not counted"), **count),
        Column("fault_note", env._("About the faults"), width=26),
        Column("note", env._("Note"), width=18),
    ]


def _label_persons(env, month, rows):
    for number, row in enumerate(rows, start=1):
        row["number"] = number
        row["month"] = month.date_from.strftime("%m/%Y")
        row["owner_name"] = row["owner_name"] or env._("Nobody in charge")
        yield row


def _label_products(env, grades, rows):
    labels = dict(env["gov.assignment"]._selection_status())
    for number, row in enumerate(rows, start=1):
        row["number"] = number
        row["owner_name"] = row["owner_name"] or env._("Nobody in charge")
        row["status"] = labels[row["status"]]
        row["grade"] = grades.get(row["grade"])
        row["note"] = env._("Corrected, closed earlier") if row["is_fixed"] else None
        yield row
