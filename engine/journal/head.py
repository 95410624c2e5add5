"""Where a journal stands: the file `head.json`, which follows from its entries to the last byte."""

import hashlib
import json
from datetime import date
from operator import index
from typing import NamedTuple

from data.base.bounded import json_of
from data.base.days import Day, day_of, iso
from engine.journal.digests import chained
from engine.journal.entry import Entry, Sealed


class Head(NamedTuple):
    """The number of the newest entry, its SHA-256 and that of its file; the last session (None: none yet), the chained
    hash of all rows until then, and (number, kind) of the entries that are no steps.
    """

    number: int
    sha256: str
    file_sha256: str
    until: Day | None = None
    rows: str = ""
    others: tuple[tuple[int, str], ...] = ()

    @property
    def text(self) -> str:
        """The content of the file."""
        told = {**self._asdict(), "until": None if self.until is None else iso(self.until)}
        return json.dumps(told, indent=2) + "\n"


def genesis(journal_text: bytes) -> Head:
    """The head of a journal without entries: the hash of `journal.json` is what the first one follows."""
    digest = hashlib.sha256(journal_text).hexdigest()
    return Head(0, digest, digest)


def head_of(text: str) -> Head:
    """The head that a file tells. Raises `ValueError`, `KeyError` or `TypeError` for what is none."""
    told = json_of(text)
    until = None if told["until"] is None else day_of(date.fromisoformat(told["until"]))
    others = tuple((index(number), str(kind)) for number, kind in told["others"])
    return Head(index(told["number"]), told["sha256"], told["file_sha256"], until, told["rows"], others)


def after(head: Head, one: Sealed, rows: str | None = None) -> Head:
    """The head once an entry is written; `rows` is the chained hash of all rows, where it revises some."""
    entry = one.entry
    moved = head._replace(number=entry.number, sha256=entry.sha256, file_sha256=one.file_sha256)
    if entry.kind == "step":
        return moved._replace(until=entry.session, rows=chained([entry.rows_sha256], head.rows))
    moved = moved._replace(others=(*head.others, (entry.number, entry.kind)))
    return moved._replace(rows=rows) if rows is not None else moved


def follows(head: Head, entry: Entry) -> bool:
    """Whether an entry says that it comes next."""
    return (entry.number, entry.previous, entry.previous_file) == (head.number + 1, head.sha256, head.file_sha256)
