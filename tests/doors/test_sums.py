"""Floats are added in one way, whatever the version of Python."""

import ast

import pytest

from validation.house import PACKAGES, files, nodes

COUNTED = {
    "sum(info.file_size for info in infos)": "bytes",
    "sum(trade.contracts for trade in trades)": "contracts",
    "sum((-int(order.size) for order in self.desk.waiting if order.data is data and order.size < 0))": "contracts",
    "sum(futures)": "contracts",
    "sum((one.size for one in parts))": "contracts",
    "sum(map(abs, futures))": "contracts",
    "sum((widths[one] + GAP for one in found[-1]))": "characters",
    "sum((len(numbers) for _, numbers in waiting))": "paths",
    "sum((len(found) for _, found in self._cells))": "runs",
    "sum((len(chunk.cells) for chunk in chunks))": "runs",
    "sum((len(chunks[place].cells) for place in waiting))": "runs",
    "sum(map(len, told[MOST:]))": "cells",
    "sum(widths)": "characters",
    "sum((max(map(len, column)) + 1 for column in zip(titles, *texts, strict=True)))": "characters",
    "sum((one['values']['count'] for one in notes))": "orders",
    "sum((abs(one.size) for one in against if one.within(averages[day, code], limit)))": "contracts",
    "sum((one.held for one in self.board))": "yes and no",
    "sum((_events(run, month).count(kind) for kind in ('roll', 'premium', 'insurance')))": "events",
    "sum(ways)": "yes and no",
    "sum((status[one] for one in OPEN))": "transfers",
    "sum(map(is_cut_short, rows))": "transfers",
    "sum(counts)": "contracts",
    "sum((answer.good for answer in answers))": "yes and no",
    "sum((int((np.diff(multipliers[names == name]) < 0.0).sum()) for name in set(names.tolist())))": "evenings",
    "sum((2 if unicodedata.east_asian_width(one) in 'WF' else 1 for one in text))": "columns of a terminal",
    "sum(map(str.isalpha, ''.join(self.parts)))": "letters",
    "sum(lengths)": "letters",
    "sum((chunk.num_values for chunk in _chunks(about)))": "values",
    "sum((max(chunk.total_uncompressed_size, 1) for chunk in chunks if chunk.physical_type == 'BYTE_ARRAY'))": "bytes",
    "sum(values)": "columns of a table, added place by place",
}
"""Uses of Python's `sum` on what is no float, and what is added."""


def sums(path):
    """Uses of Python's `sum` that do not simply count."""
    for node in nodes(path):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "sum"
            and not counts(node)
        ):
            yield ast.unparse(node)


def counts(call):
    """Whether a `sum` adds ones, or answers to a question: integers whatever the values are."""
    element = getattr(call.args[0], "elt", None)
    return is_question(element) or (isinstance(element, ast.Constant) and element.value == 1)


def is_question(node):
    if isinstance(node, ast.BoolOp):
        return all(map(is_question, node.values))
    asks = isinstance(node, ast.Compare) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))
    return asks or getattr(getattr(node, "func", None), "attr", "").startswith("is")


@pytest.mark.pages
def test_floats_are_added_in_one_way_whatever_the_version_of_python():
    found = {told for path in files(*PACKAGES) for told in sums(path)}
    assert found == {ast.unparse(ast.parse(told)) for told in COUNTED}


@pytest.mark.parametrize(
    ("code", "odd"),
    [("sum(1 for _ in x)", 0), ("sum(a > b for a in x)", 0), ("sum(x)", 1), ("sum(a * b for a in x)", 1)],
)
def test_a_sum_of_floats_is_found(tmp_path, code, odd):
    path = tmp_path / "room.py"
    path.write_text(code)
    assert len(list(sums(path))) == odd
