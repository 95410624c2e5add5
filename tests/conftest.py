"""What the tests share: the embedded market, its runs, small markets made by hand, and the development data."""

import gc
import os
from datetime import date
from pathlib import Path

import hypothesis
import numpy as np
import pytest

from data.base.days import day_of
from data.contracts.calendars import xnys
from data.market.embedded import embedded_market
from data.market.fx_market import fx_market
from data.market.market import Market
from data.sessions.market_table import market_table as table_of

for name in ("OVERLAY_LANG", "LC_ALL", "LC_MESSAGES"):
    os.environ.pop(name, None)
os.environ["LANG"] = "C.UTF-8"  # commands speak English unless a test says otherwise
A_BUSY_MACHINE = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}  # is not a failure
hypothesis.settings.register_profile("house", **A_BUSY_MACHINE)
hypothesis.settings.register_profile("few", max_examples=33, **A_BUSY_MACHINE)
hypothesis.settings.load_profile("house")
ROOT = Path(__file__).parents[1]
DEVELOPMENT_DATA = [ROOT.parent / "shared" / name for name in ("data", "history", "")]


def pytest_configure(config):
    """Laws on examples by chance are tried with fewer in `make test`, and with all in `make pages`."""
    if config.option.markexpr == "not pages" and not config.getoption("--hypothesis-profile"):
        hypothesis.settings.load_profile("few")


def pytest_collection():
    """Objects of tests all stay: looking for garbage among them would take half of the time."""
    gc.disable()


def pytest_collection_finish():
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def market():
    """The sessions of the embedded market from 1999 to 2018: enough for most tests, and quicker than all of it."""
    whole = embedded_market()
    first, last = (whole.row_from(day_of(date.fromisoformat(day))) for day in ("1999-01-04", "2019-01-01"))
    table = whole.table.slice(first, last - first)
    return Market(table, origin=whole.origin, index=whole.index, bill_months=whole.bill_months)


@pytest.fixture(scope="session")
def whole_market():
    return embedded_market()


@pytest.fixture(scope="session")
def development_data():
    """Real data that is not part of the project; tests that need it skip where it is absent."""

    def path(name):
        file = next((folder / name for folder in DEVELOPMENT_DATA if (folder / name).exists()), None)
        return file or pytest.skip(f"development data {name} is not beside this checkout")

    return path


@pytest.fixture(scope="session")
def market_table():
    """A market table made by hand: sessions from a date on, closes as given, everything else plain."""

    def build(closes, start="2013-01-02", **columns):
        first = day_of(np.datetime64(start).item())
        sessions = xnys().between(first, first + 3 * len(closes) + 30)[: len(closes)]
        closes = np.asarray(closes, dtype=float)
        values = {
            "date": sessions,
            "open": closes,
            "high": closes,
            "low": closes,
            "close": closes,
            "open_is_real": np.ones(len(closes), dtype=bool),
            "dividend_yield": np.full(len(closes), 0.02),
            "bill_yield": np.full(len(closes), 0.01),
            "bill_carried": np.zeros(len(closes), dtype=bool),
            "vix": np.full(len(closes), 15.0),
            "vix_modelled": np.zeros(len(closes), dtype=bool),
            "usdjpy": np.full(len(closes), 100.0),
            "jpy_rate": np.zeros(len(closes)),
        } | columns
        return table_of(values)

    return build


@pytest.fixture(scope="session")
def small_market(market_table):
    """A `Market` of the S&P 500 made by hand (see `market_table`)."""

    def build(closes, start="2013-01-02", **columns):
        return Market(market_table(closes, start, **columns), index="SPX")

    return build


@pytest.fixture(scope="module")
def dollars_earn_what_bills_do():
    """Overnight dollars without their spread over bills, for markets made by hand."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("data.market.fx_market.overnight_spreads", lambda days, _months: [0.0] * len(days))
        fx_market.cache_clear()
        yield
    fx_market.cache_clear()
