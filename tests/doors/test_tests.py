"""Laws of the tests themselves."""

import ast

import pytest

from tests.support.house import files, imports, name, none, tree

TESTS = files("tests")


def is_test(module):
    last = module.split(".")[-1]
    return module.startswith("tests.") and (last.startswith("test_") or last == "conftest")


def test_no_test_and_nothing_beside_tests_imports_a_test():
    none(
        f"{name(path)}: {one}" for path in files("tests", "validation") for one in sorted(imports(path)) if is_test(one)
    )


def sleeps(path):
    """Lines on which a file sleeps, or has a program in a text do so."""
    for node in ast.walk(tree(path)):
        if (isinstance(node, ast.Call) and ast.unparse(node.func) in {"time.sleep", "sleep", "asyncio.sleep"}) or (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and "time.sleep(" in node.value
        ):
            yield node.lineno


def test_no_test_sleeps():
    none(f"{name(path)}:{line}" for path in TESTS if name(path) != "tests/doors/test_tests.py" for line in sleeps(path))


@pytest.mark.parametrize(
    "code", ["import time\ntime.sleep(1)", "from time import sleep\nsleep(1)", "X = 'time.sleep(60)'"]
)
def test_a_sleep_is_found(tmp_path, code):
    path = tmp_path / "test_room.py"
    path.write_text(code)
    assert len(list(sleeps(path))) == 1
