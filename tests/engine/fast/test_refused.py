"""What the fast driver does not do is refused by the name of the setting; whatever else is set, it runs."""

import re
from dataclasses import replace

import pytest

from data.base.errors import ConfigError
from data.market.market import Market
from engine import PATTERNS, RULES, load_config
from engine.fast.prepare import prepare
from tests.support.example import example
from tests.support.option_play import quotes_of
from tests.support.quoted_futures import quoted

PERIOD = "period.start=2013-01-02", "period.end=2013-03-28"
NOT_DONE = "the fast driver does not do this"


def refusal(market, pattern, *settings):
    with pytest.raises(ConfigError) as told:
        prepare(load_config(None, [*PERIOD, *settings], pattern=pattern), market)
    return str(told.value)


@pytest.mark.parametrize("regime", ["japan", "us_1256"])
def test_tax(regime, market):
    said = f"tax.regime = '{regime}': {NOT_DONE}, it knows no tax; run it with backtest()"
    assert refusal(market, "A", f"tax.regime={regime}") == said


def test_quoted_futures(market):
    with_quotes = Market(market.table, futures=quoted(market), index=market.index)
    said = f"futures.prices = 'quoted': {NOT_DONE}, it models prices of futures; run it with backtest()"
    assert refusal(with_quotes, "A", "futures.prices=quoted") == said


def test_settlement_prices_that_are_not_asked_for_do_not_matter(market):
    with_quotes = Market(market.table, futures=quoted(market), index=market.index)
    config = load_config(None, list(PERIOD), pattern="A")
    assert repr(prepare(config, with_quotes)) == repr(prepare(config, market))


def with_quotes_of_options(market):
    days = [market.days[market.row_from(15707)]]
    return Market(market.table, quotes=quotes_of(days, [(0, 462.0, 466.0)]), index=market.index)


@pytest.mark.parametrize("pattern", ["B", "C"])
def test_quotes_of_options(pattern, market):
    assert refusal(with_quotes_of_options(market), pattern) == (
        "quotes of options: the fast driver does not use them, it models their prices; run it with backtest()"
    )


def test_quotes_of_options_do_not_matter_where_none_are_bought(market):
    config = load_config(None, list(PERIOD), pattern="A")
    assert repr(prepare(config, with_quotes_of_options(market))) == repr(prepare(config, market))


@pytest.mark.parametrize("pattern", ["fx", "fx_trades", "fx_range", "hedge", "cash"])
def test_patterns_without_a_loop(pattern, market):
    said = f"pattern = '{pattern}': {NOT_DONE}, it knows the patterns that say how it runs them; run it with backtest()"
    assert refusal(market, pattern) == said


def test_a_pattern_that_somebody_brings(market):
    with PATTERNS.added(example("trend_futures").D):
        assert refusal(market, "D").startswith(f"pattern = 'D': {NOT_DONE}, it knows the patterns that say how")


def test_a_rule_that_somebody_brings_where_it_is_switched_on(market):
    rule = example("range_rule").RANGE
    with RULES.added(rule):
        said = f"[range]: {NOT_DONE}, it knows its own rules alone; run it with backtest()"
        assert refusal(market, "A", "range.factor=0.5") == said
        prepare(load_config(None, list(PERIOD), pattern="A"), market)


def test_a_twin_of_a_pattern_of_ours_says_how_it_is_run(market):
    with PATTERNS.added(replace(PATTERNS["A"], name="D")):
        twin = prepare(load_config(None, list(PERIOD), pattern="D"), market)
    assert repr(twin) == repr(prepare(load_config(None, list(PERIOD), pattern="A"), market))


def test_every_pattern_of_ours_is_run_or_refused_by_its_own_word():
    ours = ("core", "A", "B", "C", "fx", "fx_trades", "cash")
    assert [name for name in ours if PATTERNS[name].loop] == ["core", "A", "B", "C"]


def test_every_refusal_says_what_to_do(market):
    said = refusal(market, "A", "tax.regime=japan")
    assert re.fullmatch(r"[\w.]+ = '\w+': .+; run it with backtest\(\)", said)
