"""Good files of every kind, of which nothing is told, and the same with one thing wrong at a random place, of which it
is.
"""

from datetime import date

import numpy as np
import pytest

from data.base.days import day_of, iso
from data.contracts.calendars import exchange
from data.intake.check import check_file
from data.intake.fixes import repair
from data.intake.rules.rule import Context
from data.intake.rules.shifted_dates import exchanged
from data.intake.series_file import read_history
from data.intake.source import KINDS, parse_source
from data.market.embedded import embedded_market
from tests.support.seeds import seeds

pytestmark = pytest.mark.pages
TODAY = day_of(date(2026, 8, 1))
GIVEN = {
    "index": "", "vix": "", "fx": "", "bills": ":yield:13w:percent", "bills-1m": ":yield:percent",
    "dividends": ":percent",
    "jpy-rate": ":percent",
}  # fmt: skip
COLUMN = {
    "vix": "vix", "fx": "usdjpy", "bills": "bill_yield", "bills-1m": "bill_yield_1m", "dividends": "dividend_yield",
    "jpy-rate": "jpy_rate",
}  # fmt: skip
BARS = ("open", "high", "low", "close")


@pytest.fixture(scope="module")
def series():
    """Days and columns of each kind in the embedded market: rates in percent, rows without a value left out."""
    market = embedded_market()
    days = np.array(market.days, dtype=np.int64)
    found = {"index": (days, {name: market.floats(name) for name in (*BARS, "open_is_real")})}
    for kind, name in COLUMN.items():
        values = market.floats(name)
        known = np.isfinite(values)
        scale = 1.0 if kind in {"vix", "fx"} else 100.0
        main = "close" if kind == "vix" else "value"
        found[kind] = (days[known], {main: np.round(values[known] * scale, 4)})
    return found


@pytest.fixture
def tell(tmp_path):
    """What is told of a file of a kind, but for the facts, what is missing and what the file as a whole is like."""

    def told(kind, days, columns, calendar="XNYS"):
        path = tmp_path / "x.csv"
        rows = [
            f"{iso(int(day))},{','.join(f'{value:.10g}' for value in row)}"
            for day, *row in zip(days, *columns.values(), strict=True)
        ]
        path.write_text("\n".join([",".join(("date", *columns)), *rows]) + "\n")
        nothing = {one: {} for one in KINDS}
        return [
            one
            for one in check_file(f"{path}{GIVEN[kind]}", kind, nothing, (None, None), calendar, today=TODAY)[1]
            if one.check not in {"facts-end", "missing-session", "sessions-without-value"} and "S&P 500" not in one.why
        ]

    return told


def cut(series, kind, first, rows):
    days, columns = series[kind]
    return days[first : first + rows], {name: values[first : first + rows].copy() for name, values in columns.items()}


def window(series, kind, rng, least=30, most=3_000):
    rows = int(rng.integers(least, most))
    return cut(series, kind, int(rng.integers(0, len(series[kind][0]) - rows)), rows)


def checks(found):
    return {one.check for one in found}


@pytest.mark.parametrize("kind", GIVEN)
def test_nothing_is_told_of_the_whole_series(kind, series, tell):
    assert tell(kind, *cut(series, kind, 0, 100_000)) == []


@pytest.mark.parametrize("kind", GIVEN)
@pytest.mark.parametrize("seed", seeds(2))
def test_nothing_is_told_of_parts_of_it(kind, seed, series, tell):
    assert tell(kind, *window(series, kind, np.random.default_rng(seed))) == []


@pytest.mark.parametrize("kind", COLUMN)
@pytest.mark.parametrize("every", [5, 21, 63])
def test_nothing_is_told_of_weekly_monthly_and_quarterly_samples(kind, every, series, tell):
    days, columns = series[kind]
    first = int(np.random.default_rng(every).integers(0, every))
    assert tell(kind, days[first::every], {name: values[first::every] for name, values in columns.items()}) == []


@pytest.mark.parametrize("kind", ["bills", "jpy-rate"])
def test_days_of_the_calendar_that_repeat_fridays_are_fine(kind, series, tell):
    days, columns = cut(series, kind, 3_000, 500)
    every = np.arange(days[0], days[-1])
    (name, values), *_ = columns.items()
    assert tell(kind, every, {name: values[np.searchsorted(days, every, side="right") - 1]}) == []


def test_an_evening_bar_on_sundays_beside_all_fridays_is_a_warning(series, tell):
    days, columns = cut(series, "fx", 8_000, 250)
    sundays = days[(days + 3) % 7 == 0] - 1
    order = np.argsort(np.concatenate([days, sundays]), kind="stable")
    rates = np.concatenate([columns["value"], columns["value"][(days + 3) % 7 == 0] * 0.999])[order]
    (found,) = tell("fx", np.concatenate([days, sundays])[order], {"value": rates})
    assert (found.check, found.severity, found.cause) == ("rows-on-weekends", "warning", "")


@pytest.mark.parametrize("seed", seeds(2))
@pytest.mark.parametrize(("move", "cause"),
    [(-1, "a day early"), (1, "a day late"), (-1_462, "the 1904 system"), (1_462, "the 1904 system")])  # fmt: skip
@pytest.mark.parametrize("kind", GIVEN)
def test_dates_that_are_off_are_told_with_the_cause(kind, move, cause, seed, series, tell):
    days, columns = window(series, kind, np.random.default_rng([seed, move + 2_000]), least=40)
    found = [one for one in tell(kind, days + move, columns) if one.check in {"dates-off", "not-a-session"}]
    assert {one.severity for one in found} == {"error"}
    assert cause in found[0].cause


@pytest.mark.parametrize("seed", seeds(2))
@pytest.mark.parametrize("kind", GIVEN)
def test_exchanged_days_and_months_are_told_in_the_order_of_the_file_and_sorted(kind, seed, series, tell):
    days, columns = window(series, kind, np.random.default_rng(seed), least=150)
    wrong = exchanged(days)
    found = [one for one in tell(kind, wrong, columns) if one.check == "dates-go-back-and-forth"]
    assert [(one.severity, one.fix, "day and month" in one.cause) for one in found] == [("error", "", True)]
    order = np.argsort(wrong, kind="stable")
    found = tell(kind, wrong[order], {name: values[order] for name, values in columns.items()})
    assert any(one.severity == "error" and "day and month" in one.cause for one in found)


@pytest.mark.parametrize("rows", [30, 300])
def test_a_file_without_its_fridays_is_told(rows, series, tell):
    days, columns = cut(series, "fx", 5_000, rows)
    kept = (days + 3) % 7 != 4
    assert checks(tell("fx", days[kept], {"value": columns["value"][kept]})) >= (
        {"no-row-on-a-weekday"} if rows > 100 else set()
    )


def test_a_monthly_file_whose_months_are_days_is_told(series, tell):
    days = np.array([day_of(date(year, 1, month)) for year in range(2001, 2006) for month in range(1, 13)])
    found = tell("jpy-rate", days, {"value": np.linspace(0.1, 0.2, 60)})
    assert "dates-go-back-and-forth" in checks(found)


def alone(change):
    """A lie about one row inside: its value changed."""

    def lie(rng, columns, name):
        place = int(rng.integers(1, len(columns[name]) - 1))
        columns[name][place] = change(columns[name][place], rng)

    return lie


def from_there(factor):
    """A lie about all rows from one on: another unit."""

    def lie(rng, columns, name):
        values = columns[name]
        columns[name] = np.where(np.arange(len(values)) >= rng.integers(10, len(values) - 10), factor * values, values)

    return lie


def signed(size):
    return alone(lambda value, rng: value * np.exp(rng.choice([-1.0, 1.0]) * size))


LIES = {
    "index, 8 %": ("index", "close", signed(0.08)),
    "index, 15 %": ("index", "close", signed(0.15)),
    "index, a decimal mark": ("index", "close", alone(lambda value, _: value * 100)),
    "index, a low of a hundredth": ("index", "low", alone(lambda value, _: value / 100)),
    "index, a low a tenth lower": ("index", "low", alone(lambda value, _: value * 0.89)),
    "index, a high of ten times": ("index", "high", alone(lambda value, _: value * 10)),
    "index, a high a twelfth higher": ("index", "high", alone(lambda value, _: value * 1.08)),
    "fx, 4 %": ("fx", "value", signed(0.045)),
    "fx, 8 %": ("fx", "value", signed(0.08)),
    "fx, digits": ("fx", "value",
        alone(lambda value,
            _: float(
                f"{value:.2f}"[1] + f"{value:.2f}"[0] + f"{value:.2f}"[2:]
            ) if f"{value:.2f}"[0] != f"{value:.2f}"[1] else value * 10)),
    "fx, a decimal mark": ("fx", "value", alone(lambda value, _: value * 100)),
    "fx, a sign": ("fx", "value", alone(lambda value, _: -value)),
    "vix, ten times": ("vix", "close", alone(lambda value, _: value * 10)),
    "vix, two thirds more or less": ("vix", "close", signed(0.8)),
    "bills, 1.5 points": ("bills", "value", alone(lambda value, rng: value + rng.choice([-1.0, 1.0]) * 1.5)),
    "bills, 50 %": ("bills", "value", alone(lambda _value, _: 50.0)),
    "bills, -3 %": ("bills", "value", alone(lambda _value, _: -3.0)),
    "one-month bills, 1.5 points": ("bills-1m", "value", alone(lambda value, _: value + 1.5)),
    "dividends, 50 %": ("dividends", "value", alone(lambda _value, _: 50.0)),
    "dividends, ten times": ("dividends", "value", alone(lambda value, _: value * 10)),
    "dividends, half more": ("dividends", "value", signed(0.45)),
    "dividends, a sign": ("dividends", "value", alone(lambda value, _: -value)),
    "dividends, another unit": ("dividends", "value", from_there(0.1)),
    "yen, 12 %": ("jpy-rate", "value", alone(lambda value, _: value + 12.0)),
    "fx, another unit": ("fx", "value", from_there(100.0)),
    "vix, another unit": ("vix", "close", from_there(0.1)),
    "index, another unit": ("index", "close", from_there(10.0)),
}  # fmt: skip


@pytest.mark.parametrize("seed", seeds(4))
@pytest.mark.parametrize(("kind", "name", "lie"), LIES.values(), ids=LIES)
def test_one_lie_anywhere_is_told(kind, name, lie, seed, series, tell):
    rng = np.random.default_rng([seed, len(kind)])
    days, columns = window(series, kind, rng, most=600)
    lie(rng, columns, name)
    assert tell(kind, days, columns)


@pytest.mark.parametrize("seed", seeds(4))
def test_a_yen_rate_of_three_amid_tenths_is_told(seed, series, tell):
    rng = np.random.default_rng(seed)
    days, columns = cut(series, "jpy-rate", int(rng.integers(4_000, 8_000)), 400)
    alone(lambda _value, _: 3.0)(rng, columns, "value")
    assert {"overnight-rate-never-seen", "overnight-rate-alone"} <= checks(tell("jpy-rate", days, columns))


@pytest.mark.parametrize("factor", [0.01, 0.1, 10.0, 100.0])
def test_another_unit_of_bills_from_a_row_on_is_told(factor, series, tell):
    days, columns = cut(series, "bills", 1_500, 400)
    columns["value"][250:] *= factor
    assert {"unit-changes", "rate-jump", "rate-not-in-unit"} & checks(tell("bills", days, columns))


@pytest.mark.parametrize("rows", [20, 60])
def test_bills_that_stand_still_are_told_and_those_near_zero_are_not(rows, series, tell):
    days, columns = cut(series, "bills", 1_500, 400)
    columns["value"][200 : 200 + rows] = columns["value"][200]
    (found,) = tell("bills", days, columns)
    assert (found.check, found.severity) == ("yields-frozen", "warning")
    columns["value"] = columns["value"] / 100.0
    columns["value"][0] = 0.5
    assert "yields-frozen" not in checks(tell("bills", days, columns))


def test_a_policy_rate_that_stands_still_for_years_is_fine(series, tell):
    days, columns = cut(series, "bills", 1_500, 900)
    columns["value"] = np.repeat([5.25, 5.5, 5.0], 300)
    assert checks(tell("bills", days, columns)) == {"another-series"}  # nothing but that bills were elsewhere then


@pytest.mark.parametrize("kind", ["index", "bills"])
def test_no_repair_is_made_of_dates_that_are_not_what_they_say(kind, series, tmp_path):
    days, columns = cut(series, kind, 3_000, 300)
    rows = [
        f"{iso(int(day))},{value:.4f}"
        for day, value in zip(exchanged(days), next(reversed(columns.values())), strict=True)
    ]
    path = tmp_path / "x.csv"
    path.write_text("\n".join(["date,close" if kind == "index" else "date,rate", *rows]) + "\n")
    history = read_history(parse_source(kind, f"{path}{GIVEN[kind]}"))
    context = Context(exchange("XNYS"), TODAY)
    assert repair(history, ["sort", "drop-non-sessions"], context) == (history, {"sort": 0, "drop-non-sessions": 0})


def test_newest_first_and_some_lines_out_of_place_are_still_sorted(series, tmp_path):
    days, columns = cut(series, "fx", 3_000, 300)
    path, context = tmp_path / "x.csv", Context(exchange("XNYS"), TODAY)
    misplaced = np.arange(300)
    misplaced[[5, 100, 200]] = misplaced[[100, 200, 5]]
    for order in (np.arange(300)[::-1], misplaced):
        rows = [f"{iso(int(days[row]))},{columns['value'][row]}" for row in order]
        path.write_text("\n".join(["date,rate", *rows]) + "\n")
        history, touched = repair(read_history(parse_source("fx", str(path))), ["sort"], context)
        assert touched["sort"] > 0
        assert history.days.tolist() == days.tolist()


def test_months_of_1904_that_reach_beyond_today_are_told_with_the_cause(series, tell):
    days = np.array([day_of(date(year, month, 1)) for year in range(2019, 2026) for month in range(1, 13)])
    found = [
        one
        for one in tell("dividends", days + 1_462, {"value": np.linspace(1.5, 1.9, len(days))})
        if one.check == "in-the-future"
    ]
    assert found
    assert "the 1904 system" in found[0].cause


@pytest.mark.parametrize(
    ("wrong", "cause"),
    [
        (lambda value: value * 100, "looks like {} with its decimal mark moved"),
        (lambda value: -value, "looks like {} with a wrong sign"),
        (
            lambda value: float(f"{value:.2f}"[1] + f"{value:.2f}"[0] + f"{value:.2f}"[2:]),
            "looks like {} with two digits exchanged",
        ),
    ],
    ids=["decimal mark", "sign", "digits"],
)
def test_a_slip_of_the_pen_is_the_likely_cause(wrong, cause, series, tell):
    days, columns = cut(series, "fx", 2_000, 60)
    columns["value"] = np.round(columns["value"], 2)
    meant = columns["value"][30]
    columns["value"][30] = wrong(meant)
    (found, *_) = [one for one in tell("fx", days, columns) if one.date == iso(int(days[30]))]
    assert found.cause == f"it {cause.format(f'{meant:.10g}')}"


def test_beside_bitcoin_values_of_all_days_are_fine_and_dates_a_day_early_are_not(series, tell):
    days, columns = cut(series, "fx", 8_000, 250)
    every = np.arange(days[0], days[0] + 250)
    of_day = {name: values[np.searchsorted(days, every, side="right") - 1] for name, values in columns.items()}
    assert tell("fx", every, of_day, "24/7") == []
    found = tell("fx", days - 1, columns, "24/7")
    assert [one.check for one in found] == ["dates-off", "another-reading-agrees"]
    assert all(one.severity == "error" and "a day early" in one.cause for one in found)
