"""What was recorded has to follow from what it was made of; where it no more does, it is said, and kept beside."""

import pyarrow as pa
import pytest

from data.base.errors import ConfigError, ResultError
from data.market.market import Market
from engine.journal import stepping
from engine.journal.paper import Paper
from engine.journal.verify import verified
from engine.settings.run_config import load_config
from tests.support.papers import STOPPED, content, on, sessions, stepped

FIRST, LAST, LATER = "2020-03-11", "2020-03-18", "2020-03-20"


def revised(market, day, factor=1.001, column="close"):
    """A market whose value of one day is another."""
    values = market.table[column].to_pylist()
    values[market.row_of(on(day))] *= factor
    at = market.table.column_names.index(column)
    table = market.table.set_column(at, market.table.schema.field(column), pa.array(values, pa.float64()))
    return Market(table, origin=market.origin, index=market.index, bill_months=market.bill_months)


@pytest.mark.pages
def test_a_price_that_was_revised_is_told_with_its_day_and_both_values(recent, tmp_path):
    paper = stepped(tmp_path / "plan", recent, FIRST, LAST)
    before = content(paper.path)
    close = recent.values("vix")[recent.row_of(on("2020-03-13"))]
    with pytest.raises(ResultError) as told:
        paper.step(revised(recent, "2020-03-13", column="vix"))

    assert str(told.value) == (
        f"{paper.path}: on 2020-03-13 market.vix was {close} when it was recorded, and would be {close * 1.001} now "
        "(the market was revised); give the market it was recorded on, or keep the new rows beside the old with "
        '--accept-revision "why"'
    )
    assert content(paper.path) == before


@pytest.mark.pages
def test_a_revision_that_is_accepted_is_written_after_what_was_there(recent, tmp_path):
    paper, other = (stepped(tmp_path / name, recent, FIRST, LAST, "pattern=C") for name in ("plan", "other"))
    changed = revised(recent, "2020-03-13", column="vix")
    before = content(paper.path)

    done = paper.step(changed, on(LATER), "the exchange corrected it")

    assert (done.revised, done.revised_until, [*done.sessions]) == (
        on("2020-03-13"),
        on(LAST),
        [*sessions(recent, "2020-03-19", LATER)],
    )
    assert paper.told()[-1].why == "the exchange corrected it"
    assert verified(paper.path).found == ()
    after = content(paper.path)
    assert {name: after[name] for name in before if name.startswith("entries")}.items() <= before.items()
    fresh = Paper.start(tmp_path / "fresh", paper.config, changed, on(FIRST))
    fresh.step(changed, on(LATER))
    assert_same_rows(paper, fresh)
    assert paper.step(changed, on(LATER)).sessions == ()
    assert other.head() != paper.head()


def assert_same_rows(one, other):
    left, right = one.tables(), other.tables()
    assert left.keys() == right.keys()
    assert all(left[name].equals(right[name]) for name in left)


@pytest.mark.pages
def test_what_came_before_the_first_session_may_be_revised_as_long_as_nothing_follows_from_it(recent, tmp_path):
    paper = stepped(tmp_path / "plan", recent, FIRST, LAST)
    paper.step(revised(recent, "2018-01-04", column="vix"), on("2020-03-19"))
    with pytest.raises(ResultError, match="the market before 2020-03-11 was revised"):
        paper.step(revised(recent, "2020-03-04", 0.999), on(LATER))


@pytest.mark.pages
def test_a_strategy_whose_file_has_changed_is_told_and_refused_where_its_rows_differ(recent, tmp_path):
    file = tmp_path / "stopped.py"
    file.write_text(STOPPED)
    config = load_config(None, ["pattern=own", f"own.strategy='{file}:Stopped'", "capital.initial=100000"])
    paper = Paper.start(tmp_path / "plan", config, recent, on(FIRST))
    paper.step(recent, on(LAST))

    file.write_text(STOPPED + "\n# a word more\n")
    done = paper.step(recent, on("2020-03-19"))
    assert done.changed == (str(file),)

    file.write_text(STOPPED.replace('("size", 3)', '("size", 2)'))
    with pytest.raises(ResultError, match=rf"on 2020-03-12 equity.mmf was .* now \({file} changed\)"):
        paper.step(recent, on(LATER))


@pytest.mark.pages
def test_columns_that_come_with_a_later_program_are_no_revision(recent, tmp_path, monkeypatch):
    plain = stepping.settled
    with monkeypatch.context() as earlier:
        earlier.setattr(
            stepping,
            "settled",
            lambda tables: {**(made := plain(tables)), "equity": made["equity"].drop_columns(["bill_return"])},
        )
        paper = stepped(tmp_path / "plan", recent, FIRST, LAST)
    assert "bill_return" not in paper.tables()["equity"].column_names

    done = Paper.open(paper.path).step(recent, on(LATER))

    assert (len(done.sessions), done.revised) == (2, None)
    assert paper.fill(recent, on("2020-03-13"), [], "away").revised == on("2020-03-13")
    assert paper.step(recent, on("2020-03-24")).revised is None
    assert verified(paper.path).found == ()


def test_a_market_that_ends_before_the_journal_or_is_another_is_one_sentence(recent, whole_market, tmp_path):
    paper = stepped(tmp_path / "plan", recent, FIRST, LAST)
    with pytest.raises(ResultError, match="stands at 2020-03-18, and the market ends on 2020-03-13"):
        paper.step(recent.until(on("2020-03-13")))
    other = Market(recent.table, index="N225")
    with pytest.raises(ConfigError, match="whose index is SPX, this one's is N225"):
        paper.step(other)
    with pytest.raises(ConfigError, match="step until 2020-07-08: should be a day from 2020-03-11"):
        paper.step(recent, on("2020-07-08"))
