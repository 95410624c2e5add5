"""An account that is left alone on a path: what the event engine makes of it, and nothing new where nobody goes."""

import numpy as np
import pytest

from data.base.arrow import to_array
from data.base.days import iso
from data.base.errors import ConfigError
from data.market.embedded import embedded_market
from engine import backtest, load_config
from engine.fast.away_loop import Drawn
from engine.settings.run_config import parse_config
from engine.survival.absence_rows import longest_safe, of_begins
from engine.survival.alone import run_alone
from engine.survival.alone_paths import AFTER, NO_START, AlonePaths
from engine.survival.histories import How, PathName, on_path
from engine.survival.listener import listener_of
from engine.survival.schemas import BEGINS

HOW = How(1, seed=3, block=40.0)
LENGTHS = (0, 2, 14)
PLAN = load_config(
    None,
    [
        "account.profile=retail_cash_margin", "cash.buffer=0.02", "overlay.ratio=0.9", "halving.enabled=false",
        "overlay.max_total_exposure=2.2", "overlay.acknowledge_high_leverage=true", "stops.voluntary=false",
        "stops.monthly_loss=off",
    ],
)  # fmt: skip


@pytest.fixture(scope="module")
def paths():
    return AlonePaths(PLAN, embedded_market(), HOW, LENGTHS, lambda _: None, compiled=False)


def sold_by_the_event_engine(paths, name, start, length):
    """Sessions from a start to the first forced sale, by a run with that absence."""
    market = paths.histories.market_of(name)
    absence = (
        {"absence": {"start": iso(market.days[market.row_from(market.starts) + start]), "sessions": length}}
        if length
        else {}
    )
    run = backtest(parse_config({**on_path(PLAN).settings(), **absence}), market)
    days = to_array(run.table("equity")["date"]).tolist()
    sales = [
        days.index(day) - start
        for day, kind in zip(
            to_array(run.table("events")["date"]).tolist(), run.table("events")["kind"].to_pylist(), strict=True
        )
        if kind == "liquidation" and days.index(day) >= start
    ]
    return next((one for one in sales if one < length + AFTER), -1)


@pytest.mark.pages
@pytest.mark.parametrize(("place", "start"), [(0, 60), (0, 120), (1, 150)])
def test_it_is_what_the_event_engine_makes_of_an_absence(paths, place, start):
    name = PathName(0, 0, place)
    (found,) = paths._loop.alone(Drawn(paths.histories.columns(name)), [start], paths.away)
    assert found[:-1] == [sold_by_the_event_engine(paths, name, start, length) for length in LENGTHS]


def test_whoever_is_gone_for_no_session_was_there(paths):
    for place in range(3):
        sold = paths.run(PathName(0, 0, place))
        started = sold[:, 0] != NO_START
        assert started[BEGINS.index("any")]
        watched = sold[started, -1]
        assert (sold[started, 0] == np.where(watched < AFTER, watched, -1)).all()


@pytest.mark.pages
def test_the_table_tells_every_length_of_every_evening_and_no_absence_is_as_if_somebody_was_there(paths):
    table = run_alone(paths, 4, 2, listener_of(lambda _: None, threads=1))
    rows = of_begins(table, "any")
    assert [(row["sessions"], row["starts"]) for row in rows] == [(length, 8) for length in LENGTHS]
    assert rows[0]["sold"] == rows[0]["attended"] * 8
    assert rows[0]["low"] <= rows[0]["probability"] <= rows[0]["high"]
    called = of_begins(table, "call")
    assert called[0]["high"] is None
    assert called[1]["probability"] > 0.5 > called[0]["probability"]


def test_an_absence_is_safe_where_it_and_every_shorter_one_is():
    rows = [{"sessions": place, "high": high} for place, high in enumerate((0.001, 0.01, 0.02, 0.01))]
    assert longest_safe(rows, 0.99) is rows[1]
    assert longest_safe(rows, 0.9999) is None


def test_an_absence_that_paths_have_no_room_for_is_refused():
    with pytest.raises(ConfigError, match=r"--absent 250: should be at most \d+ sessions on paths of 1 years"):
        AlonePaths(PLAN, embedded_market(), HOW, (0, 250), compiled=False)
