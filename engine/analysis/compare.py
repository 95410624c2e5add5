"""Runs side by side: the tables of a comparison, each a pure function of loaded runs and the market they ran on."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.arrow import to_array, to_column
from data.errors import ConfigError
from data.market import Market
from data.volatility import SESSIONS_PER_YEAR, Floats
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
from engine.analysis.dominance import dominance
from engine.analysis.regimes import SCHEMES, crash_windows
from engine.analysis.returns import Days, volatility
from engine.analysis.uncertainty import Interval, Resampling, compare_runs
from engine.comparison_schemas import SCHEMAS
from engine.ledger import CATEGORIES

Tables = Mapping[str, pa.Table]
SOURCES = tuple(dict.fromkeys(CATEGORIES.values()))
Row = tuple[object, ...]


def comparison_tables(runs: Mapping[str, Tables], market: Market) -> dict[str, pa.Table]:
    """All tables of a comparison of runs but the differences, by name. Raises `ConfigError` for runs of other sessions."""
    _check_dates(runs)
    days = to_array(next(iter(runs.values()))["equity"]["date"])
    first = market.place(int(days[0]))
    rows = slice(first, first + len(days))
    return {
        "regimes": regimes_table(runs, market, rows),
        "attribution": attribution_table(runs),
        "rules": rules_table(runs),
        "months": periods_table("months", months_of, runs, market, rows),
        "years": periods_table("years", years_of, runs, market, rows),
        "crises": crises_table(runs, market, rows),
        "dominance": dominance_table(runs),
    }


def regimes_table(runs: Mapping[str, Tables], market: Market, rows: slice) -> pa.Table:
    """What each run did in each regime of each scheme; within a scheme the amounts of a source sum to its total."""
    labelled = {scheme: label(market) for scheme, label in SCHEMES.items()}
    return _table("regimes", [
        (run, scheme, *row)
        for run, tables in runs.items()
        for scheme, labels in labelled.items()
        for row in _regime_rows(tables, labels.names, labels.codes[rows])
    ])  # fmt: skip


def _regime_rows(tables: Tables, names: Sequence[str], codes: Codes) -> list[Row]:
    attribution, bills = daily_attribution(tables), to_array(tables["equity"]["bill_return"])
    amounts = summed(attribution, codes, len(names))
    return [
        (
            name, int((codes == code).sum()), float((codes == code).mean()),
            *_returns_within(attribution, bills, codes == code), *_sources(attribution, amounts[code]),
        )
        for code, name in enumerate(names)
    ]  # fmt: skip


def _returns_within(attribution: Attribution, bills: Floats, chosen: NDArray[np.bool_]) -> tuple[float, float, float]:
    """(annualised return over bills, volatility, worst drawdown within a spell) of chosen sessions; NaN where undefined."""
    daily = attribution.returns[chosen]
    if len(daily) < 2:
        return np.nan, np.nan, np.nan
    excess = float((daily - bills[chosen]).mean() * SESSIONS_PER_YEAR)
    spells = np.split(attribution.returns, np.flatnonzero(np.diff(chosen.astype(np.int8))) + 1)
    inside = np.split(chosen, np.flatnonzero(np.diff(chosen.astype(np.int8))) + 1)
    worst = min(_drawdown(spell) for spell, within in zip(spells, inside, strict=True) if within[0])
    return excess, volatility(daily) or 0.0, worst


def _drawdown(daily: Floats) -> float:
    levels = np.cumprod(np.concatenate([[1.0], 1.0 + np.maximum(daily, -1.0)]))
    return float((levels / np.maximum.accumulate(levels) - 1.0).min())


def _sources(attribution: Attribution, amounts: Floats) -> tuple[float, ...]:
    split = by_source(attribution.categories, amounts)
    return tuple(split[source] for source in SOURCES)


def attribution_table(runs: Mapping[str, Tables]) -> pa.Table:
    """What each category earned each run, in currency and as a part of its compounded return."""
    rows: list[Row] = []
    for name, tables in runs.items():
        daily = daily_attribution(tables)
        linked = contributions(daily, np.ones(len(daily.days), dtype=bool))
        parts = np.full(len(daily.categories), np.nan) if linked is None else linked
        totals = daily.amounts.sum(axis=0)
        rows += [
            (name, category, CATEGORIES[category], float(total), float(part))
            for category, total, part in zip(daily.categories, totals, parts, strict=True)
        ]
    return _table("attribution", rows)


def rules_table(runs: Mapping[str, Tables]) -> pa.Table:
    """What each run did while each rule was in force; amounts of a source sum to its total over rules."""
    rows: list[Row] = []
    for name, tables in runs.items():
        codes, rules = rules_of(tables)
        rows += [(name, *row) for row in _regime_rows(tables, rules, codes)]
    return _table("rules", rows)


def periods_table(
    table: str,
    periods: Callable[[Days], tuple[Codes, list[str]]],
    runs: Mapping[str, Tables],
    market: Market,
    rows: slice,
) -> pa.Table:
    """Return of each run in each month or year, of bills and of the index, and which source contributed what to it."""
    closes = market.floats("close")[rows]
    index = np.concatenate([[0.0], closes[1:] / closes[:-1] - 1.0])
    return _table(table, [
        (name, *row) for name, tables in runs.items() for row in _period_rows(tables, index, periods)
    ])  # fmt: skip


def _period_rows(tables: Tables, index: Floats, periods: Callable[[Days], tuple[Codes, list[str]]]) -> list[Row]:
    attribution, bills = daily_attribution(tables), to_array(tables["equity"]["bill_return"])
    codes, names = periods(attribution.days)
    rows: list[Row] = []
    for code, name in enumerate(names):
        chosen = codes == code
        linked = contributions(attribution, chosen)
        parts = [np.nan] * len(SOURCES) if linked is None else list(by_source(attribution.categories, linked).values())
        rows.append((name, *(_compounded(one[chosen]) for one in (attribution.returns, bills, index)), *parts))
    return rows


def _compounded(daily: Floats) -> float:
    return float(np.prod(1.0 + daily) - 1.0)


def differences_table(runs: Mapping[str, Tables], plan: Resampling | None) -> pa.Table:
    """Differences of each pair of runs with their confidence intervals; a single run has none.

    Raises `DataError` for too few sessions to resample.
    """
    pairs = compare_runs(runs, plan) if len(runs) > 1 else {}
    return _table("differences", [
        (second, first, statistic, *_interval(interval))
        for (first, second), found in pairs.items()
        for statistic, interval in found.items()
        if interval is not None
    ])  # fmt: skip


def _interval(one: Interval) -> tuple[float | int, ...]:
    """A difference as later run less earlier: the core comes first, and patterns are read against it."""
    return -one.estimate, -one.high, -one.low, one.level, one.count, one.seed, one.block


def crises_table(runs: Mapping[str, Tables], market: Market, rows: slice) -> pa.Table:
    """Crash windows of the index that overlap the runs, and what each run did from peak to trough."""
    days, closes = market.days[rows], market.floats("close")[rows]
    found: list[Row] = []
    for name, tables in runs.items():
        equity, dates = to_array(tables["equity"]["equity"]), to_array(tables["equity"]["date"])
        for window in crash_windows(days, closes):
            peak, trough = np.searchsorted(dates, [window.peak, window.trough])
            gained = float(equity[trough] / equity[peak] - 1.0) if equity[peak] > 0.0 else np.nan
            found.append((name, window.peak, window.first_flag, window.trough, window.end, window.depth, gained))
    return _table("crises", found)


def dominance_table(runs: Mapping[str, Tables]) -> pa.Table:
    """The overlay's share of risk and of profit and loss, month by month."""
    rows: list[Row] = []
    for name, tables in runs.items():
        found = dominance(daily_attribution(tables))
        shares = (found.risk_share.tolist(), found.pnl_share.tolist(), found.leads.tolist())
        rows += [(name, *row) for row in zip(found.months, *shares, strict=True)]
    return _table("dominance", rows)


def _check_dates(runs: Mapping[str, Tables]) -> None:
    spans = {name: to_array(tables["equity"]["date"]) for name, tables in runs.items()}
    first = next(iter(spans))
    for name, days in spans.items():
        if not np.array_equal(days, spans[first]):
            raise ConfigError(
                f"runs {first} and {name} have other sessions: compare runs of the same period and market"
            )


def _table(name: str, rows: Sequence[Row]) -> pa.Table:
    schema = SCHEMAS[name]
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [
        to_column(list(values), field.type, nullable=field.nullable)
        for values, field in zip(columns, schema, strict=True)
    ]
    return pa.table(arrays, schema=schema)
