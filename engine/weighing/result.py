"""What each rule and each cost of a plan is worth: the result of `overlay worth`."""

from pathlib import Path
from typing import TYPE_CHECKING

from engine.results.answers import AnswerKind, AnswerResult, read_answer
from engine.results.folders import WORTH
from engine.results.views import Theme
from engine.weighing.manifest_shape import MANIFEST, require_whole
from engine.weighing.schemas import SCHEMAS, TABLES

if TYPE_CHECKING:
    import plotly.graph_objects as go

KIND = AnswerKind(WORTH, "a result of overlay worth", TABLES, SCHEMAS, MANIFEST, require_whole)


class WorthResult(AnswerResult):
    """What became of a plan and of its variants: the plan, the tables (Arrow, by name), and the manifest.

    `manifest["request"]` has the first and last session (ISO), paths (of each kind; 0: none), years, histories and seed
    of these, resamples, level of the intervals, and looks (variants that ran); `refused` has why others did not, by
    place (notes), and `refused_paths` the same of paths; `survival` is the folder of the paths, beside this one.
    """

    kind = KIND

    def plot(
        self, what: str = "worth", *, log: bool = False, theme: Theme = "light", language: str = "en"
    ) -> "go.Figure":
        """A Plotly chart: `worth` (what each does to the return a year, with its interval) or `fall` (to the deepest
        fall); none has a logarithmic scale.

        Raises `ConfigError` for any other chart, `MissingPackage` without Plotly.
        """
        return super().plot(what, log=log, theme=theme, language=language)


def load_worth(path: Path | str) -> WorthResult:
    """Read a result of `overlay worth`. Raises `ResultError` when it is not one, or when it is not what was written."""
    return WorthResult(*read_answer(Path(path), KIND, "variants"))
