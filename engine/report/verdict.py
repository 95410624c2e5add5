"""The first screen of a report: what the comparison says in words, and five numbers for each run."""

from typing import Any, NamedTuple

from data.arrow import to_array
from data.days import iso
from engine.analysis.checks import tolerable_falls
from engine.analysis.investor import investor_tables
from engine.analysis.sides import net_short
from engine.analysis.uncertainty import BILLS
from engine.comparison import Comparison
from engine.words import Words
from strategies.names import FX_PATTERNS


class FiveNumbers(NamedTuple):
    """A run in five numbers, decimals; None where one is not defined. The interval is that of the return over bills."""

    run: str
    over_bills: float | None
    interval: tuple[float, float] | None
    worst: float | None
    closest_call: float | None
    cost_drag: float | None
    calls: int


def five_numbers(comparison: Comparison) -> list[FiveNumbers]:
    """The five numbers of each run, in the order of the comparison."""
    figures, intervals = comparison.metrics(), over_bills(comparison)
    return [
        FiveNumbers(
            name, of["excess_return"], intervals.get(name), of["max_drawdown"], of["closest_call"], of["cost_drag"],
            int(of["margin_calls"] or 0),
        )
        for name, of in figures.items()
    ]  # fmt: skip


def over_bills(comparison: Comparison) -> dict[str, tuple[float, float]]:
    """Confidence interval of each run's return over bills, by its name."""
    return {row["run"]: (row["low"], row["high"]) for row in differences(comparison) if row["against"] == BILLS}


def differences(comparison: Comparison) -> list[dict[str, Any]]:
    """Differences in return over bills with their intervals."""
    rows = comparison.table("differences").to_pylist()
    return [row for row in rows if row["statistic"] == "excess_return"]


def verdict(comparison: Comparison, say: Words) -> list[str]:
    """The comparison in a few sentences: return, differences, worst fall, margin calls, costs."""
    numbers = five_numbers(comparison)
    return [
        *(_earned(one, _riskless(comparison, say), say) for one in numbers),
        *([_between(comparison, say)] if len(numbers) > 1 else []),
        _deepest(comparison, numbers, say),
        _calls(comparison, numbers, say),
    ]


def _earned(one: FiveNumbers, bills: str, say: Words) -> str:
    if one.over_bills is None:
        return say("verdict.too_short", run=one.run, bills=bills)
    key = "verdict.more" if one.over_bills >= 0.0 else "verdict.less"
    told = say(key, run=one.run, size=f"{abs(one.over_bills):.2%}", bills=bills)
    if one.interval is None:
        return told + say("verdict.no_interval")
    low, high = one.interval
    sure = "verdict.sure" if low > 0.0 or high < 0.0 else "verdict.unsure"
    return told + say(sure, low=f"{low:+.2%}", high=f"{high:+.2%}")


def _riskless(comparison: Comparison, say: Words) -> str:
    """What returns are measured against, by the currency in which they are told."""
    return say(f"riskless.{next(iter(comparison.runs.values())).currency}")


def _between(comparison: Comparison, say: Words) -> str:
    rows = [row for row in differences(comparison) if row["against"] != BILLS]
    beyond = [row for row in rows if row["low"] > 0.0 or row["high"] < 0.0]
    if not beyond:
        return say("verdict.no_difference")
    told = [
        say("verdict.difference", run=row["run"], other=row["against"], size=f"{row['difference']:+.2%}")
        for row in beyond
    ]
    return say("verdict.differences", which=say("verdict.and").join(told))


def _deepest(comparison: Comparison, numbers: list[FiveNumbers], say: Words) -> str:
    worst = min(numbers, key=lambda one: one.worst or 0.0)
    if not worst.worst:
        return say("verdict.no_fall")
    equity = investor_tables(comparison.runs[worst.run].tables)["equity"]
    trough = int(to_array(equity["drawdown"]).argmin())
    return say("verdict.fall", run=worst.run, size=f"{-worst.worst:.1%}", date=_day(equity, trough))


def _calls(comparison: Comparison, numbers: list[FiveNumbers], say: Words) -> str:
    called = [one for one in numbers if one.calls]
    if called:
        return say("verdict.called", which=", ".join(f"{one.run} ({one.calls})" for one in called))
    held = [one for one in numbers if one.closest_call is not None]
    if not held:
        return say("verdict.no_futures")
    near = min(held, key=lambda one: one.closest_call or 0.0)
    run = comparison.runs[near.run]
    market = say("verdict.dollar" if run.config.pattern in FX_PATTERNS else "verdict.index")
    if near.closest_call is not None and near.closest_call >= 1.0:
        return say("verdict.unreachable", market=market)
    falls = tolerable_falls(run)
    place = int((falls == falls[falls == falls].min()).argmax())  # noqa: PLR0124  (NaN is not itself)
    key = "verdict.near_rise" if net_short(run.tables)[place] else "verdict.near"
    return say(key, run=near.run, market=market, size=f"{near.closest_call:.0%}", date=_day(run.table("equity"), place))


def _day(table: Any, row: int) -> str:
    return iso(int(to_array(table["date"])[row]))
