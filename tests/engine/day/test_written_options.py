"""Written options in the account, as statements: premium had, margin asked every evening, settled on the last day,
bought back by the broker.

A point of an SPX option is worth 100; the account holds 100,000 and pays 1.50 a contract.
"""

import pytest

from data.base.errors import ConfigError
from data.contracts.contracts import OptionContract, option_spec
from data.curves.futures_curve import FuturesCurve
from data.curves.option_curve import OptionCurve
from data.pricing.option_spread import OptionSpreads
from data.pricing.surface import surface
from engine.day.terms import CashPolicy
from strategies.base.strategy import OverlayStrategy
from strategies.events.purposes import Ending
from tests.support.option_play import (
    EXPIRY,
    LAST,
    both,
    endings,
    events,
    fills,
    futures,
    lines,
    put,
    quotes,
    series,
    write,
)

FLAT = [1000.0] * 16
HIGH, LOW = "SPX130118P980", "SPX130118P950"
LATER = [(session, price) for session, price in zip(range(1, 12), [8, 8, 9, 12, 12, 10, 10, 10, 9, 9, 9], strict=True)]


def sell_put(size, strike=950.0):
    return lambda strategy, _: strategy.sell(data=series(strategy, "P", strike), size=size)


def spread_quotes():
    """The put at 980 as in `LATER`, that at 950 at a third of it."""
    high = [(session, float(price), 980.0) for session, price in LATER]
    return quotes(*high, *((session, price / 4.0, 950.0) for session, price, _ in high))


def column(run, name):
    return run.column("equity", name)


def test_a_premium_is_had_on_the_trade_date_and_owed_until_the_end(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT, [(1, 9.0, 11.0, "P", 980.0, EXPIRY)])
    run = play(market, script, option_terms(), orders={0: write(2)})
    assert lines(run, 1, HIGH) == [
        ("cash", "option_premium", 2_000.0),
        ("option_value", "option_mark", -2_000.0),
        ("cash", "commission", -3.0),
        ("cash", "spread", -200.0),
    ]
    assert column(run, "option_value")[:2] == [0.0, -2_000.0]
    assert column(run, "equity")[:2] == [100_000.0, 99_797.0]
    assert fills(run)[0] == (1, HIGH, -2, 9.0, "")
    position = run.tables["positions"].to_pylist()[0]
    assert (position["size"], position["mark"], position["notional"]) == (-2, 10.0, -2_000.0)
    assert position["delta"] > 0.0


def test_the_margin_of_a_month_is_that_of_each_evening(quoted_market, play, script, option_terms):
    closes = [1000.0, 1000.0, 1010.0, 990.0, 970.0, 975.0, *[1000.0] * 10]
    market = quoted_market(closes, quotes(*((session, float(price), 980.0) for session, price in LATER)))
    run = play(market, script, option_terms(), orders={0: write(1)})
    # value, and 15 % of the index less what it is out of the money, at least 10 % of the strike
    by_hand = [
        0.0,
        100 * (8 + 150 - 20), 100 * (8 + 151.5 - 30), 100 * (9 + 148.5 - 10), 100 * (12 + 145.5),
        100 * (12 + 146.25), 100 * (10 + 130), 100 * (10 + 130), 100 * (10 + 130), 100 * (9 + 130), 100 * (9 + 130),
        100 * (9 + 130), 0.0,
    ]  # fmt: skip
    assert column(run, "maintenance")[:13] == pytest.approx(by_hand)
    assert column(run, "initial") == column(run, "maintenance")
    # the premium is collateral, and what is owed is not taken off it again
    assert column(run, "collateral")[1:12] == pytest.approx([100_000.0 + 800 - 1.5] * 11)


@pytest.mark.parametrize(
    ("settles", "payoff"),
    [pytest.param(985.0, 0.0, id="both_worthless"), pytest.param(960.0, 20.0, id="one"), (930.0, 30.0)],
)
def test_a_spread_that_is_bought_asks_for_nothing_and_pays_the_difference(
    quoted_market, play, script, option_terms, settles, payoff
):
    market = quoted_market([*FLAT[:LAST], *[settles] * 4], spread_quotes())
    run = play(market, script, option_terms(), orders={0: both(put(2, 980.0), write(2, strike=950.0))})
    assert column(run, "maintenance") == [0.0] * 16
    assert column(run, "option_value")[1] == 2 * 100 * (8 - 2)
    assert column(run, "equity")[-1] == pytest.approx(100_000.0 - 2 * 100 * (8 - 2) - 4 * 1.5 + 2 * 100 * payoff)
    assert [one for one in events(run) if one[1] == "expiry"] == [(LAST, "expiry", HIGH), (LAST, "expiry", LOW)]


@pytest.mark.parametrize(("settles", "loss"), [(985.0, 0.0), (960.0, 20.0), (930.0, 30.0)])
def test_a_spread_that_is_written_asks_for_its_greatest_loss_until_it_ends(
    quoted_market, play, script, option_terms, settles, loss
):
    market = quoted_market([*FLAT[:LAST], *[settles] * 4], spread_quotes())
    run = play(market, script, option_terms(), orders={0: both(put(2), write(2))})
    assert column(run, "maintenance") == [0.0, *[6_000.0] * 11, *[0.0] * 4]
    assert column(run, "equity")[-1] == pytest.approx(100_000.0 + 2 * 100 * (8 - 2) - 4 * 1.5 - 2 * 100 * loss)
    booked = lines(run, LAST, HIGH)
    owed = 2 * 100 * max(980.0 - settles, 0.0)
    assert [line for line in booked if line[0] == "cash"] == ([("cash", "option_payoff", -owed)] if owed else [])
    assert sum(amount for session in range(16) for account, _, amount in lines(run, session, HIGH)
               if account == "option_value") == pytest.approx(0.0)  # fmt: skip


def test_what_is_bought_back_is_a_payoff_and_what_is_written_a_premium(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT, quotes((1, 8.0, 980.0), (3, 12.0, 980.0), (5, 10.0, 980.0), (7, 9.0, 980.0)))
    run = play(market, script, option_terms(), orders={0: write(3), 2: put(1, 980.0), 4: put(4, 980.0), 6: write(3)})
    money = [[line[1:] for line in lines(run, session, HIGH) if line[0] == "cash"] for session in (1, 3, 5, 7)]
    assert money == [
        [("option_premium", 2_400.0), ("commission", -4.5)],
        [("option_payoff", -1_200.0), ("commission", -1.5)],
        [("option_payoff", -2_000.0), ("option_premium", -2_000.0), ("commission", -6.0)],
        [("option_payoff", 1_800.0), ("option_premium", 900.0), ("commission", -4.5)],
    ]
    sizes = [row["size"] for row in run.tables["positions"].to_pylist()][:11]
    assert sizes == [-3, -3, -2, -2, 2, 2, -1, -1, -1, -1, -1]


def test_an_order_that_writes_more_than_collateral_covers_ends_without_collateral(
    quoted_market, play, script, option_terms
):
    # one asks for 13,800 and brings 798.50: seven need 96,600 of 105,589.50, eight 110,400 of 106,388
    market = quoted_market(FLAT, quotes((1, 8.0, 980.0)))
    seven, eight = (play(market, script, option_terms(), orders={0: write(size)}) for size in (7, 8))
    assert (fills(seven)[0][:3], endings(seven)) == ((1, HIGH, -7), [])
    assert endings(eight) == [("margin", Ending.NO_COLLATERAL.value)]


def test_a_sale_of_what_covers_is_refused_where_the_rest_would_need_more(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT, spread_quotes())
    orders = {0: both(put(10), write(10)), 2: sell_put(10)}
    run = play(market, script, option_terms(), orders=orders)
    assert endings(run) == [("margin", Ending.NO_COLLATERAL.value)]
    assert column(run, "maintenance")[3] == 30_000.0


def test_the_order_that_takes_back_fills_first_and_is_never_refused(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT, spread_quotes())
    orders = {0: both(put(10), write(10)), 2: both(sell_put(10), put(10, 980.0))}
    run = play(market, script, option_terms(), orders=orders)
    assert endings(run) == []
    assert [row[:3] for row in fills(run)][2:] == [(3, HIGH, 10), (3, LOW, -10)]
    assert column(run, "maintenance")[3] == 0.0


def test_taking_back_needs_no_collateral(quoted_market, play, script, option_terms):
    market = quoted_market([1000.0] * 3 + [930.0] * 13, quotes((1, 8.0, 980.0), (3, 60.0, 980.0), (4, 60.0, 980.0)))
    called = {"grace": 5, "negative_cash": True, "liquidation": 1.0}
    run = play(market, script, option_terms(rules=called), orders={0: write(7), 3: put(1, 980.0)})
    assert ("margin_call" in [kind for _, kind, _ in events(run)], endings(run)) == (True, [])
    assert fills(run)[1][:3] == (4, HIGH, 1)


def test_taking_back_needs_no_room(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT, quotes(*((session, 8.0, 980.0) for session in range(1, 12))))
    orders = {0: write(5), 2: put(2, 980.0, exposure_limit=1.0, budget=0.001)}
    run = play(market, script, option_terms(), orders=orders)
    assert fills(run)[1][:3] == (3, HIGH, 2)


@pytest.mark.parametrize(("size", "written"), [(26, True), (28, False)])
def test_what_is_sold_of_bought_options_is_no_collateral_any_more(
    quoted_market, play, script, option_terms, size, written
):
    # 20 puts for 16,030 count 9,600; selling 28 brings 22,358 and leaves eight written that ask 110,400
    market = quoted_market(FLAT, quotes((1, 8.0, 980.0), (3, 8.0, 980.0)))
    terms = option_terms(rules={"option_haircut": 0.4})
    run = play(market, script, terms, orders={0: put(20, 980.0), 2: write(size)})
    assert [row[:3] for row in fills(run) if row[0] == 3] == ([(3, HIGH, -size)] if written else [])


def test_what_waiting_orders_will_ask_for_is_not_given_up_the_evening_before(quoted_market, play, script, option_terms):
    # the future wants half its value in cash, and the puts 82,800 of the fund
    market = quoted_market(FLAT, quotes(*((session, 8.0, 980.0) for session in range(1, 12))))
    terms = option_terms(lag=3, cash=CashPolicy(0.5, 0.0, 0.0))
    run = play(market, script, terms, orders={1: both(write(6), futures(1))})
    assert [row[:3] for row in fills(run)][:2] == [(2, HIGH, -6), (2, "ESH13", 1)]
    assert column(run, "in_transit")[1] < 100_000.0 - 82_800.0


def test_what_written_options_ask_for_is_not_there_for_the_overlay(quoted_market, play, script, option_terms):
    seen = []

    def look(strategy, contract):
        seen.append(strategy.broker.margin_view(contract))

    market = quoted_market(FLAT, quotes(*((session, 8.0, 980.0) for session in range(1, 12))))
    play(market, script, option_terms(), orders={0: write(2), 3: look})
    ratio, available, _ = seen[0]
    assert available == pytest.approx(100_000.0 + 1_600 - 3 - 27_600)
    assert ratio == pytest.approx((100_000.0 + 1_600 - 3) / 27_600)


def test_writing_waits_for_money_that_is_on_its_way(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT, quotes(*((session, 8.0, 980.0) for session in range(1, 12))))
    terms = option_terms(haircut=1.0, lag=1, cash=CashPolicy(0.0, 0.0, 0.0))
    run = play(market, script, terms, orders={2: write(2)})
    assert fills(run)[0][:3] == (3, HIGH, -2)
    # what the written ones ask for is kept in cash, which alone counts here
    assert column(run, "cash")[3:12] == pytest.approx([2 * 13_800.0] * 9, rel=0.07)
    assert not [one for one in events(run) if one[1] == "margin_call"]


def put_after_a_fall(market, session):
    """Change of the account for a 100 % move of the index, of one put at 980, once the index has fallen 2 %."""
    curve = OptionCurve(market, FuturesCurve(market, 0.0), surface("fitted"), OptionSpreads(1e9))
    return 100 * curve.exposures(OptionContract(option_spec("SPX"), EXPIRY, 980.0, "P"), session, (-0.02, 0.0, 0.0))[0]


def test_the_exposure_limit_holds_for_written_puts_after_a_move(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT)
    run = play(market, script, option_terms(capital=1e6), orders={0: write(40, exposure_limit=1.3)})
    assert -fills(run)[0][2] == int(0.3 * 1e6 / -put_after_a_fall(market, 1))
    assert 1.1 < column(run, "total_exposure")[1] <= 1.3


def test_a_limit_without_room_writes_nothing(quoted_market, play, script, option_terms):
    run = play(quoted_market(FLAT), script, option_terms(), orders={0: write(1, exposure_limit=1.0)})
    assert endings(run) == [("canceled", Ending.NO_ROOM.value)]


def test_a_written_call_counts_against_long_futures(quoted_market, play, script, option_terms):
    orders = {0: both(futures(5), write(5, "C", 1000.0, exposure_limit=1.3))}
    run = play(quoted_market(FLAT), script, option_terms(capital=1e6), orders=orders)
    assert column(run, "overlay_delta")[1] < 250_000.0 - 5 * 100 * 400.0
    # futures cover nothing: the calls ask as if they stood alone
    value = -column(run, "option_value")[1]
    assert column(run, "maintenance")[1] > value + 5 * 100 * 150.0


def test_what_is_not_held_is_sold_only_by_an_order_that_says_so(quoted_market, play, script, option_terms):
    with pytest.raises(ConfigError, match=r"^sale of 2 SPX130118P950: .*; to write options, say writes=True$"):
        play(quoted_market(FLAT), script, option_terms(), orders={0: sell_put(2)})


class Trims(OverlayStrategy):
    """Writes puts within a limit on exposure once, and keeps them within it."""

    def decide(self):
        if len(self.data) == 1:
            data = series(self, "P", 980.0)
            self.sell(data=data, size=100, writes=True, exposure_limit=1.3)
        elif not self.broker.desk.waiting:
            self.trim_options(1.3)


def test_written_puts_that_outgrow_the_limit_are_bought_back(quoted_market, play, option_terms):
    market = quoted_market([1000.0, 1000.0, 1000.0, *[970.0] * 13])
    run = play(market, Trims, option_terms(capital=1e6))
    exposure = column(run, "total_exposure")
    assert exposure[3] > 1.3 >= exposure[4]
    sizes = [(session, size, reason) for session, _, size, _, reason in fills(run)[:2]]
    left = -sizes[0][1] - sizes[1][1]
    assert sizes == [(1, sizes[0][1], ""), (4, sizes[1][1], "cap")]
    assert left == int(0.3 * column(run, "equity")[3] / -put_after_a_fall(market, 3))
    assert (4, "cap", HIGH) in events(run)
