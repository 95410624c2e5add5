"""Sessions whose fills are given: what was done stands in the books, beside what the model would have done."""

import backtrader as bt
import pytest

from data.base.errors import ConfigError
from engine.account.costs import CostModel
from engine.day.given import GivenFill, taken
from engine.day.own_fills import NOT_DONE, PRICE, SIZE, UNASKED
from tests.support.futures_play import buy, sell
from tests.support.option_play import CALL, LAST
from tests.support.option_play import buy as buy_call
from tests.support.resting_play import buys, sells, together

FEE, HALF = 2.0, 0.25
COSTS = CostModel(FEE, HALF, HALF, 1e9, 0.1, HALF)
CLOSES = [1000.0, 1010.0, 990.0, 1000.0, 1005.0]


@pytest.fixture
def flat(small_market):
    """A market without yields."""

    def build(closes=CLOSES, **columns):
        plain = dict.fromkeys(("bill_yield", "dividend_yield"), [0.0] * len(closes))
        return small_market(closes, **plain | columns)

    return build


@pytest.fixture
def done(flat, play, script, terms):
    """Two contracts are ordered in the first evening; these are the fills of given sessions."""

    def run(given, orders=None, closes=CLOSES, **changes):
        market = flat(closes)
        dated = {market.days[session]: [GivenFill(*fill) for fill in fills] for session, fills in given.items()}
        return play(market, script, terms(COSTS, **changes), given=dated, orders=orders or {0: buy(2)})

    return run


def own(run, *names):
    rows = run.tables["own_fills"].to_pylist() if "own_fills" in run.tables else []
    return [tuple(row[name] for name in names) for row in rows]


def ends(run):
    return [(row["requested"], row["filled"], row["reason"]) for row in run.tables["orders"].to_pylist()]


def held(run):
    days, rows = run.column("equity", "date"), run.tables["positions"].to_pylist()
    return [sum(row["size"] for row in rows if row["date"] == day) for day in days]


def lost(run, other, session=1):
    return other.column("equity", "equity")[session] - run.column("equity", "equity")[session]


def test_the_books_know_the_price_that_was_had_and_the_table_the_models(done):
    run, model = done({1: [("ESH13", 2, 1011.0, 5.0)]}), done({})
    assert [(row["price"], row["commission"]) for row in run.tables["fills"].to_pylist()] == [(1011.0, 5.0)]
    assert run.column("fills", "half_spread") == pytest.approx([1.0])
    assert own(run, "cause", "model_price", "model_mid") == [(PRICE, 1010.25, 1010.0), ("commission", 1010.25, 1010.0)]
    assert own(run, "slippage") == [(pytest.approx(0.75 * 2 * 50),), (1.0,)]
    assert lost(run, model) == pytest.approx(76.0)
    assert held(run) == held(model)


def test_a_better_price_than_the_models_is_a_spread_that_is_had(done):
    run = done({1: [("ESH13", 2, 1009.0)]})
    rows = [row for row in run.tables["ledger"].to_pylist() if row["category"] == "spread"]
    assert [(row["amount"], row["reason"]) for row in rows] == [(-HALF * 100, ""), (1.25 * 100, "own")]
    assert own(run, "slippage", "cause") == [(-125.0, PRICE)]
    assert run.column("fills", "commission") == [2 * FEE]


def test_a_session_on_which_nothing_was_done_leaves_the_order_undone(done):
    run = done({1: []})
    assert ends(run) == [(2, 0, "not_done")]
    assert run.strategy.seen[-1][1] == "Canceled"
    assert own(run, "cause", "ordered", "done", "price") == [(NOT_DONE, 2, 0, None)]
    assert own(run, "slippage") == [(-(HALF * 100 + 2 * FEE),)]
    assert lost(run, done({})) == pytest.approx(-(HALF * 100 + 2 * FEE))
    assert held(run) == [0] * 5


def test_half_of_an_order_that_was_done_is_what_is_held(done):
    run, model = done({1: [("ESH13", 1, 1010.25)]}), done({})
    assert ends(run) == [(2, 1, "")]
    assert held(run) == [0, 1, 1, 1, 1]
    assert own(run, "cause", "done") == [(PRICE, 1), (SIZE, 1)]
    assert sum(cost for (cost,) in own(run, "slippage")) == pytest.approx(lost(run, model))


def test_what_was_done_beyond_an_order_is_a_fill_of_the_accounts_own(done):
    run, model = done({1: [("ESH13", 5, 1010.0, 5.0)]}), done({})
    assert ends(run) == [(2, 2, ""), (3, 3, "own")]
    assert run.column("fills", "reason") == ["", "own"]
    assert run.column("fills", "purpose") == ["trade", "trade"]
    assert run.column("fills", "commission") == [2.0, 3.0]
    assert held(run) == [0, 5, 5, 5, 5]
    assert own(run, "cause", "ordered", "done")[-1] == (UNASKED, 0, 3)
    assert sum(cost for (cost,) in own(run, "slippage")) == pytest.approx(lost(run, model))


def test_the_wrong_side_is_no_fill_of_the_order(done):
    run = done({1: [("ESH13", -2, 1010.0)]})
    assert ends(run) == [(2, 0, "not_done"), (-2, -2, "own")]
    assert held(run) == [0, -2, -2, -2, -2]


def test_a_contract_that_nobody_ordered_is_held_and_settles_by_itself(done):
    closes = [1000.0] * 60
    run = done({3: [("MESH13", -3, 1001.0)]}, closes=closes)
    assert own(run, "contract", "cause") == [("MESH13", UNASKED)]
    rows = [row for row in run.tables["fills"].to_pylist() if row["contract"] == "MESH13"]
    assert [(row["size"], row["reason"]) for row in rows] == [(-3, "own"), (3, "expiry")]


def test_a_session_without_orders_may_have_fills(done):
    run = done({1: [("ESH13", 2, 1010.25)], 3: [("ESH13", -2, 1000.0)]})
    assert held(run) == [0, 2, 2, 0, 0]
    assert own(run, "cause") == [(PRICE,), (UNASKED,)]


def test_several_fills_of_one_order_are_its_mean_price_each_with_a_row(done):
    run = done({1: [("ESH13", 1, 1010.0, 1.0), ("ESH13", 1, 1012.0)]})
    assert [(row["size"], row["price"]) for row in run.tables["fills"].to_pylist()] == [(2, 1011.0)]
    assert run.column("fills", "commission") == [1.0 + FEE]
    assert own(run, "price", "commission", "cause")[:2] == [(1010.0, 1.0, PRICE), (1012.0, FEE, PRICE)]


def test_one_leg_of_a_roll_leaves_the_other_contract_as_it_is(done):
    def roll(strategy, contract):
        sell(2)(strategy, contract)
        strategy.buy(data=strategy.data.lead("ES", strategy.data.view.today + 90), size=2)

    orders = {0: buy(2), 2: roll}
    run, both = done({3: [("ESH13", -2, 999.9)]}, orders), done({}, orders)
    assert held(run) == [0, 2, 2, 0, 0]
    assert own(run, "contract", "cause") == [("ESH13", PRICE), ("ESM13", NOT_DONE)]
    assert own(run, "model_half_spread") == [(0.1,), (0.1,)]
    assert sum(cost for (cost,) in own(run, "slippage")) == pytest.approx(lost(run, both, 3))


def test_no_limit_and_no_margin_is_asked_of_what_was_done_and_the_account_is_called(done):
    rules = {"grace": 2, "closing_delay": 1}
    run = done({1: [("ESH13", 40, 1010.0)]}, rules=rules)
    assert held(run)[1] == 40
    assert "margin_call" in run.column("events", "kind")
    model = done({}, {0: buy(40)}, rules=rules)
    assert model.column("orders", "reason") == ["no_collateral"]


def test_a_forced_closing_of_the_models_does_not_happen_where_the_fills_are_given(done):
    closes, orders = [1000.0, 1000.0, 550.0, 545.0, 545.0], {0: buy(4)}
    model = done({}, orders, closes)
    assert "liquidation" in model.column("events", "kind")
    day = model.column("fills", "reason").index("liquidation")
    session = model.column("equity", "date").index(model.tables["fills"]["date"].to_pylist()[day])
    run = done({session: []}, orders, closes)
    kinds = dict(zip(run.column("events", "kind"), run.column("events", "date"), strict=True))
    assert kinds["spared"] == run.column("equity", "date")[session]
    assert held(run)[session] == 4


def test_options_are_bought_and_written_as_they_were(quoted_market, play, script, option_terms):
    market = quoted_market([1000.0] * (LAST + 2), [(session, 10.0, 11.0) for session in range(LAST + 1)])
    given = {market.days[1]: [GivenFill(CALL, 1, 10.9)], market.days[3]: [GivenFill(CALL, -2, 10.0, 4.0)]}
    run = play(market, script, option_terms(), given=given, orders={0: buy_call(2)})
    assert [(row["size"], row["price"]) for row in run.tables["fills"].to_pylist()][:2] == [(1, 10.9), (-2, 10.0)]
    assert own(run, "cause") == [(PRICE,), (SIZE,), (UNASKED,)]
    assert own(run, "slippage")[0] == (pytest.approx(-0.1 * 100),)
    assert held(run)[3:5] == [-1, -1]


def shares(size):
    return lambda strategy, _: strategy.buy(data=strategy.data.fund("SPXFUND"), size=size)


def test_shares_are_bought_as_they_were_and_not_sold_short(flat, play, script, terms, costs):
    market = flat()
    kept = terms(share_costs={"SPXFUND": costs})
    run = play(market, script, kept, given={market.days[1]: [GivenFill("SPXFUND", 90, 101.5)]}, orders={0: shares(100)})
    assert held(run) == [0, 90, 90, 90, 90]
    assert run.column("equity", "equity")[1] == pytest.approx(100_000.0 - 90 * 0.5)
    bought_and_sold = {market.days[1]: [GivenFill("SPXFUND", 9, 101.0), GivenFill("SPXFUND", -9, 101.0)]}
    assert held(play(market, script, kept, given=bought_and_sold, orders={})) == [0] * 5
    given = {market.days[1]: [GivenFill("SPXFUND", -1, 101.5)]}
    with pytest.raises(ConfigError, match="0 are held, and selling short is not supported"):
        play(market, script, kept, given=given, orders={})


def test_a_stop_that_was_filled_elsewhere_ends_at_its_own_price_and_its_rival_with_it(done):
    def stops(strategy, contract):
        low = strategy.sell(data=contract, size=2, exectype=bt.Order.Stop, price=980.0)
        strategy.sell(data=contract, size=2, exectype=bt.Order.Limit, price=1100.0, oco=low)

    run = done({3: [("ESH13", -2, 979.0)]}, {0: buys(2), 1: stops})
    assert held(run) == [0, 2, 2, 0, 0]
    assert sorted(reason for *_, reason in ends(run)) == ["", "", "other_filled"]
    assert run.column("fills", "price")[-1] == 979.0


def test_an_order_that_rests_is_left_where_nothing_was_done_of_it(done):
    orders = {0: together(buys(2), sells(2, bt.Order.Stop, 995.0))}
    model, run = done({}, orders), done({2: []}, orders)
    assert held(model)[2:] == [0, 0, 0]
    assert held(run)[2] == 2


@pytest.mark.parametrize(
    ("session", "fill", "said"),
    [
        (1, ("ESX13", 1, 1000.0), "ES has contracts of the months"),
        (1, ("ESZ12", 1, 1000.0), "ended on 2012-12-21"),
        (1, ("WHAT", 1, 1000.0), "is no contract's code"),
        (1, ("SPX130118C1000", 1, 10.0), "this account trades ES, MES"),
        (1, ("ESH13", 0, 1000.0), "whole contracts"),
        (1, ("ESH13", 0.5, 1000.0), "whole contracts"),
        (1, ("ESH13", 1, float("nan")), "the price should be a number"),
        (1, ("ESH13", 1, 101.0), r"101 is not near that of the day, 1,010\.00; look at its decimal point"),
        (1, ("ESH13", 1, 10_100.0), "look at its decimal point"),
        (1, ("ESH13", 1, -5.0), "the price should be a number"),
        (1, ("ESH13", 1, 1000.0, float("inf")), "the commission should be an amount"),
    ],
)
def test_what_cannot_have_been_done_is_refused_in_a_sentence(done, session, fill, said):
    with pytest.raises(ConfigError, match=said):
        done({session: [fill]})


@pytest.mark.parametrize("away", [-400, 3, 4000])
def test_a_day_that_is_no_session_of_the_run_is_refused_with_the_nearest(flat, play, script, terms, away):
    market = flat()
    with pytest.raises(ConfigError, match="no session of this run, which goes from 2013-01-02 to 2013-01-08; the near"):
        play(market, script, terms(), given={market.days[0] + away: []}, orders={})


def test_an_order_takes_the_fills_of_its_contract_and_side_until_it_has_its_size():
    fills = [("A", 2), ("A", -1), ("B", 4), ("A", 3)]
    assert taken("A", 4, fills) == [2, 0, 0, 2]
    assert taken("A", -4, fills) == [0, -1, 0, 0]
    assert taken("C", 1, fills) == [0, 0, 0, 0]
