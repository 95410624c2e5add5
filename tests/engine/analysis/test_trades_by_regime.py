"""Trades by regime: every trade in one, under the label that was known on the evening before it was opened."""

import numpy as np
import pytest

from data.base.errors import ConfigError
from data.signals.own_labels import own_labels
from data.signals.regime_rules import RegimeRules
from data.signals.regimes import spelled, trend_regimes
from engine import backtest, load_config
from engine.analysis.trade_figures import closed_in_full, multiples_of, trade_figures
from engine.analysis.trades_by_regime import AS_KNOWN, EVERY, trades_by_regime
from engine.assembly.market_seen import market_for


@pytest.fixture(scope="module")
def run(market):
    return backtest(load_config(None, ["period.end=2006-12-29"], pattern="fx_trades"), market)


@pytest.fixture(scope="module")
def seen(run, market):
    return market_for(run.config, market)


@pytest.mark.parametrize("scheme", AS_KNOWN)
def test_every_trade_is_in_one_regime(scheme, run, seen):
    rules = RegimeRules(own=own_labels([(12_000, "calm"), (13_000, "storm")]))
    *each, every = trades_by_regime(run.table("trades"), seen, scheme, rules)
    figures, multiples = trade_figures(run.table("trades")), multiples_of(run.table("trades"))
    assert every.regime == EVERY
    assert (every.trades, every.won, every.mean) == pytest.approx((figures.trades, figures.won, figures.mean))
    assert every.payoff == pytest.approx(figures.mean_gain / -figures.mean_loss)
    for name in ("trades", "total", "gain"):
        assert sum(getattr(row, name) for row in each) == pytest.approx(getattr(every, name))
    assert every.total == pytest.approx(multiples.sum())


def test_the_label_is_that_of_a_market_that_ends_on_the_evening_before(run, seen):
    opened, gains, risked = closed_in_full(run.table("trades"))
    days, sums = np.asarray(seen.days), dict.fromkeys(("uptrend", "range", "downtrend", "crash"), 0.0)
    for day, multiple in zip(opened, gains / risked, strict=True):
        evening = int(np.searchsorted(days, day))
        sums[spelled(trend_regimes(seen.floats("close")[:evening]))[-1]] += multiple
    rows = {row.regime: row.total for row in trades_by_regime(run.table("trades"), seen, "trend_known")}
    assert {name: rows[name] for name in sums} == pytest.approx(sums)
    assert len({name for name, value in sums.items() if value}) > 2


def test_a_scheme_that_knows_the_future_is_refused(run, seen):
    for scheme, told in (("trend", "knows what came after a trade"), ("moon", "is no scheme")):
        with pytest.raises(ConfigError, match=told):
            trades_by_regime(run.table("trades"), seen, scheme)


def test_labels_of_ones_own_have_to_be_there(run, seen):
    with pytest.raises(ConfigError, match="names no file of labels"):
        trades_by_regime(run.table("trades"), seen, "own_known")
