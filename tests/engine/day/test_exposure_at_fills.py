"""Whatever is set: no fill leaves a pattern with options above its limit on total exposure. Seen in the tables `equity`
and `fills` alone.
"""

from random import Random

import pytest

from engine import backtest, load_config
from tests.oracles.slow_options import is_option
from tests.support.option_settings import random_b, random_c
from tests.support.seeds import seeds


def limited(rng, least):
    """A tight limit, or a wide one."""
    limit = max(least, rng.choice([1.05, 1.1, 1.22, 1.3, 2.0]))
    return {"overlay.max_total_exposure": limit, "overlay.acknowledge_high_leverage": str(limit > 1.3).lower()}


def bought(market, rng):
    return random_b(market, rng) | {"execution.fill_at": "close"} | limited(rng, 1.0)


def insured(market, rng):
    ratio = rng.choice([0.1, 0.2, 0.3])
    puts = {
        "capital.initial": rng.choice([2e7, 1e9]),
        "overlay.ratio": ratio,
        "insurance.hedge_ratio": rng.choice([1.0, 1.5, 2.0]),
        "insurance.out_of_the_money": rng.choice([-0.2, 0.0, 0.05]),
    }
    return random_c(market, rng) | puts | {"execution.fill_at": "close"} | limited(rng, 1.0 + ratio)


def filled(market, pattern, settings):
    """Sessions with fills other than expiries: (row of `equity`, contracts traded)."""
    config = load_config(None, [f"{name}={value}" for name, value in settings.items()], pattern=pattern)
    result = backtest(config, market)
    fills, equity = result.frame("fills"), result.frame("equity")
    fills = fills[fills["purpose"] != "expiry"]
    return [(equity.loc[day], set(fills.loc[[day], "contract"])) for day in sorted(set(fills.index))]


@pytest.mark.parametrize("seed", seeds(30))
def test_bought_options_are_within_the_limit_after_every_fill(market, seed):
    settings = bought(market, Random(4000 + seed))  # noqa: S311
    limit = settings["overlay.max_total_exposure"] + 1e-9
    assert [str(row.name) for row, _ in filled(market, "B", settings) if row["total_exposure"] > limit] == []


@pytest.mark.parametrize("seed", seeds(30))
def test_insured_futures_are_within_the_limit_after_every_fill_of_theirs_and_their_puts_after_every_fill_of_puts(
    market, seed
):
    # a level of the VIX under which none are bought would leave nothing to look at
    settings = insured(market, Random(5000 + seed)) | {"insurance.below_vix": "off"}  # noqa: S311
    room = settings["overlay.max_total_exposure"] - 1.0 + 1e-9
    days = filled(market, "C", settings)
    futures = [row for row, traded in days if not all(is_option(one) for one in traded)]
    puts = [row for row, traded in days if any(is_option(one) for one in traded)]
    assert futures
    assert puts
    assert [str(row.name) for row in futures if row["total_exposure"] - 1.0 > room] == []
    assert [str(row.name) for row in puts if -row["overlay_delta"] / row["equity"] > room] == []
