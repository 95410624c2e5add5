"""What a margin call says brought it, and that each side is asked its own margin: a thousand points, ten contracts.

One E-mini of early 2013 asks 3,500 maintenance and 3,850 initial. The account holds 100,000.
"""

import json

import pytest

from data.margin.margin_scenarios import MarginPath
from data.margin.shortfall import LONG
from engine.day.terms import CashPolicy
from tests.support.futures_play import JAPAN, buy, sell

TIGHT = CashPolicy(sleeve=0.0, buffer=0.0, band=0.0)


@pytest.fixture
def market_of(small_market):
    def build(closes):
        return small_market(closes, bill_yield=[0.0] * len(closes), dividend_yield=[0.0] * len(closes))

    return build


def told(run):
    """The numbers of events, in order."""
    return [json.loads(numbers) for numbers in run.column("events", "numbers")]


def causes(run):
    """(session number, code, gained, maintenance before and after) of each call."""
    days, numbers = run.column("equity", "date"), told(run)
    rows = zip(run.column("events", "date"), run.column("events", "kind"), run.column("events", "code"), strict=True)
    return [
        (days.index(day), code, one["gained"], one["maintenance_before"], one["maintenance"])
        for (day, kind, code), one in zip(rows, numbers, strict=True)
        if kind == "margin_call"
    ]


@pytest.fixture
def raised(monkeypatch):
    """The exchange asks a fifth more from the fourth session on."""
    monkeypatch.setattr("engine.day.session_inputs.margin_path", lambda *_, **_more: [3_500.0] * 3 + [4_200.0] * 3)


@pytest.mark.parametrize(("point", "code"), [(1000.0, "requirement_alone"), (999.0, "requirement_too")])
@pytest.mark.usefixtures("raised")
def test_a_call_says_whether_the_requirement_alone_brought_it(market_of, play, script, terms, point, code):
    market = market_of([1000.0] * 3 + [point] * 3)
    run = play(market, script, terms(rules=JAPAN, cash=TIGHT), orders={0: buy(10)})
    assert causes(run) == [(3, code, 500.0 * (point - 1000.0), 35_000.0, 42_000.0)]


@pytest.mark.usefixtures("raised")
def test_a_loss_that_would_have_called_without_a_rise_brought_it_alone(market_of, play, script, terms):
    run = play(market_of([1000.0] * 3 + [980.0] * 3), script, terms(rules=JAPAN, cash=TIGHT), orders={0: buy(10)})
    assert causes(run) == [(3, "margin_call", -10_000.0, 35_000.0, 42_000.0)]


def test_a_call_by_a_loss_says_so_and_no_more(market_of, play, script, terms):
    closes = [1000.0] * 3 + [990.0] * 3
    run = play(market_of(closes), script, terms(rules=JAPAN, cash=TIGHT), orders={0: buy(10)})
    assert [one[1:4] for one in causes(run)] == [("margin_call", -5_000.0, 35_000.0)]


@pytest.mark.parametrize(
    ("order", "asked"),
    [(buy(2), [0.0, 7_000.0, 7_000.0, 10_500.0]), (sell(2), [0.0, 5_000.0, 5_000.0, 2_500.0])],
    ids=("long", "short"),
)
def test_each_side_is_asked_its_own_margin(market_of, play, script, terms, monkeypatch, order, asked):
    def of_side(path, *_args, **_more):
        return [3_500.0 if path.side == LONG else 2_500.0] * 4

    monkeypatch.setattr("engine.day.session_inputs.margin_path", of_side)
    monkeypatch.setattr(MarginPath, "two_sided", lambda *_: True)
    run = play(market_of([1000.0] * 4), script, terms(), orders={0: order, 2: buy(1)})
    assert run.column("equity", "maintenance") == asked


@pytest.mark.parametrize(("capital", "filled"), [(2_600.0, 1), (2_300.0, 0)])
def test_a_short_position_opens_on_the_margin_of_its_side(market_of, play, script, terms, monkeypatch, capital, filled):
    monkeypatch.setattr(
        "engine.day.session_inputs.margin_path",
        lambda path, *_, **_more: [3_500.0 if path.side == LONG else 2_200.0] * 4,
    )
    monkeypatch.setattr(MarginPath, "two_sided", lambda *_: True)
    run = play(market_of([1000.0] * 4), script, terms(capital=capital), orders={0: sell(1)})
    assert run.column("fills", "size") == [-1] * filled
