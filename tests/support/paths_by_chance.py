"""Accounts by chance on paths by chance, and what the event engine tells of one, in the words of the loop."""

from contextlib import suppress
from datetime import date
from functools import cache
from random import Random
from typing import NamedTuple

import numpy as np
import pytest

from data.base.days import day_of
from data.base.errors import ConfigError, DataError
from data.contracts.calendars import exchange
from data.market.embedded import embedded_market, long_market
from data.market.market import Market
from data.synthetic.crash_days import crash
from data.synthetic.generator import markov_market, span
from data.synthetic.path import PathColumns, PathDays, path_market
from engine.analysis.unit_value import FLOWS, worth_of
from engine.assembly.broker_terms import family_of
from engine.assembly.profile_path import account_path
from engine.fast.books import FALLS
from engine.fast.path_terms_of import require_bills
from engine.settings.run_config import RunConfig, parse_config
from engine.survival.histories import Histories, How, PathName, on_path
from tests.support.sparing import only
from validation.agreement_markets import stretch
from validation.agreement_settings import settings_by_chance

PATTERNS = (*"AAAAAAACCCCCBBBB", "core")
"""Patterns in turn."""
PATHS = 310
CRASHES = {1987: 3.0, 2008: 12.0, 2020: 6.0}
"""Years whose worst day comes again, and how often on a path: far more than it would, so that accounts are thrown out.
"""
ENDS = ("1987-06-30", "2000-06-30", "2008-06-30", "2017-06-30", "2023-11-30", "2024-06-28", "2025-03-31", "2026-07-10")
"""Last days of the markets that paths go on from: under most of them facts change on the way."""
TOKYO_UNTIL = 2018, 2023, 2024
"""Under the paths of the second, margin comes to be an expected shortfall; on those of the third it is one."""
ON_TOKYO = {
    "overlay": {"contract": "NK225MC"}, "capital": {"initial": 3e7, "currency": "JPY"},
    "futures": {"financing": "flat"},
}  # fmt: skip

STEEP = {"ratio": 1.5, "max_total_exposure": 4.0, "acknowledge_high_leverage": True}
IN_TURN = [
    {"pattern": "A", "overlay": STEEP, "halving": {"window": 5}},
    {"pattern": "A", "overlay": STEEP, "halving": {"window": 63}},
    {"pattern": "A", "overlay": {**STEEP, "ratio": 0.9}, "halving": {"window": 5}},
    {"pattern": "A", "overlay": STEEP, "halving": {"window": 63}, "fund": {"kind": "BIL"}},
]
"""Sessions are made by the window of volatility and by the fund; those of the first and the third account alike."""
ALIKE = [
    {"pattern": "C", "overlay": STEEP, "insurance": {"sessions_before": 0}},
    {"pattern": "C", "overlay": STEEP, "insurance": {"sessions_before": 15, "months": 3}},
    {"pattern": "A", "overlay": STEEP, "investor": {"currency": "JPY"}, "hedge": {"ratio": 1.0, "basis": 0.0}},
    {"pattern": "A", "overlay": STEEP, "investor": {"currency": "JPY"}, "hedge": {"ratio": 1.0, "basis": 0.03}},
]
"""Sessions of all four are made alike, but have not the same dates of options and costs of the currency hedge."""


def path_seeds():
    """Seeds of accounts on paths, some at a time: the first half dozen in `make test`, the others in `make pages`."""
    first = [range(start, start + 3) for start in range(0, 12, 3)]
    later = [range(start, start + 32) for start in range(12, PATHS, 32)]
    return only([*first, *later], *first[:2])


class PathCase(NamedTuple):
    """An account on a path: its configuration as it runs there but for `factor`, by which margin is multiplied, the
    path and its sessions.
    """

    config: RunConfig
    columns: PathColumns
    over: PathDays
    factor: float

    @property
    def market(self) -> Market:
        """The path as a market."""
        return path_market(self.columns, self.over, {})


def path_case(seed: int, pattern: str | None = None, years: int = 1) -> PathCase:
    """An account by chance on a path by chance that is a market; every tenth one trades futures in yen on Tokyo's
    sessions.
    """
    chance, tokyo = Random(seed), pattern is None and seed % 10 == 5  # noqa: S311  (settings are drawn, not keys)
    drawn = "A" if tokyo else pattern or PATTERNS[seed % len(PATTERNS)]
    while True:
        with suppress(DataError, ConfigError):
            case = _drawn(chance, seed, drawn, years, tokyo=tokyo)
            if len(case.market):
                return case


def _drawn(chance: Random, seed: int, drawn: str, years: int, *, tokyo: bool) -> PathCase:
    config = config_by_chance(chance, drawn, tokyo=tokyo)
    how = How(years, seed, chance.choice((1.0, 5.0, 63.0)), crashes_by_chance(chance, years))
    histories = Histories(
        [config], from_tokyo(TOKYO_UNTIL[seed // 10 % 3]) if tokyo else source_of(config, chance), how
    )
    require_same_terms(config, histories.over)
    name = PathName(chance.randrange(len(histories.kinds)), chance.choice((0, 0, 3)), seed)
    factor = chance.choice((1.0, histories.margin_factor(name), 1.3))
    return PathCase(config, histories.columns(name), histories.over, factor)


def config_by_chance(chance: Random, pattern: str, *, tokyo: bool = False) -> RunConfig:
    """Settings by chance that an account on a path can have."""
    while True:
        drawn = settings_by_chance(chance, stretch(chance), pattern, steep=0.6, yen=0.0 if tokyo else 0.2)
        told = {name: value for name, value in drawn.settings().items() if name not in {"period", "margin"}}
        told["margin"] = {"test": drawn.margin.test}
        for dated in ("absence", "outage", "stale", "flows"):
            told.get(dated, {}).pop("start", None)
        if chance.random() < 0.3:
            told["margin"] |= {"scenario": "multiply", "factor": chance.choice((0.5, 1.5))}
        if chance.random() < 0.3:
            told["execution"] = {"fill_at": "open"}
        if chance.random() < 0.3:
            told["fund"] |= {"mean_age": chance.choice((0.3, 17.0, 30.3, 91.7))}
        if tokyo:
            told |= {name: {**told[name], **values} for name, values in ON_TOKYO.items()}
        with suppress(ConfigError):
            config = on_path(parse_config(told))
            require_bills(config)
            return config


def require_same_terms(config: RunConfig, over: PathDays) -> None:
    """Raise `ConfigError` where the terms of an account change on the way, which the loop refuses."""
    if len(account_path(config, over.days[over.first], over.days[-1], family_of(config))) > 1:
        raise ConfigError("the terms of the account change on the way")


def crashes_by_chance(chance: Random, years: int = 1):
    """Some crashes, or none, for paths of so many years."""
    return tuple(crash(f"{year}:{times / years}") for year, times in CRASHES.items() if chance.random() < 0.4)


def source_of(config: RunConfig, chance: Random) -> Market:
    """A market that paths of an account can be drawn from."""
    if config.execution.fill_at == "open":
        return embedded_market()
    return until(chance.choice(ENDS), since_1928=chance.random() < 0.3)


@cache
def until(day: str, *, since_1928: bool = False) -> Market:
    """A market that comes with the program, as it stood on a day."""
    return (long_market() if since_1928 else embedded_market()).until(day_of(date.fromisoformat(day)))


@cache
def from_tokyo(until: int) -> Market:
    """A made-up market on Tokyo's sessions until the middle of a year, which knows nothing of the yen of a dollar."""
    return markov_market(1, span(date(until - 4, 7, 1), 4, exchange("XTKS"))).market


FIRSTS = {"call": "margin_call", "missed": "deadline_missed", "sale": "liquidation", "stop": "loss_stop"}
COUNTED = {
    "calls": "margin_call", "missed": "deadline_missed", "loss_cuts": "loss_cut", "liquidations": "liquidation",
    "stops": "loss_stop",
}  # fmt: skip


def happened(tables):
    """What the tables of a run tell, by the names of the loop's records."""
    table = tables["equity"]
    days = {day: row for row, day in enumerate(table["date"].to_pylist())}
    told = list(zip(tables["events"]["kind"].to_pylist(), tables["events"]["date"].to_pylist(), strict=True))
    rows = {kind: [days[day] for one, day in told if one == kind] for kind in {"ruin", *COUNTED.values()}}
    worth, (asked, collateral) = worth_of(tables), (table[name].to_numpy() for name in ("maintenance", "collateral"))
    falls = 1.0 - worth / np.maximum.accumulate(worth)
    return {
        **{name: len(rows[kind]) for name, kind in COUNTED.items()},
        "fills": tables["fills"].num_rows,
        "ruin": next(iter(rows["ruin"]), -1),
        **{f"first_{name}": next(iter(rows[kind]), -1) for name, kind in FIRSTS.items()},
        **{f"first_fall_{fall:.2f}": next(iter(np.flatnonzero(falls >= fall).tolist()), -1) for fall in FALLS},
        # summed by the loop from payment to payment, here by sessions
        "drawdown": pytest.approx(falls.max(), rel=1e-9, abs=1e-9) if FLOWS in tables else falls.max(),
        "least_ratio": min((collateral[asked > 0.0] / asked[asked > 0.0]).tolist(), default=np.inf),
    }


def told_by_the_loop(outcome):
    """The same of an outcome of the loop."""
    summary, firsts = outcome.summary, outcome.firsts
    return {
        **{name: getattr(summary, name) for name in (*COUNTED, "fills", "ruin", "drawdown", "least_ratio")},
        **{f"first_{name}": getattr(firsts, name) for name in FIRSTS},
        **{f"first_fall_{fall:.2f}": getattr(firsts, f"fall_{100 * fall:.0f}") for fall in FALLS},
    }


def given_up(tables, rates):
    """What cash earned less than the fund did, as a share of equity, of the tables of a run: by each night, the
    balance of the evening before times the fund's rates of the session, less what the ledger has as interest on cash.

    `rates` are income and expense of the fund by session, annual decimals.
    """
    table, ledger = tables["equity"], tables["ledger"]
    days = {day: row for row, day in enumerate(table["date"].to_pylist())}
    earned = np.zeros(len(days))
    for day, category, amount in zip(
        *(ledger[name].to_pylist() for name in ("date", "category", "amount")), strict=True
    ):
        if category == "cash_interest":
            earned[days[day]] += amount
    nights = np.diff([day.toordinal() for day in days]) / 365.0
    cash, equity = table["cash"].to_numpy()[:-1], table["equity"].to_numpy()[:-1]
    would_have = cash * (rates[0] - rates[1])[1:] * nights
    return float(np.where((cash > 0.0) & (equity > 0.0), (would_have - earned[1:]) / equity, 0.0).sum())
