"""A comparison: runs that are like with like under their names, the tables that set them side by side, and what stands
apart from them.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from data.base.days import day_of
from data.base.errors import ResultError
from data.base.meant import unknown_table
from engine.comparison.common_sessions import between
from engine.comparison.comparable import Span
from engine.comparison.comparison_schemas import SCHEMAS, TABLES
from engine.comparison.curves import WHATS, curves
from engine.comparison.manifest_shape import MANIFEST as MANIFEST_SHAPE
from engine.results import checksums, stored
from engine.results.folders import APART, COMPARISON, MANIFEST
from engine.results.manifest_shapes import require_shape
from engine.results.opened import Opened
from engine.results.run import RunResult, load_run
from engine.results.sealed import FORMAT, place_within
from engine.results.trials import record, write_looked
from engine.results.views import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Comparison(Shown):
    """Runs by name, the tables of their comparison (Arrow, by name), and its manifest. `path` is its folder once it has
    one. `whole` are the same runs with all of their sessions, of which `runs` have those that all have; `apart` the
    comparisons of runs that are not like these, each with the reason.
    """

    runs: dict[str, RunResult]
    tables: dict[str, pa.Table]
    manifest: dict[str, Any]
    path: Path | None = None
    whole: dict[str, RunResult] = field(default_factory=dict)
    apart: tuple["Comparison", ...] = ()

    def __post_init__(self) -> None:
        """Runs are whole where nothing else is said."""
        if not self.whole:
            object.__setattr__(self, "whole", self.runs)

    @property
    def groups(self) -> tuple["Comparison", ...]:
        """Itself and the comparisons that stand apart from it."""
        return self, *self.apart

    @property
    def all_runs(self) -> dict[str, RunResult]:
        """All runs by name, whole, those that stand apart too."""
        found: dict[str, RunResult] = {}
        for group in self.groups:
            found |= {name: run for name, run in group.whole.items() if name not in found}
        return found

    @property
    def hypothetical_until(self) -> str | None:
        """Day before which nothing of the runs could have been held, ISO; None where they began later."""
        told: str | None = self.manifest.get("hypothetical_until")
        return told

    @property
    def common(self) -> Span | None:
        """First and last session to which its runs are cut; None where they are whole."""
        return common_of(self.manifest)

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
        """A table in Arrow form; `equity`, `drawdown` and `exposure` are curves of all runs side by side. Raises
        `ResultError` for an unknown name.
        """
        if name in WHATS:
            return curves(self.runs, name)
        if name not in self.tables:
            raise ResultError(unknown_table(name, "a comparison", (*WHATS, *self.tables)))
        return self.tables[name]

    def frame(self, name: str) -> "pd.DataFrame":
        """A table as a DataFrame. Raises `ResultError` for an unknown name."""
        frame: pd.DataFrame = self.table(name).to_pandas(date_as_object=False)
        return frame

    def save(self, folder: Path | str = "results") -> "Comparison":
        """Write each run that has no folder there yet, or copy the folder it has elsewhere, the comparison beside them,
        and all into the ledger of trials there; returns it with its paths. Raises `ResultError` where they cannot be
        written.
        """
        parent = Path(folder)
        runs = {name: _placed(run, parent) for name, run in self.all_runs.items()}
        groups = [_with_folders(group, runs) for group in self.groups]
        manifest = groups[0].manifest
        stamp = manifest["started"][:19].replace("-", "").replace(":", "")
        path = write_looked(
            parent, f"{stamp}-compare-{manifest['digest'][:6]}", lambda temporary: _write(groups, temporary)
        )
        record(parent, [run.trial for run in runs.values()], "compare", path.name)
        return replace(groups[0], path=path, apart=tuple(groups[1:]))


def load_comparison(path: Path | str) -> Comparison:
    """Read a comparison and its runs, or one that stands apart within the folder of another. Raises `ResultError` when
    it is not one, or when it is not what was written.
    """
    folder = Path(path)
    beside = folder.parent.parent if (folder.parent / COMPARISON).is_file() else folder.parent
    loaded = _load(folder, beside)
    places = range(1, loaded.manifest.get("apart", 0) + 1)
    return replace(loaded, apart=tuple(_load(folder / APART.format(place), beside) for place in places))


def _load(folder: Path, beside: Path) -> Comparison:
    """Read one comparison, whose runs stand in another folder."""
    with stored.reading(folder, stored.COMPARED):
        found = Opened(folder, COMPARISON)
        manifest, tables = found.manifest, stored.as_known(found.tables(), TABLES, SCHEMAS)
        found.require_unchanged()
        require_shape(manifest, MANIFEST_SHAPE)
        folders = {name: place_within(beside, entry["folder"]) for name, entry in manifest["runs"].items()}
        if not folders:
            raise ValueError("its manifest has no runs")
        common = common_of(manifest)
    loaded = {path: load_run(path) for path in set(folders.values())}
    whole = {name: loaded[path] for name, path in folders.items()}
    for name, run in whole.items():
        if not named(run).items() <= manifest["runs"][name].items():
            raise ResultError(f"{folder}: {run.path} is not the run {name} that was compared; compare again")
    runs = {name: between(run, common) for name, run in whole.items()} if common else whole
    return Comparison(runs, tables, manifest, folder, whole)


def common_of(manifest: Mapping[str, Any]) -> Span | None:
    """The days to which the runs of a comparison are cut, from its manifest."""
    if "common" not in manifest:
        return None
    first, last = (day_of(date.fromisoformat(day)) for day in manifest["common"])
    return first, last


def named(run: RunResult) -> dict[str, str]:
    """What a comparison tells of a run."""
    return {
        "pattern": run.config.kind.name,
        "config_digest": run.manifest["config_digest"],
        "market_sha256": run.manifest["market"]["content_sha256"],
    }


def _placed(run: RunResult, parent: Path) -> RunResult:
    """The run with a folder in `parent`: the one it has, a copy of the one it has elsewhere, or a new one."""
    if run.path is None or not run.path.is_dir():
        return run.save(parent)
    source, there = run.path, parent / run.path.name
    if source.resolve().parent == parent.resolve() or _same(source, there):
        return replace(run, path=there)

    def copy(new: Path) -> None:
        shutil.copytree(source, new, dirs_exist_ok=True)

    return replace(run, path=write_looked(parent, source.name, copy))


def _same(one: Path, other: Path) -> bool:
    """Whether two folders are of the same run, by all that its manifest tells."""
    manifests = [folder / MANIFEST for folder in (one, other)]
    return manifests[1].is_file() and manifests[0].read_bytes() == manifests[1].read_bytes()


def _with_folders(group: Comparison, saved: Mapping[str, RunResult]) -> Comparison:
    """A comparison that tells in which folders its runs stand."""
    paths = {name: saved[name].path for name in group.whole}
    manifest = {
        **group.manifest,
        "runs": {
            name: {
                **named(saved[name]),
                "account": saved[name].config.broker_told,
                "folder": path.name if path else "",
            }
            for name, path in paths.items()
        },
        **({"apart": len(group.apart)} if group.apart else {}),
    }
    return replace(
        group,
        runs={name: replace(run, path=paths[name]) for name, run in group.runs.items()},
        whole={name: saved[name] for name in group.whole},
        manifest=manifest,
    )


def _write(groups: list[Comparison], folder: Path) -> None:
    """Write the first comparison into a folder, and each other into one within it."""
    for place, group in reversed(list(enumerate(groups))):
        inside = folder / APART.format(place) if place else folder
        inside.mkdir(exist_ok=True)
        today = {
            "format": FORMAT,
            "tables": stored.write_tables(inside, group.tables, SCHEMAS, group.manifest.get("hypothetical_until")),
        }
        (inside / COMPARISON).write_text(json.dumps({**group.manifest, **today}, indent=2) + "\n", encoding="utf-8")
        checksums.seal(inside, COMPARISON)
