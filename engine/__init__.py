"""Consequences: what follows from facts and decisions. Imports `strategies` and `data`.

    from engine import backtest, compare, load_market, load_run

The names are loaded when they are first used, so that `overlay --help` need not wait for Backtrader.
"""

from typing import TYPE_CHECKING, Any

import mmf_overlay
from engine.results.views import show_by

mmf_overlay.take("data", "strategies", to=__name__, beside=__path__[0])

if TYPE_CHECKING:
    from data.intake.market_file import load_market
    from engine.assembly.open_account import broker_for, open_account
    from engine.comparison.comparison import Comparison, compare_results, load_comparison
    from engine.kits.check_profile import check_profile
    from engine.results.run import RunResult, load_run
    from engine.results.views import Views
    from engine.runs.backtest import backtest, compare
    from engine.settings.run_config import RunConfig, load_config

_HOMES = {
    "Comparison": "engine.comparison.comparison",
    "RunConfig": "engine.settings.run_config",
    "RunResult": "engine.results.run",
    "backtest": "engine.runs.backtest",
    "broker_for": "engine.assembly.open_account",
    "check_profile": "engine.kits.check_profile",
    "compare": "engine.runs.backtest",
    "compare_results": "engine.comparison.comparison",
    "load_comparison": "engine.comparison.comparison",
    "load_config": "engine.settings.run_config",
    "load_market": "data.intake.market_file",
    "load_run": "engine.results.run",
    "open_account": "engine.assembly.open_account",
}

__all__ = [
    "Comparison",
    "RunConfig",
    "RunResult",
    "backtest",
    "broker_for",
    "check_profile",
    "compare",
    "compare_results",
    "load_comparison",
    "load_config",
    "load_market",
    "load_run",
    "open_account",
]

if not TYPE_CHECKING:  # a type checker would take any name at all for one of ours

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module 'engine' has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415

        return getattr(import_module(_HOMES[name]), name)


def _views() -> "Views":
    from engine.notebook import notebook_views  # noqa: PLC0415

    return notebook_views


show_by(_views)
