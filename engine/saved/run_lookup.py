"""Which saved run is meant: by its path, by a part of the name of its folder, or as the latest."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from data.base.bounded import read_json
from data.base.errors import ResultError
from data.base.meant import nearest
from engine.saved.listing import CALLED, TELLING, Kind, folders_in, kind_of

if TYPE_CHECKING:
    from engine.comparison.comparison import Comparison
    from engine.portfolio.result import PortfolioResult
    from engine.results.run import RunResult
    from engine.survival.result import SurvivalResult
    from engine.sweeps.result import SweepResult
    from engine.weighing.result import WorthResult

BOTH: tuple[Kind, ...] = ("run", "comparison")
ALL: tuple[Kind, ...] = (*BOTH, "survival", "sweep", "worth", "portfolio")
MOST_TOLD = 6
LATEST = "latest"
"""In place of a name: the newest of what a command takes."""
_BEGUN = re.compile(r"\d{8}T\d{6}", re.ASCII)


def find(text: str, inside: Path = Path("results"), kinds: Sequence[Kind] = ALL) -> Path:
    """The folder that `text` names: a path, the beginning, else another part, of just one name in `inside`, or the
    newest there where it is `latest`.

    Raises `ResultError` with the candidates where it names none or several.
    """
    path = Path(text)
    if kind_of(path) in kinds:
        return path
    _refuse_kind(path, kinds)
    if path.name != text and path.parent.is_dir():
        text, inside = path.name, path.parent
    names = names_in(inside, kinds)
    if text == LATEST and text not in names:
        return _latest(inside, names, kinds)
    if not names:
        raise ResultError(f"{text}: is not a run folder, and {inside} has nothing in which to look for the name")
    beginning = [name for name in names if name.startswith(text)]
    found = [text] if text in names else beginning or [name for name in names if text in name]
    if len(found) == 1:
        return inside / found[0]
    if found:
        raise ResultError(f"{text}: could be {_told(found, 'or')}; say more of the name")
    what, near = _told([CALLED[kind] for kind in kinds], "or"), _near(text, names)
    others = f"did you mean {_told(near, 'or')}?" if near else f"there are {_told(names, 'and')}"
    raise ResultError(f"{text}: no {what} in {inside} has that in its name; {others}")


def _near(text: str, names: Sequence[str]) -> list[str]:
    """The newest names of which a part, between two hyphens, or the whole is near a text."""
    parts = {part for name in names for part in (name, *name.split("-"))}
    near = nearest(text, parts | {LATEST})
    if near == [LATEST]:
        return near
    return [name for name in names if near and near[0] in (name, *name.split("-"))][:3]


def _latest(inside: Path, names: Sequence[str], kinds: Sequence[Kind]) -> Path:
    """The newest of the folders by when its command began. Raises `ResultError` where there is none."""
    if not names:
        raise ResultError(f"{LATEST}: {inside} has no {_told([CALLED[kind] for kind in kinds], 'or')} yet")
    return inside / max(names, key=lambda name: _begun(inside / name))


def _begun(folder: Path) -> tuple[str, int]:
    """When the command began that made a folder, as `20260710T093008`, by its name, else by what it tells of itself;
    and when it was written, for those of one second.
    """
    file = next(folder / name for name in TELLING if (folder / name).is_file())
    written = file.stat().st_mtime_ns
    if found := _BEGUN.match(folder.name):
        return found.group(), written
    try:
        told = str(read_json(file)["started"])
    except (OSError, ValueError, KeyError):
        return "", written
    return re.sub(r"[-:]", "", told)[: len("20260710T093008")].replace(" ", "T"), written


def load(path: Path | str) -> "RunResult | Comparison":
    """A run, or a comparison, whichever the folder is. Raises `ResultError` where it is neither, or was changed."""
    from engine.comparison.comparison import load_comparison  # noqa: PLC0415
    from engine.results.run import load_run  # noqa: PLC0415

    return load_comparison(path) if kind_of(Path(path)) == "comparison" else load_run(path)


def load_any(
    path: Path | str,
) -> "RunResult | Comparison | SurvivalResult | SweepResult | WorthResult | PortfolioResult":
    """A run, a comparison or an answer, whichever the folder is. Raises `ResultError` as `load` does."""
    from engine.portfolio.result import load_portfolio  # noqa: PLC0415
    from engine.survival.result import load_survival  # noqa: PLC0415
    from engine.sweeps.result import load_sweep  # noqa: PLC0415
    from engine.weighing.result import load_worth  # noqa: PLC0415

    kind = kind_of(Path(path))
    if kind == "sweep":
        return load_sweep(path)
    if kind == "worth":
        return load_worth(path)
    if kind == "portfolio":
        return load_portfolio(path)
    return load_survival(path) if kind == "survival" else load(path)


def _refuse_kind(path: Path, kinds: Sequence[Kind]) -> None:
    kind = kind_of(path)
    if kind:
        raise ResultError(f"{path}: is a {CALLED[kind]}; name a {CALLED[kinds[0]]}")


def names_in(inside: Path, kinds: Sequence[Kind]) -> list[str]:
    """Names of what is saved in a folder, the newest first."""
    folders = sorted(folders_in(inside), reverse=True) if inside.is_dir() else []
    return [path.name for path in folders if not path.name.startswith(".") and kind_of(path) in kinds]


def _told(names: Sequence[str], last: str) -> str:
    """The first of the names, as words."""
    if len(names) > MOST_TOLD:
        return f"{', '.join(names[:MOST_TOLD])} {last} {len(names) - MOST_TOLD} more"
    return f" {last} ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])
