from datetime import date

import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from data.contracts.contracts import (
    FutureContract,
    OptionContract,
    family_roots,
    future_roots,
    future_spec,
    is_future,
    multiplier_of,
    option_roots,
    option_spec,
)
from data.contracts.fx_contracts import fx_roots, fx_spec
from data.contracts.index_funds import fund_roots, fund_spec
from data.contracts.underlying import index_in

MARCH_2019 = day_of(date(2019, 3, 15))


def test_a_point_is_worth_50_dollars_on_the_e_mini_and_5_on_the_micro():
    assert (future_spec("ES").multiplier, future_spec("MES").multiplier) == (50.0, 5.0)
    assert future_spec("ES").multiplier * 4_000 == 200_000


def test_ticks():
    assert future_spec("ES").tick * future_spec("ES").multiplier == 12.50
    assert future_spec("ES").spread_tick * future_spec("ES").multiplier == 2.50


def test_a_micro_is_a_tenth_for_margin():
    assert (future_spec("ES").margin_share, future_spec("MES").margin_share) == (1.0, 0.1)


def test_codes_name_month_and_year():
    assert FutureContract(future_spec("MES"), MARCH_2019).code == "MESH19"


def test_a_micro_before_may_2019_is_hypothetical():
    contract = FutureContract(future_spec("MES"), MARCH_2019)
    assert contract.hypothetical(day_of(date(2019, 5, 3)))
    assert not contract.hypothetical(day_of(date(2019, 5, 6)))


def test_contracts_are_values():
    one, other = (FutureContract(future_spec("ES"), MARCH_2019) for _ in range(2))
    assert one == other
    assert len({one, other, FutureContract(future_spec("MES"), MARCH_2019)}) == 2


@pytest.mark.parametrize(
    ("root", "multiplier", "listed", "share"),
    [("NK225M", 100.0, "2006-07-18", 1.0), ("NK225MC", 10.0, "2023-05-29", 0.1)],
)
def test_nikkei_contracts_are_in_yen(root, multiplier, listed, share):
    spec = future_spec(root)
    assert (spec.multiplier, spec.tick, spec.currency, spec.family) == (multiplier, 5.0, "JPY", "NK225M")
    assert (spec.listed, spec.margin_share, spec.rolls.calendar) == (day_of(date.fromisoformat(listed)), share, "XTKS")


def test_families():
    assert family_roots("ES") == ("ES", "MES")
    assert family_roots("NK225M") == ("NK225M", "NK225MC")
    assert {future_spec(root).currency for root in family_roots("ES")} == {"USD"}
    assert {option_spec(root).currency for root in option_roots()} == {"USD"}


@pytest.mark.parametrize(
    ("code", "multiplier"), [("NK225MZ24", 100.0), ("NK225MCH25", 10.0), ("MESZ14", 5.0), ("ESH99", 50.0)]
)
def test_a_code_with_figures_in_its_root_is_that_of_a_future(code, multiplier):
    assert is_future(code)
    assert multiplier_of(code) == multiplier


def test_the_code_of_an_option_is_not_that_of_a_future():
    assert not is_future("SPX130621P1500")
    assert not is_future("XSP130621C99")


def test_an_unknown_root_is_answered_with_the_known_ones():
    assert {"ES", "MES", "NK225M", "NK225MC"} <= {*future_roots()}
    with pytest.raises(ConfigError, match=f"unknown future 'NQ'; known: {', '.join(future_roots())}; add_family"):
        future_spec("NQ")


EASTER = day_of(date(2014, 4, 17))


def option(root="SPX", strike=1500.0, right="P", expiry=EASTER):
    return OptionContract(option_spec(root), expiry, strike, right)


def test_an_option_code_names_root_expiry_right_and_strike():
    assert [option().code, option("XSP", 150.5, "C").code, option("ES", 2005.0).code] == [
        "SPX140417P1500",
        "XSP140417C150.5",
        "ES140417P2005",
    ]


@pytest.mark.parametrize(
    ("root", "multiplier", "share", "on_future", "step"),
    [("SPX", 100.0, 1.0, False, 5.0), ("XSP", 100.0, 0.1, False, 1.0), ("ES", 50.0, 1.0, True, 5.0)],
)
def test_terms_of_options(root, multiplier, share, on_future, step):
    spec = option_spec(root)
    assert (spec.multiplier, spec.index_share, spec.on_future, spec.strike_step) == (multiplier, share, on_future, step)


@pytest.mark.parametrize(
    ("root", "expiry", "at_open"),
    [
        ("SPX", "1981-03-20", True),
        ("SPX", "2018-12-21", True),
        ("ES", "2013-12-20", False),
        ("XSP", "2001-01-19", True),
        ("XSP", "2010-01-15", True),
        ("XSP", "2013-11-15", True),
        ("XSP", "2013-12-20", False),
        ("XSP", "2018-12-21", False),
    ],
)
def test_the_expiry_of_a_series_says_whether_it_settles_at_the_open(root, expiry, at_open):
    assert option(root, expiry=day_of(date.fromisoformat(expiry))).settles_at_open == at_open


@pytest.mark.parametrize(
    ("root", "premium", "tick"),
    [
        ("SPX", 2.95, 0.05),
        ("SPX", 3.0, 0.10),
        ("XSP", 2.0, 0.01),
        ("XSP", 9.0, 0.01),
        ("ES", 4.95, 0.05),
        ("ES", 5.0, 0.25),
    ],
)
def test_ticks_of_options(root, premium, tick):
    assert option_spec(root).tick_at(premium) == tick


@pytest.mark.parametrize(
    ("right", "settlement", "payoff"),
    [("C", 1520.0, 20.0), ("C", 1480.0, 0.0), ("P", 1480.0, 20.0), ("P", 1500.0, 0.0)],
)
def test_payoffs(right, settlement, payoff):
    assert option(right=right).payoff(settlement) == payoff


def test_an_option_takes_no_margin():
    assert all(option_spec(root).margin_share == 0.0 for root in option_roots())


def test_an_xsp_option_before_october_2005_is_hypothetical():
    assert option("XSP").hypothetical(day_of(date(2005, 10, 24)))
    assert not option("XSP").hypothetical(day_of(date(2005, 10, 25)))
    assert not option("SPX").hypothetical(day_of(date(1999, 1, 4)))


def test_options_are_values():
    assert option() == option()
    assert (
        len({option(), option(), option(right="C"), option(strike=1505.0), option("ES"), option(expiry=EASTER + 28)})
        == 5
    )


def test_an_unknown_option_is_answered_with_the_known_ones():
    assert option_roots() == ("ES", "SPX", "XSP")
    with pytest.raises(ConfigError, match="unknown option 'QQQ'; known: ES, SPX, XSP"):
        option_spec("QQQ")
    with pytest.raises(ConfigError, match=r"unknown option 'SPY'; did you mean XSP\?"):
        option_spec("SPY")


def test_every_contract_names_its_index_and_a_family_is_on_one():
    futures = {root: future_spec(root) for root in future_roots()}
    assert {root: spec.index for root, spec in futures.items() if not spec.at_index} == {
        "ES": "SPX", "MES": "SPX", "NK225M": "N225", "NK225MC": "N225", "JGBL": "JGB10", "JGBM": "JGB10",
        "ZT": "UST2", "ZF": "UST5", "ZN": "UST10", "ZB": "UST30",
    }  # fmt: skip
    assert all(spec.index == futures[spec.family].index for spec in futures.values())
    assert {(option_spec(root).index, option_spec(root).calendar) for root in option_roots()} == {("SPX", "XNYS")}
    assert {root: (fund_spec(root).index, fund_spec(root).calendar) for root in fund_roots()} == {
        "SPXFUND": ("SPX", "XNYS"), "BTCUSD": ("BTCUSD", "24/7"),
    }  # fmt: skip
    assert {(fx_spec(root).index, fx_spec(root).calendar) for root in fx_roots()} == {
        (root[:6], "") for root in fx_roots()
    }


@pytest.mark.parametrize(
    ("unit", "index"),
    [("JPY per point of N225", "N225"), ("USD per share and point of BTCUSD on 24/7", "BTCUSD"),
        ("USD per index point", "unknown")],
)  # fmt: skip
def test_a_unit_that_names_no_index_is_on_none(unit, index):
    assert index_in(unit) == index
