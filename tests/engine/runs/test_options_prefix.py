"""No look-ahead in patterns B and C: what is decided until a day does not depend on what comes after it."""

from datetime import date

import pytest

from data.base.days import day_of
from engine import backtest, load_config
from engine.analysis.option_sums import TABLE as OPTIONS
from tests.support.option_play import EXPIRY
from tests.support.rows_until import rows_until
from tests.support.sparing import only

TABLES = ("equity", "ledger", "fills", "positions", "rules", "targets", "attribution")
ALWAYS = ["trend.strength=none", "options.direction=by_trend"]


def rows(result, name):
    return result.table(name).to_pylist()


CUTS = [
    "1999-01-15",
    "2000-04-19",
    "2003-06-19",
    "2003-06-20",
    "2006-10-19",
    "2008-03-19",
    "2008-10-09",
    "2014-04-16",
    "2018-02-05",
]
PREFIXED = {
    "B": ("B", []),
    "B sold before expiry, by delta": (
        "B",
        [*ALWAYS, "options.sessions_before=5", "options.delta=0.3", "stops.monthly_loss=0.01"],
    ),
    "C": ("C", ["insurance.sessions_before=3"]),
    "C of three months, while the VIX is low": ("C", ["insurance.months=3", "insurance.below_vix=20"]),
}


@pytest.fixture(scope="module", params=only(PREFIXED, "B sold before expiry, by delta", "C"))
def whole(request, market):
    pattern, settings = PREFIXED[request.param]
    config = load_config(None, settings, pattern=pattern)
    return config, backtest(config, market)


@pytest.mark.parametrize("cut", only(CUTS, "2003-06-20"))
def test_cutting_the_market_leaves_everything_before_unchanged(whole, market, cut):
    config, result = whole
    part = backtest(config, market.until(day_of(date.fromisoformat(cut))))
    for name in TABLES:
        assert part.table(name).equals(rows_until(result, name, cut)), name
    told = rows_until(result, OPTIONS, cut)
    assert part.tables[OPTIONS].equals(told) if OPTIONS in part.tables else not told.num_rows
    orders = rows(result, "orders")
    finished = [row for row in rows(part, "orders") if row["status"] != "waiting"]
    assert finished == [row for row in orders if row["finished"].isoformat() <= cut]
    assert sent_last(rows(part, "orders"), cut) == sent_last(orders, cut)


def sent_last(orders, cut):
    """What was ordered on the evening of a cut."""
    ours = [row for row in orders if row["date"].isoformat() == cut and row["reason"] not in {"expiry", "liquidation"}]
    return [
        (row["contract"], row["requested"])
        for row in ours
        if row["status"] == "waiting" or row["finished"].isoformat() > cut
    ]


def test_some_cuts_have_option_orders_on_their_last_evening(market):
    day = day_of(date(2003, 6, 19))
    orders = rows(backtest(load_config(None, ALWAYS, pattern="B"), market.until(day)), "orders")
    assert [row["contract"] for row in orders if row["status"] == "waiting"] == ["XSP030718C99"]


def test_quotes_of_later_days_change_nothing(quoted_market):
    lines = [(session, 20.0 + session, 22.0 + session, "P", 1000.0, EXPIRY) for session in range(13)]
    market = quoted_market([1000.0 + place for place in range(20)], lines)
    settings = ["insurance.contract=SPX", "insurance.out_of_the_money=0.0", "overlay.ratio=0.3"]
    config = load_config(None, settings, pattern="C")
    whole, part = backtest(config, market), backtest(config, market.until(market.days[9]))
    assert "quoted" in {row["mark_source"] for row in rows(part, "positions")}
    for name in ("equity", "positions", "fills"):
        assert rows(part, name) == [row for row in rows(whole, name) if row["date"] <= rows(part, "equity")[-1]["date"]]
