from hypothesis import given
from hypothesis import strategies as st

from strategies.sizing import contracts_for


def test_the_nearest_whole_number_of_contracts():
    assert contracts_for(0.2, 1_000_000.0, 6_150.0) == 33  # 32.52
    assert contracts_for(0.2, 1_000_000.0, 6_200.0) == 32  # 32.26


def test_an_account_without_equity_holds_nothing():
    assert contracts_for(0.2, -5_000.0, 6_000.0) == 0


@given(st.floats(0.0, 3.0), st.floats(0.0, 1e8), st.floats(100.0, 1e6))
def test_rounding_is_at_most_half_a_contract(ratio, equity, unit):
    assert abs(contracts_for(ratio, equity, unit) * unit - ratio * equity) <= unit * (0.5 + 1e-6)
