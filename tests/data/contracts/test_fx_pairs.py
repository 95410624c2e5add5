from datetime import date

import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from data.contracts.fx_accounts import FxAccount, fx_account_days, fx_account_names
from data.contracts.fx_pairs import PAIRS, conversion, fx_pair
from data.market.embedded import embedded_market

USDJPY, EURUSD = fx_pair("USDJPY"), fx_pair("eur/usd")


def test_a_pip_is_a_hundredth_of_a_yen_and_a_ten_thousandth_elsewhere():
    assert {pair.pip for pair in PAIRS.values() if pair.quote == "JPY"} == {0.01}
    assert {pair.pip for pair in PAIRS.values() if pair.quote != "JPY"} == {0.0001}
    assert (USDJPY.distance(50.0, 150.0), EURUSD.distance(50.0, 1.1)) == (0.5, pytest.approx(0.005))


def test_the_range_is_that_of_other_fixings_since_1999():
    market = embedded_market()
    since = market.row_from(day_of(date(1999, 1, 4)))
    rates = market.floats("usdjpy")[since:]
    assert rates.min() == pytest.approx(USDJPY.lowest, rel=0.002)
    assert rates.max() == pytest.approx(USDJPY.highest, rel=0.02)


@pytest.mark.parametrize(
    ("pair", "price", "sentence"),
    [
        ("USDJPY", 0.0083, "USD/JPY at 0.0083 is upside down: a price is JPY for one USD, here 120.482"),
        ("EURUSD", 120.0, "120 looks like yen, the price of EUR/JPY"),
        ("USDJPY", 1.2, "since 1999 it was 75.7698 to 163.913 JPY for one USD; check the pair and the price"),
        ("USDJPY", -120.0, "check the pair and the price"),
    ],
)
def test_a_price_in_another_unit_is_refused(pair, price, sentence):
    with pytest.raises(ConfigError, match=sentence):
        fx_pair(pair).check_price(price)


def test_a_price_that_was_seen_is_accepted(subtests):
    for pair in PAIRS.values():
        with subtests.test(pair.name):
            pair.check_price(pair.lowest)
            pair.check_price(pair.highest)


@pytest.mark.parametrize(
    ("pair", "pips", "price", "sentence"),
    [
        (USDJPY, 0.5, 150.0, r"less than one pip \(0.01\); as a distance in price, 0.5 is 50 pips"),
        (EURUSD, 0.005, 1.1, r"less than one pip \(0.0001\); as a distance in price, 0.005 is 50 pips"),
        (USDJPY, 5_000.0, 150.0, "is 50 at a price of 150: a pip is 0.01 here"),
    ],
)
def test_a_stop_in_another_unit_is_refused(pair, pips, price, sentence):
    with pytest.raises(ConfigError, match=sentence):
        pair.distance(pips, price)


def test_the_pip_of_a_yen_pair_is_refused_for_another():
    USDJPY.check_pip(0.01)
    with pytest.raises(ConfigError, match=r"a pip of EUR/USD is 0.0001, not 0.01"):
        EURUSD.check_pip(0.01)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("JPYUSD", "pair 'JPYUSD' is upside down; the market quotes USD/JPY"),
        ("XAUUSD", "unknown pair 'XAUUSD'; did you mean AUDUSD"),
    ],
)
def test_an_unknown_pair_is_refused(name, sentence):
    with pytest.raises(ConfigError, match=sentence):
        fx_pair(name)


def test_losses_are_told_in_the_currency_of_the_account():
    assert conversion(USDJPY, "JPY", 150.0, None) == 1.0
    assert conversion(USDJPY, "USD", 150.0, None) == pytest.approx(1.0 / 150.0)
    assert conversion(EURUSD, "JPY", 1.1, 150.0) == 150.0
    assert conversion(fx_pair("EURJPY"), "USD", 160.0, 1.0 / 150.0) == pytest.approx(1.0 / 150.0)


@pytest.mark.parametrize(
    ("pair", "currency", "rate", "sentence"),
    [
        (EURUSD, "JPY", None, "an account in JPY that trades EUR/USD needs the rate of its losses: JPY for one USD"),
        (EURUSD, "JPY", 0.0066, "USD/JPY at 0.0066 is upside down"),
        (fx_pair("EURJPY"), "USD", 150.0, "150 USD for one JPY: it should be 1 over the price of USD/JPY"),
        (USDJPY, "JPY", 150.0, "contradicts the price; leave the rate out for USD/JPY"),
    ],
)
def test_a_wrong_rate_is_refused(pair, currency, rate, sentence):
    with pytest.raises(ConfigError, match=sentence):
        conversion(pair, currency, 150.0, rate)


def test_the_terms_of_an_account_are_those_of_the_day():
    assert FxAccount.named("retail_fx_50", day_of(date(2010, 8, 2))).requirement == 0.02
    assert FxAccount.named("retail_fx_50").requirement == 0.04
    assert FxAccount.named("gmo_click_neo") == FxAccount(0.04, 0.0, 0.5, 1.5)
    assert {"retail_fx_100", "monex_fx_2007"} <= set(fx_account_names())
    with pytest.raises(ConfigError, match="unknown FX account 'nobody'; known: monex_fx_2007"):
        FxAccount.named("nobody")


@pytest.mark.parametrize("name", fx_account_names())
def test_every_account_is_whole_on_each_day_on_which_it_changes(name):
    for day in fx_account_days(name):
        account = FxAccount.named(name, day)
        assert account.choice.checked(account.loss_cut_level, name) == account.loss_cut_level
        assert account.requirement + account.requirement_per_unit > 0.0
    assert FxAccount.carried(name, 0) == FxAccount.named(name, fx_account_days(name)[0])
