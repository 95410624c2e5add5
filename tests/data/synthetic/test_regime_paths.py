from dataclasses import replace
from datetime import date
from itertools import groupby
from math import nan, sqrt

import numpy as np
import pytest

from data.base.errors import MissingFact
from data.market.embedded import embedded_market, long_market
from data.synthetic.generator import markov_market, span
from data.synthetic.moves import (
    BILL,
    DIVIDEND,
    GROWTH,
    HIGH,
    LOW,
    MOVES,
    OPENED,
    REAL,
    SHORTER,
    SPOT,
    VIX,
    YEN_RATE,
    widened,
)
from data.synthetic.regime_parameters import REGIMES, drawn, last_levels, regime_parameters
from data.synthetic.regime_paths import frequencies, mean_return, regime_codes, regime_moves

FITTED = regime_parameters(embedded_market())
LONG = 100_000


def generator(seed=1):
    return np.random.Generator(np.random.PCG64(seed))


def changed(**values):
    return replace(FITTED, values={**FITTED.values, **{name.replace("__", "."): one for name, one in values.items()}})


@pytest.fixture(scope="module")
def moves():
    return regime_moves(FITTED, LONG, generator())


@pytest.fixture(scope="module")
def codes():
    """Regimes of `moves`: they are drawn first."""
    return regime_codes(FITTED, LONG, generator())


def test_a_seed_is_a_path_and_another_seed_another():
    one = regime_moves(FITTED, 300, generator(7))
    assert np.array_equal(one, regime_moves(FITTED, 300, generator(7)))
    assert not np.array_equal(one, regime_moves(FITTED, 300, generator(8)))


@pytest.mark.parametrize("sessions", [1, 2, 5, 6, 5_292])
def test_every_column_is_known_on_every_session(sessions):
    made = regime_moves(FITTED, sessions, generator())
    assert made.shape == (sessions, len(MOVES))
    assert np.isfinite(made).all()


def test_high_and_low_reach_open_and_close(moves):
    opened = moves[:, OPENED] / moves[:, GROWTH]
    assert (moves[:, HIGH] >= np.maximum(1.0, opened)).all()
    assert (moves[:, LOW] <= np.minimum(1.0, opened)).all()
    assert np.array_equal(widened(moves.copy()), moves)
    assert (moves[:, [GROWTH, OPENED, HIGH, LOW, VIX, SPOT, DIVIDEND]] > 0.0).all()
    assert (moves[:, REAL] == 1.0).all()


def test_a_regime_leads_to_its_neighbours_alone(codes):
    assert set(codes.tolist()) == {0, 1, 2}
    assert np.abs(np.diff(codes)).max() == 1


def test_regimes_last_and_are_as_often_as_their_chances_say(codes):
    visits = [(code, len(list(sessions))) for code, sessions in groupby(codes.tolist())][1:-1]
    for code, stays in enumerate(FITTED.regimes("returns.stay")):
        lasted = np.array([length for one, length in visits if one == code])
        # a geometric number's deviation is about its mean
        assert lasted.mean() == pytest.approx(1.0 / (1.0 - stays), abs=4.0 / (1.0 - stays) / sqrt(len(lasted)))
    to_crisis = np.mean([code == 2 for code, _ in visits if code != 1])
    onward = FITTED.values["returns.onward"]
    assert to_crisis == pytest.approx(onward, abs=4.0 * sqrt(onward * (1.0 - onward) / (len(visits) / 2.0)))


@pytest.mark.pages
def test_frequencies_are_those_that_a_step_of_the_chain_leaves_as_they_are():
    stay, onward = FITTED.regimes("returns.stay"), FITTED.values["returns.onward"]
    chances = np.diag(stay)
    chances[0, 1], chances[2, 1] = 1.0 - stay[0], 1.0 - stay[2]
    chances[1, 0], chances[1, 2] = (1.0 - stay[1]) * (1.0 - onward), (1.0 - stay[1]) * onward
    often = frequencies(FITTED)
    assert often @ chances == pytest.approx(often, abs=1e-12)
    firsts = np.bincount([regime_codes(FITTED, 1, generator(seed))[0] for seed in range(2_000)], minlength=3) / 2_000
    assert firsts == pytest.approx(often, abs=0.045)


def test_returns_have_mean_and_volatility_of_their_regime(moves, codes):
    returns = np.log(moves[:, GROWTH])
    for code, (mean, volatility) in enumerate(
        zip(FITTED.regimes("returns.mean"), FITTED.regimes("returns.volatility"), strict=True)
    ):
        own = returns[codes == code]
        assert own.mean() * 252.0 == pytest.approx(mean, abs=4.0 * volatility * sqrt(252.0 / len(own)))
        assert own.std() * sqrt(252.0) == pytest.approx(volatility, rel=0.05)


def test_the_mean_of_the_long_run_is_that_of_the_market():
    market = embedded_market()
    closes = market.floats("close")[market.row_from(market.starts) :]
    assert mean_return(FITTED) == pytest.approx(np.diff(np.log(closes)).mean(), rel=2e-3)


def test_a_share_of_the_return_comes_overnight(moves):
    returns, gaps = np.log(moves[:, GROWTH]), np.log(moves[:, OPENED])
    share = np.cov(gaps, returns)[0, 1] / returns.var()
    assert share == pytest.approx(FITTED.values["session.overnight"], abs=0.01)


def test_the_vix_rises_by_more_where_the_index_falls_than_it_falls_where_it_rises(moves, codes):
    returns, jumps = np.log(moves[1:, GROWTH]), np.diff(np.log(moves[:, VIX]))
    assert np.corrcoef(returns, np.diff(moves[:, VIX]))[0, 1] < -0.65
    fell, rose = np.quantile(returns, 0.01), np.quantile(returns, 0.99)
    assert jumps[returns < fell].mean() > -1.5 * jumps[returns > rose].mean() > 0.0
    medians = [np.median(moves[codes == code, VIX]) for code in range(len(REGIMES))]
    assert medians == sorted(medians)


def test_the_yen_goes_with_the_index_as_its_regime_says(moves, codes):
    returns, yen = np.log(moves[:, GROWTH]), np.log(moves[:, SPOT])
    for code, together in enumerate(FITTED.regimes("dollar.correlation")):
        own = codes == code
        error = 4.0 / sqrt(own.sum())
        assert np.corrcoef(returns[own], yen[own])[0, 1] == pytest.approx(together, abs=2.0 * error)


def test_slow_series_begin_at_the_last_level_and_move_once_in_five_sessions(moves):
    levels = last_levels(embedded_market())
    assert moves[0, [BILL, DIVIDEND, YEN_RATE]] == pytest.approx(list(levels), rel=1e-9)
    for column in (BILL, DIVIDEND, YEN_RATE):
        moved = np.flatnonzero(np.diff(moves[:, column]))
        assert ((moved + 1) % 5 == 0).all()
        assert len(moved) == LONG // 5 - 1


def test_dividends_tell_nothing_of_returns_to_come(moves):
    weeks = np.log(moves[:, GROWTH]).reshape(-1, 5).sum(axis=1)
    changes = np.diff(np.log(moves[::5, DIVIDEND]))
    assert np.corrcoef(changes, weeks[:-1])[0, 1] < -0.8
    assert abs(np.corrcoef(changes[:-1], weeks[1:-1])[0, 1]) < 0.03


def test_rates_keep_above_the_least_and_one_month_bills_too(moves):
    least = FITTED.values["bill.least"]
    assert least <= moves[:, BILL].min() < 0.0005
    assert 0.10 < moves[:, BILL].max() < 0.5
    assert (moves[:, BILL] + moves[:, SHORTER]).min() >= least - 1e-15
    assert moves[:, YEN_RATE].min() >= FITTED.values["yen_rate.least"]


def test_a_level_that_is_not_known_is_that_of_the_long_run():
    unknown = replace(FITTED, levels=FITTED.levels._replace(yen_rate=nan, dividend=0.0))
    made = regime_moves(unknown, 3, generator())
    values = FITTED.values
    assert made[0, YEN_RATE] == pytest.approx(values["yen_rate.least"] + values["yen_rate.mean"] ** 2)
    assert made[0, DIVIDEND] == pytest.approx(np.exp(values["dividend.mean"]))


def test_without_chance_nothing_but_the_mean_is_left():
    quiet = {f"returns__volatility__{regime}": 1e-12 for regime in REGIMES}
    means = {f"returns__mean__{regime}": 0.10 for regime in REGIMES}
    made = regime_moves(changed(**quiet, **means), 252, generator())
    assert np.log(made[:, GROWTH]).sum() == pytest.approx(0.10, abs=1e-9)


@pytest.mark.pages
def test_drawn_parameters_are_possible_whatever_the_chance():
    for seed in range(500):
        one = drawn(FITTED, generator(seed))
        assert one.values.keys() == FITTED.values.keys()
        assert all(0.0 < share < 1.0 for share in (*one.regimes("returns.stay"), one.values["returns.onward"]))
        assert (one.regimes("returns.volatility") > 0.0).all()
        assert (one.regimes("returns.freedom") > 2.0).all()
        assert (np.abs(one.regimes("dollar.correlation")) < 1.0).all()
        assert 0.0 < one.values["vix.pull"] < 1.0
        assert min(one.values[f"{name}.half_life"] for name in ("bill", "yen_rate", "shorter", "dividend")) > 0.0
    assert np.isfinite(regime_moves(one, 5_292, generator())).all()


def test_drawn_parameters_err_as_much_as_their_errors_say():
    several = [drawn(FITTED, generator(seed)) for seed in range(500)]
    for name in ("returns.mean.crisis", "returns.volatility.calm", "returns.stay.calm", "vix.fall.crisis", "bill.mean"):
        found = np.array([one.values[name] for one in several])
        assert found.std() == pytest.approx(FITTED.errors[name], rel=0.15)
        assert found.mean() == pytest.approx(FITTED.values[name], abs=0.25 * FITTED.errors[name])


def test_what_is_no_estimate_is_not_drawn_and_without_errors_nothing_is():
    assert FITTED.values.keys() - FITTED.errors.keys() == {"bill.least", "yen_rate.least"}
    assert drawn(FITTED, generator()).values["bill.least"] == FITTED.values["bill.least"]
    assert drawn(FITTED, generator()).levels == FITTED.levels
    certain = replace(FITTED, errors=dict.fromkeys(FITTED.errors, 0.0))
    assert drawn(certain, generator()).values == pytest.approx(FITTED.values, rel=1e-12)


def test_the_market_since_1928_is_of_the_same_index():
    assert regime_parameters(long_market()).values == FITTED.values


def test_another_index_is_refused_in_a_sentence(market):
    sentence = "data/facts/regime_paths.csv has no synthetic; it has SPX; paths of another index are made of blocks"
    with pytest.raises(MissingFact, match=sentence):
        regime_parameters(market)


@pytest.fixture(scope="module")
def market():
    return markov_market(1, span(date(2010, 1, 4), 1)).market
