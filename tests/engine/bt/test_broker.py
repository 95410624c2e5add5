"""`CollateralBroker` as an ordinary Backtrader strategy meets it."""

import backtrader as bt
import numpy as np
import pytest

from data.base.errors import ConfigError, LookAheadError
from data.curves.futures_curve import FuturesCurve
from engine import load_config, open_account
from engine.account.costs import CostModel
from engine.bt.broker import CollateralBroker
from engine.bt.cerebro import run_strategy
from engine.bt.feed import MarketFeed
from engine.day.terms import CashPolicy
from strategies.events.purposes import Purpose
from strategies.overlay.futures_overlay import FuturesOverlay

COSTS = CostModel(
    commission=2.0,
    half_spread=0.125,
    stress_half_spread=0.5,
    stress_vix=40.0,
    roll_half_spread=0.025,
    liquidation_half_spread=0.5,
)


@pytest.fixture
def market_of(small_market):
    """A market with these closes, no rates and no dividends: futures cost what the index costs."""

    def build(closes, **columns):
        zeros = [0.0] * len(closes)
        return small_market(closes, bill_yield=zeros, dividend_yield=zeros, **columns)

    return build


def buy(size, **more):
    return lambda strategy, contract: strategy.buy(data=contract, size=size, **more)


def sell(size, **more):
    return lambda strategy, contract: strategy.sell(data=contract, size=size, **more)


def close(strategy, contract):
    strategy.close(data=contract)


def to_size(size):
    return lambda strategy, contract: strategy.order_target_size(data=contract, target=size)


def test_an_order_fills_at_the_next_close_and_the_owner_is_told(market_of, play, script):
    run = play(market_of([100.0, 101.0, 102.0, 103.0]), script, orders={0: buy(2)})
    assert run.strategy.seen == [(1, "Accepted", 0, 0.0), (1, "Completed", 2, 101.0)]
    assert run.column("equity", "equity") == [100_000.0, 100_000.0, 100_100.0, 100_200.0]


def test_costs_are_paid_beside_the_mid_price(market_of, play, script, terms):
    run = play(market_of([100.0, 100.0, 100.0]), script, terms(costs=COSTS), orders={0: buy(2)})
    assert run.column("fills", "price") == [100.125]
    assert run.column("equity", "equity")[-1] == 100_000.0 - 2 * 2.0 - 2 * 50 * 0.125


def test_the_stress_spread_applies_while_vix_is_high(market_of, play, script, terms):
    market = market_of([100.0, 100.0, 100.0], vix=[15.0, 41.0, 15.0])
    assert play(market, script, terms(costs=COSTS), orders={0: buy(1)}).column("fills", "half_spread") == [0.5]


def test_a_fill_at_the_open_looks_at_the_vix_of_the_evening_before(market_of, play, script, terms):
    market = market_of([100.0, 100.0, 100.0], vix=[15.0, 41.0, 15.0])
    run = play(market, script, terms(costs=COSTS, fill_at="open"), orders={0: buy(1), 1: buy(1)})
    assert run.column("fills", "half_spread") == [0.125, 0.5]


def test_a_fill_at_the_open_earns_the_rest_of_the_day(market_of, play, script, terms):
    opens, closes = [100.0, 101.0, 103.0], [100.0, 102.0, 104.0]
    market = market_of(closes, open=opens, low=[100.0, 101.0, 103.0])
    run = play(market, script, terms(fill_at="open"), orders={0: buy(1), 1: buy(1)})
    assert run.column("fills", "price") == [101.0, 103.0]
    assert run.column("equity", "equity") == [100_000.0, 100_050.0, 100_200.0]


def test_buy_sell_close_and_target_size(market_of, play, script):
    orders = {0: buy(3), 1: sell(1), 2: to_size(5), 3: to_size(-2), 4: close}
    run = play(market_of([100.0] * 7), script, orders=orders)
    assert run.column("fills", "size") == [3, -1, 3, -7, 2]
    assert run.broker.positions == {}


def test_trades_are_reported_with_their_profit(market_of, play, script, terms):
    run = play(market_of([100.0, 100.0, 110.0, 110.0]), script, terms(costs=COSTS), orders={0: buy(2), 1: close})
    opened, closed = run.strategy.trades
    assert opened == ("Open", 2, 0.0, -4.0)
    assert closed == ("Closed", 0, pytest.approx(2 * 50 * (10.0 - 0.25)), pytest.approx(2 * 50 * 9.75 - 8.0))


def test_cash_and_value_are_notified_every_session(market_of, play, script):
    run = play(market_of([100.0, 100.0, 104.0]), script, orders={0: buy(1)})
    assert run.strategy.values == run.column("equity", "equity") == [100_000.0, 100_000.0, 100_200.0]


def test_a_position_can_be_asked_for(market_of, play, script):
    sizes = []
    orders = {0: buy(2), 2: lambda strategy, contract: sizes.append(strategy.getposition(contract).size)}
    play(market_of([100.0] * 4), script, orders=orders)
    assert sizes == [2]


def test_timers_work(market_of, play, script):
    class Timed(script):
        def __init__(self):
            super().__init__()
            self.add_timer(when=bt.timer.SESSION_END, monthdays=[15], monthcarry=True)

        def notify_timer(self, timer, when, *args, **kwargs):
            self.buy(data=self.data.lead("ES", self.data.view.today), size=1)

    run = play(market_of([100.0] * 25), Timed)
    assert [str(day) for day in run.column("fills", "date")] == ["2013-01-16"]


def test_a_waiting_order_can_be_cancelled(market_of, play, script):
    sent = {}
    orders = {
        0: lambda strategy, contract: (
            sent.update(order=strategy.buy(data=contract, size=1)) or strategy.cancel(sent["order"])
        ),
        2: lambda strategy, contract: strategy.cancel(sent["order"]),
    }
    run = play(market_of([100.0] * 4), script, orders=orders)
    assert run.column("fills", "size") == []
    assert run.column("orders", "status") == ["canceled"]


@pytest.mark.parametrize("purpose", ["roll", 1, Purpose.LIQUIDATION, Purpose.EXPIRY])
def test_a_purpose_that_is_none_or_the_brokers_own_is_refused(market_of, play, script, purpose):
    with pytest.raises(ConfigError, match="of an order should be one of TRADE, ROLL, CAP"):
        play(market_of([100.0] * 3), script, orders={0: buy(1, purpose=purpose)})


@pytest.mark.parametrize(
    "said",
    [{}, *({"reason": word} for word in ("roll", "liquidation", "my entry", "insurance")), {"purpose": Purpose.ROLL}],
)
def test_what_an_order_is_called_does_not_change_its_price(market_of, play, script, terms, said):
    run = play(market_of([100.0] * 4), script, terms(costs=COSTS), orders={0: buy(2, **said), 1: sell(2, **said)})
    assert run.column("fills", "half_spread") == [0.125, 0.125]
    assert run.column("equity", "equity")[-1] == 100_000.0 - 2 * (2 * 2.0 + 2 * 50 * 0.125)
    assert set(run.column("attribution", "category")) == {"commission", "spread"}


def next_expiry(size, **more):
    return lambda strategy, _: strategy.buy(
        data=strategy.data.lead("ES", strategy.data.view.today + 80), size=size, **more
    )


def together(*actions):
    return lambda strategy, contract: [action(strategy, contract) for action in actions]


@pytest.mark.parametrize("legs", [(sell(5), next_expiry(8)), (next_expiry(8), sell(5))])
def test_a_roll_that_resizes_pays_the_calendar_spread_for_what_is_rolled(market_of, play, script, terms, legs):
    run = play(market_of([1000.0] * 4), script, terms(costs=COSTS), orders={0: buy(5), 1: together(*legs)})
    spreads = dict(zip(run.column("fills", "size"), run.column("fills", "half_spread"), strict=True))
    assert spreads == {5: 0.125, -5: 0.025, 8: pytest.approx((5 * 0.025 + 3 * 0.125) / 8)}
    booked = run.column("attribution", "category"), run.column("attribution", "amount")
    costs = [pair for pair in zip(*booked, strict=True) if pair[0] != "commission"]
    assert costs == [
        ("spread", -5 * 50 * 0.125),
        ("spread", -3 * 50 * 0.125),
        ("roll_cost", pytest.approx(-10 * 50 * 0.025)),
    ]


def test_a_leg_that_was_refused_or_cut_rolls_nothing_more_than_was_filled(market_of, play, script, terms):
    legs = together(sell(5), next_expiry(5, exposure_limit=1.5))
    run = play(
        market_of([1000.0, 1000.0, 20_000.0, 20_000.0]), script, terms(costs=COSTS), orders={0: buy(1), 1: sell(1)}
    )
    assert run.column("fills", "half_spread") == [0.125, 0.125]
    run = play(market_of([150.0] * 4), script, terms(costs=COSTS), orders={0: buy(5), 1: together(buy(3), legs)})
    sizes, spreads = run.column("fills", "size"), run.column("fills", "half_spread")
    assert sizes == [5, 3, -5, 3]
    assert spreads == [0.125, 0.125, pytest.approx((2 * 0.025 + 3 * 0.125) / 5), pytest.approx((2 * 0.025 + 0.125) / 3)]


def test_an_order_sent_after_the_last_session_waits(market_of, play, script):
    run = play(market_of([100.0] * 3), script, orders={2: buy(1)})
    assert run.column("orders", "status") == ["waiting"]


def test_an_order_beyond_the_collateral_is_refused(market_of, play, script):
    # 2013-01: 4,100 maintenance is not yet in force; 3,500 x 1.10 = 3,850 initial on 100,000 of fund
    run = play(market_of([100.0] * 4), script, orders={0: buy(26), 1: buy(25)})
    assert run.column("orders", "status") == ["margin", "completed"]
    assert run.column("orders", "reason")[0] == "no_collateral"


def test_the_fund_serves_as_collateral_less_its_haircut(market_of, play, script, terms):
    run = play(market_of([100.0] * 4), script, terms(haircut=0.10), orders={0: buy(24), 1: buy(23)})
    assert run.column("orders", "status") == ["margin", "completed"]


def test_margin_never_changes_equity(market_of, play, script):
    run = play(market_of([100.0] * 4), script, orders={0: buy(10)})
    assert run.column("equity", "equity") == [100_000.0] * 4
    assert run.column("equity", "maintenance") == [0.0, 35_000.0, 35_000.0, 35_000.0]
    assert run.column("equity", "initial")[-1] == pytest.approx(38_500.0)
    assert run.column("equity", "excess")[-1] == 65_000.0


def test_a_breach_of_maintenance_is_called_and_liquidated_at_the_next_price(market_of, play, script, terms):
    # 25 contracts need 87,500; a fall of 20 points costs 25,000
    run = play(market_of([100.0, 100.0, 80.0, 75.0, 75.0]), script, terms(costs=COSTS), orders={0: buy(25)})
    assert run.column("events", "kind") == ["margin_call", "liquidation"]
    assert [str(day) for day in run.column("events", "date")] == ["2013-01-04", "2013-01-07"]
    assert run.column("fills", "price")[1] == 74.5  # the gap and the stress spread included
    ledger = zip(run.column("ledger", "category"), run.column("ledger", "amount"), strict=True)
    assert dict(ledger)["liquidation_cost"] == -0.5 * 50 * 25


def test_the_call_names_the_missing_amount(market_of, play, script):
    run = play(market_of([100.0, 100.0, 80.0, 80.0]), script, orders={0: buy(25)})
    assert '"amount": 12500.0' in run.column("events", "numbers")[0]


def test_orders_that_wait_during_a_liquidation_are_void(market_of, play, script):
    run = play(market_of([100.0, 100.0, 80.0, 80.0, 80.0]), script, orders={0: buy(25), 2: buy(1)})
    assert run.column("orders", "reason") == ["", "liquidation", "void"]
    assert run.broker.positions == {}


def test_a_reducing_order_is_filled_without_collateral(market_of, play, script):
    run = play(market_of([100.0, 100.0, 100.0, 20.0, 20.0]), script, orders={0: buy(25), 2: sell(20)})
    assert run.column("fills", "size")[:2] == [25, -20]
    assert run.column("equity", "equity")[3] == 0.0


def test_ruin_is_final(market_of, play, script):
    closes = [100.0, 100.0, 10.0, 10.0, 100.0, 100.0, 100.0]
    run = play(market_of(closes), script, orders={0: buy(25), 3: buy(1), 4: buy(1)})
    assert run.column("events", "kind") == ["ruin", "liquidation"]
    assert run.column("equity", "equity")[2:] == [-12_500.0] * 5
    assert run.column("orders", "status") == ["completed", "completed", "margin", "margin"]


def test_a_contract_held_to_its_last_day_settles_at_the_real_open(market_of, play, script):
    closes = [100.0] * 60
    opens = [103.0] * 60
    market = market_of(closes, open=opens, high=opens)
    run = play(market, script, orders={0: buy(1)})
    assert run.column("fills", "reason") == ["", "expiry"]
    assert str(run.column("fills", "date")[1]) == "2013-03-15"
    assert run.column("equity", "equity")[-1] == 100_150.0
    assert run.column("events", "kind") == ["expiry"]


def test_without_a_real_open_it_settles_at_the_close(market_of, play, script):
    market = market_of([100.0] * 60, open=[103.0] * 60, high=[103.0] * 60, open_is_real=[False] * 60)
    assert play(market, script, orders={0: buy(1)}).column("equity", "equity")[-1] == 100_000.0


def test_an_expired_contract_cannot_be_bought(market_of, play, script):
    class Late(script):
        def next(self):
            if len(self.data) == 1:
                self.contract = self.data.lead("ES", self.data.view.today)
            if len(self.data) == 55:
                self.buy(data=self.contract, size=1)

    run = play(market_of([100.0] * 60), Late)
    assert run.column("orders", "reason") == ["expired"]


def test_the_index_itself_cannot_be_traded(market_of, play, script):
    with pytest.raises(
        ConfigError, match=r"cannot be traded itself: order a contract, such as data.lead\('MES', day\)"
    ):
        play(market_of([100.0] * 3), script, orders={0: lambda strategy, _: strategy.buy(size=1)})


def test_half_a_contract_cannot_be_traded(market_of, play, script):
    with pytest.raises(ConfigError, match="only whole contracts trade"):
        play(market_of([100.0] * 3), script, orders={0: buy(0.5)})


def test_a_price_of_tomorrow_is_refused(market_of, play, script):
    with pytest.raises(LookAheadError):
        play(market_of([100.0] * 3), script, orders={0: lambda _, contract: contract.close[1]})


def test_exposure_stays_within_an_orders_limit_although_the_price_has_risen(market_of, play, script):
    # 30 contracts are 1.5x at 100, and 1.65x at the fill
    run = play(market_of([100.0, 110.0, 110.0]), script, orders={0: buy(10, exposure_limit=1.5)})
    assert run.column("fills", "size") == [9]
    assert max(run.column("equity", "total_exposure")) <= 1.5


def test_a_sale_that_trims_sells_more_when_the_price_has_risen(market_of, play, script):
    orders = {0: buy(10), 2: sell(1, exposure_limit=1.5)}
    run = play(market_of([100.0, 100.0, 110.0, 130.0]), script, orders=orders)
    equity, notional = run.column("equity", "equity")[-1], run.column("equity", "overlay_notional")[-1]
    assert notional <= 0.5 * equity < notional + 130.0 * 50


def test_money_moves_between_cash_and_fund_but_not_in_or_out(market_of, play, script, terms):
    run = play(
        market_of([100.0, 100.0, 90.0, 95.0]), script, terms(lag=1, cash=CashPolicy(0.1, 0.3, 0.2)), orders={0: buy(10)}
    )
    totals = zip(*(run.column("equity", name) for name in ("cash", "mmf", "in_transit")), strict=True)
    assert [sum(parts) for parts in totals] == pytest.approx(run.column("equity", "equity"))


def test_every_run_of_a_broker_starts_from_its_opening_capital(market_of, script, terms):
    market = market_of([100.0, 100.0, 110.0])
    feed = MarketFeed(market, FuturesCurve(market, 0.0), market.days[0], market.days[-1])
    broker = CollateralBroker(feed, terms())
    values = [run_strategy(feed, broker, script, orders={0: buy(2)}).broker.getvalue() for _ in range(2)]
    assert values == [101_000.0, 101_000.0]


def test_a_debt_is_covered_by_the_redemption_ordered_for_it(market_of, play, script, terms):
    # 24 points on 20 contracts are owed in cash; the fund pays that and half a percent for its interest, two sessions
    # later.
    closes = [1000.0, 1000.0, 976.0, 976.0, 976.0, 976.0]
    run = play(market_of(closes), script, terms(lag=2), orders={0: buy(20)})
    assert run.column("equity", "cash")[2:] == [-24_000.0, -24_000.0, 0.0, 0.0]
    assert run.column("equity", "in_transit")[2:] == pytest.approx([24_120.0, 24_120.0, 0.0, 0.0])
    assert run.column("equity", "collateral")[2:] == pytest.approx([76_000.0, 75_880.0, 76_000.0, 76_000.0])
    assert run.column("events", "kind") == []


def test_collateral_is_recorded_as_it_was_tested(market_of, play, script, terms):
    # Tested with the debt and the whole fund; then that and half a percent of the fund are ordered to be paid out.
    run = play(market_of([1000.0, 1000.0, 900.0, 900.0]), script, terms(haircut=0.1, lag=1), orders={0: buy(10)})
    assert run.column("equity", "collateral")[2] == -50_000.0 + 0.9 * 100_000.0
    assert run.column("equity", "mmf")[2] == 49_750.0


def test_the_second_leg_of_a_roll_is_not_refused_between_maintenance_and_initial_margin(market_of, play, script):
    # 25 contracts ask 87,500 to hold and 96,250 to open; after five points 93,750 are left
    def into_june(strategy, contract):
        strategy.sell(data=contract, size=25, reason="roll")
        strategy.buy(data=strategy.data.lead("ES", strategy.data.view.today + 80), size=25, reason="roll")

    run = play(market_of([1000.0, 1000.0, 1000.0, 995.0, 995.0]), script, orders={0: buy(25), 2: into_june})
    assert run.column("fills", "size") == [25, -25, 25]


def test_what_was_given_up_may_be_taken_up_again_but_not_more(market_of, play, script):
    def more(strategy, contract):
        strategy.sell(data=contract, size=25)
        strategy.buy(data=strategy.data.lead("ES", strategy.data.view.today + 80), size=26)

    run = play(market_of([1000.0, 1000.0, 1000.0, 995.0, 995.0]), script, orders={0: buy(25), 2: more})
    assert run.column("orders", "status") == ["completed", "completed", "margin"]


def test_initial_margin_is_asked_for_all_contracts_not_only_the_new_ones(market_of, play, script):
    run = play(market_of([1000.0] * 5), script, orders={0: buy(20), 1: buy(6), 2: buy(5)})
    assert run.column("orders", "status") == ["completed", "margin", "completed"]


def test_initial_margin_must_be_there_after_the_costs_of_the_fill(market_of, play, script, terms):
    dear = COSTS._replace(commission=200.0)  # 25 contracts: 96,250 initial, 5,000 commission
    run = play(market_of([1000.0] * 4), script, terms(costs=dear), orders={0: buy(25)})
    assert run.column("orders", "status") == ["margin"]


def test_the_limit_of_an_order_counts_what_other_contracts_hold(market_of, play, script):
    def june(strategy, _):
        strategy.buy(data=strategy.data.lead("ES", strategy.data.view.today + 80), size=10, exposure_limit=1.5)

    run = play(market_of([100.0] * 4), script, orders={0: buy(6), 1: june})
    assert run.column("fills", "size") == [6, 4]


def test_the_limit_of_an_order_holds_for_a_short_position_too(market_of, play, script):
    run = play(market_of([100.0] * 4), script, orders={0: sell(30, exposure_limit=1.5)})
    assert run.column("fills", "size") == [-10]


def test_the_limit_holds_after_the_costs_of_the_fill(market_of, play, script, terms):
    dear = COSTS._replace(commission=1_000.0)
    run = play(
        market_of([700.0, 700.0, 700.0, 700.0]),
        script,
        terms(costs=dear),
        orders={0: buy(5), 1: sell(1, exposure_limit=1.5)},
    )
    assert run.column("equity", "total_exposure")[-1] <= 1.5


def test_a_limit_of_one_allows_nothing(market_of, play, script):
    run = play(market_of([100.0] * 3), script, orders={0: buy(1, exposure_limit=1.0)})
    assert run.column("orders", "status") == ["canceled"]


@pytest.mark.parametrize("usual", [{"tradeid": None}, {"tradeid": 0}, {"oco": None}, {"transmit": True}])
def test_an_option_that_asks_for_nothing_is_none(market_of, play, script, usual):
    run = play(market_of([100.0] * 3), script, orders={0: buy(1, **usual)})
    assert run.column("orders", "status") == ["completed"]


def test_settings_of_backtraders_own_broker_are_refused(market_of, terms):
    market = market_of([100.0] * 3)
    broker = CollateralBroker(MarketFeed(market, FuturesCurve(market, 0.0), market.days[0], market.days[-1]), terms())
    with pytest.raises(ConfigError, match="setcommission has no effect"):
        broker.setcommission(commission=1.0)
    with pytest.raises(ConfigError, match="setcash"):
        broker.setcash(5.0)


def test_backtraders_own_analyzers_hear_of_every_session(market):
    config = load_config(None, ["period.start=2017-01-03", "period.end=2017-03-31"])
    feed, broker = open_account(config, market)
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(feed)
    cerebro.setbroker(broker)
    cerebro.addanalyzer(bt.analyzers.TimeReturn, _name="returns")
    cerebro.addstrategy(FuturesOverlay)
    returns = cerebro.run()[0].analyzers.returns.get_analysis()
    grown = np.prod([1.0 + value for value in returns.values()])
    assert len(returns) == 62
    assert grown * config.capital.initial == pytest.approx(broker.getvalue())


def test_a_contract_on_another_index_is_refused(market_of, play, script):
    with pytest.raises(ConfigError, match=r"order for NK225MH13: this account trades ES, MES; set overlay.contract"):
        play(market_of([100.0, 101.0, 102.0]), script, orders={0: buy(1)}, root="NK225M")


@pytest.mark.parametrize("analyzer", [bt.analyzers.PositionsValue, bt.analyzers.PyFolio])
def test_backtraders_analyzers_may_ask_what_is_held_in_the_market_feed(market, analyzer):
    feed, broker = open_account(load_config(None, ["period=2017-01"]), market)
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(feed)
    cerebro.setbroker(broker)
    cerebro.addanalyzer(analyzer, _name="asked")
    cerebro.addstrategy(FuturesOverlay)
    told = cerebro.run()[0].analyzers.asked.get_analysis()
    values = list(told.get("positions", told).values())
    assert [value[0] for value in values[-20:]] == [0.0] * 20
