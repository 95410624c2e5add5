"""What is told of money that was paid in and taken out, beside figures that leave it out."""

import pytest

from engine import backtest, compare_results, load_config
from engine.report.flowed import flowed, flowed_table
from engine.report.headline_tables import headline_tables
from engine.report.page import report_html
from engine.words import words

PERIOD = ("period.start=2008-01-02", "period.end=2009-06-30")


@pytest.fixture(scope="module")
def runs(market):
    """The fund alone, and the same with money that comes in and goes out."""
    flows = ("flows.withdraw=10000", "flows.contribute=4000.4")
    return {
        name: backtest(load_config(None, [*PERIOD, *more], pattern="core"), market)
        for name, more in (("alone", ()), ("lived from", flows))
    }


def cells(table):
    return [list(column.cells) for column in table.columns]


def test_a_table_tells_what_came_and_went_of_runs_in_which_money_flows(runs):
    assert cells(flowed_table(runs)) == [
        ["alone", "lived from"], ["none", "68,007"], ["none", "170,000"], ["none", "0"],
        ["none", f"{runs['lived from'].metrics['money_weighted_return']:.2%}"],
    ]  # fmt: skip
    assert flowed_table({"alone": runs["alone"]}) is None
    assert [len(headline_tables({name: run})) for name, run in runs.items()] == [1, 2]


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ({"paid_in": 5.0, "taken_out": 0.0}, "5 USD were paid in, which returns and falls leave out"),
        ({"paid_in": 0.0, "taken_out": 7.0}, "7 USD were taken out, which returns and falls leave out"),
        (
            {"paid_in": 5.0, "taken_out": 7.0},
            "5 USD were paid in and 7 USD taken out, which returns and falls leave out",
        ),
        ({"paid_in": 0.0, "taken_out": 0.0}, ""),
        ({}, ""),
    ],
)
def test_a_sentence_tells_it_of_a_period(runs, figures, told):
    assert flowed(runs["lived from"], figures, words()) == told


@pytest.mark.pages
@pytest.mark.parametrize(("language", "wanted"), [("en", "170,000 USD taken out"), ("ja", "出金は 170,000ドル")])
def test_the_first_screen_and_the_curves_say_what_is_money_and_what_is_not(runs, market, language, wanted):
    say = words(language)
    pages = {name: report_html(compare_results({name: run}, market), language) for name, run in runs.items()}
    assert wanted in pages["lived from"]
    noted = say("report.equity_flows")[30:50]
    notes = {name: noted in page for name, page in pages.items()}
    assert notes == {"alone": False, "lived from": True}
