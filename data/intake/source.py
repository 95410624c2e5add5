"""What the user said about a file: what it holds, its path, and words that settle what the file leaves open."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeVar, get_args

from data.base.errors import ConfigError
from data.base.meant import is_there

Kind = Literal["index", "vix", "bills", "bills-1m", "fx", "dividends", "jpy-rate", "yields"]
K = TypeVar("K", bound=str)
KINDS: tuple[Kind, ...] = get_args(Kind)
BILLS: frozenset[Kind] = frozenset(("bills", "bills-1m"))

_RATE: dict[str, tuple[str, ...]] = {"unit": ("percent", "decimal")}
EVERY: dict[str, tuple[str, ...]] = {"order": ("mdy", "dmy"), "mark": ("point", "comma"), "epoch": ("1904",)}
"""Words that every file may have: order of day and month, decimal mark, the system of a spreadsheet's day numbers."""
_BILLS: dict[str, tuple[str, ...]] = {**_RATE, "basis": ("discount", "yield", "par"), "tenor": (), **EVERY}
WORDS: dict[Kind, dict[str, tuple[str, ...]]] = {
    "index": EVERY,
    "vix": EVERY,
    "bills": _BILLS,
    "bills-1m": _BILLS,
    "fx": {"direction": ("usdjpy", "jpyusd"), **EVERY},
    "dividends": {**_RATE, **EVERY},
    "jpy-rate": {**_RATE, **EVERY},
    "yields": {**_RATE, **EVERY},
}
"""Words after the file's name: unit of rates; basis and tenor of bills (`13w`, `91d`, `3m`); direction of the
exchange rate; order of day and month; decimal mark; the system of a spreadsheet's day numbers."""

_TENOR = re.compile(r"([1-9]\d{0,2})(d|w|m)(?:ays?|ks?|eeks?|os?|onths?)?", re.ASCII)
_DAYS = {"d": 1.0, "w": 7.0, "m": 365.0 / 12.0}


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the user's: its kind, path, words by group, columns by field where the user
    names them, and who published it.
    """

    kind: Kind
    path: Path
    words: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    publisher: str = ""
    label: str = ""

    @property
    def name(self) -> str:
        """The file's name without its folder, or its `label` where it has one: what findings and records show."""
        return self.label or self.path.name


def several(kind: Kind, given: Source | Sequence[Source]) -> tuple[Source, ...]:
    """The files of a kind in the order in which they are named; of two with one name the label is folder/name.
    Raises `ConfigError` where that is one too.
    """
    sources = (given,) if isinstance(given, Source) else tuple(given)
    names = Counter(source.name for source in sources)
    named = tuple(
        replace(one, label=f"{one.path.parent.name}/{one.path.name}") if names[one.name] > 1 else one for one in sources
    )
    twice = next((name for name, count in Counter(one.name for one in named).items() if count > 1), "")
    if twice:
        raise ConfigError(f"--{kind}: {twice} is given twice; what is found in two files could not be told apart")
    return named


def tenor_days(word: str) -> int:
    """Calendar days of a tenor such as `13w`, `91d` or `3m`; 0 for a word that is none.

    >>> tenor_days("13w"), tenor_days("91d"), tenor_days("3m"), tenor_days("soon")
    (91, 91, 91, 0)
    """
    found = _TENOR.fullmatch(word)
    return int(float(found[1]) * _DAYS[found[2]]) if found else 0


def split_words(text: str) -> tuple[str, list[str]]:
    """(path, words) of `FILE[:word]...`; a colon of a drive is part of the path, as is one in a name that exists.

    >>> split_words("bills.csv:percent:discount")
    ('bills.csv', ['percent', 'discount'])
    """
    path, words = text, list[str]()
    while ":" in path and not is_there(Path(path)):
        rest, _, tail = path.rpartition(":")
        if not rest or not re.fullmatch(r"\w+", tail):
            break
        path, words = rest, [tail.lower(), *words]
    return path, words


def parse_source(kind: Kind, text: str, columns: Mapping[str, str] | None = None, publisher: str = "") -> Source:
    """A source from `FILE[:word]...`. Raises `ConfigError` for a word this kind does not know, or two of one group."""
    path, found = split_words(text)
    return Source(kind, Path(path), file_words(kind, text, found, WORDS[kind]), dict(columns or {}), publisher)


def file_words(kind: str, text: str, found: Iterable[str], known: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Words after a file's name by group. Raises `ConfigError` for one that is not known, or two of one group."""
    words: dict[str, str] = {}
    for word in found:
        group = _group(kind, word, known)
        if group in words:
            raise ConfigError(f"--{kind} {text}: {words[group]!r} and {word!r} contradict each other; keep one")
        words[group] = word
    return words


def _group(kind: str, word: str, known: Mapping[str, tuple[str, ...]]) -> str:
    for group, of_group in known.items():
        if word in of_group or (group == "tenor" and tenor_days(word)):
            return group
    every = [word for words in known.values() for word in words]
    tenor = " and a tenor such as 13w" if "tenor" in known else ""
    raise ConfigError(f"--{kind}: unknown word {word!r} after the file's name; known: {', '.join(every)}{tenor}")


def parse_columns(assignments: Iterable[str], fields: Mapping[K, Iterable[str]]) -> dict[K, dict[str, str]]:
    """Columns by kind and field from `KIND.FIELD=NAME`. Raises `ConfigError` for another form or an unknown field."""
    chosen: dict[K, dict[str, str]] = {kind: {} for kind in fields}
    known = {one: tuple(dict.fromkeys(("date", *fields[one]))) for one in fields}
    for text in assignments:
        target, _, name = text.partition("=")
        kind, _, wanted = target.strip().partition(".")
        match = next((one for one in known if one == kind and wanted in known[one]), None)
        if match is None or not name.strip():
            every = ", ".join(f"{one}.{each}" for one in known for each in known[one])
            example = "index.close=Schluss" if "index" in known else f"{next(iter(known))}.date=Tag"
            raise ConfigError(f"--columns {text}: write KIND.FIELD=NAME, such as {example}; known: {every}")
        chosen[match][wanted] = name.strip()
    return chosen


def parse_publishers(assignments: Iterable[str], given: Iterable[str]) -> dict[str, str]:
    """Publishers from `KIND=TEXT`, or `FILE=TEXT` where `given` names files too. Raises `ConfigError` for another
    form, a kind or file that is not given, or two texts.
    """
    kinds, told = tuple(given), dict[str, str]()
    for text in assignments:
        name, _, who = (part.strip() for part in text.partition("="))
        kind = next((one for one in kinds if one == name), None)
        if kind is None or not who or kind in told:
            raise ConfigError(f"--publisher {text}: write KIND=TEXT, once for a file that is given: {', '.join(kinds)}")
        told[kind] = who
    return told
