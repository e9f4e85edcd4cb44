"""The fault matrix names tests that exist, and every test of this folder."""

import ast
import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
TOP = HERE.parents[1]
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


@cache
def functions(path):
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def lines():
    rows = [line for line in (HERE / "matrix.md").read_text().splitlines() if line.startswith("| ")]
    return [row for row in rows if not row.startswith(("| fault |", "|--"))]


def test_every_fault_has_a_test_that_exists_or_a_reason():
    assert len(lines()) > 60
    for line in lines():
        named = NAMED.findall(line)
        assert named or "no test: " in line, line
        for path, test in named:
            assert test in functions(TOP / "tests" / path), line


def test_every_test_of_this_folder_is_in_the_matrix():
    named = {test for line in lines() for _, test in NAMED.findall(line)}
    for path in HERE.glob("test_*.py"):
        if path != Path(__file__):
            assert functions(path) <= named, path.name
