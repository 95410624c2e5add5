"""Files held against the program's own market: lies at random places are told with their cause, and honest files are
not.
"""

import json
from datetime import date

import numpy as np
import pytest
from click.testing import CliRunner

from data.base.days import day_of, iso
from data.base.finding import errors
from data.intake.check import check_file
from data.intake.opinion.references import references
from data.intake.rules.opinion_rules import OPINION_RULES
from data.intake.source import KINDS
from engine.cli.data_check import check as check_command
from engine.words import words

pytestmark = pytest.mark.pages
COLUMNS = {"index": "close", "vix": "vix", "fx": "usdjpy", "bills": "bill_yield", "bills-1m": "bill_yield_1m"}
GIVEN = {"bills": ":yield:13w:percent", "bills-1m": ":yield:4w:percent"}
RATES = {"bills", "bills-1m"}
OPINIONS = {rule.check for rule in OPINION_RULES}
MOVING = (day_of(date(2003, 1, 2)), day_of(date(2008, 11, 28)))
"""Years in which all series move: yields of nearly nothing look alike whatever is done to them."""


@pytest.fixture(scope="module")
def part(whole_market):
    """Days and values of a kind as its file has them: `rows` at a random place, every `step`-th."""

    def cut(kind, rows, rng, step=1, span=MOVING):
        first, last = (whole_market.row_from(day) for day in span)
        days, values = np.array(whole_market.days[first:last]), whole_market.floats(COLUMNS[kind])[first:last]
        start = rng.integers(0, len(days) - rows * step + 1)
        rows = slice(start, start + rows * step, step)
        return days[rows], np.round(values[rows] * (100.0 if kind in RATES else 1.0), 4)

    return cut


@pytest.fixture
def checked(tmp_path):
    """(what is told of a file of these days and values, the opinions among its findings)."""

    def check(kind, days, values, given=None, also=()):
        path = tmp_path / "x.csv"
        column = "close" if kind in {"index", "vix"} else "value"
        path.write_text(f"date,{column}\n" + "".join(f"{iso(day)},{value:.6g}\n" for day,
                value in zip(days.tolist(), values.tolist(), strict=True)))  # fmt: skip
        words_of_file = GIVEN.get(kind, "") if given is None else given
        told, found = check_file(f"{path}{words_of_file}", kind, {one: {} for one in KINDS}, (None, None))
        return told, [one for one in found if one.check in OPINIONS or one.check in also]

    return check


def month_later(days, months):
    when = days.astype("datetime64[D]")
    month = when.astype("datetime64[M]")
    return ((month + months).astype("datetime64[D]") + (when - month)).astype(np.int64)


def exchanged(days, values):
    turned = np.array([day_of(date(one.year, one.day,
                    one.month)) if one.day <= 12 else day_of(
                        one
                    ) for one in days.astype("datetime64[D]").tolist()])  # fmt: skip
    order = np.argsort(turned, kind="stable")
    return turned[order], values[order]


LIES = {
    "turned round": (lambda days, values: (days, values[::-1]), "turned round"),
    "a day early": (lambda days, values: (days - 1, values), "a day early"),
    "a row early": (lambda days, values: (days[:-1], values[1:]), "a session early"),
    "two days early": (lambda days, values: (days - 2, values), "early"),
    "1904": (lambda days, values: (days + 1462, values), "plus four years and a day: the 1904 system"),
    "1904 read as 1900": (lambda days, values: (days - 1462, values), "less four years and a day"),
    "a year late": (lambda days, values: (month_later(days, 12), values), "a year late"),
    "five years early": (lambda days, values: (month_later(days, -60), values), "5 years early"),
    "day and month": (exchanged, "day and month look exchanged"),
}
"""Lies and part of their cause; of all of them there is an error."""
LATE = {
    "a day late": (lambda days, values: (days + 1, values), "a day late"),
    "a row late": (lambda days, values: (days[1:], values[:-1]), "a session late"),
}


@pytest.mark.parametrize("kind", COLUMNS)
@pytest.mark.parametrize("lie", LIES)
def test_a_file_that_reads_better_otherwise_is_an_error_with_its_cause(lie, kind, part, checked):
    rng = np.random.default_rng([len(lie), len(kind)])
    tell, cause = LIES[lie]
    for rows in (120, 700):
        _, found = checked(kind, *tell(*part(kind, rows, rng)))
        assert [one.check for one in found] == ["another-reading-agrees"]
        assert cause in found[0].cause
        assert found[0].line is None or found[0].line >= 2


@pytest.mark.parametrize("kind", COLUMNS)
@pytest.mark.parametrize("lie", LATE)
def test_a_file_that_is_late_is_a_warning(lie, kind, part, checked):
    tell, cause = LATE[lie]
    _, found = checked(kind, *tell(*part(kind, 300, np.random.default_rng(len(lie)))))
    assert [(one.check, one.severity) for one in found] == [("looks-read-otherwise", "warning")]
    assert cause in found[0].cause


@pytest.mark.parametrize("kind", ["vix", "bills", "bills-1m"])
@pytest.mark.parametrize("factor", [10.0, 100.0, 0.1])
def test_another_unit_is_an_error_that_says_how_much(factor, kind, part, checked):
    days, values = part(kind, 300, np.random.default_rng(5))
    _, found = checked(kind, days, values * factor)
    assert [one.check for one in found] == ["another-reading-agrees"]
    assert f"{max(factor, 1 / factor):,.0f} times too {'large' if factor > 1.0 else 'small'}" in found[0].cause


@pytest.mark.parametrize("rows", [30, 240])
def test_the_level_of_a_short_index_is_a_warning(rows, part, checked):
    days, values = part("index", rows, np.random.default_rng(6))
    _, found = checked("index", days, values / 10.0)
    assert [(one.check, one.cause) for one in found] == [
        ("looks-read-otherwise", "values look 10 times too small: another unit, or the price of a fund")
    ]


@pytest.mark.parametrize("step", [5, 21])
@pytest.mark.parametrize("kind", ["fx", "bills"])
def test_weekly_and_monthly_values_that_are_turned_round_are_told(kind, step, part, checked):
    days, values = part(kind, 60, np.random.default_rng(step), step=step)
    _, found = checked(kind, days, values[::-1])
    assert [(one.check, "turned round" in one.cause) for one in found] == [("another-reading-agrees", True)]


@pytest.mark.parametrize("kind", ["fx", "vix", "bills"])
def test_weeks_dated_by_their_first_day_are_early_and_by_the_saturday_after_they_are_not(kind, part, checked):
    days, values = part(kind, 600, np.random.default_rng(3))
    ends = np.flatnonzero(np.diff((days + 3) // 7))
    saturdays = (days[ends] + 3) // 7 * 7 + 2
    assert checked(kind, saturdays, values[ends])[1] == []
    for back, cause in ((5, "4 days early"), (6, "5 days early")):
        _, found = checked(kind, saturdays - back, values[ends])
        assert [(one.check, cause in one.cause, "first day" in one.cause) for one in found] == [
            ("another-reading-agrees", True, True)
        ]


def test_a_part_of_a_file_that_is_a_row_early_is_told_where_it_begins(part, checked):
    days, values = part("fx", 600, np.random.default_rng(8))
    moved = values.copy()
    moved[200:400] = values[201:401]
    _, found = checked("fx", days, moved)
    assert [one.check for one in found] == ["another-reading-agrees"]
    assert 160 <= found[0].line <= 240


@pytest.mark.parametrize(
    ("kind", "factor"), [("index", 1.01), ("vix", 1.12), ("fx", 1.04), ("fx", 0.95), ("bills", 1.25), ("bills-1m", 0.7)]
)
@pytest.mark.parametrize("rows", [30, 200])
def test_a_single_wrong_value_is_a_warning_that_names_it(rows, kind, factor, part, checked):
    rng = np.random.default_rng(rows)
    days, values = part(kind, rows, rng)
    place = int(rng.integers(0, rows))
    values[place] *= factor
    _, found = checked(kind, days, values, also=("value-stands-alone",))
    assert [(one.severity, one.line) for one in found] == [("warning", place + 2)]
    assert found[0].check == ("value-stands-alone" if kind == "fx" else "differs-from-program")
    assert found[0].value == f"{float(f'{values[place]:.6g}'):.10g}"


def test_a_value_that_another_rule_finds_wrong_is_told_once(part, checked):
    days, values = part("fx", 60, np.random.default_rng(2))
    values[30] *= 1.5
    assert checked("fx", days, values)[1] == []


@pytest.mark.parametrize("read", ["discount", "yield"])
def test_discounts_read_as_yields_and_the_other_way_are_told(read, part, checked):
    days, percent = part(
        "bills", 400, np.random.default_rng(1), span=(day_of(date(2005, 6, 1)), day_of(date(2007, 7, 1)))
    )
    yields = percent / 100.0
    values = yields if read == "discount" else 360.0 * yields / (365.0 + 91.0 * yields)
    _, found = checked("bills", days, values * 100.0, f":{read}:13w:percent")
    assert [one.check for one in found] == ["looks-read-otherwise"]
    assert (
        "yields look read as bank discounts" if read == "discount" else "bank discounts look read as yields"
    ) in found[0].cause


def test_bills_of_another_term_are_told(part, checked):
    days, values = part("bills-1m", 700, np.random.default_rng(1))
    _, found = checked("bills", days, values)
    assert [one.check for one in found] == ["looks-read-otherwise"]
    assert "1-month bill yields" in found[0].cause


def test_another_currency_is_a_warning_with_the_share_that_agrees(part, checked):
    days, values = part("fx", 500, np.random.default_rng(1))
    told, found = checked("fx", days, values * np.linspace(1.2, 1.5, 500))
    assert [(one.check, one.severity) for one in found] == [("another-series", "warning")]
    assert told["held_against"] == [
        {"against": "usdjpy", "rows": told["held_against"][0]["rows"], "agree": 0, "within": "3 %"}
    ]


@pytest.mark.parametrize("kind", COLUMNS)
@pytest.mark.parametrize(("rows", "step"), [(30, 1), (400, 1), (60, 5), (40, 21), (2, 1)])
def test_the_series_itself_agrees_in_every_row(rows, step, kind, part, checked):
    for seed in range(2):
        days, values = part(kind, rows, np.random.default_rng(seed), step=step)
        told, found = checked(kind, days, values)
        assert found == []
        assert told["held_against"][0]["agree"] == told["held_against"][0]["rows"] > 0


@pytest.mark.parametrize("share", [-0.65, -0.4, 0.2, 0.35])
@pytest.mark.parametrize("step", [1, 5])
def test_rates_of_other_hours_of_the_day_are_honest(share, step, part, checked):
    """Between noon of one day in New York and that of the next, as a random walk between both goes: Tokyo before, New
    York's evening after.
    """
    rng = np.random.default_rng(9)
    days, noon = part("fx", 1001, rng)
    before, after = noon[:-1], noon[1:]
    way = share if share > 0.0 else 1.0 + share
    other = before * (after / before) ** way * np.exp(rng.normal(0.0, 0.006, 1000) * np.sqrt(way * (1.0 - way)))
    dated = days[:-1] if share > 0.0 else days[1:]
    assert checked("fx", dated[::step], other[::step])[1] == []


@pytest.mark.parametrize("kind", ["fx", "bills"])
@pytest.mark.parametrize("day", [1, 15, 28])
def test_means_of_months_agree_whatever_day_they_are_dated(kind, day, part, checked):
    days, values = part(kind, 1400, np.random.default_rng(0))
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    first, place = np.unique(months, return_index=True)
    means = np.add.reduceat(values, place) / np.diff([*place, len(values)])
    dated = first.astype("datetime64[D]").astype(np.int64) + day - 1
    assert checked(kind, dated[1:-1], means[1:-1])[1] == []


def test_bills_of_another_source_are_honest(part, checked):
    rng = np.random.default_rng(4)
    days, values = part("bills", 1000, rng)
    assert checked("bills", days, values + rng.normal(0.05, 0.04, 1000))[1] == []


def test_another_index_is_not_doubted_and_what_it_was_held_against_is_told(part, checked):
    rng = np.random.default_rng(3)
    days, _ = part("index", 200, rng)
    told, found = checked("index", days, 20000.0 * np.exp(np.cumsum(rng.normal(0.0, 0.01, 200))))
    assert found == []
    assert told["held_against"] == [{"against": "spx", "rows": 200, "agree": 0, "within": "0.2 %"}]


def test_where_the_program_has_nothing_there_is_nothing_to_hold_against(checked):
    days = day_of(date(1975, 1, 2)) + np.arange(0, 300, 7)
    told, found = checked("fx", days, np.linspace(290.0, 300.0, len(days)))
    assert (told["held_against"], found) == ([], [])


def test_the_vix_before_1990_is_held_against_its_model(whole_market, checked):
    first = whole_market.row_from(day_of(date(1984, 1, 3)))
    days, model = np.array(whole_market.days[first : first + 300]), whole_market.floats("vix")[first : first + 300]
    told, found = checked("vix", days, np.minimum(model * 1.2, 150.0))
    assert ([one["against"] for one in told["held_against"]], found) == (["vix-modelled"], [])
    assert [one.check for one in checked("vix", days, np.full(300, 70.0) + np.arange(300) % 7)[1]] == ["another-series"]


def test_sorting_a_file_does_not_make_its_dates_true(part, build, sessions):
    days, values = part("fx", 500, np.random.default_rng(5))
    turned, moved = exchanged(days, values)
    rows = [f"{iso(day)},{value:.4f}" for day, value in zip(turned.tolist(), moved.tolist(), strict=True)]
    own = sessions(iso(int(days[0])), iso(int(days[-1])))
    files = {
        "index": ["date,close", *(f"{day},{1000 + n % 9}" for n, day in enumerate(own))],
        "bills:yield:13w:percent": ["date,value", *(f"{day},2.00" for day in own)],
        "fx": ["date,value", *np.random.default_rng(1).permutation(rows).tolist()],
    }
    with pytest.raises(Exception, match="day and month look exchanged") as refused:
        build(files, fixes=("sort",))
    assert "another-reading-agrees" in {one.check for one in errors(refused.value.findings)}


def test_what_a_build_was_held_against_is_in_its_record(own_files, build):
    sources = {one["kind"]: one for one in build(own_files).origin["sources"]}
    assert [one["against"] for one in sources["fx"]["held_against"]] == ["usdjpy"]
    json.dumps(sources)


def test_every_series_has_its_words():
    known = {
        one.code for kind in KINDS for months in (1, 3) for one in references(kind, day_of(date(1985, 1, 2)), months)
    }
    for language in ("en", "ja"):
        assert known <= set(words(language).section("held"))


def test_the_volatility_of_another_index_is_held_against_that_index(whole_market, build):
    first = whole_market.row_from(day_of(date(2003, 1, 3)))
    rows = slice(first, first + 1000)
    days = [iso(day) for day in whole_market.days[rows]]
    steps = np.diff(np.log(whole_market.floats("close")[rows]), prepend=0.0)
    steps[0] = 0.0
    closes, volatility = 15000.0 * np.exp(1.2 * np.cumsum(steps)), 1.2 * whole_market.floats("vix")[rows]

    def warned(levels):
        files = {
            "index": ["date,close", *(f"{day},{close:.2f}" for day, close in zip(days, closes, strict=True))],
            "bills:yield:13w:percent": ["date,value", *(f"{day},2.00" for day in days)],
            "vix": ["date,close", *(f"{day},{level:.2f}" for day, level in zip(days, levels, strict=True))],
        }
        return [one["check"] for one in build(files, index="N225").origin["warnings"] if one["file"] == "vix.csv"]

    assert warned(volatility) == []
    assert warned(volatility[::-1]) == ["another-series"]
    assert warned(volatility * 2.2) == ["another-series"]


@pytest.mark.parametrize("kind", ["fx", "index", "vix"])
def test_a_part_that_is_turned_round_is_told_with_its_cause(kind, part, checked):
    rng = np.random.default_rng(12)
    for rows in (100, 240):
        days, values = part(kind, rows, rng)
        first = int(rng.integers(0, rows - 40))
        values[first : first + 40] = values[first : first + 40][::-1]
        _, found = checked(kind, days, values)
        assert [(one.check, "turned round" in one.cause) for one in found] == [("another-reading-agrees", True)]
        assert first + 2 <= found[0].line <= first + 8


def test_a_part_of_a_long_index_that_is_turned_round_is_told(part, checked):
    days, closes = part("index", 1200, np.random.default_rng(11))
    closes[500:730] = closes[500:730][::-1]
    _, found = checked("index", days, closes)
    assert {one.check for one in found} & {"differs-from-program", "another-reading-agrees"}
    assert 502 <= found[0].line <= 732


def monthly(whole_market, column):
    """(first days of months, percent known from the first session of the next month) of 1986 to 2000."""
    days, values = np.array(whole_market.days), whole_market.floats(column) * 100.0
    months, place = np.unique(days.astype("datetime64[D]").astype("datetime64[M]"), return_index=True)
    wanted = slice(*np.searchsorted(months, np.array(["1986-01", "2001-01"], dtype="datetime64[M]")).tolist())
    return (months[wanted] - 1).astype("datetime64[D]").astype(np.int64), np.round(values[place[wanted]], 3)


@pytest.mark.parametrize("kind", ["dividends", "jpy-rate"])
@pytest.mark.parametrize(("lie", "cause"), [
    (lambda days, values: (days, values), ""),
    (lambda days, values: (days + 14, values), ""),
    (lambda days, values: (days, values[::-1]), "turned round"),
    (lambda days, values: (days[:-1], values[1:]), "a month early"),
    (lambda days, values: (month_later(days, 12), values), "a year late"),
    (lambda days, values: (days, values * 10.0), "10 times too large"),
])  # fmt: skip
def test_monthly_rates_are_held_against_those_of_their_months(lie, cause, kind, whole_market, checked):
    _, found = checked(
        kind, *lie(*monthly(whole_market, {"dividends": "dividend_yield", "jpy-rate": "jpy_rate"}[kind])), ":percent"
    )
    assert [one.check for one in found] == (["another-reading-agrees"] if cause else [])
    assert all(cause in one.cause for one in found)


def test_what_a_file_was_held_against_is_printed_also_when_all_is_well(part, checked, tmp_path):
    checked("fx", *part("fx", 1200, np.random.default_rng(4)))
    path = str(tmp_path / "x.csv")
    told = CliRunner().invoke(check_command, [path, "--kind", "fx"])
    assert told.exit_code == 0
    assert (
        "x.csv: held against the yen per dollar of the program: 1,200 of 1,200 rows agree within 1 %"
        in told.output.splitlines()
    )
    assert told.output.splitlines()[-1] == "x.csv: nothing is wrong"
    assert "照合" in CliRunner().invoke(check_command, [path, "--kind", "fx", "--lang", "ja"]).output
    (file,) = json.loads(CliRunner().invoke(check_command, [path, "--kind", "fx", "--json"]).output)["files"]
    assert file["held_against"][0]["rows"] == file["held_against"][0]["agree"] > 1100
    (tmp_path / "x.csv").write_text("date,value\n1975-01-02,300\n1975-01-03,301\n")
    assert (
        "nothing in the program to hold it against" in CliRunner().invoke(check_command, [path, "--kind", "fx"]).output
    )
