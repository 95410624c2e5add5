"""Which saved run is meant: by its path, or by a part of the name of its folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from data.base.errors import ResultError
from engine.saved.listing import CALLED, Kind, folders_in, kind_of

if TYPE_CHECKING:
    from engine.comparison.comparison import Comparison
    from engine.results.run import RunResult
    from engine.survival.result import SurvivalResult
    from engine.sweeps.result import SweepResult
    from engine.weighing.result import WorthResult

BOTH: tuple[Kind, ...] = ("run", "comparison")
ALL: tuple[Kind, ...] = (*BOTH, "survival", "sweep", "worth")
MOST_TOLD = 6


def find(text: str, inside: Path = Path("results"), kinds: Sequence[Kind] = ALL) -> Path:
    """The folder that `text` names: a path, or the beginning, else another part, of just one name in `inside`.

    Raises `ResultError` with the candidates where it names none or several.
    """
    path = Path(text)
    if kind_of(path) in kinds:
        return path
    _refuse_kind(path, kinds)
    if path.name != text and path.parent.is_dir():
        text, inside = path.name, path.parent
    names = _names(inside, kinds)
    if not names:
        raise ResultError(f"{text}: is not a run folder, and {inside} has nothing in which to look for the name")
    beginning = [name for name in names if name.startswith(text)]
    found = [text] if text in names else beginning or [name for name in names if text in name]
    if len(found) == 1:
        return inside / found[0]
    if found:
        raise ResultError(f"{text}: could be {_told(found, 'or')}; say more of the name")
    what = _told([CALLED[kind] for kind in kinds], "or")
    raise ResultError(f"{text}: no {what} in {inside} has that in its name; there are {_told(names, 'and')}")


def load(path: Path | str) -> "RunResult | Comparison":
    """A run, or a comparison, whichever the folder is. Raises `ResultError` where it is neither, or was changed."""
    from engine.comparison.comparison import load_comparison  # noqa: PLC0415
    from engine.results.run import load_run  # noqa: PLC0415

    return load_comparison(path) if kind_of(Path(path)) == "comparison" else load_run(path)


def load_any(path: Path | str) -> "RunResult | Comparison | SurvivalResult | SweepResult | WorthResult":
    """A run, a comparison or an answer, whichever the folder is. Raises `ResultError` as `load` does."""
    from engine.survival.result import load_survival  # noqa: PLC0415
    from engine.sweeps.result import load_sweep  # noqa: PLC0415
    from engine.weighing.result import load_worth  # noqa: PLC0415

    kind = kind_of(Path(path))
    if kind == "sweep":
        return load_sweep(path)
    if kind == "worth":
        return load_worth(path)
    return load_survival(path) if kind == "survival" else load(path)


def _refuse_kind(path: Path, kinds: Sequence[Kind]) -> None:
    kind = kind_of(path)
    if kind:
        raise ResultError(f"{path}: is a {CALLED[kind]}; name a {CALLED[kinds[0]]}")


def _names(inside: Path, kinds: Sequence[Kind]) -> list[str]:
    """Names of what is saved in a folder, the newest first."""
    folders = sorted(folders_in(inside), reverse=True) if inside.is_dir() else []
    return [path.name for path in folders if not path.name.startswith(".") and kind_of(path) in kinds]


def _told(names: Sequence[str], last: str) -> str:
    """The first of the names, as words."""
    if len(names) > MOST_TOLD:
        return f"{', '.join(names[:MOST_TOLD])} {last} {len(names) - MOST_TOLD} more"
    return f" {last} ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])
