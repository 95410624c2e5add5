"""Which room imports which, by test."""

import ast
import sys
from graphlib import CycleError
from inspect import signature
from pathlib import Path

import pytest

from engine.fast.path_sessions import lay_path, run_by_month
from engine.fast.reach import reachable
from engine.fast.session import run_from
from tests.support.may_import import MAY_IMPORT, may_import
from validation.house import (
    BESIDE,
    PACKAGES,
    ROOT,
    files,
    floors,
    imports,
    imports_of_files,
    imports_of_rooms,
    module,
    name,
    nodes,
    none,
    room,
)

pytestmark = pytest.mark.pages
SOURCES = files(*PACKAGES, "validation")
BACKTRADER = {"strategies/base", "strategies/sizing", "engine/bt", "validation"}
NUMBERS = {
    "bisect", "collections.abc", "enum", "itertools", "math", "typing", "data.base.days",
    "data.base.difference", "data.base.right", "data.base.sums",
}  # fmt: skip
EDGE_OF_THE_LOOP = {
    "__init__", "alike", "announce", "away_loop", "calendar", "code_key", "compiled", "fault_columns",
    "offered_columns", "path_dates", "path_loop", "path_terms_of", "plan_of", "prepare", "reach", "records", "refused",
    "runs", "simulate", "window_loop",
}  # fmt: skip
"""Files of the second driver that prepare, compile or tell; every other is compiled."""
LOOP = {name(path) for path in files("engine/fast") if path.stem not in EDGE_OF_THE_LOOP}
ENTRIES = run_from, lay_path, run_by_month
COMPILED = tuple(dict.fromkeys(one for entry in ENTRIES for one in reachable(entry)))
FOR_THE_LOOP = {
    "dataclasses", "data.contracts.points", "data.fund.bill_ladder", "data.margin.margins",
    "data.pricing.option_spread", "data.pricing.surface", "data.signals.regimes", "data.signals.volatility",
    "engine.day.session_prices", "engine.day.terms", "strategies.overlay.option_choice",
}  # fmt: skip
PURE = {
    "data/base/difference.py": set(),
    "data/base/near_events.py": {"numpy", "numpy.typing"},
    "data/base/ticks.py": set(),
    "data/pricing/black76.py": set(),
    "data/pricing/financing.py": set(),
    "data/pricing/forwards.py": set(),
    "data/pricing/option_price.py": {"data.pricing.option_spread", "data.pricing.surface"},
    "data/pricing/rates.py": set(),
    "strategies/base/contracts_for.py": set(),
    "strategies/cash/cash_book.py": set(),
    "strategies/cash/evening.py": set(),
    "strategies/cash/rules": set(),
    "strategies/events": set(),
    "strategies/fx/fx_book.py": set(),
    "strategies/fx/rules": set(),
    "strategies/overlay/futures_target.py": set(),
    "strategies/overlay/insurance.py": set(),
    "strategies/overlay/option_budget.py": set(),
    "strategies/rules": set(),
    "strategies/sizing": {"numpy", "numpy.typing", "data.base.errors"},
    "engine/account/costs.py": set(),
    "engine/account/hedge_flows.py": set(),
    "engine/account/calls.py": {"engine.account.margin"},
    "engine/account/closing.py": set(),
    "engine/account/margin.py": set(),
    "engine/account/paid.py": set(),
    "engine/account/rolls.py": set(),
    "engine/account/settlement.py": set(),
    "engine/account/share_tax.py": set(),
    "engine/day/bar_path.py": set(),
    "engine/day/fill_sizes.py": set(),
    "engine/day/option_sizes.py": set(),
    "engine/day/resting.py": {"dataclasses"},
    **dict.fromkeys(LOOP, FOR_THE_LOOP),
    "engine/stress/shocks.py": set(),
    "engine/tax/basket.py": set(),
}
"""Files and folders that know numbers and each other, and what else each may import."""
IMPURE = {"strategies/sizing/sizers.py"}
"""Backtrader asks these for a size."""


def test_a_room_imports_what_the_table_lets_it():
    outside = [
        f"{name(path)}: {one}"
        for path in files(*PACKAGES)
        for here in [room(module(path))]
        for one in sorted(imports(path))
        if one.split(".")[0] in (*PACKAGES, *BESIDE) and room(one) not in may_import(here) | {here}
    ]
    none(outside)


def test_the_table_lets_no_room_import_what_it_does_not():
    found = imports_of_rooms()
    assert sorted(MAY_IMPORT) == sorted(here for here in found if "/" in here or found[here])
    none(f"{here}: {one}" for here in MAY_IMPORT for one in sorted(may_import(here) - found[here]))


def test_no_room_imports_one_that_stands_above_it():
    above = list(MAY_IMPORT)
    up = [f"{here}: {one}" for here in MAY_IMPORT for one in may_import(here) if one in above[above.index(here) :]]
    none(up)


def test_no_files_import_each_other_in_a_circle():
    try:
        floors(imports_of_files())
    except CycleError as circle:
        pytest.fail(" <- ".join(circle.args[1]))


def test_on_top_of_a_package_stands_nothing_but_its_init():
    assert [
        name(path) for package in PACKAGES for path in (ROOT / package).glob("*.py") if path.name != "__init__.py"
    ] == []


def test_no_module_is_imported_by_a_text_but_public_names_plugs_and_every_room_at_once():
    by_text = {name(path) for path in SOURCES if "importlib" in imports(path)}
    assert by_text == {
        "engine/__init__.py",
        "engine/plugs/pattern.py",
        "engine/plugs/registry.py",
        "validation/hostile.py",
    }


def test_a_pattern_is_looked_up_by_name_only_where_settings_become_objects():
    none(
        f"{name(path)}:{node.lineno}"
        for path in files("engine")
        if room(module(path)) != "engine/settings"
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr == "pattern"
    )


def test_no_pattern_is_told_from_the_others_by_its_name():
    none(
        f"{name(path)}:{node.lineno}"
        for path in files("engine")
        for node in nodes(path)
        if isinstance(node, ast.Compare)
        and any(ast.unparse(one).endswith((".kind.name", ".pattern")) for one in (node.left, *node.comparators))
    )


def test_validation_imports_no_test():
    assert [name(path) for path in files("validation") if any(one.startswith("tests") for one in imports(path))] == []


def test_backtrader_stays_at_its_edge():
    users = {room(module(path)) for path in SOURCES if any(one.split(".")[0] == "backtrader" for one in imports(path))}
    assert users == BACKTRADER


def test_numba_is_known_to_one_file():
    users = {name(path) for path in SOURCES if any(one.split(".")[0] == "numba" for one in imports(path))}
    assert users == {"engine/fast/compiled.py"}


def test_what_is_compiled_stands_where_only_numbers_are_known():
    fast = {f"{one.__module__.replace('.', '/')}.py" for one in COMPILED}
    assert {one for one in fast if one.startswith("engine/fast/")} <= LOOP


def test_what_is_compiled_takes_its_arguments_by_position():
    none(
        f"{one.__module__} {one.__name__}: {given}"
        for one in COMPILED
        for given in signature(one).parameters.values()
        if given.kind != given.POSITIONAL_OR_KEYWORD
    )


def test_what_computes_a_number_for_a_day_knows_only_numbers():
    pure = {one.removesuffix(".py").replace("/", ".") for one in PURE}
    here = {path: told for path in SOURCES for told in PURE if name(path).startswith(told) and name(path) not in IMPURE}
    assert set(here.values()) == set(PURE)
    more = [
        f"{name(path)}: {one}"
        for path, told in here.items()
        for one in sorted(imports(path) - NUMBERS - PURE[told])
        if not any(f"{one}.".startswith(f"{other}.") for other in pure)
    ]
    none(more)


def test_no_module_of_ours_is_shadowed():
    for top in (*PACKAGES, "validation"):
        assert Path(sys.modules.get(top, __import__(top)).__file__).parent == ROOT / top


def test_commands_write_to_standard_output_through_one_function():
    """By itself click writes UTF-8 to a console of ASCII; where it is told the file or the side, it does not."""
    found = [
        (path, call)
        for path in files("engine/cli")
        for call in nodes(path)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "click.echo"
        if not {one.arg for one in call.keywords} & {"file", "err"}
    ]
    assert found == []
