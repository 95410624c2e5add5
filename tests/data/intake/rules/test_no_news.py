"""What honest files were told, and what few weekend rows and short files with dividends in them are told now."""

from datetime import date

import numpy as np
import pytest

from data.base.days import day_of, iso
from data.contracts.calendars import exchange
from data.intake.rules.all_rules import findings
from data.intake.rules.rule import Context
from data.intake.series_file import read_history
from data.intake.source import parse_source
from data.market.embedded import embedded_market

CONTEXT = Context(exchange("XNYS"), day_of(date(2026, 11, 28)))


@pytest.fixture
def told(tmp_path):
    def look(kind, days, values, words="", places=2):
        path = tmp_path / "x.csv"
        name = "close" if kind in {"index", "vix"} else "value"
        rows = [f"{iso(int(day))},{value:.{places}f}" for day, value in zip(days, values, strict=True)]
        path.write_text("\n".join([f"date,{name}", *rows]) + "\n")
        return findings(read_history(parse_source(kind, f"{path}{words}")), CONTEXT)

    return look


def series(column, first, last):
    market = embedded_market()
    days = np.array(market.days)
    keep = (days >= day_of(first)) & (days <= day_of(last))
    return days[keep], market.floats(column)[keep]


def test_a_few_weekend_rows_that_repeat_friday_are_told_and_a_file_of_all_days_is_not(told):
    days, rates = series("usdjpy", date(2015, 1, 5), date(2015, 6, 26))
    every = np.arange(days[0], days[-1] + 1)
    filled = rates[np.searchsorted(days, every, side="right") - 1]
    weekend = (every + 3) % 7 >= 5
    some = ~weekend | np.isin(every, every[weekend][10:13])
    assert "rows-on-weekends" in {one.check for one in told("fx", every[some], filled[some])}
    assert "rows-on-weekends" not in {one.check for one in told("fx", every, filled)}


def test_bills_dated_a_week_late_are_told(told):
    days, yields = series("bill_yield", date(1990, 1, 2), date(1990, 12, 31))
    (found,) = [one for one in told("bills", days + 7, 100.0 * yields, ":percent:yield:13w") if one.cause]
    assert found.check == "looks-read-otherwise"
    assert found.cause == "these dates look a week late"


@pytest.mark.parametrize("rows", [40, 130, 240])
def test_dividends_in_a_short_file_of_closes_are_named(rows, told):
    days, closes = (one[:rows] for one in series("close", date(2012, 1, 3), date(2013, 1, 31)))
    grown = closes * np.exp(0.02 / 252.0 * np.arange(rows))
    assert told("index", days, closes) == []
    (found,) = told("index", days, grown, places=4)
    assert (found.check, found.severity) == ("looks-read-otherwise", "warning")
    assert "dividends look to be in the closes" in found.cause


def test_equal_closes_are_no_news_where_rounding_makes_them(told):
    days, closes = series("close", date(1983, 1, 3), date(1985, 12, 31))
    assert not {"stale-prices", "frozen-prices"} & {one.check for one in told("index", days, closes, places=1)}
    frozen = closes.copy()
    frozen[100:105] = frozen[100]
    assert "frozen-prices" in {one.check for one in told("index", days, frozen)}


def test_the_weeks_of_october_1998_are_possible(told):
    days, rates = series("usdjpy", date(1998, 1, 2), date(1998, 12, 31))
    fridays = (days + 3) % 7 == 4
    assert "fx-jump" not in {one.check for one in told("fx", days[fridays], rates[fridays])}


def test_decimals_called_percent_are_named(told):
    days, yields = series("bill_yield", date(1990, 1, 2), date(1990, 12, 31))
    causes = [one.cause for one in told("bills", days, yields, ":percent:yield:13w", places=4)]
    assert any("decimals read as percent" in cause for cause in causes)
