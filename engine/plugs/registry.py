"""Plugs of one kind by name: ours, those of installed packages (entry points), and those added in this session."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from data.base.errors import ConfigError
from data.base.installed import entry_points
from engine.words import add_words, remove_words

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

NAME = r"\w[\w.+-]{0,39}"
SHOULD_BE = "a name should be up to 40 letters, digits and . _ + - behind a letter or digit, such as trend_futures"


class Plug(Protocol):
    """What can be registered: it has a name, and words of its own by language and key of the catalogue."""

    @property
    def name(self) -> str:
        """What it is called in settings and tables."""

    @property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        """Sentences by language and key (`section.name`); empty where the catalogues have them."""


Kind = TypeVar("Kind", bound=Plug)


class Registry(Generic[Kind]):
    """Plugs by name. Each is loaded when it is first asked for, its words with it.

    `kind` is what messages call one of them, `of` their class; packages bring theirs as entry points of `group`.
    """

    def __init__(self, kind: str, group: str, of: type[Kind]) -> None:
        self._kind, self._group, self._of = kind, group, of
        self._ours: dict[str, str] = {}
        self._aside: dict[str, str] = {}
        self._loaded: dict[str, Kind] = {}
        self._added: dict[str, Kind] = {}

    def offer(self, **places: str) -> None:
        """Say where ours are found: `module:attribute` by name, in the order in which they are shown."""
        self._ours.update(places)

    def offer_aside(self, **places: str) -> None:
        """The same for what is known by name, but is none of those that work as they are."""
        self._aside.update(places)

    def names(self) -> tuple[str, ...]:
        """All names: ours first."""
        return tuple(dict.fromkeys((*self._ours, *self._installed, *self._added)))

    def __contains__(self, name: object) -> bool:
        return any(name in known for known in (self._added, self._ours, self._aside, self._installed))

    def __getitem__(self, name: str) -> Kind:
        """A plug. Raises `ConfigError` for a name that none has, and for one that cannot be loaded."""
        if name in self._added:
            return self._added[name]
        if name not in self._loaded:
            self._loaded[name] = self._load(name)
        return self._loaded[name]

    def brought(self) -> tuple[Kind, ...]:
        """Those that are not ours. Raises `ConfigError` for one that cannot be loaded."""
        return tuple(self[name] for name in self.names() if name not in self._ours)

    def add(self, plug: Kind) -> None:
        """Add one for this session. Raises `ConfigError` for what is none, and where its name is none or taken."""
        if not isinstance(plug, self._of):
            raise ConfigError(f"{plug!r} is no {self._kind}; it should be a {self._of.__name__}")
        self._refuse_name(plug.name)
        if plug.name in self:
            raise ConfigError(f"{self._kind} {plug.name!r}: there is one of this name; choose another")
        add_words(plug.words)
        self._added[plug.name] = plug

    @contextmanager
    def added(self, plug: Kind) -> Iterator[Kind]:
        """Add one for as long as a `with` block lasts. Raises `ConfigError` as `add` does."""
        self.add(plug)
        try:
            yield plug
        finally:
            del self._added[plug.name]
            remove_words(plug.words)

    @cached_property
    def _installed(self) -> "dict[str, list[EntryPoint]]":
        """Entry points by name, one each unless packages disagree; a name of ours stays ours."""
        found: dict[str, list[EntryPoint]] = {}
        for one in entry_points(group=self._group):
            if one.name not in self._ours and one.name not in self._aside:
                found.setdefault(one.name, []).append(one)
        return found

    def _refuse_name(self, name: str) -> None:
        """Raise `ConfigError` for a name that cannot stand in a list with commas or in the name of a folder."""
        if not re.fullmatch(NAME, name):
            raise ConfigError(f"{self._kind} {name!r}: {SHOULD_BE}")

    def _load(self, name: str) -> Kind:
        if place := self._ours.get(name) or self._aside.get(name):
            module, _, attribute = place.partition(":")
            plug: Kind = getattr(import_module(module), attribute)
        elif name in self._installed:
            plug = self._from_package(*self._installed[name])
        else:
            raise ConfigError(f"{self._kind} {name!r}: should be {', '.join(map(repr, self.names()))}")
        add_words(plug.words)
        return plug

    def _from_package(self, entry: "EntryPoint", *others: "EntryPoint") -> Kind:
        owner = _owner(entry)
        if others:
            owners = " and ".join([owner, *map(_owner, others)])
            raise ConfigError(f"{self._kind} {entry.name!r} is brought by the packages {owners}; keep one of them")
        try:
            plug: Kind = entry.load()
        except (Exception, SystemExit) as error:  # noqa: BLE001  (whatever a file of somebody else's raises)
            raise ConfigError(
                f"{self._kind} {entry.name!r} of the package {owner} cannot be loaded ({error!r}); mend or remove it"
            ) from None
        self._refuse_name(entry.name)
        if not isinstance(plug, self._of) or plug.name != entry.name:
            raise ConfigError(
                f"{self._kind} {entry.name!r} of the package {owner}: {entry.value} should be a {self._kind} "
                "of that name"
            )
        return plug


def _owner(entry: "EntryPoint") -> str:
    """The package that brings it."""
    return entry.dist.name if entry.dist else entry.value
