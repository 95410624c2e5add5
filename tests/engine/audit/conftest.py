"""Short runs of each pattern, made once."""

from functools import cache

import pytest

from engine import backtest, load_config

CALM = ["period.start=2005-01-03", "period.end=2006-12-29"]
SHORT = {
    "core": (None, ["period.end=1999-12-31"]),
    "A": (None, CALM),
    "B": (None, CALM),
    "C": (None, CALM),
    "cash": ("cash_ratio.toml", ["period.end=2000-12-29"]),
    "fx": (None, ["fx.leverage=3.0", "period.end=1999-12-31"]),
    "fx_trades": ("fx_trades.toml", ["period.end=2000-12-29"]),
}


@pytest.fixture(scope="module")
def short_runs(market, root):
    @cache
    def run(pattern):
        example, assignments = SHORT[pattern]
        config = load_config(root / "examples" / example if example else None, assignments, pattern=pattern)
        return backtest(config, market)

    return run
