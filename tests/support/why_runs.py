"""Runs of every kind whose days are explained, and what is asked of a page."""

from random import Random

import pytest

from data.base.days import date_of, day_of
from engine import backtest, load_config, run_own
from engine.assembly.market_seen import market_for
from tests.support import accounts_by_chance
from tests.support.own_strategies import Bracketed, ByChance

SPRING = "period=2020-02-03..2020-05-29"
KINDS = {
    "A": ("pattern=A", SPRING),
    "B": ("pattern=B", "period=2017-01-03..2017-06-30"),
    "C": ("pattern=C", SPRING, "capital.initial=3000000"),
    "core": ("pattern=core", SPRING),
    "fx": ("pattern=fx", SPRING),
    "fx_trades": ("pattern=fx_trades", SPRING),
    "fx_range": ("pattern=fx_range", SPRING),
    "hedge": ("pattern=hedge", SPRING, "short.when=downtrend"),
    "cash": ("pattern=cash", SPRING),
    "yen": ("pattern=A", SPRING, "investor.currency=JPY", "hedge.ratio=0.5"),
    "stopping": ("pattern=A", SPRING, "overlay.ratio=2", "overlay.max_total_exposure=4",
                 "overlay.acknowledge_high_leverage=true", "investor.currency=JPY", "hedge.ratio=0.5"),
    "called": ("pattern=A", SPRING, "account.profile=jp_retail_futures", "overlay.ratio=3",
               "overlay.max_total_exposure=5", "overlay.acknowledge_high_leverage=true", "halving.enabled=false",
               "stops.monthly_loss=off", "stops.voluntary=false", "cash.buffer=0"),
}  # fmt: skip


def configured(settings):
    top = dict(one.split("=", 1) for one in settings if one.startswith("pattern="))
    return load_config(None, [one for one in settings if not one.startswith("pattern=")], **top)


def all_runs(whole_market):
    """(run, the market it saw) of each kind."""
    found = {}
    for name, settings in KINDS.items():
        config = configured(settings)
        found[name] = backtest(config, whole_market), market_for(config, whole_market)
    for strategy in (ByChance, Bracketed):
        found[strategy.__name__] = run_own(strategy, load_config(None, (SPRING,)), whole_market), whole_market
    random = Random(27)  # noqa: S311
    drawn = accounts_by_chance.at_new_york(random)
    found["drawn"] = backtest(load_config(None, [f"{k}={v}" for k, v in drawn.items()]), whole_market), whole_market
    drawn, tokyo = accounts_by_chance.at_tokyo(random)
    found["tokyo"] = backtest(load_config(None, [f"{k}={v}" for k, v in drawn.items()]), tokyo), tokyo
    return found


def days_of(run):
    return [day_of(one) for one in run.table("equity")["date"].to_pylist()]


def some_days(runs, count=6):
    """Days by chance, and the first and last, of every run."""
    random = Random(5)  # noqa: S311
    for name, (run, market) in runs.items():
        days = days_of(run)
        events = [day_of(one) for one in run.table("events")["date"].to_pylist()]
        chosen = {days[0], days[-1], *random.sample(days, count), *random.sample(events, min(len(events), count))}
        for day in sorted(chosen & {*days}):
            yield name, run, market, day


def chapter(why, name):
    return next(one.said for one in why.chapters if one.name == name)


def values(why, name, *codes):
    return [dict(one.values) for one in chapter(why, name) if one.code in codes]


def on(run, table, day, column="date"):
    return [row for row in run.table(table).to_pylist() if row[column] == date_of(day)]


def adds_up(name, run, day, why):
    equity = dict(zip(days_of(run), run.table("equity")["equity"].to_pylist(), strict=True))
    paid = sum(one["amount"] for one in values(why, "money", "paid_in"))
    opened = paid if why.before is None else equity[why.before]
    gained = sum(one["amount"] for one in values(why, "money", "gain", "gain_of"))
    assert abs(gained - (equity[day] - opened)) <= 1e-9 * max(abs(equity[day]), 1.0), (name, day)
    (told,) = values(why, "money", "sum")
    assert (told["before"], told["equity"]) == (opened, equity[day])
    assert told["gained"] == pytest.approx(gained, abs=1e-9)


def costs(run, day, why):
    """The fills told of a day, whose costs are those of the ledger."""
    fills = values(why, "dealt", "fill")
    assert len(fills) + len(values(why, "dealt", "expired")) == len(on(run, "fills", day))
    dealt = {one["contract"] for one in fills}
    posted = [row for row in on(run, "ledger", day) if row["contract"] in dealt]
    for name, categories in (("spread", ("spread", "roll_cost", "liquidation_cost")), ("commission", ("commission",))):
        paid = -sum(row["amount"] for row in posted if row["category"] in categories)
        assert sum(one[name] for one in fills) == pytest.approx(paid, abs=1e-6)
    return len(fills)
