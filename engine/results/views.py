"""How a result shows itself at a prompt, in a notebook and as charts; a room above says by what."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, Protocol

from data.base.visible import visible

if TYPE_CHECKING:
    import plotly.graph_objects as go

Theme = Literal["light", "dark"]


class Views(Protocol):
    """What a run or a comparison is shown by."""

    def lines(self, result: Any) -> str:
        """Period, capital and headline figures as text."""

    def card(self, result: Any) -> str:
        """The same as a table in HTML, with the notes."""

    def figure(self, result: Any, what: str, *, log: bool, theme: Theme, language: str) -> "go.Figure":
        """A chart; what can be asked for, and what is raised, as in `Shown.plot`."""


class Told:
    """What can be looked at as text and as a table."""

    def __repr__(self) -> str:
        """Headline figures, or what is to be done, as text."""
        return visible(_views().lines(self))

    def _repr_html_(self) -> str:
        """The same as a table: what a notebook shows."""
        return visible(_views().card(self))


class Shown(Told):
    """A result that can be looked at."""

    manifest: dict[str, Any]

    def notes(self, language: str = "en") -> list[str]:
        """What the manifest wants said, in sentences; what an earlier version wrote, as it wrote it. Raises
        `ConfigError` for a language there is none of.
        """
        from engine.words import words  # noqa: PLC0415  (`engine` takes its names before anything of `data` is read)
        from engine.words.notes import spoken  # noqa: PLC0415

        return [spoken(note, words(language)) for note in self.manifest["notes"]]

    def plot(
        self, what: str = "equity", *, log: bool = False, theme: Theme = "light", language: str = "en"
    ) -> "go.Figure":
        """A Plotly chart of equity, drawdown, exposure or margin; equity also on a logarithmic
        scale, that of several runs rebased to 100.

        Raises `ConfigError` for any other chart, `MissingPackage` without Plotly.
        """
        return _views().figure(self, what, log=log, theme=theme, language=language)


_MAKERS: list[Callable[[], Views]] = []


def show_by(make: Callable[[], Views]) -> None:
    """Show results from now on by what `make` returns; it is asked when a result is looked at."""
    _MAKERS[:] = [make]


def _views() -> Views:
    return _MAKERS[0]()
