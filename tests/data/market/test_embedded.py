"""The shipped market against its sources and against what is known about the world."""

import csv
import json
import subprocess
import sys
from datetime import date

import numpy as np
import pyarrow.parquet as pq
import pytest

from data.base.days import day_of, iso
from data.contracts.calendars import xnys
from data.market.embedded import FOLDER, embedded_market
from data.pricing.rates import investment_yield

FIRST, LAST = "1981-06-01", "2026-07-10"


@pytest.fixture(scope="module")
def market(whole_market):
    return whole_market


@pytest.fixture(scope="module")
def printed(development_data):
    """Values of a publisher's file by date."""

    def read(name, column):
        with development_data(f"history/{name}").open(encoding="utf-8", newline="") as lines:
            return {row["date"]: float(row[column]) for row in csv.DictReader(lines) if row[column] not in {"", "."}}

    return read


def row(market, day, column):
    return market.as_of(day_of(date.fromisoformat(day))).value(column)


def change(market, day):
    place = market.row_from(day_of(date.fromisoformat(day)))
    closes = market.values("close")
    return 100.0 * (closes[place] / closes[place - 1] - 1.0)


def test_it_has_every_session_of_forty_five_years(market):
    assert (iso(market.days[0]), iso(market.days[-1])) == (FIRST, LAST)
    first, last = (day_of(date.fromisoformat(day)) for day in (FIRST, LAST))
    assert market.days == list(xnys().between(first, last))
    assert len(market) == 11_369


def test_runs_begin_with_the_first_future_on_the_index(market):
    assert iso(market.starts) == "1982-04-21"
    assert market.hypothetical_until is None


def test_closes_that_everybody_knows(market):
    assert row(market, "2000-03-24", "close") == pytest.approx(1527.46, abs=0.01)  # high of the dot-com years
    assert row(market, "2007-10-09", "close") == pytest.approx(1565.15, abs=0.01)
    assert row(market, "2009-03-09", "close") == pytest.approx(676.53, abs=0.01)
    assert row(market, "2018-12-24", "close") == pytest.approx(2351.10, abs=0.01)
    assert row(market, "2020-03-23", "close") == pytest.approx(2237.40, abs=0.01)
    assert row(market, "2022-10-12", "close") == pytest.approx(3577.03, abs=0.01)


def test_days_that_everybody_knows(market):
    assert change(market, "1987-10-19") == pytest.approx(-20.47, abs=0.01)
    assert change(market, "2008-10-15") == pytest.approx(-9.03, abs=0.01)
    assert change(market, "2020-03-16") == pytest.approx(-11.98, abs=0.01)
    assert change(market, "2025-04-09") == pytest.approx(9.52, abs=0.01)


@pytest.mark.pages
def test_bill_yields_are_those_of_the_discounts_in_the_file(market, printed):
    discounts = printed("dtb3_daily.csv", "value")
    compared = 0
    for place, day in enumerate(map(iso, market.days)):
        if day in discounts and not market.values("bill_carried")[place]:
            assert market.values("bill_yield")[place] == pytest.approx(
                investment_yield(discounts[day] / 100.0, 91), abs=1e-12
            )
            compared += 1
    assert compared > 11_200


def test_bills_are_of_three_months_and_carried_on_few_sessions(market):
    assert market.bill_months == 3
    assert market.floats("bill_carried").mean() < 0.01


def test_one_month_bills_begin_in_july_2001(market):
    known = ~np.isnan(market.floats("bill_yield_1m"))
    assert iso(market.days[int(np.argmax(known))]) == "2001-07-31"
    assert row(market, "2008-12-10", "bill_yield_1m") == pytest.approx(0.0, abs=0.0005)


def test_vix_is_the_exchanges_from_1990_and_flagged_before(market):
    assert row(market, "2018-02-05", "vix") == 37.32
    assert row(market, "2020-03-16", "vix") == 82.69
    modelled = market.floats("vix_modelled").astype(bool)
    first = market.row_from(day_of(date(1990, 1, 2)))
    assert modelled[:first].all()
    assert [iso(market.days[place]) for place in first + np.flatnonzero(modelled[first:])] == [
        "1991-03-01", "1997-01-31", "1997-11-26", "1999-12-31",
    ]  # fmt: skip


def test_the_proxy_is_near_the_vix_it_stands_for(market):
    """Where both are known: the proxy was fitted on 1990 to 2026, so this is how well it fits."""
    from data.signals.volatility import implied_proxy

    quoted = ~market.floats("vix_modelled").astype(bool)
    errors = (np.array(implied_proxy(market.values("close"))) - market.floats("vix"))[quoted]
    assert np.sqrt(np.mean(np.square(errors))) < 3.0
    assert abs(np.mean(errors)) < 0.5


def test_opens_are_real_from_june_2006(market):
    real = market.values("open_is_real")
    assert next(iso(day) for day, flag in zip(market.days, real, strict=True) if flag) == "2006-06-01"


def test_prices_equal_the_published_file(market, printed):
    closes = printed("spx_daily.csv", "close")
    assert all(market.values("close")[place] == closes[iso(day)] for place, day in enumerate(market.days))


def test_yen_per_dollar_is_the_noon_rate_and_the_last_one_known(market, printed):
    rates = printed("usdjpy_dexjpus_daily.csv", "value")
    for day in ("1987-10-19", "1995-04-19", "2011-10-31", "2024-08-05"):
        assert row(market, day, "usdjpy") == rates[day]
    assert "1999-11-11" not in rates  # Veterans Day: New York trades, the Federal Reserve does not
    assert row(market, "1999-11-11", "usdjpy") == rates["1999-11-10"]


def test_dividends_and_the_call_rate_of_a_month_are_known_from_the_next_one(market, printed):
    dividends, calls = (
        printed("spx_dividend_yield_monthly.csv", "percent"),
        printed("jpy_call_rate_monthly.csv", "call_rate"),
    )
    assert row(market, "2008-07-01", "dividend_yield") == pytest.approx(dividends["2008-06-01"] / 100.0, abs=1e-12)
    assert row(market, "2008-06-30", "dividend_yield") == pytest.approx(dividends["2008-05-01"] / 100.0, abs=1e-12)
    assert row(market, "2016-07-01", "jpy_rate") == pytest.approx(calls["2016-06-01"] / 100.0, abs=1e-12)


def test_dividends_that_were_derived_say_so(market):
    derived = market.floats("dividend_derived").astype(bool)
    assert iso(market.days[int(np.argmax(derived))]) == "2023-08-01"
    assert derived[np.argmax(derived) :].all()


def test_its_record_says_who_published_each_column():
    record = json.loads(pq.read_schema(FOLDER / "spx.parquet").metadata[b"origin"])
    for column in ("close", "bill_yield", "bill_yield_1m", "vix", "usdjpy", "dividend_yield", "jpy_rate"):
        told = record["columns"][column]
        assert told["publisher"]
        assert told["first"] <= told["last"]


def test_it_is_small():
    assert sum(file.stat().st_size for file in FOLDER.glob("*.parquet")) < 2_000_000
    assert (FOLDER / "spx.parquet").stat().st_size < 500_000


@pytest.mark.pages
def test_a_load_imports_neither_pandas_nor_the_calendar_library():
    embedded_market()
    program = "import sys; from data.market.embedded import embedded_market; embedded_market(); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pandas", "arch", "exchange_calendars"} & set(modules)
