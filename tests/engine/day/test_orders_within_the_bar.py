"""Orders that rest in the market, on bars made by hand: contracts of 50 a point, no costs unless said."""

import backtrader as bt
import pytest

from engine.account.costs import CostModel
from tests.support.resting_play import buys, endings, fills, market_of, oco, sells, together

LIMIT, STOP, STOP_LIMIT = bt.Order.Limit, bt.Order.Stop, bt.Order.StopLimit
TRAIL, TRAIL_LIMIT, CLOSE = bt.Order.StopTrail, bt.Order.StopTrailLimit, bt.Order.Close
STILL = (1000.0, 1000.0, 1000.0, 1000.0)
BAR = (1000.0, 1010.0, 980.0, 1005.0)
COSTS = CostModel(2.0, 0.5, 2.0, 40.0, 0.1, 3.0)


@pytest.fixture
def over(small_market, play, script, terms):
    """A script's orders over sessions (open, high, low, close)."""

    def run(sessions, orders, *, costs=None, **changes):
        columns = {name: changes.pop(name) for name in ("vix", "open_is_real") if name in changes}
        account = terms(**({"costs": costs} if costs else {}), **changes)
        return play(market_of(small_market, sessions, **columns), script, account, orders=orders)

    return run


def resting(run, *names):
    return [tuple(row[name] for name in names) for row in run.tables["resting_orders"].to_pylist()]


@pytest.mark.parametrize(
    ("order", "filled"),
    [
        (buys(1, LIMIT, 990.0), (1, 990.0)),
        (buys(1, LIMIT, 1003.0), (1, 1000.0)),
        (sells(1, LIMIT, 1008.0), (-1, 1008.0)),
        (sells(1, LIMIT, 990.0), (-1, 1000.0)),
        (buys(1, STOP, 1007.0), (1, 1007.0)),
        (buys(1, STOP, 995.0), (1, 1000.0)),
        (sells(1, STOP, 985.0), (-1, 985.0)),
        (sells(1, STOP, 1001.0), (-1, 1000.0)),
        (buys(1, STOP_LIMIT, 1007.0, plimit=1008.0), (1, 1007.0)),
        (sells(1, STOP_LIMIT, 985.0, plimit=983.0), (-1, 985.0)),
        (sells(1, STOP_LIMIT, 985.0, plimit=1000.0), (-1, 1000.0)),
        (sells(1, TRAIL, trailamount=12.0), (-1, 988.0)),
        (buys(1, TRAIL, trailpercent=0.008), (1, 1008.0)),
        (sells(1, TRAIL_LIMIT, 1000.0, plimit=999.0, trailamount=12.0), (-1, 988.0)),
        (buys(1, CLOSE), (1, 1005.0)),
    ],
)
@pytest.mark.parametrize("fill_at", ["close", "open"])
def test_every_kind_fills_inside_the_bar(over, order, filled, fill_at):
    run = over([STILL, BAR, BAR], {0: order}, fill_at=fill_at)
    assert fills(run) == [filled]
    assert run.column("equity", "equity")[1] == 100_000.0 + filled[0] * 50.0 * (1005.0 - filled[1])
    assert endings(run) == [("completed", "")]


@pytest.mark.parametrize(
    "order",
    [
        buys(1, LIMIT, 979.0),
        sells(1, LIMIT, 1011.0),
        buys(1, STOP, 1011.0),
        sells(1, STOP, 979.0),
        buys(1, STOP_LIMIT, 1007.0, plimit=979.0),
        sells(1, TRAIL, trailamount=30.0),
        sells(1, TRAIL_LIMIT, 1000.0, plimit=1030.0, trailamount=12.0),
    ],
)
def test_an_order_that_is_not_touched_waits_to_the_end_of_the_data(over, order):
    run = over([STILL, BAR], {0: order})
    assert fills(run) == []
    assert endings(run) == [("waiting", "")]
    assert resting(run, "status", "moment", "at") == [("waiting", None, None)]


def test_a_gap_through_a_stop_fills_at_the_open(over):
    gap = (950.0, 960.0, 940.0, 955.0)
    run = over([STILL, STILL, gap], {0: together(buys(1), sells(1, STOP, 980.0))})
    assert fills(run) == [(1, 1000.0), (-1, 950.0)]
    assert resting(run, "kind", "price", "moment", "at") == [("stop", 980.0, 0.0, 950.0)]


def test_a_stop_waits_through_sessions_and_is_remembered(over):
    fall = (1000.0, 1000.0, 930.0, 940.0)
    run = over([STILL] * 6 + [fall, STILL], {0: buys(2), 1: sells(2, STOP, 950.0)})
    assert fills(run) == [(2, 1000.0), (-2, 950.0)]
    days = run.column("equity", "date")
    assert resting(run, "sent", "triggered", "finished", "number") == [(days[1], days[6], days[6], 2)]


def test_what_is_paid_keeps_a_limit_with_its_spread_and_a_stop_pays_it_beyond(over):
    market = [STILL, (1000.0, 1000.0, 989.6, 1000.0), (1000.0, 1000.0, 989.5, 1000.0), BAR]
    run = over(market, {0: buys(1, LIMIT, 990.0), 2: sells(1, STOP, 985.0)}, costs=COSTS)
    assert fills(run) == [(1, 990.0), (-1, 984.5)]
    assert run.column("fills", "half_spread") == [0.5, 0.5]
    assert run.column("fills", "date")[0] == run.column("equity", "date")[2]
    spent = 2 * 2.0 + 50.0 * (990.0 - 984.5)
    assert run.column("equity", "equity")[-1] == pytest.approx(100_000.0 - spent)


def test_the_spread_within_a_session_is_that_of_the_vix_of_the_evening_before(over):
    orders = {0: buys(1, LIMIT, 990.0), 1: sells(1, LIMIT, 1005.0)}
    run = over([STILL, BAR, BAR, BAR], orders, costs=COSTS, vix=[15.0, 45.0, 15.0, 15.0])
    assert fills(run) == [(1, 990.0), (-1, 1005.0)]
    assert run.column("fills", "half_spread") == [0.5, 2.0]


@pytest.mark.parametrize(("intrabar", "sold"), [("worst", 985.0), ("low_first", 985.0), ("high_first", 1008.0)])
def test_of_two_legs_inside_a_bar_the_worst_path_takes_the_stop(over, intrabar, sold):
    exits = oco(sells(1, STOP, 985.0), sells(1, LIMIT, 1008.0))
    run = over([STILL, STILL, BAR], {0: buys(1), 1: exits}, intrabar=intrabar)
    assert fills(run) == [(1, 1000.0), (-1, sold)]
    assert endings(run)[1:] == [("completed", ""), ("canceled", "other_filled")]


@pytest.mark.parametrize(("commission", "filled"), [(160.0, [(1, 990.0), (-1, 1008.0)]), (140.0, [(1, 990.0)])])
def test_the_worst_path_counts_what_fills_on_it_cost(over, commission, filled):
    # a target that is reached earns 3 points of 50, and pays a commission more
    def enter(strategy, contract):
        strategy.buy_bracket(data=contract, size=1, price=990.0, stopprice=900.0, limitprice=1008.0)

    costs = CostModel(commission, 0.5, 2.0, 40.0, 0.1, 3.0)
    assert fills(over([STILL, BAR], {0: enter}, costs=costs)) == filled


def test_a_short_position_has_its_worst_path_the_other_way_round(over):
    exits = oco(buys(1, STOP, 1008.0), buys(1, LIMIT, 985.0))
    assert fills(over([STILL, STILL, BAR], {0: sells(1), 1: exits})) == [(-1, 1000.0), (1, 1008.0)]


def test_a_leg_that_wakes_at_the_close_says_nothing_of_which_path_is_the_worse(over):
    def enter_at_the_close(strategy, contract):
        parent = strategy.buy(data=contract, size=2, exectype=CLOSE, transmit=False)
        strategy.sell(data=contract, size=2, exectype=STOP, price=985.0, parent=parent)

    exits = oco(sells(1, STOP, 985.0), sells(1, LIMIT, 1008.0))
    orders = {0: buys(1), 1: together(exits, buys(1, STOP, 1008.0), enter_at_the_close)}
    assert fills(over([STILL, STILL, BAR], orders, fill_at="open"))[1:] == [(-1, 985.0), (1, 1008.0), (2, 1005.0)]


def test_whoever_names_one_of_a_group_is_of_that_group(over):
    def send(strategy, contract):
        first = strategy.buy(data=contract, size=1, exectype=STOP, price=1100.0)
        second = strategy.buy(data=contract, size=1, exectype=STOP, price=1101.0, oco=first)
        strategy.buy(data=contract, size=1, exectype=LIMIT, price=990.0, oco=second)

    run = over([STILL, BAR], {0: send})
    assert fills(run) == [(1, 990.0)]
    assert endings(run) == [("completed", ""), *[("canceled", "other_filled")] * 2]
    assert sorted(resting(run, "number", "other")) == [(1, None), (2, 1), (3, 2)]


def test_entry_and_stop_of_a_bracket_fill_in_one_bar_in_this_order(over):
    def enter(strategy, contract):
        strategy.buy_bracket(data=contract, size=2, price=990.0, stopprice=984.0, limitprice=1006.0)

    run = over([STILL, BAR, STILL], {0: enter})
    assert fills(run) == [(2, 990.0), (-2, 984.0)]
    assert [reason for _, reason in endings(run)] == ["", "", "other_filled"]
    assert resting(run, "number", "parent") == [(1, None), (2, 1), (3, 1)]


def test_a_leg_is_not_looked_at_before_its_entry(over):
    def enter(strategy, contract):
        strategy.buy_bracket(data=contract, size=1, exectype=STOP, price=1008.0, stopprice=985.0, limitprice=1100.0)

    assert fills(over([STILL, BAR, STILL], {0: enter}, intrabar="low_first")) == [(1, 1008.0)]
    assert fills(over([STILL, BAR, STILL], {0: enter})) == [(1, 1008.0), (-1, 985.0)]


@pytest.mark.parametrize(("fill_at", "sold"), [("close", 1000.0 - 20.0), ("open", 984.0)])
def test_the_legs_of_a_market_entry_are_active_once_it_has_filled(over, fill_at, sold):
    def enter(strategy, contract):
        strategy.buy_bracket(
            data=contract, size=1, exectype=bt.Order.Market, stopprice=984.0, limitprice=2000.0,
        )  # fmt: skip

    run = over([STILL, BAR, (980.0, 990.0, 970.0, 975.0)], {0: enter}, fill_at=fill_at)
    assert fills(run) == [(1, 1005.0 if fill_at == "close" else 1000.0), (-1, sold)]


def test_a_bracket_is_kept_until_its_last_leg_is_sent(over):
    def enter(strategy, contract):
        parent = strategy.buy(data=contract, size=1, transmit=False)
        assert strategy.broker.get_orders_open() == [parent]
        strategy.kept = parent

    def leg(strategy, contract):
        strategy.sell(data=contract, size=1, exectype=STOP, price=985.0, parent=strategy.kept)

    run = over([STILL, STILL, BAR, BAR], {0: enter, 1: leg})
    assert fills(run) == [(1, 1005.0), (-1, 985.0)]
    assert [name for _, name, *_ in run.strategy.seen] == ["Accepted", "Accepted", "Completed", "Completed"]
    assert endings(over([STILL, STILL, BAR], {0: enter})) == [("waiting", "")]


def test_the_end_of_a_parent_is_that_of_its_legs(over):
    def enter(strategy, contract):
        strategy.bracket = strategy.buy_bracket(data=contract, size=1, price=900.0, stopprice=890.0, limitprice=990.0)

    run = over([STILL, BAR, BAR], {0: enter, 1: lambda strategy, _: strategy.cancel(strategy.bracket[0])})
    assert endings(run) == [("canceled", "cancelled"), *[("canceled", "parent_ended")] * 2]
    run = over([STILL, BAR, BAR], {0: enter, 1: lambda strategy, _: strategy.cancel(strategy.bracket[1])})
    assert endings(run) == [("canceled", "cancelled")] * 3


def test_a_stop_is_moved_by_cancelling_it_and_sending_another(over):
    def first(strategy, contract):
        strategy.buy(data=contract, size=1)
        strategy.sent = strategy.sell(data=contract, size=1, exectype=STOP, price=950.0)

    def move(strategy, contract):
        strategy.cancel(strategy.sent)
        strategy.sent = strategy.sell(data=contract, size=1, exectype=STOP, price=985.0)

    run = over([STILL, STILL, BAR], {0: first, 1: move})
    assert fills(run) == [(1, 1000.0), (-1, 985.0)]


def test_a_trail_follows_the_close_and_never_goes_back(over):
    rise = [(1000.0, 1040.0, 1000.0, 1030.0), (1030.0, 1031.0, 1015.0, 1016.0), (1016.0, 1020.0, 1005.0, 1007.0)]
    run = over([STILL, STILL, *rise], {0: together(buys(1), sells(1, TRAIL, trailamount=20.0))})
    assert fills(run) == [(1, 1000.0), (-1, 1010.0)]
    assert resting(run, "price", "trail_amount", "trail_share") == [(1010.0, 20.0, None)]


def test_the_limit_of_a_trail_moves_along(over):
    rise = [(1000.0, 1040.0, 1000.0, 1030.0), (990.0, 991.0, 985.0, 990.0), (990.0, 1012.0, 990.0, 1000.0)]
    order = sells(1, TRAIL_LIMIT, 1000.0, plimit=1005.0, trailamount=20.0)
    run = over([STILL, STILL, *rise], {0: together(buys(1), order)})
    # 1010 is gapped through at 990; the limit stands 15 below the close that the trail follows: 1030 - 20 + 5
    assert fills(run) == [(1, 1000.0)]
    assert resting(run, "price", "limit", "triggered") == [(1010.0, 1015.0, run.column("equity", "date")[3])]


def test_the_limit_of_a_trail_whose_stop_was_touched_stands_still(over):
    market = [(1000.0, 1040.0, 1000.0, 1030.0), (990.0, 991.0, 985.0, 990.0), (990.0, 1060.0, 990.0, 1055.0)]
    order = sells(1, TRAIL_LIMIT, 1000.0, plimit=1060.0, trailamount=20.0)
    run = over([STILL, STILL, *market, (1055.0, 1075.0, 1055.0, 1060.0)], {0: together(buys(1), order)})
    assert fills(run) == [(1, 1000.0), (-1, 1070.0)]


def test_a_trail_does_not_follow_the_close_at_which_its_entry_filled(over):
    def enter(strategy, contract):
        parent = strategy.buy(data=contract, size=1, transmit=False)
        strategy.sent = strategy.sell(data=contract, size=1, exectype=TRAIL, trailamount=20.0, parent=parent)

    rise, dip = (1000.0, 1040.0, 1000.0, 1030.0), (1030.0, 1030.0, 985.0, 1020.0)
    run = over([STILL, rise, dip, (1020.0, 1020.0, 990.0, 995.0)], {0: enter})
    assert fills(run) == [(1, 1030.0), (-1, 1000.0)]
    assert run.strategy.sent.triggered


def test_a_trail_of_a_sleeping_leg_stands_still(over):
    def enter(strategy, contract):
        parent = strategy.buy(data=contract, size=1, exectype=LIMIT, price=990.0, transmit=False)
        strategy.sell(data=contract, size=1, exectype=TRAIL, trailamount=30.0, parent=parent)

    up, down = (1000.0, 1100.0, 1000.0, 1100.0), (1100.0, 1100.0, 985.0, 1000.0)
    run = over([STILL, up, down, (1000.0, 1000.0, 960.0, 960.0)], {0: enter})
    assert fills(run) == [(1, 990.0), (-1, 970.0)]


def test_a_contract_ends_and_so_do_the_orders_for_it(over):
    run = over([STILL] * 16, {0: sells(1, STOP, 900.0)})
    assert endings(run) == [("rejected", "expired")]
    assert str(run.column("orders", "finished")[0]) == "2013-06-21"


def test_an_order_can_be_cancelled_as_long_as_it_waits(over):
    told = []

    def send(strategy, contract):
        strategy.sent = strategy.sell(data=contract, size=1, exectype=STOP, price=900.0)

    orders = {0: send, 1: lambda strategy, _: told.extend([strategy.broker.cancel(strategy.sent) for _ in range(2)])}
    run = over([STILL] * 3, orders)
    assert told == [True, False]
    assert [name for _, name, *_ in run.strategy.seen] == ["Accepted", "Canceled"]
