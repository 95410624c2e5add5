from datetime import date

import numpy as np
import pytest

from data.base.errors import ConfigError, DataError
from data.contracts.calendars import exchange
from data.signals.regimes import spelled, trend_regimes
from data.synthetic.generator import (
    KNOWN,
    MARKOV,
    TRANSITION,
    Regime,
    Setting,
    codes_in_turn,
    markov_codes,
    markov_market,
    regime_market,
    span,
)

OVER = span(date(2000, 1, 3), 20)
COUNT = len(OVER.days)
WALK = [Regime("walk", 0.05, 0.16)]
APART = [
    Regime("uptrend", 0.40, 0.08),
    Regime("range", 0.0, 0.05),
    Regime("downtrend", -0.60, 0.12),
    Regime("crash", -3.0, 0.45),
]


def walk(seed, regime=WALK[0], **setting):
    return regime_market(seed, OVER, [regime], np.zeros(COUNT, dtype=np.int64), Setting(**setting)).market


@pytest.fixture(scope="module")
def market():
    return walk(1, Regime("walk", 0.05, 0.30))


def generator(seed=1):
    return np.random.Generator(np.random.PCG64(seed))


def test_the_same_seed_is_the_same_market_everywhere():
    # Produced here; another value on another machine means that a seed is no longer a market.
    assert markov_market(1, OVER).market.digest == "588ca32f7e13b793c55d3a1c8dfe519e70d7a446117575a6a0c1e122817a0628"


def test_another_seed_is_another_market():
    assert walk(1).digest == walk(1).digest != walk(2).digest


def test_the_yen_does_not_move_the_index():
    calm, wild = walk(1, fx_volatility=0.0), walk(1, fx_volatility=0.2)
    assert calm.values("close") == wild.values("close")
    assert set(calm.values("usdjpy")) == {110.0}
    moves = np.diff(np.log(wild.floats("usdjpy"))) * np.sqrt(252.0)
    assert moves.std() == pytest.approx(0.2, rel=0.04)


def test_returns_have_the_drift_and_the_volatility_of_their_regime(market):
    returns = np.diff(np.log(market.floats("close")))
    assert returns.std() * np.sqrt(252.0) == pytest.approx(0.30, rel=0.03)
    error = 0.30 / np.sqrt(COUNT / 252.0)
    assert returns.mean() * 252.0 == pytest.approx(0.05, abs=3.0 * error)


def test_without_volatility_the_drift_is_exact():
    closes = walk(1, Regime("line", 0.10, 0.0)).floats("close")
    assert closes == pytest.approx(1000.0 * np.exp(0.10 * np.arange(COUNT) / 252.0), abs=0.0051)


def test_a_session_holds_three_quarters_of_the_variance_and_reaches_as_far_as_a_brownian_path(market):
    opens, high, low, close = (np.log(market.floats(name)) for name in ("open", "high", "low", "close"))
    within = 0.30 * np.sqrt(0.75 / 252.0)
    assert (close - opens)[1:].std() == pytest.approx(within, rel=0.03)
    assert (opens[1:] - close[:-1]).std() == pytest.approx(within / np.sqrt(3.0), rel=0.03)
    # the expected maximum of a Brownian path is its standard deviation times sqrt(2 / pi)
    for reach in (high - opens, opens - low):
        assert reach[1:].mean() == pytest.approx(within * np.sqrt(2.0 / np.pi), rel=0.03)


def test_the_vix_is_near_the_volatility_it_belongs_to():
    for volatility in (0.10, 0.20, 0.40):
        vix = np.median(walk(3, Regime("walk", 0.0, volatility)).floats("vix")) / 100.0
        assert 0.9 < vix / volatility < 1.5


@pytest.mark.pages
def test_regimes_follow_one_another_as_often_as_their_chances_say():
    codes = markov_codes(TRANSITION, 200_000, generator())
    seen = np.zeros((4, 4))
    np.add.at(seen, (codes[:-1], codes[1:]), 1)
    stays = seen.sum(axis=1, keepdims=True)
    error = np.sqrt(TRANSITION * (1.0 - TRANSITION) / stays)
    assert (np.abs(seen / stays - TRANSITION) < 4.0 * error).all()


@pytest.mark.parametrize("chances", [[[0.9, 0.2], [0.1, 0.9]], [[1.1, -0.1], [0.0, 1.0]], [[0.5, 0.5]]])
def test_chances_that_are_none_are_refused(chances):
    with pytest.raises(ConfigError, match="should be a square table of shares whose rows sum to 1"):
        markov_codes(np.array(chances), 10, generator())


def test_regimes_in_turn_come_again_and_again():
    assert codes_in_turn([0, 1, 0, 2], [2, 1, 1, 3], 10).tolist() == [0, 0, 1, 0, 2, 2, 2, 0, 0, 1]


def test_true_regimes_go_with_the_sessions_and_shape_their_returns():
    regimes, codes = [Regime("calm", 0.0, 0.05), Regime("wild", 0.0, 0.50)], codes_in_turn([0, 1], [100, 100], COUNT)
    made = regime_market(5, OVER, regimes, codes)
    assert spelled(made.regimes)[99:101] == ["calm", "wild"]
    returns = np.diff(np.log(made.market.floats("close")), prepend=np.log(1000.0)) * np.sqrt(252.0)
    assert returns[codes == 0].std() == pytest.approx(0.05, rel=0.05)
    assert returns[codes == 1].std() == pytest.approx(0.50, rel=0.05)


@pytest.mark.parametrize("seed", range(4))
def test_labels_known_at_the_time_are_true_most_of_the_time_where_regimes_are_far_apart(seed):
    # By chance they would be on less than 40 % of sessions.
    made = markov_market(seed, OVER, APART)
    assert (trend_regimes(made.market.floats("close")).codes == made.regimes.codes).mean() > 0.6


def test_the_drawn_regimes_are_those_of_the_labels():
    assert [one.name for one in MARKOV] == ["uptrend", "range", "downtrend", "crash"]
    assert len({one.name for one in KNOWN}) == len(KNOWN)


def test_sessions_are_those_of_the_exchange_asked_for():
    tokyo = span(date(2010, 1, 1), 1, exchange("XTKS"))
    assert len(tokyo.days) == 245
    assert markov_market(1, tokyo).market.calendar.name == "XTKS"


@pytest.mark.parametrize(
    ("start", "years", "sentence"),
    [
        (date(1985, 1, 1), 1, "1 years from 1985-01-01: the calendar XTKS covers 1997-01-06 to 2079-12-29"),
        (date(2079, 1, 1), 2, "2 years from 2079-01-01: the calendar XTKS covers"),
        (date(2010, 1, 1), 0.001, "fewer than two sessions of XTKS; choose a longer span"),
    ],
)
def test_a_span_the_calendar_does_not_reach_is_refused(start, years, sentence):
    with pytest.raises(DataError, match=sentence):
        span(start, years, exchange("XTKS"))


def test_an_index_that_would_vanish_is_refused():
    with pytest.raises(ConfigError, match=r"the index would leave 0\.01 to 1e"):
        walk(1, Regime("ruin", -3.0, 0.5))
