"""What a run of the pattern `cash` says beside its tables: notes on files and
calendars, a refusal of days that are no sessions.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from data.base.arrow import to_array
from data.base.days import Day, iso
from data.base.errors import DataError
from data.base.finding import warnings
from data.intake.published import file_hash, measured, overrides, published
from engine.analysis.cash_figures import cash_cost, cash_speed
from engine.manifest.event_notes import calendar_notes
from engine.settings.run_config import RunConfig
from engine.words.notes import Note, note

Tables = Mapping[str, pa.Table]
OLDEST = 366
"""Calendar days after which a valuation, or a value of conditions, is told to be old."""


def cash_notes(config: RunConfig, tables: Tables) -> Iterator[Note]:
    """What was not known, and that nothing was ever bought. Raises `DataError` for a
    deviation on a day that is no session.
    """
    if "cash_ratio" not in config.sections_read:
        return
    sessions = to_array(tables["equity"]["date"]).tolist()
    yield from _on_events(config, sessions)
    yield from _on_valuation(config, sessions)
    yield from _on_conditions(config, sessions)
    yield from _on_series(config, tables, sessions)
    yield from _on_deviations(config, sessions)
    yield from _figures(tables)
    wanted = tables["cash_rules"]["wanted_ratio"].to_pylist()
    if not tables["fills"].num_rows and any(ratio < 1.0 for ratio in wanted):
        yield note("never_invested")


def _figures(tables: Tables) -> Iterator[Note]:
    speed, cost = cash_speed(tables), cash_cost(tables)
    if speed:
        yield note("cash_speed", **{**speed._asdict(), "day": iso(speed.day)})
    if cost:
        yield note("cash_cost", **cost._asdict())


def cash_files(config: RunConfig) -> dict[str, str]:
    """SHA-256 of each file that the rules of the cash ratio read, by its path as it was given."""
    rules = (config.cash_valuation, config.cash_events, config.cash_conditions)
    series = (one.file for one in config.cash_series.named.values())
    named = (*(rule.file for rule in rules if rule.enabled), *series, config.deviations.file)
    return {path: file_hash(Path(path)) for path in named if path}


def _on_events(config: RunConfig, sessions: Sequence[Day]) -> Iterator[Note]:
    rule = config.cash_events
    if not rule.enabled:
        return
    yield from calendar_notes(rule, sessions)


def _on_valuation(config: RunConfig, sessions: Sequence[Day]) -> Iterator[Note]:
    rule = config.cash_valuation
    if not rule.enabled or rule.file is None:
        return
    series = published(Path(rule.file), rule.column, rule.lag_days)
    for warning in warnings(series.warnings):
        yield note("valuation_data", warning=warning, count=warning["count"])
    unknown = sum(series.age(day) is None for day in sessions)
    if unknown:
        yield note("no_valuation", sessions=unknown)
    age = series.age(sessions[-1])
    if age is not None and age > OLDEST:
        yield note("old_valuation", days=age)


def _on_conditions(config: RunConfig, sessions: Sequence[Day]) -> Iterator[Note]:
    rule = config.cash_conditions
    if not rule.enabled or rule.file is None:
        return
    series = measured(Path(rule.file), rule.column, rule.lag_days)
    unknown = sum(series.age(day) is None for day in sessions)
    if unknown:
        yield note("no_conditions", sessions=unknown)
    age = series.age(sessions[-1])
    if age is not None and age > OLDEST:
        yield note("old_conditions", days=age)


def _on_series(config: RunConfig, tables: Tables, sessions: Sequence[Day]) -> Iterator[Note]:
    for name, one in config.cash_series.named.items():
        series = measured(Path(one.file or ""), one.column, one.lag_days, minus=one.minus)
        ages = [series.age(day) for day in sessions]
        old = sum(age is not None and age > one.oldest_days for age in ages)
        rows = tables["cash_series"].filter(pc.equal(tables["cash_series"]["series"], name))
        unknown = rows["value"].null_count - old
        if unknown > 0:
            yield note("no_series", series=name, sessions=unknown)
        if old:
            yield note("old_series", series=name, sessions=old, days=one.oldest_days)
        yield from _in_one_band(name, len(one.asks), rows)


def _in_one_band(name: str, bands: int, rows: pa.Table) -> Iterator[Note]:
    """That the edges of a series told nothing apart, with the values between which it stood."""
    known = rows.filter(pc.is_valid(rows["value"]))
    if len(pc.unique(known["band"])) == 1:
        spread, band = pc.min_max(known["value"]).as_py(), known["band"][0].as_py()
        lowest, highest = spread["min"], spread["max"]
        yield note("series_in_one_band", series=name, band=band, bands=bands, lowest=lowest, highest=highest)


def _on_deviations(config: RunConfig, sessions: Sequence[Day]) -> Iterator[Note]:
    file = config.deviations.file
    if file is None:
        return
    written, known = overrides(Path(file)), set(sessions)
    for day in written:
        if sessions[0] < day < sessions[-1] and day not in known:
            raise DataError(
                f"{file}: {iso(day)} is no session of the market; give the session on which the ratio was in force"
            )
    idle = sum(not sessions[0] < day <= sessions[-1] for day in written)
    if idle:
        yield note("idle_deviations", count=idle)
