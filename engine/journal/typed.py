"""What was dealt in truth, as a person types it: `sell 2 MESU26 at 5432.25`."""

import re
from collections.abc import Iterable, Sequence

import pyarrow as pa

from data.base.arrow import from_rows
from data.base.days import Day, iso
from data.base.errors import ConfigError
from data.contracts.calendars import SessionCalendar
from engine.bt.broker import CollateralBroker
from engine.bt.listed import require_listed
from engine.bt.take_over import instrument_of
from engine.day.given import Given, GivenFill
from engine.journal.entry import Entry

FORM = "'sell 2 MESU26 at 5432.25'"
_WHOLE = r"[0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2}"
_FILL = re.compile(rf"(buy|sell)\s+({_WHOLE})\s+(\S+)\s+(?:at|@)\s+(-?(?:{_WHOLE})(?:\.[0-9]+)?)", re.IGNORECASE)
_SCHEMA = pa.schema([
    pa.field("date", pa.date32(), nullable=False),
    pa.field("contract", pa.string(), nullable=False),
    pa.field("size", pa.int64(), nullable=False),
    pa.field("price", pa.float64(), nullable=False),
    pa.field("commission", pa.float64()),
])  # fmt: skip
FILL_KINDS = frozenset({"fill", "fill_instead", "fill_withdrawn"})
FILLS = "fills_typed"
"""The table of an entry in which they stand."""


def typed_fill(text: str, commission: float | None = None) -> GivenFill:
    """The fill that a text tells.

    >>> typed_fill("sell 2 MESU26 at 5,432.25")
    GivenFill(contract='MESU26', size=-2, price=5432.25, commission=None)

    Raises `ConfigError` for a text that tells none.
    """
    told = _FILL.fullmatch(text.strip())
    if told is None or not (size := int(told[2].replace(",", ""))):
        raise ConfigError(f"fill {text!r}: should read like {FORM}, or `none` where nothing was done")
    if commission is not None and not 0.0 <= commission < float("inf"):
        raise ConfigError(f"fill {text!r}: a commission of {commission} should be an amount of 0 or more")
    signed = size if told[1].lower() == "buy" else -size
    return GivenFill(told[3].upper(), signed, float(told[4].replace(",", "")), commission)


def fills_table(day: Day, fills: Sequence[GivenFill]) -> dict[str, pa.Table]:
    """The table of an entry; none where there are no fills."""
    if not fills:
        return {}
    rows = [(day, *fill[:-1], float("nan") if fill.commission is None else fill.commission) for fill in fills]
    return {FILLS: from_rows(rows, _SCHEMA)}


def given_by(entries: Iterable[Entry]) -> dict[Day, tuple[GivenFill, ...]]:
    """What was done in each session, as it stands after entries in their order."""
    given = dict[Day, tuple[GivenFill, ...]]()
    for entry in entries:
        if entry.kind == "fill":
            given[entry.session] = (*given.get(entry.session, ()), *_fills(entry))
        elif entry.kind == "fill_instead":
            given[entry.session] = _fills(entry)
        elif entry.kind == "fill_withdrawn":
            given.pop(entry.session, None)
    return given


def _fills(entry: Entry) -> tuple[GivenFill, ...]:
    if FILLS not in entry.tables:
        return ()
    rows = entry.tables[FILLS].drop_columns(["date"]).to_pylist()
    return tuple(GivenFill(**row) for row in rows)


def require_session(day: Day, first: Day, calendar: SessionCalendar) -> None:
    """Raises `ConfigError` for a day on which nothing can have been done: `first` is that of the account."""
    if day not in calendar or day <= first:
        near = iso(calendar.on_or_after(max(day, first + 1)))
        raise ConfigError(
            f"fill of {iso(day)}: should be a session after {iso(first)}, in whose evening the account was opened; the "
            f"next one is {near}"
        )


def require_sense(before: Given, entry: Entry) -> None:
    """Raises `ConfigError` for an entry of fills that contradicts what was told before, or changes nothing."""
    day, known = entry.session, before.get(entry.session)
    if entry.kind == "fill" and FILLS not in entry.tables and known:
        raise ConfigError(f"fill of {iso(day)}: {len(known)} are told of it already; with --replace there were none")
    if entry.kind == "fill" and FILLS in entry.tables and known == ():
        raise ConfigError(f"fill of {iso(day)}: it is told that nothing was done; --replace takes that back")
    if entry.kind == "fill_withdrawn" and known is None:
        raise ConfigError(f"fill of {iso(day)}: nothing is told of it, so it is done as modelled already")


def require_tradable(fills: Iterable[GivenFill], day: Day, broker: CollateralBroker) -> None:
    """Raises `ConfigError` for a fill in what is no contract that the account trades, or is none any more on a day."""
    for fill in fills:
        contract = instrument_of(broker, fill.contract).contract
        if contract.expiry < day:
            raise ConfigError(f"fill of {iso(day)}: {fill.contract} has expired on {iso(contract.expiry)}")
        require_listed(contract, day, f"fill of {iso(day)}")
