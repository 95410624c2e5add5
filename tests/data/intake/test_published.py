"""Files of valuations, events and deviations: read in the forms people have them, and held against what can be."""

from datetime import date
from zlib import crc32

import numpy as np
import pytest

from data.base.days import day_of, iso
from data.base.errors import ConfigError
from data.base.finding import Refused
from data.base.saying import said
from data.intake.check import check_file
from data.intake.dated_tables import DATED
from data.intake.published import event_dates, file_hash, overrides, published
from data.intake.valuations import read_valuations

TODAY = day_of(date(2026, 11, 28))
MONTHS = [date(1995 + n // 12, n % 12 + 1, 1) for n in range(240)]
RANGES = {"cape": (18.0, 0.9), "pe": (20.0, 1.2), "pb": (2.8, 0.15), "ps": (1.5, 0.1), "Q": (0.9, 0.05)}
"""Where made-up measures wander, and how far in a month."""


def series(column):
    """240 months of a measure, rounded as it would be printed; the same for the same column."""
    middle, step = RANGES[column]
    steps = np.random.default_rng(crc32(column.encode())).normal(0.0, step, len(MONTHS))
    path = [middle]
    for one in steps[1:]:
        path.append(min(max(path[-1] + one, 0.75 * middle), 1.4 * middle))
    return [f"{value:.2f}" for value in path]


def table(column, values, dates=MONTHS):
    return "\n".join([f"date,{column}", *(f"{day},{value}" for day, value in zip(dates, values, strict=True))]) + "\n"


@pytest.fixture
def file(tmp_path):
    def write(content, name="file.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def found(path, column="cape", today=TODAY):
    """(check, severity, line) of everything found."""
    try:
        told = read_valuations(path, column, today).findings
    except Refused as refused:
        told = refused.findings
    return [(one.check, one.severity, one.line) for one in told]


@pytest.mark.parametrize("column", RANGES)
def test_a_good_file_is_not_doubted(column, file):
    assert found(file(table(column, series(column))), column) == []


@pytest.mark.parametrize(
    "content",
    [
        "日付,CAPE\n2008/09/01,20.5\n2008/10/01,17.25\n".encode(),
        "\ufeffDate;Shiller PE\n01.09.2008;20,5\n01.10.2008;17,25\n".encode(),
        b"Date,PE10\n2008.09,20.5\n2008.1,17.25\n",
        "date\tcape\n20080901\t20.5\n20081001\t17.25\n".encode("utf-16"),
    ],
)
def test_files_as_people_have_them(content, file):
    read = read_valuations(file(content), "cape", TODAY)
    assert [iso(day) for day in read.days.tolist()] == ["2008-09-01", "2008-10-01"]
    assert (read.values.tolist(), list(read.findings)) == ([20.5, 17.25], [])


def test_words_after_the_name_settle_what_the_file_leaves_open(file):
    path = file("date,cape\n01/09/2008,20.5\n01/10/2008,17.25\n")
    assert found(path) == [("date-ambiguous", "error", 2)]
    assert published(f"{path}:dmy", "cape", 1).at(day_of(date(2008, 9, 2))) == 20.5
    assert file_hash(f"{path}:dmy") == file_hash(path)
    with pytest.raises(ConfigError, match="unknown word 'yield' after the file's name; known: mdy, dmy, point, comma"):
        published(f"{path}:yield", "cape", 1)


LIES = {
    "below zero": ("cape", lambda value: f"-{value}", "valuation-not-positive"),
    "a billion": ("cape", lambda _: "1000000000", "valuation-impossible"),
    "without its point": ("cape", lambda value: value.replace(".", ""), "valuation-impossible"),
    "nothing in the middle": ("cape", lambda _: "0", "valuation-zero"),
    "a quarter": ("cape", lambda value: f"{float(value) / 4:.3f}", "valuation-jump"),
    "threefold": ("pe", lambda value: f"{float(value) * 4:.2f}", "valuation-jump"),
    "a book ten times as dear": ("pb", lambda value: f"{float(value) * 10:.2f}", "valuation-impossible"),
    "sales in percent": ("ps", lambda value: f"{float(value) * 100:.2f}", "valuation-impossible"),
    "infinite": ("cape", lambda _: "inf", "text-in-number"),
    "beyond floats": ("cape", lambda _: "1e999", "text-in-number"),
    "a word": ("cape", lambda _: "n.m.", "text-in-number"),
}


@pytest.mark.parametrize("lie", LIES)
def test_one_wrong_value_anywhere_is_an_error_of_its_line(lie, file):
    column, change, check = LIES[lie]
    for row in np.random.default_rng(crc32(lie.encode())).integers(2, 238, 6).tolist():
        values = series(column)
        values[row] = change(values[row])
        told = found(file(table(column, values)), column)
        assert (check, "error", row + 2) in told, values[row]


def test_a_doubtful_value_is_a_warning_with_its_day(file):
    values = series("cape")
    values[17] = "46.3"
    (warning,) = [
        one
        for one in read_valuations(file(table("cape", values)), "cape", TODAY).findings
        if one.check == "valuation-unseen"
    ]
    assert (warning.severity, warning.line, warning.date, warning.value) == ("warning", 19, "1996-06-01", "46.3")
    assert "between 4 and 45 since 1871" in warning.problem


@pytest.mark.parametrize("column", ["cape", "pb", "ps"])
def test_a_value_that_is_half_of_those_beside_it_or_from_which_on_all_are_is_told_beside_the_index(column, file):
    values = series(column)
    for row in (40, 133, 200):
        half = f"{float(values[row]) / 2:.2f}"
        alone = file(table(column, [*values[:row], half, *values[row + 1 :]]))
        assert ("valuation-alone", "warning", row + 2) in found(alone, column)
        halved = file(table(column, [*values[:row], *(f"{float(one) / 2:.2f}" for one in values[row:])]))
        told = [one for one in read_valuations(halved, column, TODAY).findings if one.line == row + 2]
        assert {one.check for one in told} >= {"valuation-against-index"}
        assert any("the S&P 500 moved by" in one.problem for one in told)


def test_moves_that_the_index_made_too_and_values_of_days_are_no_findings(file):
    fell = [date(1987, 9, 30), date(1987, 10, 1), date(1987, 10, 19), date(1987, 10, 30)]
    assert found(file(table("cape", ["18.1", "18.4", "12.6", "14.1"], fell))) == []
    grew = [date(1932, 6, 30), date(1932, 7, 29), date(1932, 8, 31), date(1932, 9, 30)]
    assert found(file(table("cape", ["5.0", "6.9", "9.4", "9.0"], grew))) == []
    assert found(file(table("cape", ["44.9", "45.58", "44.8"], [date(2000, 3, day) for day in (22, 23, 24)]))) == []


def test_another_measure_under_the_name_of_one_is_told_with_what_it_looks_like(file):
    told = read_valuations(file(table("cape", series("pb"))), "cape", TODAY).findings
    assert {one.check for one in told} == {"valuation-unseen"}
    assert {one.cause for one in told} == {"most values look like a P/B: if they are, say so by the name of the column"}
    with pytest.raises(Refused) as refused:
        read_valuations(file(table("cape", [f"0.0{50 + n}" for n in range(240)])), "cape", TODAY)
    assert {one.check for one in refused.value.findings} == {"valuation-impossible"}


def test_a_measure_without_a_name_may_be_anything_but_absurd(file):
    values = series("Q")
    values[100] = str(float(values[100]) * 5)
    assert found(file(table("Q", values)), "Q") == [
        ("valuation-shift", "warning", 102),
        ("valuation-shift", "warning", 103),
    ]
    values[100] = "1e9"
    assert ("valuation-impossible", "error", 102) in found(file(table("Q", values)), "Q")


def test_earnings_that_all_but_vanish_from_year_to_year_are_told_and_not_refused(file):
    years = [date(year, 6, 30) for year in range(2004, 2012)]
    path = file(table("pe", ["20", "19", "18", "17", "26", "123", "19", "16"], years))
    assert found(path, "pe") == [("valuation-shift", "warning", 7), ("valuation-shift", "warning", 8)]


def test_a_value_that_stays_for_years_is_told_and_one_of_a_year_is_not(file):
    yearly = [f"{20 + n // 12 % 5}" for n in range(240)]
    assert found(file(table("cape", yearly))) == []
    still = [*series("cape")[:100], *["21.5"] * 20, *series("cape")[120:]]
    assert found(file(table("cape", still))) == [("valuation-stays", "warning", 102)]


@pytest.mark.parametrize("ends", [(0, 0), (120, 0), (0, 3), (12, 12)])
def test_zeros_and_empty_cells_at_either_end_are_not_known_yet(ends, file):
    first, last = ends
    values = series("cape")
    values[:first], values[240 - last :] = ["0"] * first, ["0"] * last
    values[150] = ""
    read = read_valuations(file(table("cape", values)), "cape", TODAY)
    assert (len(read.values), list(read.findings)) == (239 - first - last, [])


@pytest.mark.parametrize("cell", ["0", "", "-", "n/a"])
def test_a_file_without_a_value_is_refused(cell, file):
    told = found(file(table("cape", [cell] * 240)))
    assert told
    assert {severity for _, severity, _ in told} == {"error"}


def test_dates_ahead_twice_or_out_of_order_are_errors_of_their_line(file):
    values = series("cape")
    ahead = [*MONTHS[:-1], date(2027, 3, 1)]
    assert found(file(table("cape", values, ahead))) == [("after-this-month", "error", 241)]
    end_of_month = [*MONTHS[:-1], date(2026, 11, 30)]
    assert found(file(table("cape", values, end_of_month))) == []
    twice = [*MONTHS[:50], MONTHS[49], *MONTHS[51:]]
    assert found(file(table("cape", values, twice))) == [("not-ascending", "error", 52)]
    assert found(file(table("cape", values[::-1], MONTHS[::-1]))) == [("not-ascending", "error", 3)]


def test_a_column_that_is_not_there_is_named_with_the_setting(file):
    with pytest.raises(Refused, match=r"column cape is not there; the file has date, tobin; .*cash_valuation\.column"):
        read_valuations(file(table("tobin", series("Q"))), "cape", TODAY)


def test_events_are_read_in_any_form_and_may_be_none(file):
    days = [day_of(date(2008, 9, 16)), day_of(date(2008, 10, 29))]
    for content in (
        "date\n2008-09-16\n2008-10-29\n",
        "Datum;was\n16.09.2008;x\n29.10.2008;y\n",
        "日付\n2008/9/16\n2008/10/29\n",
    ):
        assert event_dates([], file(content)).days == days
    assert event_dates([], file("date\n")).days == []
    assert event_dates([], file("date,what\n")).days == []
    with pytest.raises(Refused) as refused:
        event_dates([], file("date\n2008-10-29\nsoon\n2008-09-16\n"))
    assert [(one.check, one.line) for one in refused.value.findings] == [("date-unreadable", 3), ("not-ascending", 4)]


def test_deviations_have_a_share_and_a_reason(file):
    read = overrides(file("Date;Ratio;What;Why\n10.10.2008;0,35;all in;fear, mostly\n"))
    assert read == {day_of(date(2008, 10, 10)): (0.35, "all in", "fear, mostly")}
    assert overrides(file("date,ratio,what,why\n")) == {}
    with pytest.raises(Refused) as refused:
        overrides(file("date,ratio,what,why\n2008-10-10,50,a,\n2008-10-13,,a,b\n2008-10-14,50%,a,b\n"))
    assert sorted((one.line, one.check) for one in refused.value.findings) == [
        (2, "no-why"), (2, "ratio-not-a-share"), (3, "no-ratio"), (4, "text-in-number"),
    ]  # fmt: skip


def test_data_check_knows_these_files(file):
    told, none = check_file(str(file(table("cape", series("cape")))), "valuation", {}, (None, None), today=TODAY)
    assert (told["rows"], told["first"], none) == (240, "1995-01-01", [])
    values = [*series("pe")[:9], "-3", *series("pe")[10:]]
    _, wrong = check_file(str(file(table("pe", values))), "valuation", {}, (None, None), today=TODAY)
    assert [(one.check, one.line) for one in wrong] == [("valuation-not-positive", 11)]
    assert check_file(str(file("date\n2008-09-16\n")), "events", {}, (None, None))[0]["rows"] == 1
    _, wrong = check_file(str(file("date,ratio,what,why\n2008-10-10,50,a,b\n")), "deviations", {}, (None, None))
    assert [one.check for one in wrong] == ["ratio-not-a-share"]


def test_files_of_public_data_pass(development_data):
    assert found(development_data("shiller_monthly.csv")) == []
    for name in ("fomc_dates.csv", "us_cpi_release_dates.csv"):
        assert len(event_dates([], development_data(name)).days) > 100


def test_every_finding_of_these_files_says_what_and_why():
    assert all(severity in {"error", "warning"} and what for severity, what in DATED.values())
    assert all(said(f"why.{check}") for check in DATED)
