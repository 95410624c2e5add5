"""Run folders: written whole or not at all, never over another one, and read back with their hashes checked."""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import tomli_w

from data.cache import content_hash
from data.errors import ResultError
from engine.analysis.metrics import metrics
from engine.config import RunConfig, parse_config
from engine.folders import CONFIG, MANIFEST, write_whole
from engine.schemas import SCHEMAS

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

    from engine.report.palette import Theme


@dataclass(frozen=True)
class RunResult:
    """A run: its settings, its tables (Arrow, by name), and its manifest. `path` is its folder once it has one."""

    config: RunConfig
    tables: dict[str, pa.Table]
    manifest: dict[str, Any]
    path: Path | None = None

    def __repr__(self) -> str:
        """Period, capital and headline figures."""
        from engine.report.headlines import headline_lines, name_of  # noqa: PLC0415  (only where one looks)

        return headline_lines({name_of(self): self}, "RunResult")

    def _repr_html_(self) -> str:
        """The same as a table, with the notes: what a notebook shows."""
        from engine.report.cards import run_card  # noqa: PLC0415

        return run_card(self)

    @property
    def metrics(self) -> dict[str, float | None]:
        """Headline figures."""
        figures: dict[str, float | None] = self.manifest["metrics"]
        return figures

    @property
    def currency(self) -> str:
        """The currency in which results are told: the investor's."""
        return self.config.investor.currency or self.config.capital.currency

    def frame(self, table: str) -> "pd.DataFrame":
        """A table as a DataFrame with its dates as index. Raises `ResultError` for an unknown name."""
        import pandas as pd  # noqa: PLC0415  (a third of a second that the command line does without)

        frame: pd.DataFrame = self.table(table).to_pandas(date_as_object=False)
        return frame.set_index(pd.DatetimeIndex(frame.pop("date"), name="date"))

    def table(self, name: str) -> pa.Table:
        """A table in Arrow form. Raises `ResultError` for an unknown name."""
        if name not in self.tables:
            raise ResultError(f"unknown table {name!r}; a run has {', '.join(self.tables)}")
        return self.tables[name]

    @property
    def equity(self) -> "pd.DataFrame":
        """The account by session."""
        return self.frame("equity")

    @property
    def ledger(self) -> "pd.DataFrame":
        """Every posting."""
        return self.frame("ledger")

    def plot(
        self, what: str = "equity", *, log: bool = False, theme: "Theme" = "light", language: str = "en"
    ) -> "go.Figure":
        """A Plotly chart of equity, drawdown, exposure or margin; equity also on a logarithmic scale.

        Raises `ConfigError` for any other chart, `MissingPackage` without Plotly.
        """
        from engine.report.figures import run_figure  # noqa: PLC0415  (Plotly is an extra)

        return run_figure(self, what, log=log, theme=theme, language=language)

    def save(self, folder: Path | str = "results") -> "RunResult":
        """Write the run into a new folder below `folder`; returns the result with its path."""
        path = write_whole(Path(folder), self._name(), lambda temporary: _write(self, temporary))
        return RunResult(self.config, self.tables, self.manifest, path)

    def _name(self) -> str:
        stamp = self.manifest["started"][:19].replace("-", "").replace(":", "")
        return f"{stamp}-{self.config.pattern}-{self.config.digest[:6]}"


def load_run(path: Path | str) -> RunResult:
    """Read a run folder. Raises `ResultError` when it is not one, or when it is not what was written."""
    folder = Path(path)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        settings = tomllib.loads((folder / CONFIG).read_text(encoding="utf-8"))
        hashes = {name: entry["content_sha256"] for name, entry in manifest["tables"].items()}
        tables = {name: pq.ParquetFile(folder / f"{name}.parquet").read() for name in hashes}
        changed = [f"table {name}" for name, table in tables.items() if content_hash(table) != hashes[name]]
        changed += ["a figure of its metrics"] if not changed and _refigured(tables, manifest["metrics"]) else []
    except FileNotFoundError as error:
        raise ResultError(f"{folder}: is not a run folder, {Path(error.filename).name} is missing") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pa.ArrowException) as error:
        raise ResultError(f"{folder}: cannot be read as a run ({error})") from None
    config = parse_config(settings, str(folder / CONFIG))
    changed += [CONFIG] if config.digest != manifest.get("config_digest") else []
    if changed:
        raise ResultError(f"{folder}: {changed[0]} is not what was written; run it again")
    return RunResult(config, tables, manifest, folder)


def _refigured(tables: dict[str, pa.Table], told: dict[str, float | None]) -> bool:
    """Whether a figure that was written is not what the tables give; figures that came later are not asked for."""
    now = metrics(tables)
    return any(name not in now or now[name] != value for name, value in told.items())


def _write(result: RunResult, folder: Path) -> None:
    for name, table in result.tables.items():
        pq.write_table(table.cast(_described(name, table)), folder / f"{name}.parquet", compression="zstd")
    (folder / CONFIG).write_text(tomli_w.dumps(result.config.settings()), encoding="utf-8")
    (folder / MANIFEST).write_text(json.dumps(result.manifest, indent=2) + "\n", encoding="utf-8")


def _described(name: str, table: pa.Table) -> pa.Schema:
    """The schema of a table's own columns: a run that was saved by an earlier version may lack those that came later."""
    schema = SCHEMAS[name]
    return pa.schema([schema.field(column) for column in table.column_names], schema.metadata)
