"""Margin that comes into force in the evening: both drivers ask it of fills and loss-cuts alike, and none knows it
before.
"""

from datetime import date
from functools import cache

import numpy as np
import pyarrow.compute as pc
import pytest

from data.base.days import day_of
from data.contracts.calendars import exchange
from data.margin.margins import modelled_schedule
from data.synthetic.generator import Setting, markov_market, span
from engine import backtest
from engine.fast.events import KINDS
from engine.fast.simulate import simulate
from engine.settings.run_config import parse_config
from tests.support.sparing import only

FREE = {
    "halving": {"enabled": False},
    "stops": {"monthly_loss": "off", "voluntary": False},
    "capital": {"initial": 2e7, "currency": "JPY"},
    "margin": {"source": "model"},
}


@cache
def tokyo(seed):
    """A year and a half around the change of 2023-11-06."""
    over = span(date(2023, 2, 1), 1.5, exchange("XTKS"))
    return markov_market(seed, over, setting=Setting(level=30_000.0)).market


PROFILES = ("jp_retail_futures", "retail_cash_margin", "us_fcm_tbill")


def config_of(seed):
    """An account that is called: every profile, fill and test of margin among six."""
    chance, profile = np.random.default_rng(seed), PROFILES[seed % 3]
    return parse_config({
        **FREE,
        "pattern": "A",
        "overlay": {
            "contract": ("NK225M", "NK225MC")[seed % 2], "ratio": chance.uniform(3.0, 12.0),
            "max_total_exposure": 21.0, "acknowledge_high_leverage": True, "band": chance.uniform(0.0, 0.5),
        },
        "account": {"profile": profile},
        "cash": {"buffer": chance.uniform(0.0, 0.05), "sleeve": chance.uniform(0.0, 0.1)},
        "margin": {"source": "model", "test": ("intraday", "close")[seed // 2 % 2]},
        "execution": {"fill_at": ("open", "close")[seed // 3 % 2]},
    })  # fmt: skip


def events_of(run):
    table = run.table("events")
    told = zip(table["date"].cast("int32").to_pylist(), table["kind"].to_pylist(), strict=True)
    return [one for one in told if one[1] in KINDS[1:]]


@pytest.mark.parametrize("seed", only(range(6), 0))
def test_both_drivers_agree_to_the_last_bit(seed):
    config, market = config_of(seed), tokyo(1 + seed % 2)
    whole, fast = backtest(config, market), simulate(config, market, compiled=False)
    assert list(fast.equity) == whole.table("equity")["equity"].to_pylist()
    assert list(map(tuple, fast.events)) == events_of(whole)
    assert whole.table("fills").num_rows > 10


@pytest.mark.pages
@pytest.mark.parametrize(("watched", "like"), [(True, "intraday"), (False, "close")])
def test_the_loop_tests_margin_as_the_broker_watches_it(watched, like):

    account = {"profile": "retail_cash_margin", "watched": watched}

    def equity(test):
        margin = {"margin": {"source": "model", "test": test}, "account": account}
        return list(simulate(parse_config(config_of(1).settings() | margin), tokyo(2), compiled=False).equity)

    found = {test: equity(test) for test in ("broker", "intraday", "close")}
    assert found["intraday"] != found["close"]
    assert found["broker"] == found[like]


@pytest.mark.pages
def test_what_is_required_in_the_evening_is_that_evenings_amount():
    config, market = config_of(0), tokyo(1)
    run = backtest(config, market)
    equity, positions = run.table("equity"), run.table("positions")
    asked = dict(zip(market.days, modelled_schedule(market.days, market.values("close"), "NK225M",
                                                    implied=market.values("vix")), strict=True))  # fmt: skip
    share = 1.0 if config.overlay.contract == "NK225M" else 0.1
    held = dict(zip(positions["date"].cast("int32").to_pylist(), positions["size"].to_pylist(), strict=True))
    day = max(day for day in held if day > day_of(date(2023, 12, 1)))
    row = equity.filter(pc.equal(equity["date"].cast("int32"), day))
    assert row["maintenance"][0].as_py() == pytest.approx(held[day] * share * asked[day])


@pytest.mark.pages
@pytest.mark.parametrize("seed", range(2))
def test_a_run_on_the_market_as_it_stood_is_the_run_until_then(seed):
    config, market = config_of(seed), tokyo(1)
    cut = exchange("XTKS").between(day_of(date(2023, 11, 1)), day_of(date(2023, 11, 24)))[seed * 7]
    whole, part = backtest(config, market), backtest(config, market.until(cut))
    known = part.table("equity").num_rows - 1
    for name in ("equity", "maintenance", "collateral"):
        assert part.table("equity")[name].to_pylist()[:known] == whole.table("equity")[name].to_pylist()[:known]
