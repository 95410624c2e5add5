"""The second stage of risk against its second telling from the table of trades, on settings by chance."""

import random
import tomllib
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from engine import backtest, load_config
from tests.oracles import slow_stages as slow

RUNS, ALWAYS = 60, (0, 42)
"""Runs of `make test`, in the second a trade of one's own was closed on a weekend; the rest are among the pages."""


def settings(draw, folder):
    first = date(1999, 1, 4) + timedelta(days=draw.randrange(5000))
    allowed, trades = draw.choice([0.002, 0.005, 0.01]), draw.choice([1, 3, 10])
    chosen = {
        "period.start": first,
        "period.end": first + timedelta(days=draw.randint(300, 2200)),
        "fx_trades.entry_window": draw.choice([5, 20, 55]),
        "fx_trades.exit_window": draw.choice([3, 5]),
        "fx_trades.allowed_loss": allowed,
        "fx_trades.free_margin": draw.choice([0.5, 2.0]),
        "fx.voluntary_stop": draw.choice([0.0, 1.2]),
        "fx_trades.attack_loss": 2 * allowed,
        "fx_trades.attack_trades": trades,
        "fx_trades.attack_win_rate": draw.choice([0.1, 0.25, 0.4]),
        "fx_trades.attack_payoff": draw.choice([0.5, 1.0, 2.0]),
        "fx_trades.attack_drawdown": draw.choice([0.01, 0.05, 0.3]),
    }
    own = []
    if draw.random() < 0.5:
        days = sorted(first + timedelta(days=draw.randint(-400, 900)) for _ in range(draw.randint(1, 25)))
        own = [(pd.Timestamp(day), draw.choice([-1.0, -0.8, 0.0, 0.5, 3.0])) for day in days]
        (folder / "own.csv").write_text(
            "closed,R\n" + "".join(f"{day:%Y-%m-%d},{many}\n" for day, many in own), encoding="utf-8"
        )
        chosen["fx_trades.record_file"] = f"'{folder / 'own.csv'}'"
    return [f"{name}={value}" for name, value in chosen.items()], own


def by_day(frame, *names):
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in names})


def differences(seed, folder, market):
    given, own = settings(random.Random(seed), folder)  # noqa: S311  (settings, not keys)
    path = backtest(load_config(None, given, pattern="fx_trades"), market).save(folder).path
    rule = tomllib.loads((path / "config.toml").read_text(encoding="utf-8"))["fx_trades"]
    told = by_day(pd.read_parquet(path / "fx_stages.parquet"), "date").set_index("date")
    closed = slow.trades_closed(by_day(pd.read_parquet(path / "trades.parquet"), "opened", "closed"))
    every = pd.concat([closed, slow.own_trades(own, rule["allowed_loss"])]) if own else closed
    again = slow.stages(told.index, rule, every.sort_values("closed", kind="stable"))
    unlike = told["stage"] != again["stage"]
    for name in ("recorded", "win_rate", "payoff", "drawdown", "allowed_loss"):
        numbers = [frame[name].astype(float) for frame in (told, again)]
        unlike |= ~np.isclose(*numbers, rtol=1e-9, atol=1e-12, equal_nan=True)
    return [
        f"{day:%Y-%m-%d}: {told.loc[day].to_dict()} and not {again.loc[day].to_dict()}"
        for day in told.index[unlike][:3]
    ]


@pytest.mark.parametrize(
    "seed", [seed if seed in ALWAYS else pytest.param(seed, marks=pytest.mark.pages) for seed in range(RUNS)]
)
def test_the_stage_of_every_evening_is_what_the_trades_say(market, tmp_path, seed):
    assert differences(seed, tmp_path, market) == []
