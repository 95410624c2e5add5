"""What a session did, free of its level: taken from a market, shifted, and made a market again in any order."""

from datetime import date

import numpy as np
import pytest

from data.base.days import date_of, day_of
from data.market.embedded import embedded_market, long_market
from data.market.market import Market
from data.synthetic.generator import markov_market, span
from data.synthetic.moves import (
    GROWTH,
    HIGH,
    LOW,
    MOVES,
    OPENED,
    REAL,
    SPOT,
    STILL,
    YEN_RATE,
    Opening,
    drifting,
    known_from,
    moves_of,
)
from data.synthetic.path import PathColumns, PathDays, path_columns, path_days, path_market

YEN = "usdjpy", "jpy_rate"
PATHS = 75


def opening(market):
    return Opening(market.values("close")[-1], market.values("usdjpy")[-1])


def laid(market):
    """The sessions of a market but the first, made of its own moves in their own order."""
    moves = moves_of(market)
    return path_columns(moves, opening(market), len(moves) - 1)


def with_columns(market, **columns):
    """A market with other columns."""
    table = market.table
    for name, values in columns.items():
        place = table.column_names.index(name)
        table = table.set_column(place, table.schema.field(name), [values])
    return Market(table, market.calendar, index=market.index, bill_months=market.bill_months)


def half_known():
    """A market whose yen is known in its second half alone."""
    market = markov_market(3, span(date(2010, 1, 4), 4)).market
    unknown = np.where(np.arange(len(market)) < len(market) // 2, np.nan, 1.0)
    return with_columns(market, **{name: market.floats(name) * unknown for name in YEN})


def without_opens():
    market = markov_market(4, span(date(2010, 1, 4), 4)).market
    before = np.concatenate([market.floats("close")[:1], market.floats("close")[:-1]])
    high, low = np.maximum(market.floats("high"), before), np.minimum(market.floats("low"), before)
    return with_columns(market, open=before, high=high, low=low, open_is_real=np.zeros(len(market), dtype=bool))


SOURCES = {
    "since 1982": embedded_market, "since 1928": long_market, "yen known late": half_known, "no opens": without_opens,
}  # fmt: skip


@pytest.fixture(scope="module", params=SOURCES)
def source(request):
    return SOURCES[request.param]()


def consistent(moves):
    """Whether highs and lows reach open and close in every session."""
    opened = moves[:, OPENED] / moves[:, GROWTH]
    return bool((moves[:, HIGH] >= np.maximum(1.0, opened)).all() and (moves[:, LOW] <= np.minimum(1.0, opened)).all())


def test_moves_in_their_own_order_give_the_market_back(source):
    made = laid(source)
    for name in ("close", "usdjpy"):
        np.testing.assert_allclose(getattr(made, name), source.floats(name)[1:], rtol=1e-12)
    for name in ("bill_yield", "dividend_yield", "vix", "jpy_rate"):
        assert np.array_equal(getattr(made, name), source.floats(name)[1:], equal_nan=True)
    known = ~np.isnan(source.floats("bill_yield_1m")[1:])
    np.testing.assert_allclose(made.bill_yield_1m[known], source.floats("bill_yield_1m")[1:][known], atol=1e-15)


def test_where_the_open_is_real_all_prices_come_back(source):
    made, real = laid(source), source.floats("open_is_real")[1:] > 0.0
    assert np.array_equal(made.open_is_real > 0.0, real)
    for name in ("open", "high", "low"):
        np.testing.assert_allclose(getattr(made, name)[real], source.floats(name)[1:][real], rtol=1e-12)


def test_where_it_is_not_the_open_is_the_close_before_and_high_and_low_reach_it(source):
    made, guessed = laid(source), source.floats("open_is_real")[1:] == 0.0
    before, high, low = (source.floats("close")[:-1], source.floats("high")[1:], source.floats("low")[1:])
    np.testing.assert_allclose(made.open[guessed], before[guessed], rtol=1e-12)
    np.testing.assert_allclose(made.high[guessed], np.maximum(high, before)[guessed], rtol=1e-12)
    np.testing.assert_allclose(made.low[guessed], np.minimum(low, before)[guessed], rtol=1e-12)


@pytest.mark.parametrize("drift", [-0.4, 0.0, 0.03, 0.5])
def test_every_order_under_every_drift_is_consistent_and_a_market(source, drift):
    """Every fourth path is shown to the market as well, which checks everything it knows of prices."""
    moves, random = drifting(moves_of(source), drift, 252.0), np.random.default_rng(1)
    assert consistent(moves)
    over = path_days(source.calendar, day_of(date(2020, 6, 30)), 1)
    for path in range(PATHS):
        drawn = moves[random.integers(len(moves), size=len(over.days))]
        assert consistent(drawn)
        columns = path_columns(drawn, opening(source), over.first)
        highest, lowest = np.maximum(columns.open, columns.close), np.minimum(columns.open, columns.close)
        assert (columns.high >= highest * (1.0 - 1e-15)).all()
        assert (columns.low <= lowest * (1.0 + 1e-15)).all()
        if path % 4 == 0:
            assert len(path_market(columns, over, {})) == len(over.days)


@pytest.mark.parametrize("drift", [-0.2, 0.0, 0.08])
def test_a_drift_is_the_mean_logarithm_of_growth_and_moves_nothing_else(source, drift):
    moves = moves_of(source)
    shifted = drifting(moves, drift, 252.0)
    logs, before = np.log(shifted[:, GROWTH]), np.log(moves[:, GROWTH])
    assert 252.0 * logs.mean() == pytest.approx(drift, abs=1e-12)
    np.testing.assert_allclose(logs - before, (logs - before)[0], atol=1e-15)
    real = moves[:, REAL] > 0.0
    overnight = [(one[:, OPENED] / one[:, GROWTH])[real] for one in (moves, shifted)]
    np.testing.assert_allclose(*overnight, rtol=1e-14)
    assert (shifted[~real, OPENED] == 1.0).all()
    others = [place for place in range(len(MOVES)) if place not in {GROWTH, OPENED, HIGH, LOW}]
    assert np.array_equal(shifted[:, others], moves[:, others], equal_nan=True)


def test_opens_and_yen_are_known_from_a_day_on(source):
    real, yen = source.floats("open_is_real") > 0.0, ~np.isnan(source.floats("usdjpy"))
    for opens, known in ((True, real), (False, np.ones(len(source), dtype=bool))):
        for asked, also in ((True, yen), (False, np.ones(len(source), dtype=bool))):
            first = known_from(source, opens=opens, yen=asked)
            row = source.row_from(first)
            assert (known & also)[row:].all()
            assert row == 0 or not (known & also)[row - 1]


def test_of_a_market_without_opens_nothing_is_known():
    market = without_opens()
    assert known_from(market, opens=True, yen=False) == market.days[-1] + 1
    assert date_of(known_from(market, opens=False, yen=True)) == date(2010, 1, 4)


def test_nothing_moves_on_a_still_session():
    over = path_days(embedded_market().calendar, day_of(date(2020, 6, 30)), 1)
    columns = path_columns(np.tile(STILL, (len(over.days), 1)), Opening(4000.0, 110.0), over.first)
    for name in ("open", "high", "low", "close"):
        assert set(getattr(columns, name)) == {4000.0}
    assert set(columns.usdjpy) == {110.0}
    assert set(path_market(columns, over, {}).values("bill_yield")) == {0.0}


def test_a_yen_that_is_not_known_stays_so_on_the_path():
    market = half_known()
    moves = moves_of(market)
    row = market.row_from(known_from(market, opens=False, yen=True))
    assert np.isnan(moves[:row, SPOT]).all()
    assert not np.isnan(moves[row:, [SPOT, YEN_RATE]]).any()
    days = PathDays(market.days[1:], market.calendar, len(moves) - 1)
    path = path_market(laid(market), days, {})
    assert np.array_equal(np.isnan(path.floats("usdjpy")), np.isnan(market.floats("usdjpy")[1:]))
    assert set(PathColumns._fields) < set(path.table.column_names)
