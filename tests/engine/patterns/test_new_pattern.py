"""A pattern nobody knows yet: what it says it trades is checked as that of the others is."""

from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from data.base.errors import ConfigError, DataError
from data.futures.quotes import FuturesQuotes
from data.market.market import Market
from engine import Section, backtest
from engine.audit.chapters import audit, checks_of
from engine.cli import cli
from engine.plugs.pattern import PATTERNS, always
from engine.settings.run_config import RunConfig
from tests.support.quoted_futures import quoted

D = replace(PATTERNS["C"], name="D")
FUTURES_ALONE = replace(D, contracts=always("overlay.contract"), dates=())


@pytest.fixture(autouse=True)
def pattern_d(request):
    """The pattern D: what C says, under another name; or as a test has it."""
    with PATTERNS.added(getattr(request, "param", D)):
        yield


def settings(**more):
    return RunConfig(pattern="D", **more)


futures_alone = pytest.mark.parametrize("pattern_d", [FUTURES_ALONE], indirect=True)
PERIOD = {"start": date(2013, 1, 2), "end": date(2013, 12, 31)}


@pytest.mark.pages
def test_it_runs_as_the_pattern_it_was_made_from(market):
    ours = backtest(settings(period=PERIOD), market)
    theirs = backtest(RunConfig(pattern="C", period=PERIOD), market)
    assert all(ours.tables[name].equals(theirs.tables[name]) for name in theirs.tables)


def test_its_currency_is_checked():
    with pytest.raises(ValueError, match=r"overlay.contract = 'MES' is in USD, the account in JPY"):
        settings(capital={"currency": "JPY"})


def test_its_index_is_checked(market):
    with pytest.raises(
        ConfigError, match=r"overlay.contract = 'MES' is on the index SPX, but the market's index is NDX"
    ):
        backtest(settings(), Market(market.table, market.calendar, index="NDX"))


def test_its_currency_is_checked_of_every_contract():
    yen = {"capital": {"currency": "JPY"}, "overlay": {"contract": "NK225MC"}}
    with pytest.raises(ValueError, match=r"insurance.contract = 'XSP' is in USD, the account in JPY"):
        settings(**yen)


@futures_alone
def test_the_exchange_of_futures_alone_is_checked(market):
    yen = {"capital": {"currency": "JPY"}, "overlay": {"contract": "NK225MC"}}
    with pytest.raises(ConfigError, match=r"'NK225MC' trades on XTKS, but the market has sessions of XNYS"):
        backtest(settings(**yen), market)


def test_its_prices_of_rolls_are_checked(market):
    some = quoted(market).table
    without = FuturesQuotes(some.slice(0, 10))
    own = Market(market.table, futures=without, index=market.index)
    with pytest.raises(DataError, match=r"has no settlement on the roll date"):
        backtest(settings(period=PERIOD, futures={"prices": "quoted"}), own)


def test_its_dates_are_audited_and_its_rolls_without_being_named():
    assert [check.name for check in checks_of(settings(), "dates")] == ["rolls", "insured"]


@futures_alone
def test_its_rolls_are_audited_without_being_named():
    assert [check.name for check in checks_of(settings(), "dates")] == ["rolls"]


@pytest.mark.pages
@pytest.mark.parametrize(
    "pattern_d", [replace(PATTERNS["A"], name="D", reads=(*PATTERNS["A"].reads, "options.budget"))], indirect=True
)
def test_futures_beside_options_on_a_budget_are_audited_as_futures_and_as_options(market):
    assert [check.name for check in checks_of(settings(), "exposure")] == ["exposure", "lead", "premium", "size"]
    crisis = {"start": date(2008, 1, 2), "end": date(2008, 12, 31)}
    beside, alone = (
        {one.check: one for one in audit(backtest(RunConfig(pattern=name, period=crisis), market))}
        for name in ("D", "A")
    )
    for check in ("halving", "reductions", "size"):
        assert beside[check] == alone[check]
    assert beside["halving"].numbers["evenings"] > 20
    assert beside["premium"].standing == "kept"


@pytest.mark.parametrize(
    "pattern_d", [replace(PATTERNS["fx"], name="D", sections={"mine": Section, "more": Section})], indirect=True
)
def test_without_a_fund_its_settings_are_named_by_their_sections():
    told = CliRunner().invoke(cli, ["rules", "--pattern", "D", "--set", "capital.currency=JPY"])
    assert "its rules are the settings [mine], [more] of `overlay config`" in str(told.exception)
