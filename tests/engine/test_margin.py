from engine.costs import CostModel, cost_category
from engine.margin import affordable, collateral_value, margin_test

COSTS = CostModel(commission=2.25, half_spread=0.125, stress_half_spread=0.5, stress_vix=40.0, roll_half_spread=0.025)


def test_the_fund_counts_less_its_haircut_and_debt_counts_in_full():
    assert collateral_value(cash=-1_000.0, fund=100_000.0, fund_haircut=0.01) == 98_000.0


def test_collateral_at_maintenance_is_enough_and_below_it_is_called():
    assert margin_test(5_000.0, 5_000.0) == ("ok", 0.0)
    assert margin_test(4_999.0, 5_000.0) == ("called", 1.0)


def test_without_positions_nothing_is_called():
    assert margin_test(-10.0, 0.0) == ("ok", 0.0)


def test_an_order_needs_initial_margin():
    assert affordable(5_500.0, 5_500.0)
    assert not affordable(5_499.0, 5_500.0)


def test_the_half_spread_widens_in_stress_and_for_every_liquidation():
    assert COSTS.half_spread_points("rebalance", vix=40.0) == 0.125
    assert COSTS.half_spread_points("rebalance", vix=40.1) == 0.5
    assert COSTS.half_spread_points("liquidation", vix=15.0) == 0.5


def test_a_roll_pays_its_leg_of_the_calendar_spread():
    assert COSTS.half_spread_points("roll", vix=15.0) == 0.025
    assert COSTS.half_spread_points("roll", vix=50.0) == 0.5


def test_each_kind_of_spread_has_its_own_category():
    assert [cost_category(reason) for reason in ("rebalance", "roll", "liquidation", "")] == [
        "spread", "roll_cost", "liquidation_cost", "spread",
    ]  # fmt: skip
