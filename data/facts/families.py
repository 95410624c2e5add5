"""Families of underlyings: all facts of an index in one file, ours and those that somebody brings."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from data.base.errors import DataError
from data.base.installed import entry_points
from data.facts.fact_table import Fact
from data.facts.family_check import problems_beside
from data.facts.family_file import FamilyRow, family_rows
from data.facts.kept import forget

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

OWN = Path(__file__).parent / "families"
GROUP = "mmf_overlay.underlyings"
"""Group of entry points; each is a path of a file, or a function of no arguments that returns one."""


class Family:
    """The facts of one file. As a context it takes them away at its end."""

    def __init__(self, path: Path, label: str) -> None:
        self.path, self.label = path, label
        self.rows: tuple[FamilyRow, ...] = tuple(family_rows(path, label))
        self.digest = sha256(path.read_bytes()).hexdigest()

    def facts(self, table: str) -> list[Fact]:
        """Its rows of a table, in their order."""
        return [row.fact for row in self.rows if row.table == table]

    def has(self, root: str) -> bool:
        """Whether it tells of a root, such as `MNQ`."""
        return any(row.fact.name.partition(".")[0] == root for row in self.rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        remove_family(self)


_ADDED: list[Family] = []


def add_family(path: Path | str) -> Family:
    """Bring a family of underlyings of one's own from a CSV (`docs/underlyings.md`); what it has can be traded from
    then on, until the program ends or, in a `with`, until its end. Added again, a file replaces what it was.

    Raises `DataError` with a sentence for everything that is wrong: rows that cannot be read, facts that are missing, a
    root that is taken.
    """
    before = [one for one in _ADDED if one.path.resolve() == Path(path).resolve()]
    others = [one for one in known_families() if one not in before]
    family = _sound(Path(path), str(path), others)
    for one in before:
        _ADDED.remove(one)
    _ADDED.append(family)
    forget()
    return family


def remove_family(family: Family) -> None:
    """Take away what `add_family` brought; nothing where it is gone."""
    if family in _ADDED:
        _ADDED.remove(family)
        forget()


def known_families() -> tuple[Family, ...]:
    """Ours in the order of their names, then those of installed packages, then those that were added. Raises
    `DataError` where one of a package is not sound.
    """
    return (*_ours(), *_installed(), *_ADDED)


def brought(root: str) -> Family | None:
    """The family of a root that is not ours, None for one that is, or for an unknown one. Raises `DataError` as
    `known_families` does.
    """
    return next((one for one in (*_installed(), *_ADDED) if one.has(root)), None)


@cache
def _ours() -> tuple[Family, ...]:
    return tuple(Family(path, f"data/facts/families/{path.name}") for path in sorted(OWN.glob("*.csv")))


@cache
def _installed() -> tuple[Family, ...]:
    found: list[Family] = []
    for point in sorted(entry_points(group=GROUP), key=lambda one: one.name):
        path = _path_of(point)
        found.append(_sound(path, str(path), (*_ours(), *found)))
    return tuple(found)


def _path_of(point: "EntryPoint") -> Path:
    named = f"the underlying {point.name!r} of {point.dist.name if point.dist else 'a package'} ({point.value})"
    try:
        told = point.load()
        return Path(told() if callable(told) else told)
    except (Exception, SystemExit) as error:
        raise DataError(f"{named} cannot be loaded: {error}; mend or uninstall it") from error


def _sound(path: Path, label: str, others: "tuple[Family, ...] | list[Family]") -> Family:
    family = Family(path, label)
    beside = {(row.table, row.fact.name): one.label for one in others for row in one.rows}
    problems = problems_beside(family.rows, beside)
    if problems:
        raise DataError("\n".join(f"{label}{problem}" for problem in problems))
    return family
