"""Fills of one's own in a journal: told before a step or after it, corrected, and what they cost."""

import shutil

import pytest

from data.base.errors import ConfigError
from engine import GivenFill
from engine.journal.deviations import deviations
from engine.journal.paper import Paper
from engine.journal.status import slippage
from engine.journal.typed import typed_fill
from engine.journal.verify import verified
from engine.runs.backtest import backtest
from tests.support.papers import began, content, noon, on, stepped

FIRST, LAST = "2020-03-02", "2020-03-19"
FILLED = on("2020-03-17")
SETTINGS = ("pattern=C",)


@pytest.fixture(scope="module")
def template(recent, tmp_path_factory):
    return stepped(tmp_path_factory.mktemp("template") / "plan", recent, FIRST, "2020-03-16", *SETTINGS).path


@pytest.fixture
def paper(template, tmp_path):
    return Paper.open(shutil.copytree(template, tmp_path / "plan"), noon)


def assert_same_rows(one, other):
    left, right = one.tables(), other.tables()
    assert left.keys() == right.keys()
    assert all(left[name].equals(right[name]) for name in left)


@pytest.mark.pages
def test_fills_told_before_a_step_and_after_it_come_to_the_same_rows(recent, tmp_path, paper):
    fills, late = [GivenFill("MESM20", 1, 2400.0, 1.24)], stepped(tmp_path / "late", recent, FIRST, LAST, *SETTINGS)
    paper.fill(recent, FILLED, fills, "dealt at noon")
    paper.step(recent, on(LAST))

    done = late.fill(recent, FILLED, fills, "dealt at noon")

    assert (done.sessions, done.revised) == ((), FILLED)
    assert_same_rows(paper, late)
    assert [one.kind for one in late.told()] == ["fill", "revision"]
    assert verified(late.path).found == verified(paper.path).found == ()


@pytest.mark.pages
def test_a_journal_with_fills_is_the_backtest_with_these_fills(recent, paper):
    fills = [GivenFill("MESM20", 1, 2400.0, None)]
    paper.fill(recent, FILLED, fills)
    paper.step(recent, on(LAST))

    plain = backtest(paper.config, recent.until(on(LAST)), given={FILLED: fills})

    assert all(paper.result(recent).tables[name].equals(table) for name, table in plain.tables.items())
    assert slippage(plain.tables)["price"] == pytest.approx(paper.status(recent).own.slippage["price"])


@pytest.mark.pages
def test_fills_are_added_replaced_and_taken_back(recent, paper):
    one, two = GivenFill("MESM20", 1, 2400.0), GivenFill("MESM20", -1, 2410.0)
    paper.fill(recent, FILLED, [one])
    paper.fill(recent, FILLED, [two])
    assert paper.given() == {FILLED: (one, two)}
    paper.fill(recent, FILLED, [two], "mistyped", "fill_instead")
    assert paper.given() == {FILLED: (two,)}
    paper.fill(recent, FILLED, [], "", "fill_instead")
    assert paper.given() == {FILLED: ()}
    paper.fill(recent, FILLED, [], "", "fill_withdrawn")
    assert paper.given() == {}
    assert paper.step(recent, on(LAST)).sessions
    assert deviations(paper, recent) == ((), 0, 0.0, 0.0)


@pytest.mark.pages
def test_what_a_deviation_has_cost_is_the_run_without_it(recent, paper):
    other = on("2020-03-19")
    given = {FILLED: [], other: [GivenFill("MESM20", -1, 2350.0)]}
    for day, fills in given.items():
        paper.fill(recent, day, fills, "away")
    paper.step(recent, on(LAST))

    def equity(kept):
        run = backtest(paper.config, recent.until(on(LAST)), given=kept)
        return run.tables["equity"]["equity"][-1].as_py()

    found = deviations(paper, recent)

    assert [(one.day, one.why) for one in found.newest] == [(FILLED, "away"), (other, "away")]
    assert [(one.contract, one.ordered, one.done) for one in found.newest[0].parts] == [("MESM20", 1, 0)]
    assert found.newest[0].departs
    assert [one.cost for one in found.newest] == [
        equity({day: fills for day, fills in given.items() if day != one.day}) - equity(given) for one in found.newest
    ]
    assert found.cost == equity({}) - equity(given)


@pytest.mark.pages
def test_what_is_older_than_the_newest_is_told_together(recent, paper, monkeypatch):
    monkeypatch.setattr("engine.journal.deviations.NEWEST", 1)
    for day in (FILLED, on("2020-03-19")):
        paper.fill(recent, day, [], "away")
    paper.step(recent, on(LAST))

    found = deviations(paper, recent)

    assert ([one.day for one in found.newest], found.older) == ([on("2020-03-19")], 1)


@pytest.mark.parametrize(
    ("day", "fills", "kind", "sentence"),
    [
        ("2020-03-21", [], "fill", "fill of 2020-03-21: should be a session after 2020-03-02"),
        ("2020-03-02", [], "fill", "the next one is 2020-03-03"),
        ("2020-03-17", [GivenFill("XYZ", 1, 1.0)], "fill", "'XYZ' is no contract's code"),
        ("2020-03-17", [GivenFill("NK225MM20", 1, 1.0)], "fill", "NK225M"),
        ("2020-03-17", [GivenFill("MESZ19", 1, 2400.0)], "fill", "MESZ19 has expired on 2019-12-20"),
        ("2020-03-13", [GivenFill("MESZ19", 1, 2400.0)], "fill", "MESZ19"),
        ("2020-03-17", [GivenFill("MESM20", 1, float("nan"))], "fill", "2020-03-17"),
        ("2020-03-17", [], "fill_withdrawn", "nothing is told of it, so it is done as modelled already"),
    ],
)
def test_fills_that_nobody_can_have_had_are_one_sentence_and_nothing_is_written(
    recent, paper, day, fills, kind, sentence
):
    before = content(paper.path)
    with pytest.raises(ConfigError, match=sentence):
        paper.fill(recent, on(day), fills, "", kind)
    assert content(paper.path) == before


@pytest.mark.pages
def test_nothing_done_beside_fills_is_a_contradiction(recent, paper):
    fill = GivenFill("MESM20", 1, 2400.0)
    paper.fill(recent, FILLED, [fill])
    with pytest.raises(ConfigError, match="1 are told of it already"):
        paper.fill(recent, FILLED, [])
    paper.fill(recent, FILLED, [], "", "fill_instead")
    with pytest.raises(ConfigError, match="it is told that nothing was done"):
        paper.fill(recent, FILLED, [fill])


@pytest.mark.pages
def test_fills_are_told_before_the_first_step_too(recent, tmp_path):
    paper = began(tmp_path / "plan", recent, FIRST, *SETTINGS)
    paper.fill(recent, on("2020-03-03"), [], "not yet")
    paper.step(recent, on("2020-03-04"))
    assert paper.tables()["orders"]["status"].to_pylist()[0] == "canceled"


@pytest.mark.parametrize(
    ("text", "fill"),
    [
        ("sell 2 MESU26 at 5,432.25", GivenFill("MESU26", -2, 5432.25)),
        ("BUY 1,200 spxfund @ 10", GivenFill("SPXFUND", 1200, 10.0)),
    ],
)
def test_a_fill_is_typed_as_it_is_said(text, fill):
    assert typed_fill(text) == fill


@pytest.mark.parametrize("text", ["sell MESU26 at 5", "sell 0 MESU26 at 5", "sell 2 MESU26", "sell 2 MESU26 at x", "2"])
def test_what_is_no_fill_is_one_sentence(text):
    with pytest.raises(ConfigError, match="should read like"):
        typed_fill(text)


def test_a_commission_below_nothing_is_one_sentence():
    with pytest.raises(ConfigError, match="an amount of 0 or more"):
        typed_fill("sell 2 MESU26 at 5", -1.0)
