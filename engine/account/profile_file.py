"""A file of account profiles of somebody's own, in the form of `data/facts/account_profiles.csv`: checked, row for
row.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO
from math import inf, isfinite, nan
from pathlib import Path
from typing import NamedTuple
from zoneinfo import available_timezones

from data.base.bounded import read_text
from data.base.days import day_of, iso
from data.base.errors import ConfigError
from data.base.meant import file_hint, hint
from data.contracts.trading_hours import zone_of
from data.facts import Fact, FactTable, facts
from engine.account.profiles import (
    ALL_BOUNDS,
    BOUNDS,
    DEALS_IN,
    HOURS,
    NO_DEADLINE,
    TABLE,
    deals_in,
    names_in,
)

MOST_BYTES = 1 << 20
"""Of a file of profiles."""
COLUMNS = ("name", "valid_from", "value", "unit", "confidence", "source")
CONFIDENCES = ("H", "M", "L", "own")
"""How sure a fact of somebody's own may be (see `data.facts`)."""


_FORMERLY = ("foreign_exchange", "1 at a broker of foreign exchange on margin")
"""Name and unit under which `deals_in` was told, of which 0 and 1 mean the same."""


class Line(NamedTuple):
    """A row of a file, and the number of its line."""

    number: int
    fact: Fact


def profile_table(file: str | None) -> FactTable:
    """The profiles of a file of somebody's own, of the program where none is named. Raises `ConfigError` with one
    sentence for the first thing that is wrong.
    """
    return facts(TABLE) if file is None else read_profiles(Path(file))


def read_profiles(path: Path) -> FactTable:
    """The profiles of a file. Raises `ConfigError` with one sentence for the first thing that is wrong, with the file
    and its line.
    """
    lines = list(_lines(path))
    if not lines:
        raise ConfigError(f"{path}: is empty; a profile has a row for each of {', '.join(BOUNDS)}")
    _refuse_doubles(path, lines)
    for name in dict.fromkeys(one.fact.name.partition(".")[0] for one in lines):
        _refuse_profile(path, name, [one for one in lines if one.fact.name.startswith(f"{name}.")])
    return FactTable(path.name, [one.fact for one in lines])


def wrong_with(fact: Fact, *, dealing: int) -> str | None:
    """What is wrong with a row of a profile of an account that deals in something; None where nothing is.

    >>> wrong_with(Fact("mine.grace", 0, 1.5, "sessions", "M", "its terms"), dealing=0)
    'mine.grace = 1.5: should be a whole number'
    """
    field, told = fact.name.partition(".")[2], f"{fact.name} = {fact.value:g}" if fact.value is not None else fact.name
    return (
        _out_of_bounds(field, told, nan if fact.value is None else fact.value)
        or _in_another_unit(field, fact, dealing=dealing)
        or (f"{fact.name} has no source; say who says so" if not fact.source.strip() else None)
        or (
            f"{fact.name}: confidence {fact.confidence!r} should be one of {', '.join(CONFIDENCES)}"
            if fact.confidence not in CONFIDENCES
            else None
        )
    )


def _out_of_bounds(field: str, told: str, value: float) -> str | None:
    low, high = ALL_BOUNDS[field]
    if not isfinite(value):
        return f"{told}: should be a number from {low:g} to {high:g}"
    if isinstance(low, int) and value != int(value):
        return f"{told}: should be a whole number"
    if field == "grace" and value == NO_DEADLINE:
        return None
    if not low <= value <= high:
        no_deadline = f", or {NO_DEADLINE} where a call is only a mail" if field == "grace" else ""
        return f"{told}: should be from {low:g} to {high:g}{no_deadline}"
    if field == "liquidation" and 0.0 < value < 1.0:
        return f"{told}: would not mend a breach; 0 closes everything, 1 the minimum, k so many times that"
    return None


def _in_another_unit(field: str, fact: Fact, *, dealing: int) -> str | None:
    """The whole unit of the program's own rows, or what stands in it before a semicolon or comma; of an hour, with a
    zone of its own.
    """
    if field in HOURS:
        zone = zone_of(fact.unit)
        right = fact.unit == f"hour of the day in {zone}" and zone in available_timezones()
        return None if right else f"{fact.name} is in {fact.unit!r}; it is told in 'hour of the day in Asia/Tokyo'"
    if field == DEALS_IN and fact.unit == _FORMERLY[1] and fact.value in {0.0, 1.0}:
        return None
    known = facts(TABLE)
    names = (name for name in names_in(known) if deals_in(name, known) == dealing)
    told = [f"{name}.{field}" for name in names if f"{name}.{field}" in known.names]
    units = list(dict.fromkeys(known.latest(name).unit for name in told)) or [fact.unit]
    if any(fact.unit in {unit, re.split("[;,]", unit)[0]} for unit in units):
        return None
    return f"{fact.name} is in {fact.unit!r}; it is told in {' or '.join(map(repr, units))}"


def _lines(path: Path) -> Iterator[Line]:
    try:
        text = read_text(path, MOST_BYTES, "utf-8-sig")
    except OSError as error:
        told = file_hint(path, "give the path of a CSV of profiles")
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); {told}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8 text; save it as CSV in UTF-8") from None
    except ValueError as error:  # a name that no file can have
        raise ConfigError(f"{path}: cannot be read ({error}); give the path of a CSV of profiles") from None
    rows = csv.DictReader(StringIO(text, newline=""))
    try:
        lacking = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if text.strip() and lacking:
            raise ConfigError(f"{path}, line 1: has no column {', '.join(lacking)}; it should read {','.join(COLUMNS)}")
        for row in rows:
            yield Line(rows.line_num, _fact(f"{path}, line {rows.line_num}", row))
    except csv.Error as error:
        raise ConfigError(f"{path}, line {rows.line_num + 1}: is not CSV ({error})") from None


def _fact(where: str, row: Mapping[str | None, str | None]) -> Fact:
    """A row as a fact. Raises `ConfigError` where it cannot be one."""
    if None in row or None in row.values():
        raise ConfigError(f"{where}: should have {len(COLUMNS)} cells; put quotes around text with commas")
    cells = {name: (row[name] or "").strip() for name in COLUMNS}
    profile, _, field = cells["name"].partition(".")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", profile) or not field:
        raise ConfigError(f"{where}: name {cells['name']!r} should read PROFILE.FIELD, such as mybroker.grace")
    if field == _FORMERLY[0]:
        field, cells["name"] = DEALS_IN, f"{profile}.{DEALS_IN}"
    if field not in ALL_BOUNDS:
        told = hint(field, ALL_BOUNDS, f"it has {', '.join(ALL_BOUNDS)}")
        raise ConfigError(f"{where}: a profile has no field {field!r}; {told}")
    if profile in names_in(facts(TABLE)):
        raise ConfigError(f"{where}: {profile} is a profile of the program; give yours a name of its own")
    value = _number(cells["value"])
    if value is None:
        low, high = ALL_BOUNDS[field]
        raise ConfigError(f"{where}: {cells['name']} = {cells['value']!r}: should be a number from {low:g} to {high:g}")
    return Fact(
        cells["name"], _day(where, cells["valid_from"]), value, cells["unit"], cells["confidence"], cells["source"]
    )


def _number(text: str) -> float | None:
    try:
        value = nan if "_" in text else float(text)  # Python takes 0_5 for 5
    except ValueError:
        return None
    return value if -inf < value < inf else None


def _day(where: str, text: str) -> int:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return day_of(date.fromisoformat(text))
    except ValueError:
        pass
    raise ConfigError(f"{where}: valid_from {text!r} should be a day, such as 2018-01-02")


def _refuse_doubles(path: Path, lines: list[Line]) -> None:
    first: dict[tuple[str, int], int] = {}
    for number, fact in lines:
        known = first.setdefault((fact.name, fact.valid_from), number)
        if known != number:
            raise ConfigError(
                f"{path}, line {number}: {fact.name} of {iso(fact.valid_from)} stands in line {known} already; "
                "leave one out"
            )


def _refuse_profile(path: Path, name: str, lines: list[Line]) -> None:
    told = {one.fact.name.partition(".")[2] for one in lines}
    lacking = [field for field in BOUNDS if field not in told]
    if lacking:
        raise ConfigError(f"{path}, line {lines[0].number}: the profile {name} has no {', '.join(lacking)}; add a row")
    kinds = {one.fact.value for one in lines if one.fact.name.endswith(f".{DEALS_IN}")}
    if len(kinds) > 1:
        raise ConfigError(
            f"{path}, line {lines[0].number}: {name}.{DEALS_IN} changes; accounts that deal in different things are "
            "different profiles"
        )
    dealing = int(kinds.pop() or 0)
    for number, fact in lines:
        wrong = wrong_with(fact, dealing=dealing)
        if wrong:
            raise ConfigError(f"{path}, line {number}: {wrong}")
