"""The map of the house, and its limits, as tests."""

import ast
import sys
from functools import cache
from pathlib import Path

import pytest

from validation.table_pages import pages

ROOT = Path(__file__).parents[2]
MAY_IMPORT = {
    "data": {"data"},
    "strategies": {"strategies", "data"},
    "engine": {"engine", "strategies", "data"},
    "validation": {"validation", "engine", "strategies", "data"},
}
BACKTRADER = {
    "strategies",
    "engine/bt/broker.py",
    "engine/bt/cerebro.py",
    "engine/bt/feed.py",
    "engine/bt/order_desk.py",
    "engine/bt/recorder.py",
    "engine/bt/refused_settings.py",
}
PURE = [
    "data/pricing/rates.py", "data/pricing/black76.py", "engine/account/settlement.py", "engine/account/margin.py", "engine/account/costs.py", "engine/account/rolls.py", "strategies/events/purposes.py", "engine/tax/basket.py", "strategies/base/contracts_for.py",
    *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "strategies" / "rules").glob("*.py")) if path.name != "rule_book.py"),
]  # fmt: skip
PURE_IMPORTS = {
    "math",
    "typing",
    "collections.abc",
    "enum",
    "data.pricing.rates",
    "data.base.days",
    "data.base.sums",
    "strategies.events.purposes",
}
SURVIVAL = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "strategies" / "survival").glob("*.py"))]
SURVIVAL_IMPORTS = {
    "math",
    "typing",
    "collections.abc",
    "numpy",
    "numpy.typing",
    "data.base.errors",
    "data.base.sums",
    "strategies.sizing.",
}
COUNTED = {
    "sum(info.file_size for info in infos)": "bytes",
    "sum(trade.contracts for trade in trades)": "contracts",
    "sum((-int(order.size) for order in self.desk.waiting if order.data is data and order.size < 0))": "contracts",
    "sum(futures)": "contracts",
    "sum((max(direction * by, 0) for by in changes.values()))": "contracts",
    "sum(map(abs, futures))": "contracts",
    "sum((widths[one] + GAP for one in found[-1]))": "characters",
    "sum(ways)": "yes and no",
    "sum((good for *_, good in answers))": "yes and no",
    "sum(values)": "columns of a table, added place by place",
}
"""Uses of Python's `sum` on what is no float, and what is added."""
SOURCES = sorted(path for room in MAY_IMPORT for path in (ROOT / room).rglob("*.py"))


@cache
def tree(path):
    return ast.parse(path.read_text())


def name(path):
    return str(path.relative_to(ROOT))


def imports(path):
    """Modules a file imports, wherever in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}: relative import"
            yield node.module


def functions(path):
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]


def body_lines(function):
    documented = ast.get_docstring(function) is not None
    first = function.body[1] if documented and len(function.body) > 1 else function.body[0]
    return function.end_lineno - first.lineno + 1


def test_imports_go_from_engine_to_strategies_to_data():
    for path in SOURCES:
        room = path.relative_to(ROOT).parts[0]
        ours = {module.split(".")[0] for module in imports(path)} & set(MAY_IMPORT)
        assert ours <= MAY_IMPORT[room], name(path)


def test_backtrader_stays_at_its_edge():
    users = [path for path in SOURCES if "backtrader" in {module.split(".")[0] for module in imports(path)}]
    assert [name(path) for path in users if not {path.relative_to(ROOT).parts[0], name(path)} & BACKTRADER] == []


@pytest.mark.parametrize("path", PURE)
def test_what_computes_a_number_for_a_day_knows_only_numbers(path):
    assert set(imports(ROOT / path)) <= PURE_IMPORTS


@pytest.mark.parametrize("path", SURVIVAL)
def test_sizing_and_survival_are_numbers_in_numbers_out(path):
    ours = {
        "strategies.sizing." if module.startswith("strategies.sizing.") else module for module in imports(ROOT / path)
    }
    assert ours <= SURVIVAL_IMPORTS


def test_a_file_has_at_most_300_lines():
    assert [name(path) for path in SOURCES if len(path.read_text().splitlines()) > 300] == []


def test_a_function_has_at_most_50_lines():
    long = [f"{name(path)} {one.name}" for path in SOURCES for one in functions(path) if body_lines(one) > 50]
    assert long == []


def test_most_functions_have_at_most_ten_lines():
    lengths = sorted(body_lines(function) for path in SOURCES for function in functions(path))
    assert lengths[len(lengths) // 2] <= 8
    assert lengths[int(len(lengths) * 0.9)] <= 20


def test_every_module_says_what_it_is():
    silent = [name(path) for path in SOURCES if path.read_text().strip() and not ast.get_docstring(tree(path))]
    assert silent == []


def test_public_names_have_docstrings():
    bare = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in SOURCES
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert bare == []


def test_the_pages_of_the_tables_are_those_of_the_schemas():
    folder = ROOT / "docs" / "tables"
    assert {path.stem: path.read_text() for path in folder.glob("*.md")} == pages()


def test_every_fact_file_is_read_by_some_code():
    text = "\n".join(path.read_text() for path in SOURCES)
    assert all(f'"{path.stem}"' in text for path in (ROOT / "data" / "facts").glob("*.csv"))


def test_no_module_of_ours_is_shadowed():
    for room in MAY_IMPORT:
        assert Path(sys.modules.get(room, __import__(room)).__file__).parent == ROOT / room


def sums(path):
    """Uses of Python's `sum` that do not simply count."""
    for node in ast.walk(ast.parse(path.read_text())):
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


def test_floats_are_added_in_one_way_whatever_the_version_of_python():
    found = {told for path in SOURCES if name(path).split("/")[0] != "validation" for told in sums(path)}
    assert found == {ast.unparse(ast.parse(told)) for told in COUNTED}


@pytest.mark.parametrize(
    ("code", "odd"),
    [("sum(1 for _ in x)", 0), ("sum(a > b for a in x)", 0), ("sum(x)", 1), ("sum(a * b for a in x)", 1)],
)
def test_a_sum_of_floats_is_found(tmp_path, code, odd):
    path = tmp_path / "room.py"
    path.write_text(code)
    assert len(list(sums(path))) == odd
