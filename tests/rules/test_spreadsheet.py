"""A spreadsheet shows what people wrote, and runs none of it."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from bot.rules import spreadsheet


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.text(max_size=20)), min_size=1))
def test_no_cell_begins_a_formula_and_every_word_is_there(rows: list[dict[str, str]]):
    written = spreadsheet.table(rows).removeprefix("\ufeff")
    head, *read = list(csv.reader(io.StringIO(written, newline="")))
    for row, cells in zip(rows, read, strict=True):
        for name, found in zip(head, cells, strict=True):
            assert found.removeprefix("'") == row.get(name, "").removeprefix("'")
            assert not found.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


def test_what_would_be_a_formula_is_text():
    assert spreadsheet.cell(" =1+1") == "' =1+1"
    assert spreadsheet.cell("\t=1") == "'\t=1"
    assert spreadsheet.cell("plain = words") == "plain = words"
    assert spreadsheet.cell(None) == ""
    assert spreadsheet.cell(3) == "3"
