"""What each rule and each cost of a plan is worth: the result of `overlay worth`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from data.base.errors import ResultError
from engine.results.answers import AnswerKind, read_answer, write_answer
from engine.results.folders import WORTH
from engine.results.views import Shown, Theme
from engine.settings.run_config import RunConfig
from engine.weighing.schemas import SCHEMAS, TABLES

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

KIND = AnswerKind(WORTH, "a result of overlay worth", TABLES, SCHEMAS)


@dataclass(frozen=True, repr=False)
class WorthResult(Shown):
    """What became of a plan and of its variants: the plan, the tables (Arrow, by name), and the manifest.

    `manifest["request"]` has the first and last session (ISO), paths (of each kind; 0: none), years, histories and seed
    of these, resamples, level of the intervals, and looks (variants that ran); `refused` has why others did not, by
    place (notes), and `refused_paths` the same of paths; `survival` is the folder of the paths, beside this one.
    """

    config: RunConfig
    tables: dict[str, pa.Table]
    manifest: dict[str, Any]
    path: Path | None = None

    @property
    def request(self) -> dict[str, Any]:
        """What was asked for."""
        asked: dict[str, Any] = self.manifest["request"]
        return asked

    def table(self, name: str) -> pa.Table:
        """A table in Arrow form. Raises `ResultError` for an unknown name."""
        if name not in self.tables:
            raise ResultError(f"unknown table {name!r}; a result of overlay worth has {', '.join(self.tables)}")
        return self.tables[name]

    def frame(self, name: str) -> "pd.DataFrame":
        """A table as a DataFrame. Raises `ResultError` for an unknown name."""
        frame: pd.DataFrame = self.table(name).to_pandas(date_as_object=False)
        return frame

    def plot(
        self, what: str = "worth", *, log: bool = False, theme: Theme = "light", language: str = "en"
    ) -> "go.Figure":
        """A Plotly chart: `worth` (what each does to the return a year, with its interval) or `fall` (to the deepest
        fall); none has a logarithmic scale.

        Raises `ConfigError` for any other chart, `MissingPackage` without Plotly.
        """
        return super().plot(what, log=log, theme=theme, language=language)


def write_worth(
    folder: Path, config: RunConfig, tables: Mapping[str, pa.Table], manifest: Mapping[str, Any]
) -> dict[str, Any]:
    """Write a result into a folder; the manifest as it was written."""
    return write_answer(folder, KIND, config, tables, manifest)


def load_worth(path: Path | str) -> WorthResult:
    """Read a result of `overlay worth`. Raises `ResultError` when it is not one, or when it is not what was written."""
    folder = Path(path)
    return WorthResult(*read_answer(folder, KIND, "variants"), folder)
