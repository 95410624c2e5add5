from datetime import date

import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from data.contracts.contracts import is_future, multiplier_of
from data.contracts.fx_contracts import LOT, FxContract, FxRequirement, fx_roots, fx_spec, swap_terms

TODAY = day_of(date(2018, 1, 2))


def test_a_lot_is_ten_thousand_dollars_and_a_small_one_a_tenth():
    assert fx_roots() == ("USDJPY10K", "USDJPY1K")
    assert [fx_spec(root).multiplier for root in fx_roots()] == [10_000.0, 1_000.0]
    assert [fx_spec(root).margin_share for root in fx_roots()] == [1.0, 0.1]
    assert {(fx_spec(root).family, fx_spec(root).currency) for root in fx_roots()} == {(LOT, "JPY")}


def test_a_contract_is_named_by_its_root_and_never_ends():
    contract = FxContract(fx_spec("USDJPY1K"))
    assert contract.code == "USDJPY1K"
    assert contract.expiry > day_of(date(9999, 12, 31))
    assert contract == FxContract(fx_spec("USDJPY1K"))
    assert len({contract, FxContract(fx_spec("USDJPY1K")), FxContract(fx_spec(LOT))}) == 2


def test_individuals_could_trade_it_from_april_1998():
    contract = FxContract(fx_spec(LOT))
    assert contract.hypothetical(day_of(date(1998, 3, 31)))
    assert not contract.hypothetical(day_of(date(1998, 4, 1)))


def test_its_code_says_how_many_dollars_it_is_and_that_it_is_no_future():
    assert multiplier_of("USDJPY1K") == 1_000.0
    assert not is_future("USDJPY1K")


def test_an_unknown_contract_is_refused():
    with pytest.raises(ConfigError, match="unknown FX contract 'EURJPY'; known: USDJPY10K, USDJPY1K"):
        fx_spec("EURJPY")


def test_a_requirement_is_a_share_or_an_amount():
    assert FxRequirement(0.04).of_a_lot(120.0) == 48_000.0
    assert FxRequirement(0.0, 100_000.0).of_a_lot(120.0) == FxRequirement(0.0, 100_000.0).of_a_lot(80.0) == 100_000.0


def test_a_broker_passes_on_what_it_is_said_to_and_always_asks_more():
    assert swap_terms(TODAY) == (0.97, 1.05)
    assert swap_terms(TODAY, 0.35) == (0.35, 1.05)
    assert swap_terms(TODAY, 0.0) == (0.0, 1.05)
