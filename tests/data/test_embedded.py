"""The embedded market against what is known about its sources and about the world."""

import subprocess
import sys
from datetime import date

import numpy as np
import pytest

from data import embedded
from data.cache import content_hash
from data.days import day_of, iso
from data.sources import arch_files, ecb_rates


def row(market, day, column):
    return market.as_of(day_of(date.fromisoformat(day))).value(column)


def test_it_has_every_session_of_twenty_years(market):
    assert (iso(market.days[0]), iso(market.days[-1]), len(market)) == ("1999-01-04", "2018-12-31", 5031)


def test_closes_that_everybody_knows(market):
    assert row(market, "2000-03-24", "close") == pytest.approx(1527.46, abs=0.01)  # high of the dot-com years
    assert row(market, "2007-10-09", "close") == pytest.approx(1565.15, abs=0.01)
    assert row(market, "2009-03-09", "close") == pytest.approx(676.53, abs=0.01)
    assert row(market, "2018-12-24", "close") == pytest.approx(2351.10, abs=0.01)


def test_bill_yields_compound_to_the_fama_french_returns(market):
    monthly = arch_files.monthly_bill_return()
    assert str(monthly.index[0]) == "1926-07"
    assert str(monthly.index[-1]) == "2018-11"
    assert row(market, "2000-06-15", "bill_yield") == pytest.approx(0.0040 * 365 / 30, abs=0.0002)
    for month in ("2000-06", "2007-02", "2015-08"):
        days = monthly.index[monthly.index.get_loc(month)].days_in_month
        rate = row(market, f"{month}-15" if month != "2015-08" else "2015-08-14", "bill_yield")
        assert (1 + rate / 365) ** days - 1 == pytest.approx(monthly[month], abs=1e-12)


def test_the_bill_yield_of_december_2018_is_carried_and_says_so(market):
    carried = market.values("bill_carried")
    assert next(iso(day) for day, flag in zip(market.days, carried, strict=True) if flag) == "2018-12-03"
    assert sum(carried) == 19
    assert row(market, "2018-12-31", "bill_yield") == row(market, "2018-11-30", "bill_yield")


def test_vix_is_the_exchanges_where_the_package_has_it_and_flagged_elsewhere(market):
    assert row(market, "2018-02-05", "vix") == 37.32
    assert not row(market, "2018-02-05", "vix_modelled")
    assert row(market, "2008-10-27", "vix_modelled")
    assert market.floats("vix_modelled").mean() == pytest.approx(0.75, abs=0.01)


def test_the_proxy_is_near_the_vix_it_stands_for(market, development_data):
    lines = development_data("vix_daily.csv").read_text().splitlines()
    close = lines[0].split(",").index("close")
    real = {line.split(",")[0]: line.split(",")[close] for line in lines[1:]}
    errors = [
        market.values("vix")[place] - float(real[iso(day)])
        for place, day in enumerate(market.days)
        if market.values("vix_modelled")[place] and real.get(iso(day))
    ]
    assert len(errors) > 3700
    assert np.sqrt(np.mean(np.square(errors))) < 3.7
    assert abs(np.mean(errors)) < 1.0


def test_opens_are_real_from_june_2006(market):
    real = market.values("open_is_real")
    assert next(iso(day) for day, flag in zip(market.days, real, strict=True) if flag) == "2006-06-01"
    assert all(real[real.index(True) :])


def test_prices_equal_the_development_data(market, development_data):
    lines = [line.split(",") for line in development_data("spx_daily.csv").read_text().splitlines()[1:]]
    theirs = {line[0]: float(line[4]) for line in lines}
    assert all(abs(market.values("close")[place] - theirs[iso(day)]) < 0.011 for place, day in enumerate(market.days))


def test_yen_per_dollar_is_near_the_federal_reserves_noon_rate(market, development_data):
    lines = [line.split(",") for line in development_data("usdjpy_dexjpus_daily.csv").read_text().splitlines()[1:]]
    theirs = {day: float(value) for day, value in lines if value not in {"", "."}}
    gaps = [
        abs(market.values("usdjpy")[place] / theirs[iso(day)] - 1)
        for place, day in enumerate(market.days)
        if iso(day) in theirs
    ]
    assert np.median(gaps) == pytest.approx(0.0017, abs=0.0003)
    assert np.quantile(gaps, 0.99) < 0.015


def test_yen_is_the_last_fixing_known_never_a_later_one(market):
    fixings = ecb_rates.usdjpy()
    for day in ("2000-05-01", "2004-04-12", "2018-12-26"):  # ECB holidays on which New York trades
        assert row(market, day, "usdjpy") == fixings[:day].iloc[-1]


def test_dividend_yield_and_yen_rate_are_known_in_the_month_before(market):
    assert row(market, "2008-07-01", "dividend_yield") == 0.021405
    assert row(market, "2016-07-01", "jpy_rate") == -0.00055


def test_the_cached_table_is_the_one_that_is_built(market):
    assert content_hash(embedded._build()) == market.digest


def test_a_warm_load_imports_neither_pandas_nor_the_data_packages():
    program = "import sys; from data.embedded import embedded_market; embedded_market(); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pandas", "arch", "currency_converter", "exchange_calendars"} & set(modules)
