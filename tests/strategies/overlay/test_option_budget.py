import pytest

from strategies.overlay.option_budget import DIRECTIONS, contracts_bought, contracts_within, side_bought


@pytest.mark.parametrize(("direction", "sides"), [("calls", [1, 0, 0]), ("puts", [0, 0, -1]), ("by_trend", [1, 0, -1])])
def test_calls_are_bought_in_an_up_trend_and_puts_in_a_down_trend_where_the_settings_name_them(direction, sides):
    assert [side_bought(DIRECTIONS.index(direction), trend) for trend in (1, 0, -1)] == sides


def test_a_budget_pays_for_whole_contracts():
    assert contracts_within(0.005, 1_000_000.0, 5_000.0) == 1
    assert contracts_within(0.005, 1_000_000.0, 5_001.0) == 0
    assert contracts_within(0.005, 1_000_000.0, 1_700.0) == 2


def test_the_limit_leaves_at_least_one_of_them_to_be_looked_at_when_it_fills():
    assert [contracts_bought(4, most) for most in (9, 3, 0)] == [4, 3, 1]
