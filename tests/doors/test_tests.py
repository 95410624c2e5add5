"""Laws of the tests themselves."""

import ast

import pytest

from validation.house import PACKAGES, files, imports, module, name, nodes, none, room

TESTS = files("tests")
LONGER = {
    "tests/data/fetch/conftest.py": "the server and the bodies of every source",
    "tests/data/fetch/test_fetching.py": "one story: a file is asked for, refused, kept, asked for again",
    "tests/data/intake/opinion/test_opinion.py": "lies and honest files of the same kinds, from the same cuts",
    "tests/data/intake/rules/test_day_lies.py": "lies and honest files of the same kinds, from the same cuts",
    "tests/data/intake/rules/test_faults.py": "a table of files and of what is told of each",
    "tests/data/intake/test_build.py": "one market, built",
    "tests/data/intake/test_people.py": "a table of files as providers write them",
    "tests/engine/analysis/test_uncertainty.py": "one resampling",
    "tests/engine/bt/test_broker.py": "one broker, asked everything that Backtrader can ask",
    "tests/engine/bt/test_external_feed.py": "one feed, read in every way",
    "tests/engine/runs/test_fx_account.py": "one account",
    "tests/engine/settings/test_run_config.py": "a table of settings and of the sentence that answers each",
    "tests/oracles/slow_option_decisions.py": "told apart from the engine, from beginning to end",
    "tests/typing/public_api.py": "a table of public names and their types",
}
"""Files of more than 300 lines, and why."""
BY_OTHERS = {
    "strategies/events": "codes and a journal, looked at where they are written: the day, results, words",
}
"""Rooms without a folder of tests, and who tests them."""


def is_test(module):
    last = module.split(".")[-1]
    return module.startswith("tests.") and (last.startswith("test_") or last == "conftest")


@pytest.mark.pages
def test_no_test_and_nothing_beside_tests_imports_a_test():
    none(
        f"{name(path)}: {one}"
        for path in files("tests", "validation", "conformance")
        for one in sorted(imports(path))
        if is_test(one)
    )


def test_tests_stand_in_folders_of_rooms_and_every_room_has_one_but_those_with_a_reason():
    folders = {room(module(path).removeprefix("tests.")) for path in TESTS if path.name.startswith("test_")}
    rooms = {room(module(path)) for path in files(*PACKAGES)} - set(PACKAGES)
    none(sorted({one for one in folders if "/" in one} ^ rooms ^ BY_OTHERS.keys()))


CLOCKS = {"sleep", "time", "perf_counter", "process_time", "monotonic"}


def clocks(path):
    """Lines on which a file sleeps, has a program in a text do so, or measures time, which says more of a machine than
    of a program.
    """
    for node in nodes(path):
        names = set()
        if isinstance(node, ast.ImportFrom) and node.module in {"time", "asyncio"}:
            names = {one.name for one in node.names}
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in {"time", "asyncio"}
        ):
            names = {node.attr}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "time.sleep(" in node.value:
            names = {"sleep"}
        if {one.removesuffix("_ns") for one in names} & CLOCKS:
            yield node.lineno


@pytest.mark.pages
def test_no_test_sleeps_or_is_timed():
    none(f"{name(path)}:{line}" for path in TESTS if name(path) != "tests/doors/test_tests.py" for line in clocks(path))


@pytest.mark.parametrize(
    "code",
    [
        "import time\ntime.sleep(1)", "from time import sleep\nsleep(1)", "asyncio.sleep(1)", "X = 'time.sleep(60)'",
        "import time\ntime.perf_counter()", "from time import process_time", "time.time_ns()",
    ],
)  # fmt: skip
def test_a_clock_is_found(tmp_path, code):
    path = tmp_path / "test_room.py"
    path.write_text(code)
    assert len(list(clocks(path))) == 1


def lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def test_a_file_of_tests_has_at_most_300_lines_but_those_with_a_reason():
    none(sorted({name(path) for path in TESTS if lines(path) > 300} ^ LONGER.keys()))
