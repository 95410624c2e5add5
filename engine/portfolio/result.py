"""A portfolio: its plan, the runs of its accounts, the tables that tell them as one; in a folder that has them all."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import tomli_w

from data.base.errors import ResultError
from data.base.meant import unknown_table
from engine.portfolio.manifest_shape import MANIFEST, require_whole
from engine.portfolio.schemas import SCHEMAS, TABLES
from engine.results import checksums, stored
from engine.results.folders import ACCOUNTS, PORTFOLIO, PORTFOLIO_PLAN
from engine.results.manifest_shapes import require_shape
from engine.results.opened import Opened
from engine.results.run import RunResult, load_run, write_run
from engine.results.sealed import FORMAT, place_within
from engine.results.trials import record, write_looked
from engine.results.views import Shown

if TYPE_CHECKING:
    import pandas as pd

CALLED = "a portfolio"


@dataclass(frozen=True, repr=False)
class PortfolioResult(Shown):
    """Several accounts: the plan as it was written, with every setting; the run of each account by name; the tables
    (Arrow, by name) and the manifest. `path` is its folder once it has one.
    """

    plan: dict[str, Any]
    runs: dict[str, RunResult]
    tables: dict[str, pa.Table]
    manifest: dict[str, Any]
    path: Path | None = None

    @property
    def currency(self) -> str:
        """The currency in which it is told."""
        told: str = self.manifest["currency"]
        return told

    def table(self, name: str) -> pa.Table:
        """A table in Arrow form. Raises `ResultError` for an unknown name."""
        if name not in self.tables:
            raise ResultError(unknown_table(name, CALLED, self.tables))
        return self.tables[name]

    def frame(self, name: str) -> "pd.DataFrame":
        """A table as a DataFrame. Raises `ResultError` for an unknown name."""
        frame: pd.DataFrame = self.table(name).to_pandas(date_as_object=False)
        return frame

    def save(self, folder: Path | str = "results") -> "PortfolioResult":
        """Write it with the runs of its accounts into a new folder below `folder`, and their trials into the ledger
        there; the same with its path. Raises `ResultError` where it cannot be written.
        """
        parent = Path(folder)
        stamp = self.manifest["started"][:19].replace("-", "").replace(":", "")
        name = f"{stamp}-portfolio-{self.manifest['digest'][:6]}"
        path = write_looked(parent, name, lambda temporary: _write(self, temporary))
        record(parent, [run.trial for run in self.runs.values()], "portfolio", path.name)
        written = Opened(path, PORTFOLIO).manifest
        placed = {name: replace(run, path=path / ACCOUNTS / name) for name, run in self.runs.items()}
        return PortfolioResult(self.plan, placed, self.tables, written, path)


def load_portfolio(path: Path | str) -> PortfolioResult:
    """Read a portfolio and the runs of its accounts. Raises `ResultError` when it is not one, or when it is not what
    was written.
    """
    folder = Path(path)
    with stored.reading(folder, CALLED):
        found = Opened(folder, PORTFOLIO)
        manifest, plan = found.manifest, found.toml(PORTFOLIO_PLAN)
        tables = stored.as_known(found.tables(), TABLES, SCHEMAS)
        found.require_unchanged()
        require_shape(manifest, MANIFEST)
        require_whole(tables, manifest)
        places = {name: place_within(folder / ACCOUNTS, name) for name in manifest["accounts"]}
        if not places:
            raise ValueError("its manifest has no accounts")
    runs = {name: load_run(place) for name, place in places.items()}
    return PortfolioResult(plan, runs, tables, manifest, folder)


def _write(result: PortfolioResult, folder: Path) -> None:
    """Plan, runs, tables and manifest, and their checksums."""
    for name, run in result.runs.items():
        place = folder / ACCOUNTS / name
        place.mkdir(parents=True)
        write_run(run, place)
    written = {
        **result.manifest,
        "format": FORMAT,
        "tables": stored.write_tables(folder, result.tables, SCHEMAS),
    }
    (folder / PORTFOLIO_PLAN).write_text(tomli_w.dumps(result.plan), encoding="utf-8")
    (folder / PORTFOLIO).write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    checksums.seal(folder, PORTFOLIO)
