"""Lies told about good files, and whether `overlay data check` finds them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np

from data.base.days import day_of
from data.base.finding import Finding
from data.intake.check import check_file
from validation.lies_good import MAKERS, pool
from validation.lies_list import CELLS, COLUMNS, LIES, QUOTES, Lie
from validation.lies_table import Table, write
from validation.lies_values import Lied, Rng

SEED = 18
TODAY = day_of(date(2026, 11, 28))
"""The day on which files are looked at."""
_TRIES, _MARKET_COLUMNS, _BY_CONTRACT = 25, 2, 0.3
"""Draws before a lie is given up for a label; how many times as often values of a market, which has several columns,
are lied about; the share of files of quotes that have one contract after the other.
"""


_OF_VALUES = {one.name for one in (*CELLS, *COLUMNS)}


class Outcome(NamedTuple):
    """What became of one lie: `seen` is a new error or warning, `named` one that points to its row or knows
    its cause.
    """

    lie: str
    label: str
    unit: str
    strength: float
    seen: bool
    named: bool
    told: str


class Good(NamedTuple):
    """A good file, and what is found in it as it is."""

    table: Table
    found: tuple[Finding, ...]


def look(table: Table, folder: Path) -> tuple[Finding, ...]:
    """Everything that a user sees of a file. A kind that is not looked at is silent."""
    path = write(table, folder)
    try:
        return tuple(check_file(f"{path}{table.words}", table.kind, defaultdict(dict), (None, None), today=TODAY)[1])
    except KeyError as unknown:
        if unknown.args == (table.kind,):
            return ()
        raise


@cache
def goods(folder: Path, each: int, seed: int) -> dict[str, list[Good]]:
    """Good files by label."""
    found: dict[str, list[Good]] = {label: [] for label in MAKERS}
    for table in pool(seed, each):
        found[table.label].append(Good(table, look(table, folder)))
    return found


def outcomes(folder: Path, lies: Sequence[Lie] = LIES, each: int = 8, seed: int = SEED) -> Iterator[Outcome]:
    """Each lie told about files of each of its labels, as often as its `times` say."""
    for lie in lies:
        for label in lie.labels:
            rng = np.random.default_rng([seed, crc32(f"{lie.name} {label}".encode())])
            of_values = label == "market" and lie.name in _OF_VALUES
            for place in range(lie.times * (_MARKET_COLUMNS if of_values else 1)):
                one = _tell(lie, goods(folder, each, seed)[label], place, rng)
                if one is not None:
                    yield _judge(lie, *one, folder)


def _tell(lie: Lie, files: Sequence[Good], place: int, rng: Rng) -> tuple[Good, str, Lied] | None:
    for _ in range(_TRIES):
        good = files[int(rng.integers(len(files)))]
        mains = tuple(good.table.mains)
        column = mains[place % len(mains)]
        lied = lie.tell(good.table, column, rng)
        if lied is not None:
            turned = good.table.label in QUOTES and rng.random() < _BY_CONTRACT
            return good, column, by_contract(lied) if turned else lied
    return None


def by_contract(lied: Lied) -> Lied:
    """The same lie in a file that has one contract after the other."""
    order = np.concatenate(lied.table.series())
    at = np.argsort(order)
    return lied._replace(table=lied.table.taken(order), places=tuple(at[list(lied.places)].tolist()))


def _judge(lie: Lie, good: Good, column: str, lied: Lied, folder: Path) -> Outcome:
    new = _new(good.found, look(lied.table, folder))
    first = 1 if good.table.kind == "market" else 2
    near = {place + first + by for place in lied.places for by in (-1, 0, 1)}
    named = any(one.line in near or lie.known_in(str(one)) for one in new)
    label = f"market, {column}" if good.table.kind == "market" and lie.name in _OF_VALUES else good.table.label
    return Outcome(lie.name, label, lie.unit, lied.strength, bool(new), named, str(new[0]) if new else "")


def _new(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """Findings that the good file had not: of another check, or more of one."""
    known = Counter(one.check for one in before)
    found = list(after)
    more = Counter(one.check for one in found) - known
    return [one for one in found if more[one.check]]
