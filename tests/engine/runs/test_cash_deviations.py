"""Overrides by hand in runs of the cash ratio: they force a day, are counted, and their file is checked."""

import pytest

from data.base.errors import DataError
from tests.support.cash_runs import CRISIS, OVERRIDE, deviating_run, rows, run


@pytest.fixture
def deviating(market, tmp_path):
    return deviating_run(market, tmp_path)


def test_an_override_forces_its_ratio_on_its_day(deviating):
    equity = deviating.equity
    cash = 1.0 - equity["share_value"] / equity["equity"]
    assert cash["2008-10-09"] == pytest.approx(0.5, abs=0.06)
    assert list(cash["2008-10-10":"2008-10-14"].round(2)) == [1.0, 1.0, 0.5]
    reasons = [row["code"] for row in rows(deviating, "events") if row["kind"] == "override"]
    assert reasons == ["sold everything: panic", "stayed out: panic"]


@pytest.mark.pages
@pytest.mark.parametrize("pace", ["frequency=monthly", "max_adjustments=1", "speed=0.1", "band=0.5"])
def test_an_override_is_over_the_day_after_whatever_the_pace(market, tmp_path, pace):
    file = tmp_path / "deviations.csv"
    file.write_text("date,ratio,what,why\n2008-10-10,0.0,bought everything,greed\n")
    found = rows(run(market, *CRISIS, f"cash_ratio.{pace}", f"deviations.file={file}"), "cash_rules")
    held = {row["date"].isoformat(): round(100 * row["held_ratio"]) for row in found}
    assert (held["2008-10-10"], held["2008-10-13"]) == (1, 50)


def test_an_override_after_the_last_session_is_not_counted(market, tmp_path):
    file = tmp_path / "deviations.csv"
    file.write_text(OVERRIDE)
    result = run(market, "period.start=2008-09-02", "period.end=2008-10-10", f"deviations.file={file}")
    assert result.manifest["deviations"]["sessions"] == 1


@pytest.mark.pages
def test_the_result_shows_what_the_deviation_cost(deviating, market):
    found = deviating.manifest["deviations"]
    rules = run(market, *CRISIS)
    assert found["sessions"] == 2
    assert found["final_equity_without"] == rules.metrics["final_equity"]
    assert found["change"] == pytest.approx(deviating.metrics["final_equity"] - rules.metrics["final_equity"])
    assert found["change"] < 0.0  # the index rose by 11.6 % on the 13th
    assert any("(sessions: 2) changed the final equity by -" in note for note in deviating.notes())


def test_the_run_says_how_long_the_living_cash_lasts(deviating):
    assert any("60,000 USD outside the account covers 12.0 months" in note for note in deviating.notes())


def test_a_run_names_the_files_it_read(deviating):
    ((path, digest),) = deviating.manifest["inputs"].items()
    assert path.endswith("deviations.csv")
    assert len(digest) == 64


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "cannot be read"),
        ("day,ratio\n", "has a header and no row under it"),
        ("date,ratio,what\n", "has a header and no row under it"),
        ("date,ratio,what\n2008-10-10,1,a\n", "column why is not there; the file has date, ratio, what"),
        ("date,ratio,what,why\n09/10/2008,1,a,b\n", "line 2: date '09/10/2008' could be month/day or day/month"),
        ("date,ratio,what,why\n2008-10-32,1,a,b\n", "line 2: date '2008-10-32' is not a day of the calendar"),
        (
            "date,ratio,what,why\n2008-10-10,1,a,b\n2008-10-10,0,a,b\n",
            "line 3, 2008-10-10: comes after 2008-10-10 on line 2; give each date once",
        ),
        ("date,ratio,what,why\n2008-10-10,all,a,b\n", "line 2: ratio 'all' is not a number"),
        ("date,ratio,what,why\n2008-10-10,nan,a,b\n", "line 2, 2008-10-10: ratio is missing"),
        ("", "deviations.csv: is empty"),
        (
            "date,ratio,what,why\n2008-10-10,1,a,b, c\n",
            "line 2: '2008-10-10' begins a line of 5 fields, the header has 4; .*a text with commas needs quotation",
        ),
        ("date,ratio,what,why\n2008-10-10,1,a," + "b" * 200_000 + "\n", "cannot be parted into fields"),
        ("date,ratio,what,why\n2008-10-10,50,a,b\n", "line 2, 2008-10-10: ratio 50 is not between 0 and 1"),
        ("date,ratio,what,why\n2008-10-10,1,a, \n", "line 2, 2008-10-10: why is empty; a deviation without a reason"),
    ],
)
def test_a_file_that_cannot_be_used_is_answered_with_one_sentence(market, tmp_path, text, sentence):
    file = tmp_path / "deviations.csv"
    if text is not None:
        file.write_text(text)
    with pytest.raises(DataError, match=sentence) as error:
        run(market, "period.start=2008-10-01", "period.end=2008-10-31", f"deviations.file={file}")
    assert "\n" not in str(error.value)
