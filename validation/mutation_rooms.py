"""The rooms that are mutated, and the tests that belong to each: files, or folders with all that is in them."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Room(NamedTuple):
    """A room: what is mutated, and what has to find it. Places are relative to the project's folder."""

    name: str
    source: tuple[str, ...]
    tests: tuple[str, ...]

    def files(self, root: Path = ROOT) -> list[str]:
        """Every source file of the room, in the folder of a project."""
        return sorted({str(file.relative_to(root)) for place in self.source for file in python_files(root / place)})


def python_files(place: Path) -> Iterator[Path]:
    """A file itself, or those of a folder."""
    return place.rglob("*.py") if place.is_dir() else iter([place])


def several(pattern: str, names: str) -> tuple[str, ...]:
    """A place for each of some names."""
    return tuple(pattern.format(name) for name in names.split())


ROOMS = (
    Room(
        "account",
        several("engine/{}.py", "account ledger settlement option_book share_book share_tax costs hedge swap profiles"),
        several("tests/engine/test_{}.py", "account ledger settlement broker options shares tax_of_shares hedge fx_account financing"),
    ),
    Room(
        "margin",
        ("engine/margin.py", "engine/margin_watch.py", "data/margins.py", "data/margin_scenarios.py"),
        (*several("tests/engine/test_{}.py", "margin margin_calls intraday_margin slow_margin_calls"), *several("tests/data/test_{}.py", "margins margin_scenarios")),
    ),
    Room(
        "day",
        several("engine/{}.py", "trading_day execution option_execution share_execution liquidation spare_cash session_prices rolls"),
        several("tests/engine/test_{}.py", "broker margin_calls rolls options shares option_orders_that_wait options_under_stress exposure_at_fills quoted_futures funds"),
    ),
    Room(
        "rules",
        ("strategies/rules", "strategies/cash_rules", "strategies/fx_rules", *several("strategies/{}.py", "rule_book cash_book fx_book sizing")),
        ("tests/strategies",),
    ),
    Room(
        "tax",
        several("engine/{}.py", "tax tax_book tax_regimes tax_results"),
        (*several("tests/engine/test_{}.py", "tax tax_in_runs tax_of_shares"), "tests/published/test_japanese_loss_carry.py"),
    ),
    Room(
        "pricing",
        (*several("data/{}.py", "pricing pricing_arrays rates forwards surface fitted_surface option_curve option_spread"), *several("data/futures/{}.py", "carry curve quoted_curve")),
        (*several("tests/data/test_{}.py", "pricing pricing_arrays rates surface fitted_surface option_curve option_spread"), "tests/data/futures/test_curve.py", "tests/engine/test_quoted_futures.py"),
    ),
)  # fmt: skip
"""Every room that is mutated."""
