"""The ledger of trials: every plan that was ever run into a folder, also when its run is gone.

A run that is saved is a look at its market, and the best of many looks is a good one by luck alone. So a folder of
results keeps, in `trials/`, what each saved run, comparison, sweep, worth or portfolio looked at: a file for each,
written once and whole under the name of its folder, so that processes need not know of each other. The same plan on
the same market is one trial, however often it was run. The files belong to the folder: who deletes them deletes the
proof of how often was looked, and `looks` says so.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import to_array, to_column
from data.base.bounded import read_bytes, read_json
from data.base.bounded_parquet import read_parquet
from data.base.cache import is_stamped, stamped
from data.base.columns import Column, arrow_schema
from data.base.days import Day
from data.base.durable import make_folder, not_written, write_file
from data.base.errors import ResultError
from data.base.parquet_written import write_parquet
from data.base.temporaries import temporary
from engine.analysis.effective_trials import effective_trials
from engine.analysis.investor import investor_tables
from engine.analysis.months import Months, months_of
from engine.analysis.record import life_of
from engine.analysis.sharpe import LEAST_MONTHS, carries_risk
from engine.results.folders import ACCOUNTS, COMPARISON, MANIFEST, SWEEP, TRIALS, WORTH, write_whole
from engine.results.schema_columns import text
from engine.results.stored import table_problems, version_of

By = Literal["run", "compare", "sweep", "worth", "size", "portfolio"]
COLUMNS = (
    text("digest", "SHA-256 of the settings and the files they name, by which a plan is known"),
    text("market", "SHA-256 of the market's content"),
    text("pattern", "pattern of the plan"),
    text("by", "what looked: run, compare, sweep, worth, size or portfolio"),
    Column("first", pa.date32(), "date", "first session"),
    Column("last", pa.date32(), "date", "last session"),
    Column("month", pa.date32(), "date", "first day of the month of the first return"),
    Column("returns", pa.list_(pa.float64()), "decimal", "return of each month less that of bills, a loss negative"),
)
STAMPED = 2
"""The first version of a file that has the hash of its content."""
SCHEMA = arrow_schema("trials", STAMPED, COLUMNS)
MOST = 1 << 26
"""Bytes of a file of the ledger."""
FOLDER = "folder"
"""Column of a ledger that is read: the folder that a trial was saved in, which begins with when that was, UTC."""


class Trial(NamedTuple):
    """A plan on a market: what it is known by (`known_by`), the hash of the market, the name of its pattern, its first
    and last session, and what it returned by month.
    """

    digest: str
    market: str
    kind: str
    first: Day
    last: Day
    months: Months


@dataclass(frozen=True, slots=True)
class Looks:
    """How often a market was looked at: trials, how many independent ones they amount to, and the variance of their
    Sharpe ratios, each in units of what chance gives one of so many months: a month's ratio x root (n - 1). `known` is
    False where there were others of which nothing is left.
    """

    count: int
    effective: float
    dispersion: float
    known: bool


NONE = Looks(0, 1.0, 0.0, known=False)
"""Of a run that stands in no folder."""


def known_by(digest: str, inputs: Mapping[str, str]) -> str:
    """What a plan is known by: the digest of its settings, and where these name files, that of their contents too
    (`inputs`, SHA-256 by path): another file of the same name is another plan.
    """
    return hashlib.sha256(json.dumps([digest, sorted(inputs.values())]).encode()).hexdigest() if inputs else digest


def trial_of(digest: str, market: str, kind: str, tables: Mapping[str, pa.Table]) -> Trial:
    """The trial that a run was, from its tables, in the investor's currency."""
    told = investor_tables(tables)
    days, bills = (to_array(told["equity"][name]) for name in ("date", "bill_return"))
    months = months_of(days, life_of(told).daily, bills[1:])
    return Trial(digest, market, kind, int(days[0]), int(days[-1]), months)


def write_looked(out: Path, name: str, write: Callable[[Path], None]) -> Path:
    """A new folder as `write_whole` makes one, of what is a look at a market: it gets its name only where its trials
    can be written down beside it. Raises `ResultError` where one or the other cannot be written.
    """

    def write_both(made: Path) -> None:
        write(made)
        parent = out / TRIALS
        try:
            make_folder(parent)
            with temporary(parent, Path.touch):
                pass
        except OSError as error:
            raise ResultError(not_written(parent, error)) from None

    return write_whole(out, name, write_both)


def record(out: Path | str, trials: Sequence[Trial], by: By, folder: str) -> None:
    """Write down the trials of what was saved as `folder` in the folder of results `out`. Raises `ResultError` where it
    cannot be written.
    """
    parent = Path(out) / TRIALS
    try:
        make_folder(parent)
        path, table = _place_of(parent, folder), _table(trials, by)
        # of the same second, after a clock was set back say: no look is forgotten
        before = _read(path)
        table = table if before is None else pa.concat_tables([before, table])
        told = table.replace_schema_metadata(stamped(table))
        write_file(path, lambda made: write_parquet(told, made))
    except OSError as error:
        raise ResultError(not_written(parent, error)) from None


def _place_of(parent: Path, folder: str) -> Path:
    """The file of a folder; where that is there and cannot be read it stays as it is, and the next is it."""
    names = (folder, *(f"{folder}.{number}" for number in range(2, 100)))
    places = [parent / f"{name}.parquet" for name in names]
    return next((one for one in places if not one.exists() or _read(one) is not None), places[0])


def _table(trials: Sequence[Trial], by: By) -> pa.Table:
    digest, market, kind, first, last, months = zip(*trials, strict=True) if trials else [()] * len(Trial._fields)
    words = [to_column(one, pa.string()) for one in (digest, market, kind, [by] * len(trials))]
    dates = [to_column(one, pa.date32()) for one in (first, last, [*map(_first_of, months)])]
    offsets = np.cumsum([0, *(len(one.excess) for one in months)])
    values = np.concatenate([np.empty(0), *(one.excess for one in months)])
    returns = pa.ListArray.from_arrays(to_column(offsets, pa.int32()), to_column(values, pa.float64()))
    return pa.table([*words, *dates, returns], schema=SCHEMA)


def _first_of(months: Months) -> Day:
    return int(months.months[0].astype("datetime64[D]").astype(np.int64)) if len(months.months) else 0


class Ledger(NamedTuple):
    """What is known of a folder's trials: a row of `SCHEMA` and `FOLDER` for each plan and market, the first that was
    written, the names of all folders that were told of, and of the files of it that cannot be read, or are not what was
    written.
    """

    trials: pa.Table
    folders: frozenset[str]
    unreadable: tuple[str, ...]


def ledger(out: Path | str) -> Ledger:
    """The ledger of a folder of results; one without trials where there is none."""
    files = sorted((Path(out) / TRIALS).glob("*.parquet"))
    read = {path.stem: _read(path) for path in files}
    tables = [_of_folder(table, name) for name, table in read.items() if table is not None]
    unreadable = tuple(file.name for file in files if read[file.stem] is None)
    found = pa.concat_tables(tables or [_of_folder(_table([], "run"), "")])
    keys = zip(found["digest"].to_pylist(), found["market"].to_pylist(), strict=True)
    places = {key: place for place, key in reversed(list(enumerate(keys)))}
    return Ledger(_rows(found, sorted(places.values())), frozenset(read), unreadable)


def _of_folder(table: pa.Table, name: str) -> pa.Table:
    return table.append_column(pa.field(FOLDER, pa.string()), to_column([name] * len(table), pa.string()))


def _read(path: Path) -> pa.Table | None:
    try:
        table = read_parquet(pa.py_buffer(read_bytes(path, MOST)), most=MOST)
        known = table.select(SCHEMA.names).cast(SCHEMA)
        whole = version_of(table.schema) < STAMPED or is_stamped(table)
        return known if whole and not any(table_problems(known, COLUMNS)) else None
    except (OSError, ValueError, KeyError, pa.ArrowException):
        return None


def of_market(known: Ledger, market: str) -> pa.Table:
    """Trials of a ledger on the market with this hash."""
    markets = known.trials["market"].to_pylist()
    return _rows(known.trials, [place for place, one in enumerate(markets) if one == market])


def _rows(table: pa.Table, places: Sequence[int]) -> pa.Table:
    return table.take(to_column(places, pa.int64()))


def looks(out: Path | str, market: str, known: Ledger | None = None) -> Looks:
    """How often a market, by the hash of its content, was looked at in a folder of results. Trials without risk over
    bills count as looks, and are no independent ones.
    """
    found = known or ledger(out)
    trials = of_market(found, market)
    risky = [months for months in returns_of(trials) if _carries_risk(months)]
    sharpe = [_in_units_of_chance(one.excess) for one in risky]
    return Looks(
        len(trials),
        effective_trials(_side_by_side(risky)),
        float(np.var(sharpe, ddof=1)) if len(sharpe) > 1 else 0.0,
        not found.unreadable and bool(len(trials)) and not any(_strangers(Path(out), market, found)),
    )


def _in_units_of_chance(excess: Floats) -> float:
    return float(excess.mean() / excess.std(ddof=1) * np.sqrt(len(excess) - 1.0))


def returns_of(trials: pa.Table) -> list[Months]:
    """Monthly returns over bills of each trial of a ledger."""
    whole = trials["returns"].combine_chunks()
    values, offsets = (to_array(pa.chunked_array([one])) for one in (whole.values, whole.offsets))
    starts = to_array(trials["month"]).astype("datetime64[D]").astype("datetime64[M]")
    return [
        Months(np.arange(month, month + (stop - start)), values[start:stop])
        for month, start, stop in zip(starts, offsets[:-1], offsets[1:], strict=True)
    ]


def _carries_risk(months: Months) -> bool:
    return len(months.excess) >= LEAST_MONTHS and carries_risk(months.excess)


def _side_by_side(trials: Sequence[Months]) -> Floats:
    """Returns of trials over all months of any of them, shape (n, t), NaN where one has none."""
    if not trials:
        return np.empty((0, 1))
    first = min(one.months[0] for one in trials)
    wide = np.full((len(trials), int((max(one.months[-1] for one in trials) - first).astype(int)) + 1), np.nan)
    for row, one in zip(wide, trials, strict=True):
        row[(one.months - first).astype(int)] = one.excess
    return wide


def _strangers(out: Path, market: str, known: Ledger) -> Iterator[str]:
    """What was saved of a market, by name of its folder, of which the ledger knows nothing."""
    told = set(zip(known.trials["digest"].to_pylist(), known.trials["market"].to_pylist(), strict=True))
    for file in _saved(out):
        folder = file.relative_to(out).parts[0]
        if folder not in known.folders:
            digests, of = _looked_at(file)
            if of == market and not {(digest, of) for digest in digests} <= told:
                yield folder


def _saved(out: Path) -> Iterator[Path]:
    """Manifests of runs, sweeps, worths and accounts in a folder; what stands in a hidden one was never finished."""
    for name in (MANIFEST, SWEEP, WORTH, f"{ACCOUNTS}/*/{MANIFEST}"):
        for file in out.glob(f"*/{name}"):
            if not file.relative_to(out).parts[0].startswith(".") and not (file.parent / COMPARISON).exists():
                yield file


def _looked_at(file: Path) -> tuple[set[str], str]:
    """Digests of what was looked at, and the market, by a manifest; empty where it cannot be read as one. A worth does
    not keep those of its variants: its digest is its own, and is no plan's.
    """
    try:
        manifest = read_json(file)
        market = manifest["market"]["content_sha256"]
        if file.name == SWEEP:
            ran = read_parquet(file.with_name("runs.parquet"), ["digest", "refused"])
            return {row["digest"] for row in ran.to_pylist() if row["refused"] is None}, market
        if file.name == MANIFEST:
            return {known_by(manifest["config_digest"], manifest.get("inputs", {}))}, market
        return {manifest["digest"]}, market
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pa.ArrowException):
        return set(), ""
