from datetime import date

import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from data.contracts.contracts import is_future, multiplier_of
from data.contracts.fx_contracts import LOT, FxContract, FxRequirement, fx_family, fx_roots, fx_spec, swap_terms
from data.contracts.fx_pairs import PAIRS
from data.facts import facts

TODAY = day_of(date(2018, 1, 2))


FAMILIES = ("USDJPY", "AUDJPY", "CADJPY", "CHFJPY", "EURJPY", "GBPJPY", "NZDJPY")


def test_every_pair_against_yen_has_a_lot_of_ten_thousand_and_a_small_one_of_a_tenth():
    assert fx_roots() == tuple(f"{pair}{size}" for pair in FAMILIES for size in ("10K", "1K"))
    assert [fx_spec(root).multiplier for root in fx_roots()] == [10_000.0, 1_000.0] * len(FAMILIES)
    assert [fx_spec(root).margin_share for root in fx_roots()] == [1.0, 0.1] * len(FAMILIES)
    assert {(fx_spec(root).family, fx_spec(root).currency) for root in fx_family(LOT)} == {(LOT, "JPY")}
    assert set(FAMILIES) == {name for name in PAIRS if name.endswith("JPY")}


@pytest.mark.parametrize("pair", FAMILIES[1:])
@pytest.mark.parametrize("table", ["fx", "costs", "exchange_margin", "price_limits"])
def test_every_pair_has_what_the_dollar_has_but_its_poor_broker(pair, table):
    assert facts(table).group(f"{pair}10K").keys() == facts(table).group(LOT).keys() - {"swap_received_poor"}


def test_spreads_of_the_pairs_are_in_the_order_of_brokers():
    spreads = [facts("costs").latest(f"{pair}JPY10K.half_spread").value for pair in ("USD", "EUR", "AUD", "GBP", "NZD")]
    assert spreads == [0.001, 0.0025, 0.0035, 0.005, 0.006]


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
    with pytest.raises(ConfigError, match="unknown FX contract 'KRWTWD'; known: USDJPY10K, USDJPY1K, AUDJPY10K"):
        fx_spec("KRWTWD")
    with pytest.raises(ConfigError, match=r"unknown FX contract 'EURJPY'; did you mean EURJPY1K\?"):
        fx_spec("EURJPY")


def test_a_requirement_is_a_share_or_an_amount():
    assert FxRequirement(0.04).of_a_lot(120.0) == 48_000.0
    assert FxRequirement(0.0, 100_000.0).of_a_lot(120.0) == FxRequirement(0.0, 100_000.0).of_a_lot(80.0) == 100_000.0


def test_a_broker_passes_on_what_it_is_said_to_and_always_asks_more():
    assert swap_terms(TODAY) == (0.97, 1.05)
    assert swap_terms(TODAY, 0.35) == (0.35, 1.05)
    assert swap_terms(TODAY, 0.0) == (0.0, 1.05)
