"""Margin calls once more: a plain loop over `docs/account.md`, held against the events of the engine's runs."""

import json
from random import Random

import numpy as np
import pytest

from data.base.arrow import to_column
from data.market.market import Market
from data.sessions.market_table import SCHEMA
from engine import backtest, load_config
from tests.oracles.slow_account import disagreements, retell, told_by_day
from tests.oracles.slow_broker import Broker
from tests.oracles.slow_market import day_number, iso
from tests.support.seeds import seeds

KINDS = ("warning", "margin_call", "call_met", "deadline_missed", "loss_cut", "ruin")
CRASHES = ("2002-07-01", "2008-09-02", "2008-10-20", "2011-07-25", "2015-08-10", "2018-01-29", "2018-10-01")
DROPS = (
    (0.19,),
    (0.15, 0.15),
    (0.12,) * 4,
    (0.3,),
    (0.25, 0.1),
    (0.1, -0.05, 0.1),
    (0.35, -0.1),
    (0.4,),
    (0.4,),
    (0.5,),
)


def told_events(result):
    """(day, kind, amount) of the events that are the broker's."""
    events = [event for event in result.frame("events").itertuples() if event.kind in KINDS]
    return [(day_number(event.Index), event.kind, json.loads(event.numbers).get("amount")) for event in events]


def first_difference(told, retold, tolerance):
    """Which events come first in one story and not in the other; `None` where both are the same."""
    for ours, theirs in zip(retold, told, strict=False):
        if ours[:2] != theirs[:2] or (ours[2] is not None and abs(ours[2] - theirs[2]) > tolerance):
            return {"docs": ours, "engine": theirs}
    return None if len(told) == len(retold) else {"docs": retold[len(told) :][:1], "engine": told[len(retold) :][:1]}


def compare(market, settings, result):
    broker = Broker(settings)
    retold = retell(market, settings, result, broker)
    said = [(market.days[row], kind, amount) for row, kind, amount in broker.said]
    odd = [(iso(market.days[row]), *rest) for row, *rest in broker.odd]
    differing = disagreements(told_by_day(result), retold)
    return differing, first_difference(told_events(result), said, 1e-9 * settings["capital"]["initial"]), odd


def first_row(market, day):
    return next(row for row, session in enumerate(market.days) if iso(session) >= day)


def random_rows(market, rng, *, crash):
    if crash:
        first = rng.randrange(first_row(market, "2006-06-01"), len(market.days) - 200)
    elif rng.random() < 0.6:
        first = first_row(market, rng.choice(CRASHES)) - rng.randrange(60)
    else:
        first = rng.randrange(300, len(market.days) - 200)
    return first, min(first + rng.randrange(100, 150), len(market.days) - 1)


def crashed(market, row, drops):
    """The market, fallen by each of `drops` on one session after another."""
    factor = np.ones(len(market.days))
    for place, drop in enumerate(drops, start=row):
        factor[place:] *= 1 - drop
    table = market.table
    for name in ("open", "high", "low", "close"):
        column = to_column(factor * market.floats(name), SCHEMA.field(name).type)
        table = table.set_column(table.schema.get_field_index(name), SCHEMA.field(name), column)
    return Market(table, index="SPX")


def random_settings(market, rng, first, last):
    start, end = iso(market.days[first]), iso(market.days[last])
    return {
        "period.start": start,
        "period.end": end,
        "execution.fill_at": rng.choice(["open", "close"]) if start >= "2006-06-01" else "close",
        "capital.initial": rng.choice([30_000.0, 250_000.0, 1e6, 2e7]),
        "fund.mean_age": rng.choice([0.0, 60.0]),
        "overlay.ratio": rng.choice([0.5, 1.0, 2.0, 3.0, 3.0, 3.0]),
        "overlay.contract": rng.choice(["MES", "MES", "ES"]),
        "overlay.max_total_exposure": 4.0,
        "overlay.acknowledge_high_leverage": "true",
        "overlay.rebalance": rng.choice(["daily", "monthly", "quarterly"]),
        "overlay.band": rng.choice([0.0, 0.03, 0.2]),
        "halving.enabled": rng.choice(["true", "false", "false"]),
        "stops.voluntary": rng.choice(["true", "false", "false"]),
        "account.profile": rng.choice(["us_fcm_tbill", "cme_ief2", "retail_cash_margin", "jp_retail_futures"]),
        "account.grace": rng.randrange(3),
        "account.closing_delay": rng.randrange(2),
        "account.recovery_counts": rng.choice(["true", "false"]),
        "account.loss_cut_level": rng.choice([0.0, 0.5, 0.8]),
        "account.liquidation": rng.choice([0.0, 1.0, 4.0]),
        "account.negative_cash": rng.choice(["true", "false"]),
        "account.redemption_lag": rng.randrange(6),
        "account.margin_multiple": rng.choice([1.0, 1.0, 2.0, 3.0, 4.0, 6.0]),
        "account.debit_spread": rng.uniform(0.0, 0.1),
        "cash.sleeve": rng.choice([0.0, 0.1, 0.5]),
        "cash.buffer": rng.choice([0.0, 0.01, 0.05, 0.3]),
        "cash.band": rng.choice([0.0, 0.13, 0.5]),
    }


def random_run(market, seed):
    """A market, fallen deeper than it ever did for every second seed, and settings."""
    rng = Random(seed)  # noqa: S311
    first, last = random_rows(market, rng, crash=seed % 2 == 0)
    if seed % 2 == 0:
        market = crashed(market, first + rng.randrange(10, 60), rng.choice(DROPS))
    settings = random_settings(market, rng, first, last)
    return market, load_config(None, [f"{name}={value}" for name, value in settings.items()], pattern="A")


@pytest.mark.parametrize("seed", seeds(200))
def test_calls_are_what_the_loop_says(market, seed):
    ours, config = random_run(market, seed)
    differing, events, odd = compare(ours, config.settings(), backtest(config, ours))
    assert (differing[:3], events, odd) == ([], None, [])
