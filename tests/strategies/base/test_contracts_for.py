from hypothesis import given
from hypothesis import strategies as st

from strategies.base.contracts_for import contracts_for, exact_contracts

RATIOS, EQUITIES, UNITS = st.floats(0.0, 3.0), st.floats(0.0, 1e8), st.floats(100.0, 1e6)


def test_the_nearest_whole_number_of_contracts():
    assert contracts_for(0.2, 1_000_000.0, 6_150.0, reduced=False) == 33  # 32.52
    assert contracts_for(0.2, 1_000_000.0, 6_200.0, reduced=False) == 32  # 32.26


def test_a_target_that_a_rule_has_reduced_is_rounded_down():
    assert contracts_for(0.1, 1_000_000.0, 6_150.0, reduced=True) == 16  # 16.26
    assert contracts_for(0.1, 1_000_000.0, 5_900.0, reduced=True) == 16  # 16.95
    assert contracts_for(0.1, 1_000_000.0, 6_250.0, reduced=True) == 16


def test_one_contract_is_halved_to_none():
    assert contracts_for(0.2, 30_000.0, 6_000.0, reduced=False) == 1
    assert contracts_for(0.1, 30_000.0, 6_000.0, reduced=True) == 0


def test_an_account_without_equity_holds_nothing():
    for reduced in (False, True):
        assert contracts_for(0.2, -5_000.0, 6_000.0, reduced=reduced) == 0
    assert exact_contracts(0.2, -5_000.0, 6_000.0) == 0.0


@given(RATIOS, EQUITIES, UNITS)
def test_rounding_is_at_most_half_a_contract(ratio, equity, unit):
    assert abs(contracts_for(ratio, equity, unit, reduced=False) * unit - ratio * equity) <= unit * (0.5 + 1e-6)


@given(RATIOS, EQUITIES, UNITS)
def test_a_reduced_target_is_never_exceeded_and_missed_by_less_than_a_contract(ratio, equity, unit):
    size, exact = contracts_for(ratio, equity, unit, reduced=True), exact_contracts(ratio, equity, unit)
    assert size <= exact < size + 1


@given(RATIOS, EQUITIES, UNITS, st.floats(0.0, 0.5))
def test_an_overlay_that_is_halved_holds_at_most_half(ratio, equity, unit, factor):
    full = exact_contracts(ratio, equity, unit)
    assert contracts_for(ratio * factor, equity, unit, reduced=True) <= full / 2 * (1 + 1e-12)
