"""Rows as CSV that a spreadsheet shows and never runs."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

# What makes a cell a formula, the full-width forms too; blanks before it do not help.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠|%")
_BYTE_ORDER_MARK = "\ufeff"  # without it one well-known spreadsheet takes UTF-8 for something else


def cell(value: Any) -> str:
    """Write a value so that no spreadsheet takes it for a formula."""
    text = "" if value is None else str(value)
    begins = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if begins else text


def table(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write rows under the names of all their columns, everything in quotes."""
    listed = list(rows)
    names = list(dict.fromkeys(name for row in listed for name in row))
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(map(cell, names))
    writer.writerows([cell(row.get(name)) for name in names] for row in listed)
    return _BYTE_ORDER_MARK + written.getvalue()
