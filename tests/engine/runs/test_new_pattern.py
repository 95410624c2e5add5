"""A pattern nobody knows yet: what it says it trades is checked as that of the others is."""

from datetime import date
from typing import Literal

import pytest

from data.base.errors import ConfigError, DataError
from data.futures.quotes import FuturesQuotes
from data.market.market import Market
from engine import backtest
from engine.assembly.strategy_params import _PARAMS
from engine.audit.chapters import checks_of
from engine.settings.run_config import RunConfig
from engine.settings.scope import READ
from strategies.patterns.catalogue import PATTERNS
from strategies.patterns.names import PATTERN_NAMES
from strategies.patterns.traded import TRADED, Pattern
from tests.support.quoted_futures import quoted


class Settings(RunConfig):
    """Settings that know the pattern D."""

    pattern: Literal["D"] = "D"


@pytest.fixture(autouse=True)
def pattern_d(monkeypatch):
    """The pattern D: the class of C, with what it trades said once."""
    monkeypatch.setitem(PATTERNS, "D", PATTERNS["C"])
    monkeypatch.setitem(_PARAMS, "D", _PARAMS["C"])
    names = ("overlay.contract", "insurance.contract")
    monkeypatch.setitem(READ, "D", READ["C"])
    monkeypatch.setitem(TRADED, "D", Pattern(lambda _settings: names, ("insurance",)))


PERIOD = {"start": date(2013, 1, 2), "end": date(2013, 12, 31)}


def test_it_runs_as_the_pattern_it_was_made_from(market):
    ours = backtest(Settings(period=PERIOD), market)
    theirs = backtest(RunConfig(pattern="C", period=PERIOD), market)
    assert all(ours.tables[name].equals(theirs.tables[name]) for name in theirs.tables)


def test_its_currency_is_checked():
    with pytest.raises(ValueError, match=r"overlay.contract = 'MES' is in USD, the account in JPY"):
        Settings(capital={"currency": "JPY"})


def test_its_index_is_checked(market):
    with pytest.raises(
        ConfigError, match=r"overlay.contract = 'MES' is on the index SPX, but the market's index is NDX"
    ):
        backtest(Settings(), Market(market.table, market.calendar, index="NDX"))


def test_its_exchange_is_checked(market):
    yen = {"capital": {"currency": "JPY"}, "overlay": {"contract": "NK225MC"}}
    with pytest.raises(ValueError, match=r"insurance.contract = 'XSP' is in USD, the account in JPY"):
        Settings(**yen)
    TRADED["D"] = Pattern(lambda _settings: ("overlay.contract",), ())
    with pytest.raises(ConfigError, match=r"'NK225MC' trades on XTKS, but the market has sessions of XNYS"):
        backtest(Settings(**yen), market)


def test_its_prices_of_rolls_are_checked(market):
    some = quoted(market).table
    without = FuturesQuotes(some.slice(0, 10))
    own = Market(market.table, futures=without, index=market.index)
    with pytest.raises(DataError, match=r"has no settlement on the roll date"):
        backtest(Settings(period=PERIOD, futures={"prices": "quoted"}), own)


def test_its_dates_are_audited_and_its_rolls_without_being_named():
    assert [check.name for check in checks_of(Settings(), "dates")] == ["rolls", "insured"]
    TRADED["D"] = Pattern(lambda _settings: ("overlay.contract",), ())
    assert [check.name for check in checks_of(Settings(), "dates")] == ["rolls"]


def test_every_pattern_says_what_it_trades():
    known = set(TRADED) - {"D"}
    assert known == set(PATTERN_NAMES) == set(PATTERNS) - {"D"}
