"""Whether a journal is what was written, to the last byte: its chain recomputed from the first entry on."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from data.base.bounded import MOST_JSON, json_of, read_bytes
from data.base.days import Day
from data.base.errors import ResultError
from engine.journal.digests import chained
from engine.journal.entry import Entry, Sealed, name_of, read_entry
from engine.journal.files import ENTRIES, HEAD, JOURNAL, PLAN, content_of, strangers
from engine.journal.folder import plan_hash
from engine.journal.head import Head, after, follows, genesis, head_of
from engine.journal.stepping import recorded_hashes

_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, pa.ArrowException)


class Finding(NamedTuple):
    """What is wrong in a journal: a code (`[paper_found]` of the catalogues) with the file it is about."""

    code: str
    file: str


@dataclass(frozen=True, slots=True)
class Verified:
    """Entries that were found, the last session, the hash that stands for all of it (that of the newest entry), and
    what is wrong; nothing where it is what was written.
    """

    number: int
    until: Day | None
    sha256: str
    found: tuple[Finding, ...]


def verified(path: Path) -> Verified:
    """Recompute the chain of a journal. A journal whose newest entries and head were both put back to an earlier day is
    whole: keep the hash of the head elsewhere to tell that. Raises nothing for a damaged one: what is wrong is found,
    and `ResultError` where there is no journal at all.
    """
    if not any((path / name).exists() for name in (JOURNAL, HEAD, PLAN, ENTRIES)):
        raise ResultError(f"{path}: there is no journal; begin one with `overlay paper start`")
    try:
        text = read_bytes(path / JOURNAL, MOST_JSON)
        about = json_of(text)
    except _UNREADABLE:
        return Verified(0, None, "", (Finding("unreadable", JOURNAL),))
    try:
        told = read_bytes(path / HEAD, MOST_JSON)
        head = head_of(told.decode())
    except _UNREADABLE:
        return Verified(0, None, "", (Finding("unreadable", HEAD),))
    found = [*_of_plan(path, about)]
    entries, broken = _chain(path, genesis(text), head)
    found += broken
    if not broken:
        found += _of_head(genesis(text), entries, told)
    found += [Finding("stranger", f"{ENTRIES}/{name}") for name in _strangers(path, head)]
    return Verified(len(entries), head.until, head.sha256, tuple(found))


def _of_plan(path: Path, about: Any) -> Iterator[Finding]:
    try:
        if plan_hash(path) != about["plan_sha256"]:
            yield Finding("changed", PLAN)
    except _UNREADABLE:
        yield Finding("unreadable", PLAN)


def _strangers(path: Path, head: Head) -> list[str]:
    """Those among the files that are there, however many entries the head speaks of."""
    try:
        there = len(list((path / ENTRIES).iterdir()))
        found = strangers(path, head._replace(number=min(head.number, there)))
        return [name for name in found if not _counts(name, head)]
    except OSError:
        return [""]


def _counts(name: str, head: Head) -> bool:
    number = name.partition(".")[0]
    return number.isdecimal() and 0 < int(number) <= head.number and name == name_of(int(number))


def _chain(path: Path, begin: Head, head: Head) -> tuple[list[Sealed], list[Finding]]:
    """The entries one after another, until one does not follow the one before it."""
    at, entries = begin, list[Sealed]()
    for number in range(1, head.number + 1):
        file = f"{ENTRIES}/{name_of(number)}"
        try:
            content = content_of(path, number)
            entry, told = read_entry(content)
            is_what_it_says = entry.sha256 == told
        except FileNotFoundError:
            return entries, [Finding("missing", file)]
        except _UNREADABLE:
            return entries, [Finding("unreadable", file)]
        if not follows(at, entry):
            code = "journal_changed" if number == 1 else "not_after"
            return entries, [Finding(code, file)]
        if not is_what_it_says or not _in_order(entry, at):
            return entries, [Finding("changed", file)]
        entries.append(Sealed(entry, content))
        at = after(at, entries[-1])
    return entries, []


def _in_order(entry: Entry, at: Head) -> bool:
    if entry.kind == "step":
        return entry.since == entry.session and (at.until is None or entry.session > at.until)
    return entry.kind != "revision" or (at.until == entry.session and entry.since <= entry.session)


def _of_head(begin: Head, entries: list[Sealed], told: bytes) -> Iterator[Finding]:
    """The head has to be the one that follows, to the last byte."""
    head = begin
    for one in entries:
        head = after(head, one)
    head = head._replace(rows=chained(recorded_hashes(one.entry for one in entries).values()))
    if head.text.encode() != told:
        newest = f"{ENTRIES}/{name_of(head.number)}" if head.number else JOURNAL
        yield Finding("not_the_head", newest)
