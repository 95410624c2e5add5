"""What a manifest tells of a strategy of one's own, and the notes on its run."""

import hashlib

import backtrader as bt
import pandas as pd
import pytest

from data.base.days import iso
from engine import load_config, run_own
from engine.words.notes import spoken
from tests.support.own_strategies import ByChance, written

YEAR = "period=2008-02"


def index_feed(market, first="2008-02-01", last="2008-02-29", **bars):
    """The index as somebody's own feed."""
    rows = slice(market.row_from(day(first)), market.row_from(day(last)) + 1)
    prices = {name: market.floats(name)[rows] for name in ("open", "high", "low", "close")}
    frame = pd.DataFrame(prices, index=pd.to_datetime([iso(one) for one in market.days[rows]])).assign(volume=0.0)
    return bt.feeds.PandasData(dataname=frame.assign(**bars), name="spx")


def day(text):
    return pd.Timestamp(text).toordinal() - pd.Timestamp("1970-01-01").toordinal()


def codes(run):
    return {one["code"]: one["values"] for one in run.manifest["notes"]}


def test_a_manifest_tells_file_class_and_feeds(market, tmp_path):
    place = written(tmp_path, declares="{'max_contracts': 3}")
    run = run_own(place, load_config(None, (YEAR,)), market, slow=15)
    digest = hashlib.sha256((tmp_path / "crossing.py").read_bytes()).hexdigest()
    assert run.own["sha256"] == run.manifest["inputs"][str(tmp_path / "crossing.py")] == digest
    assert (run.own["strategy"], run.own["class"], run.own["setup"]) == (place, "Crossing", "")
    assert run.own["declares"] == {"max_contracts": 3}
    assert [(one["name"], one["traded"], "sha256" in one) for one in run.own["feeds"]] == [("market", True, False)]


@pytest.mark.pages
def test_feeds_of_ones_own_are_known_by_their_prices(market):
    def told(**bars):
        def setup(cerebro):
            cerebro.adddata(feed := index_feed(market, **bars))
            cerebro.resampledata(index_feed(market), timeframe=bt.TimeFrame.Weeks, name="weekly")
            return feed

        return run_own(ByChance, load_config(None, ("own.feed=own", "own.prices=index")), market, setup=setup).own

    one, again, other = told(), told(), told(volume=1.0)
    assert one["feeds"] == again["feeds"]
    assert one["feeds"][0]["sha256"] != other["feeds"][0]["sha256"]
    assert [(feed["name"], feed["traded"]) for feed in one["feeds"]] == [("spx", True), ("weekly", False)]
    assert (one["feeds"][0]["first"], one["feeds"][0]["last"], one["feeds"][0]["bars"]) == (
        "2008-02-01", "2008-02-29", 20,
    )  # fmt: skip


@pytest.mark.pages
def test_the_index_as_one_contract_is_told_once_and_only_of_it(market):
    config = load_config(None, (YEAR,))
    assert codes(run_own(ByChance, config, market))["own_index"] == {"root": "MES"}

    def setup(cerebro):
        cerebro.adddata(index_feed(market))

    own = run_own(ByChance, load_config(None, ("own.feed=own", "own.prices=index")), market, setup=setup)
    assert "own_index" not in codes(own)


def test_what_was_added_and_is_not_saved_is_told(market):
    def setup(cerebro):
        cerebro.addanalyzer(bt.analyzers.DrawDown)
        cerebro.addobserver(bt.observers.Value)

    notes = codes(run_own(ByChance, load_config(None, (YEAR,)), market, setup=setup))
    assert notes["own_added"] == {"names": ["DrawDown", "Value"]}
    assert "own_session_setup" in notes
    assert not {"own_added", "own_session_setup"} & set(codes(run_own(ByChance, load_config(None, (YEAR,)), market)))


@pytest.mark.parametrize(
    ("setting", "code"),
    [("execution.intrabar=low_first", "intrabar_idle"), ("own.prices=index", "no_effect"),
     ("futures.roll_sessions_earlier=2", "no_effect"), ("overlay.ratio=0.3", "no_effect")],
)  # fmt: skip
def test_a_setting_that_does_nothing_is_told(market, setting, code):
    run = run_own(ByChance, load_config(None, (YEAR, setting)), market)
    told = [spoken(one) for one in run.manifest["notes"] if one["code"] == code]
    assert any(setting.partition("=")[0] in sentence for sentence in told)


def test_a_strategy_that_sends_nothing_is_told(market):
    told = codes(run_own(ByChance, load_config(None, (YEAR,)), market, often=0.0))
    assert "own_idle" in told
    assert "never_filled" not in told


def test_a_strategy_whose_orders_all_lapse_is_told_why_it_never_traded(market):
    class Lapsing(bt.Strategy):
        def next(self):
            if len(self) in {3, 5}:
                self.buy(size=1, exectype=bt.Order.Limit, price=self.data.close[0] / 2, valid=bt.Order.DAY)

    told = codes(run_own(Lapsing, load_config(None, (YEAR,)), market))
    assert told["own_never"] == {"count": 2, "why": "lapsed"}
    assert "never_refused" not in told


def test_orders_that_rested_to_the_end_are_told_with_their_age(market):
    class Below(bt.Strategy):
        def next(self):
            if len(self) in {3, 5}:
                self.buy(size=1, exectype=bt.Order.Limit, price=self.data.close[0] / 2)

    run = run_own(Below, load_config(None, (YEAR,)), market)
    assert codes(run)["resting"] == {"count": 2, "since": "2008-02-05"}
    assert "waiting" not in codes(run)
    assert "unfilled" not in codes(run)
