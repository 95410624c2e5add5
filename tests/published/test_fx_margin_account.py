"""S. Naito, How much leverage for Monex FX?, Monex Mail, September 2007: its numbers, by arithmetic and by runs of the
account.

The requirement of that time was an amount, 100,000 yen for 10,000 dollars at 120 yen; it is `fx.requirement_yen` here.
Swap points of retail brokers: https://money-knowhow.com/fx-usd-swap.html, November 2022.
"""

import numpy as np
import pytest

from data.base.arrow import to_array
from data.contracts.fx_contracts import LOT, FxRequirement
from data.facts import facts
from engine import backtest, load_config
from engine.account.settlement import swap_points
from validation.fx_leverage import largest_leverage, leverage_of, loss_share, maintenance_ratio, rate_at_ratio

MONEX_2007 = FxRequirement(0.0, 100_000.0)
TODAY = FxRequirement(0.04)
FREE = [f"costs.{name}=0.0" for name in ("commission", "half_spread", "stress_half_spread", "roll_half_spread")]
COLUMN = [
    *FREE,
    "account.profile=jp_retail_fx_2007",
    "account.liquidation_half_spread=0.0",
    "fx.contract=USDJPY10K",
    "fx.requirement_yen=100000",
    "fx.voluntary_stop=0",
]


pytestmark = pytest.mark.usefixtures("dollars_earn_what_bills_do")


@pytest.fixture(scope="module")
def falling(small_market):
    """The account of the column on a rate made by hand, without interest or costs: bought at the second fixing."""

    def run(rates, *settings, capital=100_000.0, leverage=12.0):
        still = np.zeros(len(rates))
        market = small_market([1000.0] * len(rates), "2007-06-04", usdjpy=rates, bill_yield=still, jpy_rate=still)
        chosen = [*COLUMN, f"capital.initial={capital}", f"fx.leverage={leverage}", *settings]
        return backtest(load_config(None, chosen, pattern="fx"), market)

    return run


def equity_of(run):
    return to_array(run.table("equity")["equity"]).tolist()


def ratios_of(run):
    equity, asked = (to_array(run.table("equity")[name]) for name in ("collateral", "maintenance"))
    return [worth / margin if margin else None for worth, margin in zip(equity, asked, strict=True)]


def kinds_of(run):
    return run.table("events")["kind"].to_pylist()


def test_ten_thousand_dollars_on_a_hundred_thousand_yen_at_120_are_12x(falling):
    assert leverage_of(10_000, 120.0, 100_000) == 12.0
    run = falling([120.0, 120.0, 120.0])
    assert run.table("fills")["size"].to_pylist() == [1]
    assert to_array(run.table("equity")["overlay_notional"])[-1] == 1_200_000.0
    assert to_array(run.table("equity")["total_exposure"])[-1] - 1.0 == 12.0
    assert ratios_of(run)[-1] == 1.0


def test_one_yen_less_costs_ten_thousand_yen_and_leaves_ninety_thousand(falling):
    assert equity_of(falling([120.0, 120.0, 119.0]))[-1] == 90_000.0


def test_the_loss_cut_at_half_the_requirement_is_reached_after_5_yen():
    assert rate_at_ratio(12.0, 120.0, 0.5, MONEX_2007) == 115.0
    assert maintenance_ratio(12.0, 120.0, 115.0, MONEX_2007) == pytest.approx(0.5)


def test_a_requirement_that_falls_with_the_rate_is_reached_later():
    assert 120.0 - rate_at_ratio(12.0, 120.0, 0.5, FxRequirement(1.0 / 12.0)) == pytest.approx(5.22, abs=0.005)
    assert 120.0 - rate_at_ratio(12.0, 120.0, 0.5, TODAY) == pytest.approx(7.76, abs=0.005)


def test_five_yen_down_the_position_stands_and_one_fixing_later_it_is_closed(falling):
    down = [120.0, 120.0, 119.0, 118.0, 117.0, 116.0, 115.0]
    stands = falling(down)
    assert ratios_of(stands)[-1] == 0.5
    assert "loss_cut" not in kinds_of(stands)
    falls = falling([*down, 114.0, 113.0, 120.0])
    assert kinds_of(falls) == ["margin_call", "loss_cut", "liquidation"]
    assert falls.table("fills")["price"].to_pylist() == [120.0, 113.0]
    assert equity_of(falls)[-1] == 30_000.0


def test_a_broker_who_looks_all_the_time_closes_at_115_with_half_the_deposit_left(falling):
    run = falling([120.0, 120.0, 117.0, 114.0, 120.0], "margin.test=intraday")
    assert run.table("fills")["price"].to_pylist() == pytest.approx([120.0, 115.0])
    assert equity_of(run)[-1] == pytest.approx(50_000.0)


@pytest.mark.parametrize("level", [0.2, 0.3, 0.4, 0.5])
def test_levels_from_20_to_50_percent_can_be_chosen(falling, level):
    reached = rate_at_ratio(12.0, 120.0, level, MONEX_2007)
    run = falling([120.0, 120.0, reached + 0.01, reached - 0.01], f"fx.loss_cut_level={level}")
    assert kinds_of(run) == ["margin_call", "loss_cut"]
    assert reached == pytest.approx(120.0 - 10.0 * (1.0 - level))


def test_twice_a_volatility_of_ten_percent_is_24_yen_of_120_and_32_of_160():
    move = 2 * 0.10
    assert (move * 120.0, move * 160.0) == (24.0, 32.0)


@pytest.mark.parametrize(("leverage", "loss"), [(12, 2.40), (2, 0.40), (3, 0.60), (4, 0.80)])
def test_a_move_of_twenty_percent_times_leverage(falling, leverage, loss):
    assert loss_share(leverage, 0.20) == pytest.approx(loss)
    capital = 1_200_000.0 / leverage
    run = falling([120.0, 120.0, 96.0], capital=capital, leverage=leverage)
    assert 1.0 - equity_of(run)[-1] / capital == pytest.approx(loss)


def test_3x_bears_a_fall_of_twenty_percent_with_a_loss_cut_at_thirty(falling):
    run = falling([120.0, 120.0, 108.0, 96.0, 96.0], "fx.loss_cut_level=0.3", capital=400_000.0, leverage=3.0)
    assert kinds_of(run) == []
    assert ratios_of(run)[-1] == pytest.approx(1.60)
    assert maintenance_ratio(3.0, 120.0, 96.0, TODAY) == pytest.approx(4.17, abs=0.005)


def test_a_fall_from_124_to_111_is_survived_at_3x_and_not_at_12x(falling):
    rates = [124.0, 124.0, 121.0, 118.0, 115.0, 111.0, 116.0]
    three = falling(rates, "fx.loss_cut_level=0.3", capital=1_240_000.0 / 3.0, leverage=3.0)
    twelve = falling(rates, "fx.loss_cut_level=0.3", capital=1_240_000.0 / 12.0 + 1.0, leverage=12.0)
    assert kinds_of(three) == []
    assert min(equity_of(three)) / equity_of(three)[0] == pytest.approx(1.0 - 3.0 * 13.0 / 124.0)
    assert kinds_of(twelve) == ["margin_call", "loss_cut", "liquidation", "ruin"]


@pytest.mark.parametrize(("leverage", "survives"), [(3, True), (12, False)])
def test_the_summer_of_2007_on_the_fixings_of_that_time(market, leverage, survives):
    settings = [
        "period.start=2007-06-21",
        "period.end=2007-12-31",
        "capital.initial=10000000",
        "account.profile=jp_retail_fx_2007",
        "fx.voluntary_stop=0",
        "fx.loss_cut_level=0.3",
        f"fx.leverage={leverage}",
    ]
    for asked in ("fx.requirement=0.04", "fx.requirement_yen=100000"):
        run = backtest(load_config(None, [*settings, asked], pattern="fx"), market)
        first = run.table("fills").to_pylist()[0]
        assert (str(first["date"]), round(first["price"], 2)) == ("2007-06-22", 124.09)
        assert ("loss_cut" not in kinds_of(run)) == survives
        cut = [row["date"] for row in run.table("events").to_pylist() if row["kind"] == "loss_cut"]
        assert [str(day) for day in cut] == ([] if survives else ["2007-08-16"])


def test_15x_at_most_at_149_99_yen():
    assert largest_leverage(MONEX_2007, 149.99) == pytest.approx(15.0, abs=0.01)


def test_a_requirement_of_5_percent_is_20x_and_of_4_percent_25x():
    assert largest_leverage(FxRequirement(0.05), 120.0) == pytest.approx(20.0)
    assert largest_leverage(TODAY, 120.0) == pytest.approx(25.0)


@pytest.fixture(scope="module")
def dealt_at(small_market):
    """An account by name, 1,000,000 yen or another capital, on a rate made by hand, without interest or spreads."""

    def run(account, rates, leverage, *settings, capital=1_000_000.0):
        still = np.zeros(len(rates))
        market = small_market([1000.0] * len(rates), "2020-01-06", usdjpy=rates, bill_yield=still, jpy_rate=still)
        chosen = [*FREE, f"fx.account={account}", f"fx.leverage={leverage}", f"capital.initial={capital}", *settings]
        return backtest(load_config(None, ["account.liquidation_half_spread=0.0", *chosen], pattern="fx"), market)

    return run


def test_the_account_by_its_name_is_that_of_the_column(falling, dealt_at):
    rates = [120.0, 120.0, 119.0, 118.0, 117.0, 116.0, 115.0, 114.0, 113.0, 120.0]
    by_hand = falling(rates)
    named = dealt_at("monex_fx_2007", rates, 12, "fx.contract=USDJPY10K", "fx.voluntary_stop=0", capital=100_000.0)
    assert equity_of(named) == equity_of(by_hand)
    assert kinds_of(named) == kinds_of(by_hand) == ["margin_call", "loss_cut", "liquidation"]
    assert ratios_of(named) == ratios_of(by_hand)


@pytest.mark.parametrize(("leverage", "lost"), [(1, 6_000.0), (10, 66_000.0)])
def test_one_yen_less_at_150_takes_of_a_million_what_the_leverage_makes_of_it(dealt_at, leverage, lost):
    # a guide to leverage (p-nuts): 6,666 and 66,666 dollars, here whole thousands
    run = dealt_at("retail_fx_50", [150.0, 150.0, 149.0], leverage)
    assert 1_000_000.0 - equity_of(run)[-1] == lost


def test_forty_thousand_dollars_lose_twenty_thousand_yen_after_fifty_pips(dealt_at):
    run = dealt_at("retail_fx_100", [150.0, 150.0, 149.5], 6)
    assert to_array(run.table("fills")["size"]).tolist() == [40]
    assert 1_000_000.0 - equity_of(run)[-1] == pytest.approx(20_000.0)


def test_one_closes_oneself_at_150_percent_where_the_firm_closes_at_100(dealt_at):
    # 66,000 dollars at 150 yen: 4 % are 396,000, the ratio 253 %; 150 % at 143.456 yen, 100 % at 140.467
    above, below, far = 143.46, 143.45, 140.46
    own = dealt_at("retail_fx_100", [150.0, 150.0, above, below, below, far], 10)
    assert kinds_of(own)[0] == "warning" or "voluntary_stop" in kinds_of(own)
    assert [row["reason"] for row in own.table("fills").to_pylist()] == ["entry", "rule"]
    firm = dealt_at("retail_fx_100", [150.0, 150.0, above, below, far, far], 10, "fx.voluntary_stop=0")
    assert [row["reason"] for row in firm.table("fills").to_pylist()] == ["entry", "liquidation"]


def test_a_deposit_can_lose_more_than_itself(falling):
    run = falling([120.0, 120.0, 105.0, 104.0], "account.debit_spread=0.0")
    assert equity_of(run)[-1] == -60_000.0
    assert kinds_of(run) == ["ruin", "liquidation"]


@pytest.mark.parametrize(("contract", "commission", "paid"), [("USDJPY10K", 500, 500.0), ("USDJPY1K", 100, 900.0)])
def test_commissions_of_2007(falling, contract, commission, paid):
    # 50 yen for 1,000 units from 10,000 on, 100 yen below
    settings = (f"costs.commission={commission}", f"fx.contract={contract}", "fx.requirement_yen=50000")
    capital = 1_200_000.0 if contract == "USDJPY10K" else 1_081_000.0
    run = falling([120.0, 120.0, 120.0], *settings, capital=capital + 600.0, leverage=1.0)
    assert run.frame("attribution")["amount"].tolist() == [-paid]


def test_one_yen_less_costs_6_7_percent_at_10x():
    # a guide to leverage (p-nuts): 10x at 150 yen, one yen less, 6.7 % of the account
    assert loss_share(10.0, 1.0 / 150.0) == pytest.approx(0.067, abs=0.0005)
    assert loss_share(1.0, 1.0 / 150.0) == pytest.approx(0.0067, abs=0.00005)


def test_swap_points_of_november_2022_are_97_to_100_percent_of_the_differential():
    theory = swap_points(1_400_000.0, 0.0383, 0.0, (1.0, 1.0), 1)
    assert theory == pytest.approx(146.9, abs=0.1)
    assert 145.0 / theory == pytest.approx(0.987, abs=0.001)
    good, poor = (facts("fx").latest(f"{LOT}.{name}").value for name in ("swap_received", "swap_received_poor"))
    assert good * theory == pytest.approx(142.5, abs=0.1)  # SBI FX 141.8, DMM 141.3, GMO Click 145.5
    assert poor * theory == pytest.approx(52.5, abs=1.5)  # Hirose
