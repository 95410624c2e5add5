"""The plan in five lines: the words, in both languages, and the numbers of the config."""

import json

import pytest

from engine import load_config
from engine.audit.plan import plan
from engine.words import words
from tests.support.commands import outside


def lines(language, *settings, pattern="A"):
    return [line.text(words(language)) for line in plan(load_config(None, settings, pattern=pattern))]


def printed(*arguments):
    return outside("rules", *arguments).stdout


def test_the_plan_of_the_source_design_in_five_lines():
    # Section 12 of the source: core in the fund, overlay of at most 1.2x, halved above a level, stopped after a loss,
    # fixed roll dates
    settings = ("overlay.max_total_exposure=1.2", "overlay.rebalance=monthly")
    assert lines("en", *settings) == [
        (
            "Core: a Treasury money-market fund; 35 % of the overlay's value is kept in cash, moved back where it "
            "is off by more than 10 % of that."
        ),
        "Exposure: MES futures worth 20 % of equity, 1.2x in all; above 1.2x they are cut at the next fill.",
        (
            "Halving: volatility of 21 sessions above 20 % multiplies the overlay by 0.5 at the next fill, in "
            "whole contracts, rounded down, until it was at or below 18 % for 5 sessions."
        ),
        (
            "Monthly stop: a loss of 2 % of equity within a month closes the overlay at the next fill, until the "
            "next month; the loss can be larger by then."
        ),
        (
            "Fixed dates: futures roll by the calendar; the position goes back to plan every month, where it is "
            "off by more than 3 % of it; an order that finds no price waits."
        ),
    ]
    japanese = lines("ja", *settings)
    assert [text.split(":")[0] for text in japanese] == ["コア", "上限", "半減", "月次損失停止", "固定日"]
    assert ["35 %" in japanese[0], "1.2 倍" in japanese[1], "18 %" in japanese[2], "2 %" in japanese[3]] == [True] * 4


HEDGED = ("investor.currency=JPY", "hedge.ratio=1.0")


@pytest.mark.parametrize(
    ("pattern", "settings", "place", "told"),
    [
        ("core", (), 1, "Exposure: no overlay, 1.0x."),
        ("core", (), 3, "Monthly stop: switched off."),
        ("A", ("stops.monthly_loss=off",), 3, "Monthly stop: switched off."),
        ("A", ("stops.monthly_loss=off", "stops.monthly_amount=8000"), 3, "Monthly stop: a loss of 8,000 USD within"),
        ("B", ("stops.monthly_amount=8000",), 3, "a loss of 2 % of equity or of 8,000 USD within a month, whichever"),
        ("A", (*HEDGED, "stops.monthly_amount=8e5", "stops.amount_currency=investor"), 3,
            "or of 800,000 JPY within a month, whichever comes first and the result of the currency hedge apart"),
        ("A", (), 1, "MES futures worth 20 % of equity, 1.2x in all; above 1.22x they are cut at the next fill."),
        ("A", ("overlay.ratio=0.1",), 1, "1.1x in all; above 1.11x"),
        ("A", ("halving.enabled=false",), 2, "Halving: switched off."),
        ("A", ("account.profile=jp_retail_futures", "cash.buffer=0.4"), 0,
            "initial margin and 40 % of the overlay's value are kept in cash"),
        ("core", ("account.profile=jp_retail_futures", *HEDGED), 0,
            "fund; margin and 10 % of what the currency hedge has sold are kept in cash"),
        ("C", ("account.profile=jp_retail_futures", *HEDGED), 0,
            "initial margin, 30 % of the overlay's value and 10 % of what the currency hedge"),
        ("A", HEDGED, 0, "35 % of the overlay's value is kept in cash"),
        ("core", ("account.profile=cme_ief2", *HEDGED), 0,
            "fund; 10 % of what the currency hedge has sold is kept in cash"),
        ("A", ("account.profile=cme_ief2", *HEDGED), 0,
            "35 % of the overlay's value and 10 % of what the currency hedge has sold are kept"),
        ("B", ("options.direction=by_trend",), 1,
            ("XSP calls or puts for at most 0.5 % of equity a month, in a trend; only so many as stay within 1.3x in "
                "all by their delta, also after a move of 2 %;")),
        ("A", ("halving.measure=implied",), 2, "Halving: implied volatility (VIX / 100) above 20 % multiplies"),
        ("B", ("halving.measure=ewma",), 2, "volatility weighted by 0.94 a session above 20 % multiplies the budget"),
        ("A", ("in_range.measure=adx", "in_range.enter_below=18"), 5, "ADX of 14 sessions below 18"),
        ("C", ("in_range.measure=regime", "in_range.factor=0"), 5, "as known at each close: the overlay"),
        ("A", ("in_range.measure=labels", "regimes.file=x.csv", "in_range.labels=['flat','dull']"), 5,
            "where your own label of a close is flat, dull:"),
        ("A", ("before_events.enabled=true", "before_events.days_before=3"), 5,
            "Before events (FOMC): the overlay is multiplied by 0.5, in whole contracts, rounded down, from the"),
        ("A", ("pause.enabled=true",), 5, "Pause: after a close 3 % or more above or below the one before"),
        ("B", ("pause.enabled=true",), -1, "Fixed dates: options are renewed"),
        ("B", (), 2, "multiplies the budget of the next purchases by 0.5"),
        ("B", (), 4, "options are renewed every month, on the day they expire;"),
        ("C", ("insurance.sessions_before=5",), 4, "puts are renewed every month, 5 sessions before they expire;"),
        ("C", ("insurance.hedge_ratio=0.5",), 1, "XSP puts 5 % out of the money on 50 % of that, in whole puts,"),
        ("C", ("insurance.hedge_ratio=0.0",), 4, "goes back to plan every session, where it is off"),
    ],
)  # fmt: skip
def test_each_pattern_has_its_own_lines(pattern, settings, place, told):
    assert told in lines("en", *settings, pattern=pattern)[place]


def test_the_command_prints_five_numbered_lines_in_either_language():
    for language in ("en", "ja"):
        told = printed("--pattern", "C", "--lang", language).splitlines()
        assert [line.split(".")[0] for line in told] == ["1", "2", "3", "4", "5"]


def test_the_numbers_of_the_plan_are_there_for_programs():
    told = json.loads(printed("--json", "--set", "stops.monthly_loss=0.015"))["plan"]
    assert [line["rule"] for line in told] == ["core", "exposure", "halving", "loss_stop", "dates"]
    assert told[3] == {
        "number": 4, "rule": "loss_stop", "on": True, "values": {"loss": 0.015}, "without": told[3]["without"],
        "text": ("Monthly stop: a loss of 1.5 % of equity within a month closes the overlay at the next fill, until "
            "the next month; the loss can be larger by then."),
    }  # fmt: skip
