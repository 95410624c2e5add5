"""Parts of files that are the program's times a factor, or turned round, are told with the first line and what was done
to them.
"""

from datetime import date

import numpy as np
import pytest

from data.base.days import day_of, iso
from data.intake.check import check_file
from data.intake.source import KINDS
from tests.support.sparing import only

SPANS = {"close": (2016, 2016), "usdjpy": (2016, 2016), "bill_yield": (2006, 2006), "dividend_yield": (2000, 2015)}
GIVEN = {"close": ("index", "", 1.0), "usdjpy": ("fx", "", 1.0), "bill_yield": ("bills", ":yield:13w:percent", 100.0),
    "dividend_yield": ("dividends", ":percent", 100.0)}  # fmt: skip
OF_PARTS = {"another-reading-agrees", "looks-read-otherwise", "looks-like-total-return", "closes-differ"}


@pytest.fixture
def series(whole_market):
    """Days and values of a column as its file has them; of dividends those of the first session of each month."""

    def cut(column):
        first, last = SPANS[column]
        days = np.array(whole_market.days)
        rows = np.flatnonzero((days >= day_of(date(first, 1, 1))) & (days <= day_of(date(last, 12, 31))))
        if column == "dividend_yield":
            rows = rows[np.unique(days[rows].astype("datetime64[D]").astype("datetime64[M]"), return_index=True)[1]]
        return days[rows], whole_market.floats(column)[rows] * GIVEN[column][2]

    return cut


@pytest.fixture
def told(tmp_path):
    """The findings of a file of a column of these days and values."""

    def check(column, days, values):
        kind, words, _ = GIVEN[column]
        path, name = tmp_path / "x.csv", "close" if kind == "index" else "value"
        rows = [f"{iso(day)},{value:.4f}" for day, value in zip(days.tolist(), values.tolist(), strict=True)]
        path.write_text("\n".join([f"date,{name}", *rows]) + "\n", encoding="utf-8")
        return check_file(f"{path}{words}", kind, {one: {} for one in KINDS}, (None, None))[1]

    return check


@pytest.mark.parametrize("column", ["close", "usdjpy", "bill_yield"])
@pytest.mark.parametrize("factor", only([0.5, 0.95, 1.05, 1.03, 0.01], 0.5, 1.03))
@pytest.mark.parametrize("part", [slice(125, None), slice(60, 120), slice(0, 40)])
def test_a_factor_is_told_with_its_first_line(series, told, column, factor, part):
    days, values = series(column)
    values = values.copy()
    values[part] *= factor
    found = [one for one in told(column, days, values) if one.check in OF_PARTS]
    assert [(one.check, one.severity, one.line) for one in found] == [
        ("another-reading-agrees", "error", (part.start or 0) + 2)
    ]
    assert f"{factor:g} times" in found[0].cause


@pytest.mark.pages
def test_a_step_of_one_percent_is_not_called_dividends(series, told):
    days, closes = series("close")
    for factor in (1.01, 1.02):
        stepped = np.where(np.arange(len(days)) < 125, closes, factor * closes)
        for rows in (slice(None), slice(80, 180)):
            found = [one for one in told("close", days[rows], stepped[rows]) if one.check in OF_PARTS]
            assert [one.check for one in found] == ["another-reading-agrees"]
            assert "dividends" not in found[0].cause


def test_the_second_half_turned_round_is_told(series, told):
    days, rates = series("usdjpy")
    turned = np.concatenate([rates[:120], rates[120:][::-1]])
    (found,) = [one for one in told("usdjpy", days, turned) if one.check in OF_PARTS]
    assert (found.severity, found.line) == ("error", 122)
    assert "turned round" in found.cause


@pytest.mark.pages
def test_dividends_turned_round_are_told_and_honest_ones_are_not(series, told):
    days, yields = series("dividend_yield")
    assert told("dividend_yield", days, yields) == []
    (found,) = told("dividend_yield", days, yields[::-1])
    assert (found.check, found.severity) == ("another-reading-agrees", "error")
    assert "turned round" in found.cause


def test_a_wrong_last_month_of_dividends_is_told(series, told):
    days, yields = series("dividend_yield")
    wrong = np.concatenate([yields[:-1], 1.9 * yields[-1:]])
    assert [(one.check, one.line) for one in told("dividend_yield", days, wrong)] == [
        ("differs-from-program", len(days) + 1)
    ]


def test_rates_that_agree_as_they_are_are_not_said_to_be_turned_round(whole_market, tmp_path):
    days = np.array(whole_market.days)
    rows = np.flatnonzero((days >= day_of(date(2017, 1, 1))) & (days <= day_of(date(2020, 12, 31))))
    rows = rows[np.unique(days[rows].astype("datetime64[D]").astype("datetime64[M]"), return_index=True)[1]]
    rates = whole_market.floats("jpy_rate")[rows][::-1] * 100.0
    path = tmp_path / "x.csv"
    lines = [f"{iso(day)},{rate:.3f}" for day, rate in zip(days[rows].tolist(), rates.tolist(), strict=True)]
    path.write_text("\n".join(["date,rate", *lines]) + "\n", encoding="utf-8")
    found = check_file(f"{path}:percent", "jpy-rate", {one: {} for one in KINDS}, (None, None))[1]
    assert OF_PARTS & {one.check for one in found} == set()
