"""A survival result: thousands of made-up histories through the whole account, for each of the settings tried."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from engine.results.answers import AnswerKind, AnswerResult, read_answer, write_answer
from engine.results.folders import SURVIVAL
from engine.results.views import Theme
from engine.settings.run_config import RunConfig
from engine.survival.first_sentence import first_sentence
from engine.survival.manifest_shape import MANIFEST, require_whole
from engine.survival.schemas import SCHEMAS, TABLES
from engine.words import words

if TYPE_CHECKING:
    import plotly.graph_objects as go

PATHS = "paths"
"""The table that stands in parts, in a folder of its name."""
KIND = AnswerKind(SURVIVAL, "a survival result", TABLES, SCHEMAS, MANIFEST, require_whole)


class SurvivalResult(AnswerResult):
    """What became of an account on many paths: the user's own plan, the tables (Arrow, by name), and the manifest.

    `manifest["request"]` has years, paths (of each kind), histories, seed, block (mean length, sessions), crashes (each
    with day, fall, and rate a year), drift (annual logarithm, or null), confidence, and kinds (of path). `path` is its
    folder.
    """

    kind = KIND

    @property
    def names(self) -> list[str]:
        """Names of all tables; `paths` stands in parts."""
        return [*self.tables, PATHS]

    def first_sentence(self, language: str = "en") -> str:
        """How often the plan is thrown out, that this is not ruin, and which overlay is safe. Raises `ConfigError` for
        a language there is none of.
        """
        return first_sentence(self.tables, self.request, words(language))

    def table(self, name: str) -> pa.Table:
        """A table in Arrow form; `paths` has a row for each path and cell. Raises `ResultError` for an unknown name."""
        return pa.concat_tables(list(self.parts())) if name == PATHS else super().table(name)

    def parts(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The table `paths` part by part, in the order of its paths; only some of its columns where they are named."""
        wanted = list(columns or SCHEMAS[PATHS].names)
        yield SCHEMAS[PATHS].empty_table().select(wanted)
        yield from self.parts_of(PATHS, wanted)

    def plot(
        self, what: str = "survival", *, log: bool = False, theme: Theme = "light", language: str = "en"
    ) -> "go.Figure":
        """A Plotly chart: `survival` (share of paths without each event, by year), `heat` (overlay by buffer), `fan`
        (wealth by month) or `terminal` (wealth at the end, against the fund alone); the last two also on a logarithmic
        scale.

        Raises `ConfigError` for any other chart, `MissingPackage` without Plotly.
        """
        return super().plot(what, log=log, theme=theme, language=language)


def write_result(
    folder: Path, config: RunConfig, tables: Mapping[str, pa.Table], manifest: Mapping[str, Any]
) -> dict[str, Any]:
    """Write settings, tables and manifest into a folder that has the parts of `paths`; the manifest as written."""
    return write_answer(folder, KIND, config, tables, manifest)


def load_survival(path: Path | str) -> SurvivalResult:
    """Read a survival result. Raises `ResultError` when it is not one, or when it is not what was written."""
    return SurvivalResult(*read_answer(Path(path), KIND, "cells"))
