"""A comparison: runs of the same dates, market and capital under their names, and the tables
that set them side by side.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.base.errors import ConfigError, DataError, ResultError
from data.market.market import Market
from engine.analysis.against_index import index_closes, index_returns
from engine.analysis.investor import investor_tables
from engine.analysis.metrics import index_metrics, metrics
from engine.analysis.uncertainty import RISKLESS, Resampling
from engine.comparison.comparable import check_same
from engine.comparison.comparison_schemas import SCHEMAS, TABLES
from engine.comparison.comparison_tables import comparison_tables, differences_table, dominance_table
from engine.comparison.regime_scheme import RegimeScheme, regime_notes, told_by
from engine.results import checksums, stored
from engine.results.folders import COMPARISON, write_whole
from engine.results.run import RunResult, load_run
from engine.results.trials import record
from engine.results.views import Shown
from engine.settings.reach import planned_overlay
from engine.words.notes import Note, note, refused

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Comparison(Shown):
    """Runs by name, the tables of their comparison (Arrow, by name), and its manifest. `path`
    is its folder once it has one.
    """

    runs: dict[str, RunResult]
    tables: dict[str, pa.Table]
    manifest: dict[str, Any]
    path: Path | None = None

    @property
    def hypothetical_until(self) -> str | None:
        """Day before which nothing of the runs could have been held, ISO; None where they began later."""
        told: str | None = self.manifest.get("hypothetical_until")
        return told

    @property
    def baseline(self) -> str | None:
        """The run from which the differences are; None where they are those of all pairs."""
        told: str | None = self.manifest.get("baseline")
        return told

    def metrics(self) -> dict[str, dict[str, float | None]]:
        """Figures by name of the run, those against the index included, in the units of `docs/metrics.md`; None where
        one is not defined.
        """
        figures: dict[str, dict[str, float | None]] = {}
        for run, metric, value in zip(
            *(self.tables["metrics"][name].to_pylist() for name in ("run", "metric", "value")), strict=True
        ):
            figures.setdefault(run, {})[metric] = value
        return figures

    def table(self, name: str) -> pa.Table:
        """A table in Arrow form; `equity` is the equity of all runs side by side. Raises
        `ResultError` for an unknown name.
        """
        if name == "equity":
            return equity_curves(self.runs)
        if name not in self.tables:
            raise ResultError(f"unknown table {name!r}; a comparison has equity, {', '.join(self.tables)}")
        return self.tables[name]

    def frame(self, name: str) -> "pd.DataFrame":
        """A table as a DataFrame. Raises `ResultError` for an unknown name."""
        frame: pd.DataFrame = self.table(name).to_pandas(date_as_object=False)
        return frame

    def save(self, folder: Path | str = "results") -> "Comparison":
        """Write each run that has no folder there yet, the comparison beside them, and all into the ledger of trials
        there; returns it with its paths. Raises `ResultError` where they cannot be written.
        """
        parent = Path(folder)
        runs = {name: run if _stands_in(run, parent) else run.save(parent) for name, run in self.runs.items()}
        manifest = {
            **self.manifest,
            "runs": {
                name: {**_named(run), "account": run.config.account.told, "folder": _folder(run)}
                for name, run in runs.items()
            },
        }
        stamp = manifest["started"][:19].replace("-", "").replace(":", "")
        path = write_whole(
            parent,
            f"{stamp}-compare-{manifest['digest'][:6]}",
            lambda temporary: _write(self.tables, manifest, temporary),
        )
        record(parent, [run.trial for run in runs.values()], "compare", path.name)
        return Comparison(runs, self.tables, manifest, path)


def compare_results(
    runs: Mapping[str, RunResult],
    market: Market,
    scheme: str | RegimeScheme = "trend",
    plan: Resampling | None = None,
    *,
    as_it_is_today: bool = False,
    baseline: str | None = None,
) -> Comparison:
    """Set finished runs side by side. They must have run on `market`, on the same sessions,
    with the same capital; their brokers may differ. With a `baseline`, the name of one of them, differences are those
    of the others from it, and no more looks are counted.

    `scheme` is the one shown first; the tables have all, told by the settings [regimes] of the runs where they all have
    the same, and by what a `RegimeScheme` says in their place. With `as_it_is_today` the runs may have been made on the
    program's own market as an earlier version had it: a note says that index and regimes are those of today. Raises
    `ConfigError` where they did not, for an unknown scheme, or a baseline that is no run.
    """
    notes = check_same(runs, market, as_it_is_today=as_it_is_today)
    asked = RegimeScheme(scheme) if isinstance(scheme, str) else scheme
    regimes, other = told_by(runs, asked)
    check_baseline(baseline, list(runs))
    plan = plan or Resampling()
    found = {name: investor_tables(run.tables) for name, run in runs.items()}
    closes = index_closes(market, next(iter(runs.values())).currency if _abroad(runs) else "USD")
    differences, untested = _differences(found, plan, RISKLESS[next(iter(runs.values())).currency], baseline)
    planned = {name: planned_overlay(run.config) for name, run in runs.items()}
    tables = {
        "metrics": metrics_table(runs, market, closes),
        **comparison_tables(found, market, closes, regimes.rules),
        "dominance": dominance_table({name: run.tables for name, run in runs.items()}, planned, market),
        "differences": differences,
    }
    notes += untested + _carried_more(tables["dominance"]) + other + regime_notes(regimes, market, runs)
    made = {
        "regimes": asked.name,
        **regimes.told(),
        "resampling": asdict(plan),
        **({} if baseline is None else {"baseline": baseline}),
    }
    return Comparison(dict(runs), tables, {**_manifest(runs, tables, made), "notes": notes})


def check_baseline(baseline: str | None, runs: Sequence[str]) -> None:
    """Raise `ConfigError` for a baseline that is none of the runs."""
    if baseline is not None and baseline not in runs:
        raise ConfigError(f"baseline {baseline!r}: is none of the runs {', '.join(runs)}")


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


def equity_curves(runs: Mapping[str, RunResult]) -> pa.Table:
    """Equity of all runs by session, one column for each, in the investor's currency."""
    first = next(iter(runs.values())).table("equity")
    columns = {
        "date": first["date"],
        **{name: investor_tables(run.tables)["equity"]["equity"] for name, run in runs.items()},
    }
    fields = [first.schema.field("date"), *(first.schema.field("equity").with_name(name) for name in runs)]
    return pa.table(list(columns.values()), schema=pa.schema(fields, metadata=first.schema.metadata))


def load_comparison(path: Path | str) -> Comparison:
    """Read a comparison and its runs. Raises `ResultError` when it is not one, or when it is not what was written."""
    folder = Path(path)
    with stored.reading(folder, "a comparison"):
        manifest = json.loads((folder / COMPARISON).read_text(encoding="utf-8"))
        tables = stored.read_tables(folder, manifest["tables"])
        changed = stored.changed(folder, manifest, tables)
        tables = stored.as_known(tables, TABLES, SCHEMAS)
        folders = {name: folder.parent / entry["folder"] for name, entry in manifest["runs"].items()}
        stored.require(manifest, "notes", "regimes", runs=folders)
    if changed:
        raise ResultError(f"{folder}: {changed[0]} is not what was written; compare again")
    runs = {name: load_run(path) for name, path in folders.items()}
    for name, run in runs.items():
        if not _named(run).items() <= manifest["runs"][name].items():
            raise ResultError(f"{folder}: {run.path} is not the run {name} that was compared; compare again")
    return Comparison(runs, tables, manifest, folder)


def _manifest(
    runs: Mapping[str, RunResult], tables: Mapping[str, pa.Table], asked: Mapping[str, Any]
) -> dict[str, Any]:
    """What a comparison says of itself; `asked` is the scheme of regimes, how to resample, and the baseline if any."""
    made = {"runs": {name: _named(run) for name, run in runs.items()}, **asked}
    return {
        "format": stored.FORMAT,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "hypothetical_until": next(iter(runs.values())).hypothetical_until,
        "digest": hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest(),
        **made,
        "tables": stored.told(tables, SCHEMAS),
    }


def _named(run: RunResult) -> dict[str, str]:
    """What a comparison tells of a run."""
    return {
        "pattern": run.config.kind.name,
        "config_digest": run.manifest["config_digest"],
        "market_sha256": run.manifest["market"]["content_sha256"],
    }


def _stands_in(run: RunResult, parent: Path) -> bool:
    return run.path is not None and run.path.resolve().parent == parent.resolve()


def _folder(run: RunResult) -> str:
    return run.path.name if run.path else ""


def _write(tables: Mapping[str, pa.Table], manifest: dict[str, Any], folder: Path) -> None:
    today = {
        "format": stored.FORMAT,
        "tables": stored.write_tables(folder, tables, SCHEMAS, manifest.get("hypothetical_until")),
    }
    (folder / COMPARISON).write_text(json.dumps({**manifest, **today}, indent=2) + "\n", encoding="utf-8")
    checksums.seal(folder)
