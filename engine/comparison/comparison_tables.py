"""Runs side by side: the tables of a comparison, each a pure function of loaded runs and the market they ran on."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.arrow import Values, to_array, to_column
from data.base.errors import ConfigError
from data.market.market import Market
from data.signals.regime_rules import REGIME_RULES, RegimeRules
from data.signals.regimes import ExPostLabels
from engine.account.ledger import CATEGORIES
from engine.analysis.against_index import index_returns
from engine.analysis.attribution import (
    Attribution,
    Codes,
    by_source,
    contributions,
    daily_attribution,
    months_of,
    rules_of,
    summed,
    years_of,
)  # fmt: skip
from engine.analysis.dominance import Measure, dominance
from engine.analysis.drawdowns import max_drawdown
from engine.analysis.ex_post_regimes import CrashWindow, crash_windows, labelled
from engine.analysis.returns import (
    DAYS_PER_YEAR,
    LEAST_QUARTER,
    LEAST_YEAR,
    Days,
    excess_return,
    returns,
    sessions_per_year,
    volatility,
)
from engine.analysis.uncertainty import Interval, Resampling, compare_runs
from engine.analysis.unit_value import worth_of
from engine.comparison.comparison_schemas import SCHEMAS

Tables = Mapping[str, pa.Table]
Periods = Callable[[Days], tuple[Codes, list[str]]]
Row = tuple[object, ...]


class Side(NamedTuple):
    """What the tables of a comparison need of a run, computed once: its tables, attribution and bill returns (n,)."""

    tables: Tables
    attribution: Attribution
    bills: Floats


Sides = Mapping[str, Side]
Labelled = Mapping[str, ExPostLabels]


def comparison_tables(
    runs: Mapping[str, Tables], market: Market, told: Floats | None = None, rules: RegimeRules = REGIME_RULES
) -> dict[str, pa.Table]:
    """All tables of a comparison of runs but the differences and the measure of the overlay, by name. Raises
    `ConfigError` for runs of other sessions.

    `told` are closes of the index as returns are compared with it, for all sessions of the market; by default as they
    were. `rules` are what regimes are told by.
    """
    _check_dates(runs)
    sides = {
        name: Side(tables, daily_attribution(tables), to_array(tables["equity"]["bill_return"]))
        for name, tables in runs.items()
    }
    days = next(iter(sides.values())).attribution.days
    first = market.row_from(int(days[0]))
    rows = slice(first, first + len(days))
    closes = market.floats("close")[rows]
    index = np.concatenate([[0.0], returns(closes if told is None else told[rows])])
    labels = labelled(market, rules)
    return {
        "regimes": regimes_table(sides, labels, rows),
        "sessions": sessions_table(days, closes, labels, rows),
        "attribution": attribution_table(sides),
        "rules": rules_table(sides),
        "months": periods_table("months", months_of, sides, index),
        "years": periods_table("years", years_of, sides, index),
        "crises": crises_table(sides, crash_windows(market.days[rows], closes, rules.crash)),
    }


def sessions_table(days: Days, closes: Floats, labels: Labelled, rows: slice) -> pa.Table:
    """The index and the label of each scheme, session by session, "" where there are none of one's own; `rows` are
    those of the market that the runs have,
    days and closes (index points) are of these, (n,).
    """
    named = {scheme: np.array(one.names)[one.codes[rows]] for scheme, one in labels.items()}
    columns: dict[str, Values] = {"date": days, "index": closes, **named}
    schema, none = SCHEMAS["sessions"], np.full(len(days), "")
    return pa.table([to_column(columns.get(field.name, none), field.type) for field in schema], schema=schema)


def regimes_table(sides: Sides, labels: Labelled, rows: slice) -> pa.Table:
    """What each run did in each regime of each scheme; within a scheme the amounts of a source sum to its total."""
    return filled("regimes", [
        (run, scheme, *row)
        for run, side in sides.items()
        for scheme, one in labels.items()
        for row in _group_rows(side, one.names, one.codes[rows])
    ])  # fmt: skip


def _group_rows(side: Side, names: Sequence[str], codes: Codes) -> list[Row]:
    amounts = summed(side.attribution, codes, len(names))
    return [
        (
            name, int((codes == code).sum()), float((codes == code).mean()),
            *_returns_within(side, codes == code),
            *by_source(side.attribution.categories, amounts[code]).values(),
        )
        for code, name in enumerate(names)
    ]  # fmt: skip


def _returns_within(side: Side, chosen: NDArray[np.bool_]) -> tuple[float | None, ...]:
    """(return over bills a year, in all, volatility a year, worst drawdown within a spell) of
    chosen sessions; None for fewer than two.

    What is a year's needs a year of such sessions, or for volatility a quarter, by the calendar days that each ends.
    """
    if chosen.sum() < 2:
        return None, None, None, None
    daily, days = side.attribution.returns, side.attribution.days
    years, per_year = float(np.diff(days, prepend=days[0])[chosen].sum()) / DAYS_PER_YEAR, sessions_per_year(days)
    edges = np.flatnonzero(np.diff(chosen.astype(np.int8))) + 1
    spells = zip(np.split(daily, edges), np.split(chosen, edges), strict=True)
    worst = min(_drawdown(spell) for spell, inside in spells if inside[0])
    return (
        excess_return(daily[chosen], side.bills[chosen], per_year) if years >= LEAST_YEAR else None,
        float((daily - side.bills)[chosen].sum()),
        volatility(daily[chosen], per_year) if years >= LEAST_QUARTER else None,
        worst,
    )


def _drawdown(daily: Floats) -> float:
    return max_drawdown(np.cumprod(np.concatenate([[1.0], 1.0 + np.maximum(daily, -1.0)])))


def attribution_table(sides: Sides) -> pa.Table:
    """What each category earned each run, in currency and as a part of its compounded return, decimal; a cost is
    negative.
    """
    rows: list[Row] = []
    for name, side in sides.items():
        daily = side.attribution
        parts = _linked(daily, np.ones(len(daily.days), dtype=bool))
        rows += [
            (name, category, CATEGORIES[category], total, part)
            for category, total, part in zip(daily.categories, daily.amounts.sum(axis=0), parts, strict=True)
        ]
    return filled("attribution", rows)


def _linked(attribution: Attribution, chosen: NDArray[np.bool_]) -> Floats:
    """Contributions of the categories to the return of chosen sessions, NaN where the account was lost."""
    linked = contributions(attribution, chosen)
    return np.full(len(attribution.categories), np.nan) if linked is None else linked


def rules_table(sides: Sides) -> pa.Table:
    """What each run did while each rule was in force; amounts of a source sum to its total over rules."""
    states = {name: rules_of(side.tables) for name, side in sides.items()}
    return filled("rules", [
        (name, *row) for name, (codes, rules) in states.items() for row in _group_rows(sides[name], rules, codes)
    ])  # fmt: skip


def periods_table(table: str, periods: Periods, sides: Sides, index: Floats) -> pa.Table:
    """Return of each run in each month or year, of bills and of the index, decimals, and which source contributed what
    to it. `index` are its returns by session, (n,), 0 on the first.
    """
    return filled(table, [
        (name, *row) for name, side in sides.items() for row in _period_rows(side, index, periods)
    ])  # fmt: skip


def _period_rows(side: Side, index: Floats, periods: Periods) -> list[Row]:
    attribution, rows = side.attribution, list[Row]()
    codes, names = periods(attribution.days)
    for code, name in enumerate(names):
        chosen = codes == code
        compounded = (float(np.prod(1.0 + one[chosen]) - 1.0) for one in (attribution.returns, side.bills, index))
        parts = by_source(attribution.categories, _linked(attribution, chosen))
        rows.append((name, *compounded, *parts.values()))
    return rows


def differences_table(
    runs: Mapping[str, Tables], plan: Resampling | None, riskless: str, baseline: str | None = None
) -> pa.Table:
    """Differences of each pair of runs, later less earlier, or of each from the `baseline`, and of each from the
    riskless returns under their name, with their confidence intervals.

    Raises `DataError` for too few sessions to resample.
    """
    pairs = compare_runs(runs, plan, riskless=riskless, baseline=baseline)
    return filled("differences", [
        (second, first, statistic, *_interval(interval))
        for (first, second), found in pairs.items()
        for statistic, interval in found.items()
        if interval is not None
    ])  # fmt: skip


def _interval(one: Interval) -> tuple[float | int, ...]:
    """A difference as later run less earlier: the core comes first, and patterns are read
    against it. No difference is 0.0, never -0.0.
    """
    return (
        0.0 - one.estimate,
        0.0 - one.high,
        0.0 - one.low,
        one.level,
        one.count,
        one.seed,
        one.block,
        one.adjusted_p,
        one.looks,
    )


def crises_table(sides: Sides, windows: Sequence[CrashWindow]) -> pa.Table:
    """Crash windows of the index within the runs, and what each run did from peak to trough: a decimal, a loss
    negative.
    """
    rows: list[Row] = []
    for name, side in sides.items():
        worth = worth_of(side.tables)
        for window in windows:
            peak, trough = np.searchsorted(side.attribution.days, [window.peak, window.trough])
            gained = float(worth[trough] / worth[peak] - 1.0) if worth[peak] > 0.0 else np.nan
            rows.append((name, window.peak, window.first_flag, window.trough, window.end, window.depth, gained))
    return filled("crises", rows)


def dominance_table(runs: Mapping[str, Tables], planned: Mapping[str, float], market: Market) -> pa.Table:
    """What the overlay carried over every twelve whole months against its plan, measured in account currency; `planned`
    ratios by run, as in `Measure`.
    """
    rows: list[Row] = []
    for name, tables in runs.items():
        daily, bills = daily_attribution(tables), to_array(tables["equity"]["bill_return"])
        index = np.concatenate([[0.0], index_returns(market, daily.days.tolist())])
        found = dominance(daily, Measure(planned[name], index, bills, market.calendar))
        rows += [(name, *window) for window in found]
    return filled("dominance", rows)


def _check_dates(runs: Mapping[str, Tables]) -> None:
    spans = {name: to_array(tables["equity"]["date"]) for name, tables in runs.items()}
    first = next(iter(spans))
    for name, days in spans.items():
        if not np.array_equal(days, spans[first]):
            raise ConfigError(
                f"runs {first} and {name} have other sessions: compare runs of the same period and market"
            )


def filled(name: str, rows: Sequence[Row]) -> pa.Table:
    """A table of a comparison from its rows, values in the order of its columns."""
    schema = SCHEMAS[name]
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [
        to_column(list(values), field.type, nullable=field.nullable)
        for values, field in zip(columns, schema, strict=True)
    ]
    return pa.table(arrays, schema=schema)
