"""An overlay that never traded names the one cause that it was."""

import pytest

from engine import backtest, load_config

CRASH = ("period.start=2008-09-02", "period.end=2008-11-28")
LEVERAGED = ("overlay.max_total_exposure=21", "overlay.acknowledge_high_leverage=true")


JAPANESE = "オーバーレイは一度も売買していません"


def causes(market, pattern, *settings):
    run = backtest(load_config(None, settings, pattern=pattern), market)
    assert run.table("fills").num_rows == 0
    found = [note.removeprefix("the overlay never traded: ") for note in run.notes() if "never traded" in note]
    assert sum(note.startswith(JAPANESE) for note in run.notes("ja")) == len(found)
    return found


@pytest.mark.parametrize(
    ("pattern", "settings", "cause"),
    [
        ("A", (*CRASH, "capital.initial=10000"), "on every evening one contract was larger than the overlay aimed at"),
        ("C", (*CRASH, "capital.initial=10000"), "on every evening one contract was larger than the overlay aimed at"),
        ("A", ("period.start=2008-09-22", "period.end=2008-11-28", "halving.factor=0.0"), "held at zero by halving"),
        (
            "A",
            (
                *CRASH,
                "overlay.ratio=19",
                *LEVERAGED,
                "cash.buffer=0",
                "halving.enabled=false",
                "account.profile=jp_retail_futures",
            ),
            "its orders were refused (collateral does not cover initial margin); see orders",
        ),
        ("B", CRASH, "no trend on its dates (3 in all)"),
        ("B", ("period.start=2008-09-02", "period.end=2008-09-08"), "none of its dates lies in the period"),
        ("B", (*CRASH, "overlay.max_total_exposure=1.0"), "held at zero by leverage cap"),
        (
            "B",
            ("period.start=2003-05-01", "period.end=2003-12-31", "capital.initial=10000"),
            "whenever there was a trend, one option cost more than the budget (3 dates)",
        ),
    ],
)
def test_the_cause_for_which_there_was_no_fill(market, pattern, settings, cause):
    assert causes(market, pattern, *settings) == [cause]


def test_a_period_that_ends_before_the_first_order_fills(small_market):
    assert causes(small_market([1000.0]), "A") == ["the period ended before its first order could fill"]


@pytest.mark.parametrize(
    ("pattern", "settings"), [("core", ()), ("A", ("overlay.ratio=0.0",)), ("B", ("options.budget=0.0",))]
)
def test_of_an_overlay_that_was_not_asked_for_nothing_is_said(market, pattern, settings):
    assert causes(market, pattern, *CRASH, *settings) == []


def test_an_amount_in_the_currency_that_the_account_has_anyway_is_said(market):
    settings = ("period.start=2018-01-02", "stops.monthly_amount=9000", "stops.amount_currency=investor")
    run = backtest(load_config(None, settings, pattern="A"), market)
    assert 'no effect with investor.currency = "USD": stops.amount_currency' in run.notes()
