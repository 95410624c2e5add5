"""Accounts with written options that the broker closes, as statements: which legs go first, and how many."""

import pytest

from strategies.events.purposes import Ending
from tests.support.option_play import both, endings, events, fills, futures, put, quotes, write

FLAT = [1000.0] * 16
HIGH = "SPX130118P980"


def column(run, name):
    return run.column("equity", name)


CRASH = [1000.0, 1000.0, 1000.0, *[850.0] * 13]
CRASHED = quotes(
    (1, 2.0, 900.0), (1, 8.0, 980.0), (2, 2.0, 900.0), (2, 8.0, 980.0),
    *((session, price, strike) for session in range(3, 12) for price, strike in ((60.0, 900.0), (131.0, 980.0))),
)  # fmt: skip
GRACE = {"grace": 1, "closing_delay": 1, "negative_cash": True}


def kinds(run):
    return [(session, kind, contract) for session, kind, contract in events(run) if kind != "expiry"]


@pytest.mark.parametrize("policy", [0.0, 1.0])
def test_a_crash_calls_a_written_spread_and_its_written_leg_is_closed_before_the_other(
    quoted_market, play, script, option_terms, policy
):
    # ten spreads may lose 80,000, and three futures have lost 22,500 of the 101,000 there were
    market = quoted_market(CRASH, CRASHED)
    orders = {0: both(put(10, 900.0), write(10), futures(3))}
    terms = option_terms(rules=GRACE | {"liquidation": policy}, capital=95_000.0)
    run = play(market, script, terms, orders=orders)
    assert kinds(run)[:2] == [(3, "margin_call", ""), (4, "deadline_missed", "")]
    closed = [row[:3] for row in fills(run) if row[4] == "liquidation"]
    high, low, future = (5, HIGH, 10), (5, "SPX130118P900", -10), (5, "ESH13", -3)
    # one contract frees 8,000 and costs 13,100: where only as much as mends it is closed, the futures go first
    assert closed == ([high, future, low] if policy == 0 else [future, high, low])
    assert [kind for session, kind, _ in kinds(run) if session >= 5] == ["liquidation"] * 3
    assert column(run, "maintenance")[5:] == [0.0] * 11
    assert column(run, "equity")[-1] == pytest.approx(95_000.0 + 6_000 - 22_500 - 71_000 - 40 * 1.5)


def test_as_many_written_puts_are_bought_back_as_mend_the_breach(quoted_market, play, script, option_terms):
    # on session 3 one asks for 980 - 950 + 142.5 points: six 103,500 of 104,791; on session 4 for 15 points more
    closes = [1000.0, 1000.0, 1000.0, 950.0, 935.0, *[935.0] * 11]
    prices = ((1, 8.0), (3, 30.0), (4, 45.0), (5, 45.0), (6, 45.0), (7, 45.0))
    market = quoted_market(closes, quotes(*((session, price, 980.0) for session, price in prices)))
    terms = option_terms(rules=GRACE | {"grace": 0, "liquidation": 1.0})
    run = play(market, script, terms, orders={0: write(6)})
    assert kinds(run) == [(4, "margin_call", ""), (5, "liquidation", HIGH)]
    # missing: 6 x 18,525 - 104,791 = 6,359; one frees 18,525 - 4,500 - 1.50
    assert [row[:4] for row in fills(run)][1] == (5, HIGH, 1, 45.0)
    assert column(run, "maintenance")[5] == pytest.approx(5 * 18_525.0)
    assert not [one for one in kinds(run) if one[0] > 5]


def test_in_ruin_written_options_are_marked_only_when_they_lose_and_nothing_is_written(
    quoted_market, play, script, option_terms
):
    closes = [1000.0, 1000.0, 1000.0, 700.0, *[760.0] * 12]
    prices = ((1, 8.0), (2, 8.0), (3, 280.0), (4, 220.0), (5, 220.0))
    market = quoted_market(closes, quotes(*((session, price, 980.0) for session, price in prices)))
    run = play(market, script, option_terms(), orders={0: write(6), 3: write(1)})
    assert (3, "ruin", "") in kinds(run)
    assert fills(run)[1][:4] == (4, HIGH, 6, 280.0)
    assert endings(run) == [("margin", Ending.VOID.value)]


def test_their_margin_brings_a_closing_within_the_session_nearer(quoted_market, play, script, option_terms):
    # 103,992.50 less 69,000 and 10,500: three futures of 50 lose the rest over 163 points
    low = [1000.0, 1000.0, 820.0, *[1000.0] * 13]
    market = quoted_market(FLAT, quotes(*((session, 8.0, 980.0) for session in range(1, 12))), low=low)
    terms = option_terms(margin_test="intraday", rules={"grace": 0, "liquidation": 0.0})
    run = play(market, script, terms, orders={0: both(write(5), futures(3))})
    assert [row[:3] for row in fills(run)][2:] == [(2, "ESH13", -3), (2, HIGH, 5)]
    assert fills(run)[2][3] == pytest.approx(1000.0 - (103_992.5 - 69_000 - 10_500) / 150.0)
