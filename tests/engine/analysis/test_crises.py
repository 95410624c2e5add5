"""Named crises: which sessions are of one, and what an account did over it, against loops that read day by day."""

import json
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.base.days import date_of, day_of
from data.contracts.calendars import xnys
from data.market.periods import named_periods
from data.signals.regimes import ExPostLabels, spelled
from engine import backtest, compare_results, load_config
from engine.analysis.crises import crises_outside, crises_within, over_crises
from engine.analysis.ex_post_regimes import NO_CRISIS, crises
from engine.report.console import comparison_tables
from engine.report.crisis_rows import crises_of, plain_crises, points
from engine.words import words

SESSIONS = xnys().between(day_of(date(1986, 1, 2)), day_of(date(2026, 7, 10)))
FALL = ("period.start=2011-06-01", "period.end=2012-06-29")


def day(text):
    return day_of(date.fromisoformat(text))


def slow_label(at):
    for one in named_periods("crisis"):
        if one.first < at <= one.last:
            return one.name
    return NO_CRISIS


def slow_over(days, worth):
    """(name, return, worst fall) of each crisis that lies within the days."""
    found = []
    for one in named_periods("crisis"):
        if days[0] <= one.first and one.last <= days[-1]:
            path = [value for at, value in zip(days, worth, strict=True) if one.first <= at <= one.last]
            fall = min(later / max(path[: place + 1]) - 1.0 for place, later in enumerate(path))
            found.append((one.name, path[-1] / path[0] - 1.0, fall))
    return found


def test_every_session_has_the_crisis_it_belongs_to():
    labels = crises(SESSIONS)
    assert isinstance(labels, ExPostLabels)
    assert spelled(labels) == [slow_label(at) for at in SESSIONS]
    assert set(labels.codes.tolist()) == set(range(len(labels.names)))


def test_the_fall_begins_the_session_after_the_close_from_which_it_is_counted():
    told = dict(zip(SESSIONS, spelled(crises(SESSIONS)), strict=True))
    assert [told[day(text)] for text in ("2020-02-19", "2020-02-20", "2020-03-23", "2020-03-24")] == [
        NO_CRISIS, "2020-03", "2020-03", NO_CRISIS,
    ]  # fmt: skip


@pytest.mark.pages
@given(first=st.integers(0, len(SESSIONS) - 1), count=st.integers(1, 3000))
def test_a_session_has_the_same_crisis_in_any_stretch_of_the_market(first, count):
    stretch = SESSIONS[first : first + count]
    assert spelled(crises(stretch)) == [slow_label(at) for at in stretch]


@given(first=st.integers(0, len(SESSIONS) - 1), count=st.integers(1, 6000), seed=st.integers(0, 2**32 - 1))
def test_what_an_account_did_over_each_crisis(first, count, seed):
    days = SESSIONS[first : first + count]
    worth = np.exp(np.cumsum(np.random.default_rng(seed).normal(0.0, 0.01, len(days))))
    found = [(one.crisis.name, one.gained, one.fall) for one in over_crises(np.array(days), worth)]
    slow = slow_over(days, worth.tolist())
    assert [name for name, *_ in found] == [name for name, *_ in slow]
    for (_, *fast), (_, *asked) in zip(found, slow, strict=True):
        assert fast == pytest.approx(asked, abs=1e-12)


def test_an_account_that_was_lost_before_has_neither():
    days = SESSIONS[: len(SESSIONS) // 2]
    worth = np.where(np.array(days) < day("1990-01-02"), 1.0, -1.0)
    found = {one.crisis.name: one[1:] for one in over_crises(np.array(days), worth)}
    assert found["1987-10"] == (0.0, 0.0)
    assert found["1990-08"] == (None, None)


@pytest.fixture(scope="module")
def comparison(market):
    runs = {name: backtest(load_config(None, FALL, pattern=name), market) for name in ("core", "A")}
    return compare_results(runs, market, "crises")


def test_a_comparison_tells_the_crises_it_covers(comparison, market):
    [(index, core, a)] = crises_of(comparison)
    assert index.crisis.name == "2011-08"
    close, equity = market.values("close"), comparison.runs["A"].equity["equity"]
    first, last = (market.row_from(at) for at in (index.crisis.first, index.crisis.last))
    held = equity[str(date_of(index.crisis.first)) : str(date_of(index.crisis.last))]
    assert index.gained == pytest.approx(close[last] / close[first] - 1.0)
    assert a.gained == pytest.approx(held.iloc[-1] / held.iloc[0] - 1.0)
    assert a.fall <= a.gained < core.gained
    [plain] = json.loads(json.dumps(plain_crises(comparison)))
    assert (*plain["period"].values(), [run["name"] for run in plain["runs"]]) == (
        "2011-07-22",
        "2011-08-08",
        ["core", "A"],
    )


@pytest.mark.parametrize(("language", "title"), [("en", "over each crisis"), ("ja", "危機ごとの")])
def test_the_screen_shows_them_first_and_once(comparison, language, title):
    say = words(language)
    tables = comparison_tables(comparison, say)
    assert [str(table.above).startswith(title) for table in tables] == [True, *[False] * (len(tables) - 1)]
    cells = [[str(cell) for cell in column.cells] for column in tables[0].columns]
    [(index, core, a)] = crises_of(comparison)
    assert cells[:2] == [["2011-08"], [points(index.gained)]]
    assert cells[2:] == [[f"{points(one.gained)}/{points(one.fall)}"] for one in (core, a)]


def test_a_calm_year_has_no_such_table(market):
    calm = load_config(None, ["period.start=2017-01-03", "period.end=2017-12-29"], pattern="core")
    found = compare_results({"core": backtest(calm, market)}, market)
    assert crises_of(found) == []
    assert not any("crisis" in str(table.title) for table in comparison_tables(found))


def test_where_a_part_of_one_is_covered_its_days_are_a_regime(market):
    part = load_config(None, ["period=2008-06..2008-12"], pattern="core")
    found = compare_results({"core": backtest(part, market)}, market, "crises")
    [table] = comparison_tables(found)
    assert [str(column.header).splitlines()[0] for column in table.columns] == ["run", "2008"]


def test_the_scheme_of_crises_is_stored_with_the_others(comparison):
    rows = [row for row in comparison.table("regimes").to_pylist() if (row["scheme"], row["run"]) == ("crises", "A")]
    held = {row["regime"]: row["sessions"] for row in rows if row["sessions"]}
    assert held == {NO_CRISIS: comparison.table("sessions").num_rows - 11, "2011-08": 11}
    assert comparison.table("sessions")["crises"].to_pylist().count("2011-08") == 11


@pytest.mark.parametrize(
    ("value", "text"),
    [(-0.315, "-31.5"), (0.0, "0.0"), (-0.0004, "0.0"), (0.0004, "0.0"), (0.102, "+10.2"), (None, "-")],
)
def test_points(value, text):
    assert points(value) == text


def test_every_crisis_is_lived_through_or_outside():
    first, last = day_of(date(1990, 1, 2)), day_of(date(2008, 6, 30))
    names = [one.name for one in named_periods("crisis")]

    outside = [one.name for one in crises_outside(first, last)]

    assert {"1987-10", "2008", "2020-03"} < set(outside)
    assert not {"1990-08", "2000-02"} & set(outside)
    assert sorted([*outside, *(one.name for one in crises_within(first, last))]) == sorted(names)
