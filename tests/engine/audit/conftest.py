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
    "hedge": (None, CALM),
    "fx_range": ("fx_range.toml", ["period.end=2000-12-29"]),
}

HELD = (
    "period.start=2020-01-02", "period.end=2020-04-30", "halving.enabled=false", "stops.voluntary=false",
    "stops.monthly_loss=off", "overlay.rebalance=quarterly", "overlay.band=1.0", "overlay.max_total_exposure=21",
    "overlay.acknowledge_high_leverage=true", "margin.test=broker", "cash.buffer=0.02", "overlay.ratio=1.5",
)  # fmt: skip
"""One and a half times equity, bought and held with next to no spare cash, through the spring of 2020."""


@pytest.fixture(scope="module")
def short_runs(market, root):
    @cache
    def run(pattern):
        example, assignments = SHORT[pattern]
        config = load_config(root / "examples" / example if example else None, assignments, pattern=pattern)
        return backtest(config, market)

    return run


@pytest.fixture(scope="module")
def run_at(whole_market):
    made = {}

    def at(profile, *more):
        if (profile, more) not in made:
            made[profile, more] = backtest(
                load_config(None, (*HELD, f"account.profile={profile}", *more), pattern="A"), whole_market
            )
        return made[profile, more]

    return at
