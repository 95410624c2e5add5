"""Real start dates in a survival result: told first to last, in both languages, and each to be replayed."""

from datetime import date

import pytest
from click.testing import CliRunner

from data.base.days import day_of
from data.base.errors import ResultError
from data.market.embedded import LONG, named_market
from engine.cli import cli
from engine.cli.markets import MarketFiles
from engine.fast import compiled as machine
from engine.settings.run_config import load_config
from engine.survival.listener import listener_of
from engine.survival.replay import replay_start
from engine.survival.request import SurvivalTerms, request_of
from engine.survival.result import load_survival
from engine.survival.start_notes import start_notes
from engine.survival.starts import StartRuns
from engine.survival.survive import survived
from engine.words import words
from engine.words.notes import spoken
from tests.support.made_up_runs import PLAN, MadeUpRuns, answer

TERMS = SurvivalTerms(years=2, paths=20, histories=0, history=True)
VARY = ("overlay.ratio=0.2,0.4",)


@pytest.fixture(scope="module")
def told():
    """What is told while a result is made."""
    return []


@pytest.fixture(scope="module")
def result(crisis, told, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(machine, "will_compile", lambda *, wish: False)
        asked, out = request_of(PLAN, VARY, TERMS), tmp_path_factory.mktemp("history")
        return survived(asked, crisis, out, listener_of(told.append, threads=2), MadeUpRuns)


@pytest.mark.pages
def test_every_cell_has_every_start_date(result, crisis, told):
    configs = [PLAN, load_config(None, ["overlay.ratio=0.2", *PLAN_LIMITS])]
    expected = StartRuns(configs, crisis, 2, compiled=False).table()
    assert load_survival(result.path).table("starts").equals(expected)
    assert [row["pattern"] for row in result.table("cells").to_pylist()] == ["A", "A"]
    assert told[-1] == "30 of 30 runs from real start dates"


PLAN_LIMITS = "cash.buffer=0.2", "overlay.max_total_exposure=2.2", "overlay.acknowledge_high_leverage=true"


def test_what_they_are_worth_is_said(result):
    notes = {one["code"]: one["values"] for one in result.manifest["notes"]}
    rows = [row for row in result.table("starts").to_pylist() if row["cell"] == 0]
    assert notes["starts_none_sold"] == {"count": 15, "years": 2, "first": "2006-11-01", "last": "2008-01-02"}
    assert notes["starts_worst"]["wealth"] == min(row["wealth"] for row in rows)
    assert notes["starts_worst"]["below"] == sum(row["wealth"] < row["fund"] for row in rows) > 0
    assert notes["starts_unseen"]["crises"][:3] == ["1929-32", "1937", "1973-74"]
    assert "2008" not in notes["starts_unseen"]["crises"]
    assert notes["starts_overlap"]["independent"] == pytest.approx((3 + 2 / 12) / 2, abs=0.01)
    assert "starts_monthly" in notes
    for language in ("en", "ja"):
        assert "2006-11-01" in " ".join(result.notes(language))


def test_forced_sales_are_told_by_their_first_and_last_start(result, crisis):
    rows = [row for row in result.table("starts").to_pylist() if row["cell"] == 0]
    for place in (3, 5, 9):
        rows[place]["forced_sales"] = 2
    table = result.table("starts").from_pylist(rows, result.table("starts").schema)
    notes = list(start_notes(table, crisis, SurvivalTerms(years=2), monthly=False))
    assert [one["code"] for one in notes] == ["starts_sold", "starts_worst", "starts_unseen", "starts_overlap"]
    assert spoken(notes[0]) == (
        "of 15 real start dates of 2 years, 2006-11-01 to 2008-01-02, 3 saw a forced sale "
        "(first such start 2007-02-01, last 2007-08-01)"
    )
    assert "2007-02-01" in spoken(notes[0], words("ja"))
    last = list(start_notes(table, named_market(LONG), SurvivalTerms(years=2), monthly=False))[-1]
    assert last["code"] == "starts_overlap"
    early = [{**row, "start": date(1930, 1, 2)} for row in rows]
    last = list(
        start_notes(table.from_pylist(early, table.schema), named_market(LONG), SurvivalTerms(years=2), monthly=False)
    )[-1]
    assert last == {"code": "hypothetical", "values": {"until": "1982-04-21"}}


@pytest.mark.pages
@pytest.mark.parametrize("cell", [0, 1])
def test_a_start_date_is_replayed_with_full_books_and_agrees(result, crisis, cell):
    row = result.table("starts").to_pylist()[10 + cell]
    found = replay_start(load_survival(result.path), crisis, row["start"], cell)
    assert found.different == []
    assert found.run.manifest["replay"] == {"survival": result.path.name, "cell": cell, "start": str(row["start"])}
    assert found.run.table("equity")["equity"][-1].as_py() / 1e6 == row["wealth"]


def test_what_is_no_start_date_is_a_sentence(result, crisis, tmp_path):
    with pytest.raises(
        ResultError, match=r": 2007-01-06 is not one of its start dates, which are 15 sessions from 2006-1"
    ):
        replay_start(result, crisis, date(2007, 1, 6))
    with pytest.raises(ResultError, match=": was made from another market"):
        replay_start(result, crisis.until(day_of(date(2009, 12, 30))), date(2007, 1, 3))
    with pytest.raises(ResultError, match=r": has no cell 2; its cells are 0 to 1"):
        replay_start(result, crisis, date(2007, 1, 3), 2)
    without = answer(tmp_path, paths=10, histories=0)
    with pytest.raises(ResultError, match="has no real start dates; make one that has with overlay survive --history"):
        replay_start(without, named_market(""), date(2007, 1, 3))


@pytest.mark.pages
def test_the_command_says_whether_the_event_engine_agrees(result, crisis, monkeypatch):
    monkeypatch.setattr(MarketFiles, "open", lambda *_: crisis)
    named = ["replay", result.path.name, "--in", str(result.path.parent)]
    done = CliRunner().invoke(cli, [*named, "--start", "2007-01-03", "--out", str(result.path.parent)])
    assert "the event engine tells of this path what the survival result has" in done.output.replace("\n", " ")
    for wrong in ([], ["--path", "1", "--start", "2007-01-03"]):
        done = CliRunner().invoke(cli, [*named, *wrong])
        assert (done.exit_code, "say which: --path N, or --start DATE" in done.output) == (2, True)
