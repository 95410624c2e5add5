"""Runs set side by side: like with like, and what is unlike apart with the reason."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.base.days import iso
from data.base.errors import ConfigError, DataError, OverlayError
from data.base.meant import nearest
from data.market.market import Market
from engine.analysis.against_index import index_closes, index_returns
from engine.analysis.investor import investor_tables
from engine.analysis.metrics import index_metrics, metrics
from engine.analysis.uncertainty import RISKLESS, Resampling
from engine.comparison.across import across
from engine.comparison.common_sessions import between
from engine.comparison.comparable import Group, Runs, groups_of, markets_of, span_of
from engine.comparison.comparison import Comparison, named
from engine.comparison.comparison_schemas import SCHEMAS
from engine.comparison.comparison_tables import comparison_tables, differences_table, dominance_table, filled
from engine.comparison.likeness import other_capital, other_file, other_program, said_apart
from engine.comparison.regime_scheme import RegimeScheme, ToldBy, regime_notes, told_by
from engine.comparison.retold import in_yen
from engine.results import stored
from engine.results.run import RunResult
from engine.results.sealed import FORMAT
from engine.settings.reach import planned_overlay
from engine.words.notes import Note, note, refused


class Asked(NamedTuple):
    """How to compare: the scheme of regimes shown first, what regimes are told by, how to resample, and the run from
    which differences are.
    """

    scheme: str
    regimes: ToldBy
    plan: Resampling
    baseline: str | None


def compare_results(
    runs: Mapping[str, RunResult],
    market: Market | Sequence[Market],
    scheme: str | RegimeScheme = "trend",
    plan: Resampling | None = None,
    *,
    as_it_is_today: bool = False,
    baseline: str | None = None,
) -> Comparison:
    """Set finished runs side by side. Each must have run on `market`, or on one of several; capital and broker may
    differ. Runs of other sessions are compared on those that all have; dollars beside yen are told in yen where the
    market knows the rate; what is on another market, in another currency, or shares no sessions stands in a comparison
    of its own (`Comparison.apart`) with the reason, and the table `across` has the figures that can be told of all.
    With a `baseline`, the name of one of them, differences are those of the others from it, and no more looks are
    counted.

    `scheme` is the one shown first; the tables have all, told by the settings [regimes] of the runs where they all have
    the same, and by what a `RegimeScheme` says in their place. With `as_it_is_today` the runs may have been made on the
    program's own market as an earlier version had it: a note says that index and regimes are those of today. Raises
    `ConfigError` for a run on none of the markets, for an unknown scheme, or a baseline that is no run.
    """
    given = [market] if isinstance(market, Market) else list(market)
    where, notes = markets_of(runs, given, as_it_is_today=as_it_is_today)
    wanted = RegimeScheme(scheme) if isinstance(scheme, str) else scheme
    regimes, other = told_by(runs, wanted)
    check_baseline(baseline, list(runs))
    asked = Asked(wanted.name, regimes, plan or Resampling(), baseline)
    told, groups = _grouped(runs, where)
    made = [_compared(group, asked) for group in groups]
    first = _with_notes(made[0], [*notes, *other_program(told), *other])
    return first if len(groups) == 1 else _with_apart(first, made[1:], groups)


def check_baseline(baseline: str | None, runs: Sequence[str]) -> None:
    """Raise `ConfigError` for a baseline that is none of the runs."""
    if baseline is not None and baseline not in runs:
        meant = f"; did you mean {near[0]}?" if (near := nearest(baseline, runs)) else ""
        raise ConfigError(f"baseline {baseline!r}: is none of the runs {', '.join(runs)}{meant}")


def _grouped(runs: Runs, where: Mapping[str, Market]) -> tuple[Runs, list[Group]]:
    """The runs as they are told, and which are like with like: dollars in yen where they stand beside yen on one
    market that knows the rate.
    """
    in_both = {
        where[one].digest
        for one in runs
        for other in runs
        if where[one].digest == where[other].digest and runs[one].currency != runs[other].currency
    }
    told = {name: _told(run, where[name]) if where[name].digest in in_both else run for name, run in runs.items()}
    return told, groups_of(told, where)


def _told(run: RunResult, market: Market) -> RunResult:
    try:
        return in_yen(run, market)
    except OverlayError:
        return run


def _compared(group: Group, asked: Asked) -> Comparison:
    """The comparison of runs that are like with like."""
    market, whole = group.market, group.runs
    runs = {name: between(run, group.common) for name, run in whole.items()} if group.common else whole
    baseline = asked.baseline if asked.baseline in runs else None
    found = {name: investor_tables(run.tables) for name, run in runs.items()}
    closes = index_closes(market, next(iter(runs.values())).currency if _abroad(runs) else "USD")
    differences, untested = _differences(found, asked.plan, RISKLESS[next(iter(runs.values())).currency], baseline)
    planned = {name: planned_overlay(run.config) for name, run in runs.items()}
    tables = {
        "metrics": metrics_table(runs, market, closes),
        **comparison_tables(found, market, closes, asked.regimes.rules),
        "dominance": dominance_table({name: run.tables for name, run in runs.items()}, planned, market),
        "differences": differences,
    }
    made: dict[str, Any] = {"regimes": asked.scheme, **asked.regimes.told(), "resampling": asdict(asked.plan)}
    made |= {} if baseline is None else {"baseline": baseline}
    made |= {"common": list(map(iso, group.common))} if group.common else {}
    notes = untested + _carried_more(tables["dominance"]) + regime_notes(asked.regimes, market, runs)
    manifest = {**_manifest(runs, tables, made), "notes": notes}
    return _with_notes(
        Comparison(dict(runs), tables, manifest, whole=dict(whole)),
        [*other_capital(whole), *other_file(group), *_said_of_sessions(group)],
    )


def _said_of_sessions(group: Group) -> list[Note]:
    """What runs that are cut have in common, and which have more than that."""
    if group.common is None:
        return []
    first, last = map(iso, group.common)
    count = between(next(iter(group.runs.values())), group.common).table("equity").num_rows
    longer = [name for name, run in group.runs.items() if span_of(run) != group.common]
    return [note("common_sessions", count=count, first=first, last=last, longer=longer)]


def _with_notes(made: Comparison, notes: Sequence[Note]) -> Comparison:
    """The comparison with notes before its own."""
    return replace(made, manifest={**made.manifest, "notes": [*notes, *made.manifest["notes"]]})


def _with_apart(first: Comparison, others: Sequence[Comparison], groups: list[Group]) -> Comparison:
    """The first comparison with those that stand apart, the reason of each, and what can be told of all."""
    found = across(groups)
    reasons = [said_apart(group, groups[0]) for group in groups[1:]]
    apart = tuple(
        replace(one, manifest={**one.manifest, "apart_because": why}) for one, why in zip(others, reasons, strict=True)
    )
    tables = {**first.tables, "across": filled("across", found.rows)}
    digests = [one.manifest["digest"] for one in (first, *apart)]
    made = {
        "digest": hashlib.sha256(json.dumps(digests).encode()).hexdigest(),
        "across": found.plain(),
        "tables": stored.told(tables, SCHEMAS),
        "notes": [*first.manifest["notes"], *reasons, *found.notes],
    }
    return replace(first, tables=tables, manifest={**first.manifest, **made}, apart=apart)


def _carried_more(table: pa.Table) -> list[Note]:
    """The finding that an overlay carried more than its plan: in how many windows of twelve
    months, and in which the most.
    """
    windows: dict[str, list[dict[str, Any]]] = {}
    for row in table.to_pylist():
        if row["risk_of_plan"] is not None:
            windows.setdefault(row["run"], []).append(row)
    return [_most_carried(run, rows) for run, rows in windows.items() if any(row["carried_more"] for row in rows)]


def _most_carried(run: str, rows: Sequence[Mapping[str, Any]]) -> Note:
    most = max(rows, key=lambda row: row["risk_of_plan"])
    return note(
        "carried_more", run=run, count=[row["carried_more"] for row in rows].count(True), total=len(rows),
        times=most["risk_of_plan"], month=most["month"],
    )  # fmt: skip


def _differences(
    runs: Mapping[str, Mapping[str, pa.Table]], plan: Resampling, riskless: str, baseline: str | None
) -> tuple[pa.Table, list[Note]]:
    """(the table, what to say about it): too short a period has no intervals, and the comparison says so."""
    try:
        return differences_table(runs, plan, riskless, baseline), []
    except DataError as error:
        return SCHEMAS["differences"].empty_table(), [note("no_intervals", why=refused(error))]


def _abroad(runs: Mapping[str, RunResult]) -> bool:
    """Whether the runs are told in another currency than their accounts'."""
    return any(run.currency != run.config.capital.currency for run in runs.values())


def metrics_table(runs: Mapping[str, RunResult], market: Market, closes: Floats) -> pa.Table:
    """Every figure of every run, in long form; null where it is not defined. `closes` of the index are of all sessions
    of the market, in the currency in which the runs are told. Raises `DataError` as `index_returns` does.
    """
    rows = [
        (name, metric, value)
        for name, run in runs.items()
        for metric, value in {
            **metrics(run.tables),
            **index_metrics(
                investor_tables(run.tables),
                index_returns(market, to_array(run.table("equity")["date"]).tolist(), closes),
            ),
        }.items()
    ]
    columns = list(zip(*rows, strict=True))
    return pa.table(
        [pa.array(values, field.type) for values, field in zip(columns, SCHEMAS["metrics"], strict=True)],
        schema=SCHEMAS["metrics"],
    )


def _manifest(
    runs: Mapping[str, RunResult], tables: Mapping[str, pa.Table], asked: Mapping[str, Any]
) -> dict[str, Any]:
    """What a comparison says of itself; `asked` is the scheme of regimes, how to resample, and the baseline if any."""
    made = {"runs": {name: named(run) for name, run in runs.items()}, **asked}
    return {
        "format": FORMAT,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "hypothetical_until": next(iter(runs.values())).hypothetical_until,
        "digest": hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest(),
        **made,
        "tables": stored.told(tables, SCHEMAS),
    }
