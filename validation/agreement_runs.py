"""One run by two drivers: what each tells of it, where they differ, and what it was like."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

import pyarrow as pa

from data.base.days import Day
from data.base.errors import OverlayError
from data.market.market import Market
from engine.assembly.open_account import open_account
from engine.bt.cerebro import run_strategy
from engine.fast.runs import FastBooksFull, FastFill
from engine.fast.simulate import simulate
from engine.runs.collected_tables import collect_tables
from engine.settings.run_config import RunConfig
from validation.agreement_counts import days_of, happened
from validation.agreement_markets import crash_market, stretch, tokyo_market
from validation.agreement_settings import settings_by_chance

BOUND = 1e-9
"""Relative to the larger of the event engine's value and 1, beyond which two values differ."""
DRAWN = (*"AAAAAAAACCCCCCBBBBB", "core")
"""Patterns in turn."""
ON_TOKYO = 3
"""Of those so many, all of pattern A, in crashes on Nikkei futures."""
STEEP = 0.4, 0.8
"""Share of overlays that a fall does not leave alone: on history, and in a crash."""
YEN = 0.15
"""Share of investors in yen."""
EVENTS = "margin_call", "call_met", "deadline_missed", "loss_cut", "liquidation", "ruin", "expiry", "warning"
"""Kinds of events that the account itself has."""


class Case(NamedTuple):
    """Settings, and the market they are run on."""

    config: RunConfig
    market: Market


class Told(NamedTuple):
    """What a driver tells of a run: equity of every session (account currency), every fill, every event of
    `EVENTS`; or the sentence with which it refuses the settings, and nothing else.
    """

    days: Sequence[Day] = ()
    equity: Sequence[float] = ()
    fills: Sequence[FastFill] = ()
    events: Sequence[tuple[Day, str]] = ()
    refused: str = ""


class Compared(NamedTuple):
    """One run by two drivers: where they differ beyond `BOUND` (empty: nowhere), how many values have not the same
    bits, the worst difference of equity, how many sessions and fills there were, and how often what happened.
    """

    differences: tuple[str, ...]
    unequal: int
    worst: float
    sessions: int
    fills: int
    counts: Counter[str]


Driver = Callable[[RunConfig, Market], Told]


def case(seed: int) -> Case:
    """A run by chance: even seeds on history, odd ones in a crash."""
    chance = Random(seed)  # noqa: S311  (settings are drawn, not keys)
    pattern, in_a_crash = DRAWN[seed // 2 % len(DRAWN)], bool(seed % 2)
    fallen = tokyo_market if seed // 2 % len(DRAWN) < ON_TOKYO else crash_market
    market = fallen(chance) if in_a_crash else stretch(chance)
    steep = STEEP[in_a_crash]
    return Case(settings_by_chance(chance, market, pattern, steep=steep, yen=YEN), market)


def compare(one: Case, driver: Driver) -> Compared:
    """A run by the event engine, held against that of another driver."""
    tables, told = event_engine(*one)
    other = driver(*one)
    differences = tuple(_differences(told, other))
    pairs = [*zip(told.equity, other.equity, strict=False), *_prices(told.fills, other.fills)]
    worst = max((_apart(*pair) for pair in zip(told.equity, other.equity, strict=False)), default=0.0)
    unequal = [1 for mine, yours in pairs if mine != yours]
    return Compared(
        differences,
        len(unequal),
        worst,
        len(told.days),
        len(told.fills),
        happened(*one, tables) if tables else Counter(),
    )


def event_engine(config: RunConfig, market: Market) -> tuple[dict[str, pa.Table], Told]:
    """The tables of a run, and what they tell; no tables where the settings are refused."""
    try:
        feed, broker = open_account(config, market)
        kind = config.kind
        strategy = run_strategy(feed, broker, kind.strategy_class, **kind.params(config, broker.terms.profile))
        tables = collect_tables(strategy, broker)
    except OverlayError as error:
        return {}, Told(refused=str(error))
    rows = [tables["fills"][name].to_pylist() for name in FastFill._fields[1:]]
    fills = [FastFill(*row) for row in zip(days_of(tables["fills"]), *rows, strict=True)]
    kinds = zip(days_of(tables["events"]), tables["events"]["kind"].to_pylist(), strict=True)
    events = [one for one in kinds if one[1] in EVENTS]
    return tables, Told(days_of(tables["equity"]), tables["equity"]["equity"].to_pylist(), fills, events)


def _differences(told: Told, other: Told) -> Iterator[str]:
    """The first difference of each kind, in a sentence."""
    if bool(told.refused) != bool(other.refused):
        yield f"refused: {told.refused or 'no'}; {other.refused or 'no'}"
        return
    for name in ("days", "events", "fills"):
        mine, yours = (list(getattr(one, name)) for one in (told, other))
        if name == "fills":
            mine, yours = ([one[:3] for one in fills] for fills in (mine, yours))
        if mine != yours:
            yield f"{name}: {_first(mine, yours)}"
    for name, pairs in (("equity", list(zip(told.equity, other.equity, strict=False))),
                        ("prices", _prices(told.fills, other.fills))):  # fmt: skip
        far = [(place, *pair) for place, pair in enumerate(pairs) if not _apart(*pair) <= BOUND]
        if far:
            yield f"{name}: {len(far)} of {len(pairs)}, the first at {far[0]}"


def _first(mine: Sequence[object], yours: Sequence[object]) -> str:
    """Where two lists part."""
    place = next((at for at, pair in enumerate(zip(mine, yours, strict=False)) if pair[0] != pair[1]), None)
    if place is None:
        place = min(len(mine), len(yours))
    return f"{mine[place : place + 2]} or {yours[place : place + 2]} at {place} of {len(mine)} and {len(yours)}"


def _prices(mine: Sequence[FastFill], yours: Sequence[FastFill]) -> list[tuple[float, float]]:
    """Price, half-spread and commission of fills, in pairs."""
    return [pair for one, other in zip(mine, yours, strict=False) for pair in zip(one[3:], other[3:], strict=True)]


def _apart(mine: float, yours: float) -> float:
    return abs(yours - mine) / max(abs(mine), 1.0)


def fast(config: RunConfig, market: Market, *, compiled: bool | None = None) -> Told:
    """What the second driver tells: in plain Python, compiled, or (None) compiled where that is possible."""
    try:
        run = simulate(config, market, compiled=compiled)
    except (OverlayError, FastBooksFull) as error:
        return Told(refused=str(error))
    return Told(run.days, run.equity, run.fills, [(one.day, one.kind) for one in run.events if one.kind in EVENTS])
