"""What must hold of orders that rest, on any bars: the books are checked in every run by itself."""

from datetime import timedelta

import backtrader as bt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.account.costs import CostModel
from tests.support.resting_play import market_of
from tests.support.sparing import BESIDE_FIXTURES, examples

Order = bt.Order
COSTS = CostModel(2.0, 0.25, 1.0, 20.0, 0.05, 1.5)
KINDS = (
    Order.Market, Order.Close, Order.Limit, Order.Stop, Order.StopLimit, Order.StopTrail, Order.StopTrailLimit,
)  # fmt: skip
AWAY = st.floats(-0.03, 0.03)
ASKED = st.tuples(st.booleans(), st.integers(1, 9), st.sampled_from(KINDS), AWAY, AWAY)
TOGETHER = st.sampled_from(["alone", "oco", "bracket"])
VALID = st.sampled_from([None, None, Order.DAY, timedelta(days=3)])
SENT = st.tuples(TOGETHER, st.lists(ASKED, min_size=1, max_size=3), VALID)
BARS = st.lists(st.tuples(*[st.floats(-0.04, 0.04)] * 2, *[st.floats(0.0, 0.03)] * 2), min_size=4, max_size=12)
ANY = settings(
    max_examples=examples(30),
    suppress_health_check=BESIDE_FIXTURES,
)


def sessions_of(moves):
    """Bars from 1,000 points on, each opened with a gap."""
    bars, close = [(1000.0,) * 4], 1000.0
    for gap, move, up, down in moves:
        opened = close * (1.0 + gap)
        close = opened * (1.0 + move)
        bars.append((opened, max(opened, close) * (1.0 + up), min(opened, close) * (1.0 - down), close))
    return bars


def send(strategy, contract, asked, **more):
    buys, size, kind, away, further = asked
    close = contract.close[0]
    said = {"price": close * (1.0 + away)} if kind not in {Order.Market, Order.Close} else {}
    if kind in {Order.StopLimit, Order.StopTrailLimit}:
        said["plimit"] = close * (1.0 + further)
    if kind in {Order.StopTrail, Order.StopTrailLimit}:
        said["trailpercent"] = abs(away) + 0.001
    act = strategy.buy if buys else strategy.sell
    strategy.sent.append(act(data=contract, size=size, exectype=kind, **said, **more))
    return strategy.sent[-1]


def sending(together, orders, valid):
    def action(strategy, contract):
        first, others = orders[0], orders[1:]
        if together == "bracket":
            parent = send(strategy, contract, first, valid=valid, transmit=not others)
            for place, one in enumerate(others, 1):
                leg = (not first[0], first[1], *one[2:])
                send(strategy, contract, leg, parent=parent, transmit=place == len(others))
            return
        head = send(strategy, contract, first, valid=valid)
        for one in others:
            send(strategy, contract, one, valid=valid, **({"oco": head} if together == "oco" else {}))

    return action


@pytest.fixture(scope="module")
def kept(script):
    class Kept(script):
        """Keeps what it sent."""

        def __init__(self):
            super().__init__()
            self.sent = []

    return Kept


@pytest.mark.pages
@given(
    BARS,
    st.dictionaries(st.integers(0, 9), SENT, max_size=6),
    st.sampled_from(["close", "open"]),
    st.sampled_from(["close", "intraday"]),
    st.sampled_from(["worst", "high_first", "low_first"]),
    st.sampled_from([60_000.0, 1e6]),
)
@ANY
def test_every_order_ends_for_a_reason_or_waits_and_keeps_its_limit_and_its_bar(
    small_market, play, kept, terms, moves, orders, fill_at, tested, intrabar, capital
):
    bars = sessions_of(moves)
    vix = [15.0 + 10.0 * (place % 3 == 0) for place in range(len(bars))]
    account = terms(
        costs=COSTS, fill_at=fill_at, margin_test=tested, intrabar=intrabar, capital=capital,
        rules={"grace": 1, "loss_cut_level": 0.8, "liquidation": 1.0},
    )  # fmt: skip
    script = {row: sending(*sent) for row, sent in orders.items()}
    run = play(market_of(small_market, bars, vix=vix), kept, account, orders=script)
    own = [row for row in run.tables["orders"].to_pylist() if row["purpose"] == "trade"]
    sent = run.strategy.sent
    assert len(own) == len(sent)
    assert all(row["reason"] for row in own if row["status"] not in {"completed", "waiting"})
    other = [order for order in sent if order.exectype != Order.Market]
    rows = run.tables["resting_orders"].to_pylist() if other else []
    assert sorted(row["number"] for row in rows) == [
        place for place, order in enumerate(sent, 1) if order.exectype != Order.Market
    ]
    by_day = dict(zip(run.column("equity", "date"), bars, strict=True))
    for row in rows:
        order = sent[row["number"] - 1]
        assert row["status"] == (order.getstatusname().lower() if not order.alive() else "waiting")
        if row["at"] is None:
            assert row["moment"] is None
            continue
        side = 1 if row["size"] > 0 else -1
        _, high, low, close = by_day[row["finished"]]
        assert low - 1e-9 <= row["at"] <= high + 1e-9
        limit = row["limit"] or (row["price"] if row["kind"] == "limit" else None)
        assert limit is None or side * order.executed.price <= side * limit + 1e-9
        assert side * (order.executed.price - row["at"]) in (pytest.approx(0.25), pytest.approx(1.0))
        assert row["kind"] != "close" or (row["at"], row["moment"]) == (close, 3.0)


@pytest.mark.pages
@given(BARS.map(lambda moves: moves[:1]), st.lists(SENT, min_size=1, max_size=3), st.sampled_from([0, 5, -5]))
@ANY
def test_the_worst_path_is_the_worse_of_the_two(small_market, play, kept, terms, moves, orders, held):
    def first(strategy, contract):
        if held:
            (strategy.buy if held > 0 else strategy.sell)(data=contract, size=abs(held))

    def second(strategy, contract):
        for sent in orders:
            sending(*sent)(strategy, contract)

    market = market_of(small_market, [(1000.0,) * 4, *sessions_of(moves)])

    def ends(intrabar):
        account = terms(costs=COSTS, intrabar=intrabar, capital=1e8)
        return play(market, kept, account, orders={0: first, 1: second}).column("equity", "equity")[-1]

    assert ends("worst") == min(ends("high_first"), ends("low_first"))


@pytest.mark.pages
@given(BARS, st.dictionaries(st.integers(0, 9), SENT, max_size=4), st.integers(2, 6))
@ANY
def test_no_fill_depends_on_a_later_session(small_market, play, kept, terms, moves, orders, cut):
    bars = sessions_of(moves)
    script = {row: sending(*sent) for row, sent in orders.items()}

    def fills(sessions):
        run = play(market_of(small_market, sessions), kept, terms(costs=COSTS), orders=script)
        last = run.column("equity", "date")[min(cut, len(bars)) - 1]
        return [row for row in run.tables["fills"].to_pylist() if row["date"] <= last]

    assert fills(bars[:cut]) == fills(bars)
