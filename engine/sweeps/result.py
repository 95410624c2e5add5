"""A sweep that was run: a row for each of the settings tried, and what came of looking at so many."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from engine.results.answers import AnswerKind, AnswerResult, read_answer, write_answer
from engine.results.folders import SWEEP
from engine.results.views import Theme
from engine.settings.run_config import RunConfig
from engine.sweeps.manifest_shape import MANIFEST, require_whole
from engine.sweeps.schemas import SCHEMAS, TABLES

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

CURVES = "curves"
"""The table that stands in parts, in a folder of its name."""
KIND = AnswerKind(SWEEP, "a sweep", TABLES, SCHEMAS, MANIFEST, require_whole)


class SweepResult(AnswerResult):
    """The plan that was asked about, the tables (Arrow, by name), and the manifest. `path` is its folder.

    `manifest["request"]` has what was varied (`vary`), the values of each setting, the driver, how many cells were
    drawn and from which seed, the criterion, and the labels of `months`.
    """

    kind = KIND

    @property
    def names(self) -> list[str]:
        """Names of all tables; `curves`, where they were kept, stand in parts."""
        return [*self.tables, *([CURVES] if self.request["curves"] else [])]

    @property
    def values(self) -> dict[str, list[Any]]:
        """All values of each setting that was varied."""
        told: dict[str, list[Any]] = self.request["values"]
        return told

    def table(self, name: str) -> pa.Table:
        """A table in Arrow form; `curves` has a row for each session and run, where they were kept. Raises
        `ResultError` for an unknown name.
        """
        kept = name == CURVES and self.request["curves"]
        return pa.concat_tables(list(self.curves())) if kept else super().table(name)

    def frame(self, name: str = "runs") -> "pd.DataFrame":
        """A table as a DataFrame. Raises `ResultError` for an unknown name."""
        return super().frame(name)

    def plot(
        self, what: str = "heat", *, log: bool = False, theme: Theme = "light", language: str = "en"
    ) -> "go.Figure":
        """A Plotly chart: `heat` (the criterion over two settings that are numbers), `line` (over one), `walk` (the
        stitched account, the plan itself, the best in hindsight) or `curves` (equity of the best cells, where it was
        kept); the last two also on a logarithmic scale.

        Raises `ConfigError` for any other chart, and for what this sweep has not, `MissingPackage` without Plotly.
        """
        return super().plot(what, log=log, theme=theme, language=language)

    def curves(self) -> Iterator[pa.Table]:
        """The table `curves` part by part."""
        yield SCHEMAS[CURVES].empty_table()
        yield from self.parts_of(CURVES, SCHEMAS[CURVES].names)


def write_result(
    folder: Path, config: RunConfig, tables: Mapping[str, pa.Table], manifest: Mapping[str, Any]
) -> dict[str, Any]:
    """Write settings, tables and manifest into a folder that may have the parts of `curves`; the manifest as
    written.
    """
    kind = KIND._replace(schemas={**SCHEMAS, "runs": tables["runs"].schema})
    return write_answer(folder, kind, config, tables, manifest)


def load_sweep(path: Path | str) -> SweepResult:
    """Read a sweep. Raises `ResultError` when it is not one, or when it is not what was written."""
    return SweepResult(*read_answer(Path(path), KIND, "runs"))


def rows_table(rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    """Rows as plain values in the form of a schema; what a row does not say is null."""
    return pa.Table.from_arrays(
        [_column([row.get(field.name) for row in rows], field.type) for field in schema], schema=schema
    )


def _column(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    told = [value if value is None else str(value) for value in values] if pa.types.is_string(kind) else values
    return pa.array(told, kind)
