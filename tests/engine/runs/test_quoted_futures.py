"""Runs on settlement prices of futures: marked by them, rolled at both, refused where a roll has not both."""

from datetime import date

import pytest

from data.base.days import day_of
from data.base.errors import DataError
from data.contracts.underlying import SYNTHETIC
from data.market.market import Market
from engine import backtest, load_config
from tests.engine.audit.looks import failed
from tests.support.option_play import quotes_of
from tests.support.quoted_futures import quoted

PERIOD = ("period.start=2013-01-02", "period.end=2014-12-31", "halving.enabled=false")


def run(market, futures, *settings):
    return backtest(
        load_config(None, [*PERIOD, "futures.prices=quoted", *settings]),
        Market(market.table, futures=futures, index=market.index),
    )


@pytest.mark.pages
def test_quotes_at_the_cost_of_carry_give_the_modelled_run(market):
    modelled = backtest(load_config(None, list(PERIOD)), market)
    result = run(market, quoted(market))
    assert result.table("equity").equals(modelled.table("equity"))
    assert set(result.table("positions")["mark_source"].to_pylist()) == {"quoted"}
    assert result.manifest["modelled"]["position_marks"] == 0.0
    assert result.manifest["market"]["futures_sha256"]


def test_prices_of_a_real_index_are_refused_on_a_made_up_one(market):
    made_up = Market(market.table, futures=quoted(market), index=SYNTHETIC)
    with pytest.raises(
        DataError, match="the market's index is made up: settlement prices of futures and quotes of options"
    ):
        backtest(load_config(None, [*PERIOD, "futures.prices=quoted"]), made_up)
    quotes = quotes_of(market.days[market.row_from(15700) :], [(0, 9.0, 11.0)])
    with pytest.raises(DataError, match="are those of a real one; leave them out"):
        backtest(load_config(None, list(PERIOD), pattern="B"), Market(market.table, quotes=quotes, index=SYNTHETIC))


@pytest.mark.pages
def test_a_premium_on_every_price_is_a_premium_on_every_profit(market):
    plain, dear = (
        run(market, quoted(market, premium), "costs.half_spread=0", "costs.roll_half_spread=0")
        for premium in (1.0, 1.01)
    )
    gains = [result.frame("attribution").groupby("category")["amount"].sum() for result in (plain, dear)]
    futures = [gain["futures_price"] + gain["futures_carry"] for gain in gains]
    assert futures[1] == pytest.approx(1.01 * futures[0], rel=0.03)  # sizes are rounded to contracts


@pytest.mark.pages
def test_a_premium_on_every_price_is_a_premium_on_every_mark(market):
    plain, dear = (run(market, quoted(market, premium)).table("positions").to_pylist() for premium in (1.0, 1.01))
    marks = {(row["date"], row["contract"]): row["mark"] for row in plain}
    held = {key: row["mark"] for row in dear if (key := (row["date"], row["contract"])) in marks}
    assert len(held) > 480
    assert held == pytest.approx({key: 1.01 * marks[key] for key in held})


def test_a_roll_without_both_prices_is_refused(market):
    with pytest.raises(DataError, match="has no settlement on the roll date 2013-06-13"):
        run(market, quoted(market, without="2013-06-13"))


@pytest.mark.pages
def test_a_session_without_a_price_is_modelled_and_counted(market):
    result = run(market, quoted(market, without="2013-07-10"))
    sources = {str(row["date"]): row["mark_source"] for row in result.table("positions").to_pylist()}
    assert [day for day, source in sources.items() if source == "modelled"] == ["2013-07-10"]


@pytest.mark.pages
def test_rolls_can_be_earlier_than_the_exchanges_dates(market):
    result = backtest(load_config(None, [*PERIOD, "futures.roll_sessions_earlier=3"]), market)
    rolled = sorted({str(row["date"]) for row in result.table("fills").to_pylist() if row["reason"] == "roll"})
    assert rolled[:2] == ["2013-03-04", "2013-06-10"]
    assert "rolls" not in failed(result)


@pytest.mark.pages
def test_tomorrows_settlements_change_nothing_today(market):
    whole = Market(market.table, futures=quoted(market), index=market.index)
    cut = day_of(date(2013, 9, 30))
    settings = load_config(None, ["period.start=2013-01-02", "period.end=2013-09-30", "futures.prices=quoted"])
    known, all_of_it = backtest(settings, whole.until(cut)), backtest(settings, whole)
    assert known.table("equity").equals(all_of_it.table("equity"))
