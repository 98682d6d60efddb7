"""XLSX writer in pure Python: column specifications and rows in, a sheet out.

Nothing here knows the ORM, a user or a language: every text comes in as a
parameter, already translated, and every figure is computed by the caller's query.
The only figures made here are the sums and ratios of the total rows.
"""

from .columns import Column, Ratio
from .official import OfficialHead, SignatureBlock, write_head, write_signature
from .table import TableResult, write_table
from .workbook import TablePart, TaskWorkbook, WorkbookResult, build_task_workbook
from .writer import Book, Sheet, XlsxError

__all__ = [
    "Book",
    "Column",
    "OfficialHead",
    "Ratio",
    "Sheet",
    "SignatureBlock",
    "TablePart",
    "TableResult",
    "TaskWorkbook",
    "WorkbookResult",
    "XlsxError",
    "build_task_workbook",
    "write_head",
    "write_signature",
    "write_table",
]
