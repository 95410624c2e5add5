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
        several("engine/account/{}.py",
            "account costs hedge hedge_terms ledger option_book profiles rolls settlement share_book share_tax today"),
        ("tests/engine/account", "tests/engine/bt/test_broker.py",
            *several("tests/engine/day/test_{}.py", "options shares"), "tests/engine/runs/test_fx_account.py",
            "tests/engine/tax/test_tax_of_shares.py"),
    ),
    Room(
        "margin",
        (*several("engine/account/{}.py", "margin calls closing margin_monitor"), "data/margin"),
        ("tests/engine/account/test_margin.py",
            *several("tests/engine/day/test_{}.py", "fx intraday_margin margin_calls slow_margin_calls"),
            "tests/data/margin"),
    ),
    Room(
        "day",
        ("engine/day",),
        (*several("tests/engine/day/test_{}.py",
                "exposure_at_fills funds fx intraday_margin margin_calls option_orders_that_wait options"),
                *several("tests/engine/day/test_{}.py", "options_under_stress shares taxes without_backtrader"),
                *several("tests/engine/bt/test_{}.py", "broker external_feed"),
                "tests/engine/runs/test_quoted_futures.py"),
    ),
    Room(
        "rules",
        (*several("strategies/{}/rules", "cash fx"), "strategies/rules", "strategies/cash/cash_book.py",
            "strategies/fx/fx_book.py", "strategies/base/contracts_for.py"),
        several("tests/strategies/{}", "base cash fx rules"),
    ),
    Room("tax", ("engine/tax",), ("tests/engine/tax", "tests/published/test_japanese_loss_carry.py")),
    Room(
        "pricing",
        ("data/pricing", "data/curves"),
        ("tests/data/pricing", "tests/data/curves",
            "tests/engine/runs/test_quoted_futures.py"),
    ),
)  # fmt: skip
"""Every room that is mutated."""
