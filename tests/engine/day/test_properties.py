"""What must hold on any path, under any profile, with any orders. The books are checked in every run by itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.account.costs import CostModel
from engine.day.terms import CashPolicy
from tests.support.sparing import BESIDE_FIXTURES, examples

COSTS = CostModel(
    commission=2.0,
    half_spread=0.125,
    stress_half_spread=0.5,
    stress_vix=20.0,
    roll_half_spread=0.025,
    liquidation_half_spread=0.5,
)
SESSIONS = 25
MOVES = st.lists(st.floats(-0.15, 0.12), min_size=SESSIONS, max_size=SESSIONS)
ORDERS = st.dictionaries(st.integers(0, SESSIONS - 1), st.integers(-30, 30).filter(bool), max_size=8)
PROFILES = st.fixed_dictionaries({
    "fund_haircut": st.sampled_from([0.0, 0.01, 0.3, 1.0]),
    "redemption_lag": st.integers(0, 3),
    "grace": st.integers(0, 2),
    "closing_delay": st.integers(0, 1),
    "recovery_counts": st.booleans(),
    "loss_cut_level": st.sampled_from([0.0, 0.5, 0.9]),
    "liquidation": st.sampled_from([0.0, 1.0, 4.0]),
    "negative_cash": st.booleans(),
    "debit_spread": st.just(0.015),
})  # fmt: skip
TESTS = st.sampled_from(["close", "intraday"])
CASH = st.builds(
    CashPolicy,
    *(st.sampled_from([0.0, share]) for share in (0.1, 0.3, 0.5)),
    hedge_buffer=st.just(0.0),  # left out, hypothesis draws it too, and infinity
)
ANY_PATH = settings(
    max_examples=examples(60),
    suppress_health_check=BESIDE_FIXTURES,
)


@pytest.fixture(scope="session")
def path_of(small_market):
    """A market that moves as told from 1,000 points, with some VIX above the stress threshold."""

    def build(moves):
        closes = [1_000.0]
        for move in moves:
            closes.append(closes[-1] * (1.0 + move))
        count = len(closes)
        columns = {"open": [closes[0], *closes[:-1]]}
        columns["low"] = [0.97 * min(pair) for pair in zip(columns["open"], closes, strict=True)]
        columns["high"] = [1.02 * max(pair) for pair in zip(columns["open"], closes, strict=True)]
        vix = [15.0 + 10.0 * (place % 3 == 0) for place in range(count)]
        return small_market(closes, bill_yield=[0.02] * count, dividend_yield=[0.01] * count, vix=vix, **columns)

    return build


def send(size):
    return lambda strategy, contract: (
        strategy.buy(data=contract, size=size) if size > 0 else strategy.sell(data=contract, size=-size)
    )


def scripted(orders):
    return {session: send(size) for session, size in orders.items()}


@given(MOVES, ORDERS, PROFILES, CASH, TESTS)
@ANY_PATH
def test_the_books_balance_and_ruin_is_final(path_of, play, script, terms, moves, orders, profile, cash, when):
    account = terms(costs=COSTS, rules=profile, cash=cash, margin_test=when)
    run = play(path_of(moves), script, account, orders=scripted(orders))
    equity = run.column("equity", "equity")
    ruined = [place for place, value in enumerate(equity) if value <= 0.0]
    assert all(value <= 0.0 for value in equity[ruined[0] :]) if ruined else True
    events = dict(zip(run.column("events", "kind"), run.column("events", "date"), strict=True))
    held = 0
    for day, size in zip(run.column("fills", "date"), run.column("fills", "size"), strict=True):
        assert "ruin" not in events or day <= events["ruin"] or abs(held + size) < abs(held)
        held += size


@pytest.mark.pages
@given(MOVES, ORDERS, PROFILES, CASH)
@ANY_PATH
def test_no_order_that_only_reduces_is_refused(path_of, play, script, terms, moves, orders, profile, cash):
    class Reducing(script):
        """Now and then closes half of what it holds, instead of what the script says."""

        def __init__(self):
            super().__init__()
            self.reductions, self.refused = set(), []

        def next(self):
            contract = self.data.lead("ES", self.data.view.today)
            size = self.getposition(contract).size
            if len(self.data) % 4 == 0 and size and not self.broker.desk.waiting:
                self.reductions.add(self.close(data=contract, size=abs(size) // 2 or 1).ref)
            elif len(self.data) % 4:
                super().next()

        def notify_order(self, order):
            if order.ref in self.reductions and order.status in {order.Margin, order.Rejected, order.Canceled}:
                self.refused.append(order)

    run = play(path_of(moves), Reducing, terms(costs=COSTS, rules=profile, cash=cash), orders=scripted(orders))
    assert run.strategy.refused == []


@pytest.mark.pages
@given(MOVES, st.integers(5, 28), PROFILES)
@ANY_PATH
def test_after_a_liquidation_of_the_minimum_the_requirement_holds(path_of, play, script, terms, moves, size, profile):
    rules = profile | {"liquidation": 1.0, "fund_haircut": 0.0, "negative_cash": True}
    run = play(path_of(moves), script, terms(costs=COSTS, rules=rules), orders={0: send(size)})
    assert_requirement_holds_after_liquidations(run)


@pytest.mark.pages
@given(MOVES, st.integers(5, 28))
@ANY_PATH
def test_in_mid_session_the_requirement_holds_at_the_extreme(path_of, play, script, terms, moves, size):
    rules = {"liquidation": 1.0, "grace": 0}
    market = path_of(moves)
    run = play(market, script, terms(costs=COSTS, rules=rules, margin_test="intraday"), orders={0: send(size)})
    equity = run.tables["equity"].to_pylist()
    sizes = dict(zip(run.column("positions", "date"), run.column("positions", "size"), strict=True))
    lows, closes = market.values("low"), market.values("close")
    for place, row in enumerate(equity[2:], 2):
        held = sizes.get(row["date"], 0)
        basis = row["overlay_notional"] / (held * 50 * closes[place]) if held else 0.0
        at_the_low = row["equity"] - held * 50 * basis * (closes[place] - lows[place])
        assert at_the_low >= row["maintenance"] * (1 - 2e-3) or not held


def assert_requirement_holds_after_liquidations(run):
    days, excess = run.column("equity", "date"), run.column("equity", "excess")
    held = set(run.column("positions", "date"))
    for day, kind in zip(run.column("events", "date"), run.column("events", "kind"), strict=True):
        if kind == "liquidation" and day in held:
            assert excess[days.index(day)] >= -1e-6


@pytest.mark.pages
@given(MOVES, st.integers(1, 25), st.floats(1.0, 3.0))
@ANY_PATH
def test_with_the_same_positions_more_capital_never_brings_a_call_earlier(
    path_of, play, script, terms, moves, size, more
):
    market = path_of(moves)
    first = [
        first_call(play(market, script, terms(capital=capital, rules={"grace": 1}), orders={0: send(size)}))
        for capital in (100_000.0, 100_000.0 * more)
    ]
    assert first[0] <= first[1]


@pytest.mark.pages
@given(MOVES, st.integers(1, 25), st.floats(1.0, 3.0), st.sampled_from([0.01, 0.1]))
@ANY_PATH
def test_with_the_same_positions_a_larger_cash_buffer_never_brings_a_call_earlier(
    path_of, play, script, terms, moves, size, more, buffer
):
    market, rules = path_of(moves), {"grace": 1, "redemption_lag": 0, "fund_haircut": 1.0}
    first = [
        first_call(play(market, script, terms(capital=1e7, rules=rules, cash=cash), orders={0: send(size)}))
        for cash in (CashPolicy(0.0, buffer, 10.0), CashPolicy(0.0, buffer * more, 10.0))
    ]
    assert first[0] <= first[1]


def first_call(run):
    """Session of the first margin call (or of a ruin that left no time for one), or one after the last."""
    days = run.column("equity", "date")
    calls = [
        day
        for day, kind in zip(run.column("events", "date"), run.column("events", "kind"), strict=True)
        if kind in {"margin_call", "ruin"}
    ]
    return days.index(calls[0]) if calls else len(days)
