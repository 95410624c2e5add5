"""The state of an account in a file that a person can write: TOML to an account, and back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from pathlib import Path
from typing import Any

import tomli_w

from data.base.bounded import NestedTooDeeplyError, TooLargeError, read_bytes, toml_of
from data.base.days import Day, date_of, day_of
from data.base.errors import ConfigError
from data.base.meant import file_hint, shortened
from data.intake.reading.full_width import narrow
from engine.account.held_account import HeldAccount, HeldPosition, OpenCall

LARGEST = 1e13
"""An amount of money beyond which a digit too many is meant."""
MOST_BYTES = 1_000_000
WORDS = {"open": False, "stopped": True}
"""What a file calls a stop that has not, and one that has, closed the overlay for this month."""
STOPS = ("loss_stop", "voluntary_stop")
"""The rules whose state an account has and the market has not."""
_WIDE = re.compile("[\uff01-\uff5e\u3000]")


@dataclass(frozen=True)
class StateFile:
    """What a file of a state says: the account, its currency, and its equity (None: it is not said)."""

    name: str
    held: HeldAccount
    currency: str
    equity: float | None = None


class Table:
    """Values of a table of a file, each taken once: what is left over is unknown."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self._left, self._where, self._known = dict(values), where, list[str]()

    def wrong(self, key: str, problem: str) -> ConfigError:
        """A sentence about a key."""
        return ConfigError(f"{self._where}{key}: {problem}")

    def take(self, key: str) -> Any:
        """The value of a key; None where it is not there."""
        self._known.append(key)
        return self._left.pop(key, None)

    def needed(self, key: str, example: str) -> Any:
        """The value of a key that has to be there. Raises `ConfigError`."""
        value = self.take(key)
        if value is None:
            raise self.wrong(key, f"is missing; write a line such as {key} = {example}")
        return value

    def amount(self, key: str, default: float | None = None) -> float:
        """An amount of money. Raises `ConfigError` for what is none, and where it is missing without a default."""
        value = self.needed(key, "12000.0") if default is None else self.take(key)
        if value is None:
            return default or 0.0
        if isinstance(value, str):
            raise self.wrong(key, f"{value!r} is a text; write the number without quotes and commas, such as 12000.0")
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise self.wrong(key, f"{value!r} is no amount; write a number such as 12000.0")
        if abs(value) > LARGEST:
            raise self.wrong(key, f"{value:g} is beyond {LARGEST:g}; count its digits")
        return float(value)

    def day(self, key: str) -> Day:
        """A calendar day, with or without quotes. Raises `ConfigError`."""
        value = self.needed(key, "2026-07-10")
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                raise self.wrong(key, f"{value!r} is no day; write it as 2026-07-10") from None
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self.wrong(key, f"{value} is no day; write it as 2026-07-10, without a time")
        return day_of(value)

    def text(self, key: str, example: str) -> str:
        """A text. Raises `ConfigError`."""
        value = self.needed(key, example)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, f"{value!r} is no name; write one in quotes, such as {example}")
        return value.strip()

    def table(self, key: str) -> "Table | None":
        """A table of its own. Raises `ConfigError`."""
        value = self.take(key)
        if value is not None and not isinstance(value, Mapping):
            raise self.wrong(key, f"should be a table under a line [{key}]")
        return None if value is None else Table(value, f"{self._where}{key}.")

    def tables(self, key: str) -> "list[Table]":
        """Tables that come any number of times. Raises `ConfigError`."""
        value = self.take(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            raise self.wrong(key, f"should be tables, each under a line [[{key}]]")
        return [Table(one, f"{self._where}{key} {place}, ") for place, one in enumerate(value, start=1)]

    def end(self) -> None:
        """Raise `ConfigError` for a key that nobody knows."""
        for key in self._left:
            raise self.wrong(shortened(key), f"there is no such key here; there are {', '.join(self._known)}")


def parse_state(content: bytes, name: str) -> StateFile:
    """What a file says; `name` is how messages call it. Raises `ConfigError` with one sentence for what cannot be."""
    top = Table(_values(content, name), f"{name}: ")
    day, currency = top.day("day"), top.text("currency", '"USD"')
    cash, fund = top.amount("cash"), top.amount("fund", 0.0)
    arriving = tuple(_arriving(one) for one in top.tables("in_transit"))
    positions = tuple(_position(one) for one in top.tables("positions"))
    call, month, rules = (top.table(key) for key in ("call", "month", "rules"))
    hedge, equity = top.amount("hedge", 0.0), top.take("equity")
    if equity is not None:
        equity = Table({"equity": equity}, f"{name}: ").amount("equity")
    top.end()
    held = HeldAccount(
        day, cash, fund, arriving, positions, _call(call) if call else None, hedge,
        _opened(month) if month else None, _stops(rules) if rules else (),
    )  # fmt: skip
    return StateFile(name, held, currency, equity)


def load_state(path: Path | str) -> StateFile:
    """The same of a file on disk. Raises `ConfigError` for one that cannot be read, too."""
    path = Path(path)
    try:
        content = read_bytes(path, MOST_BYTES)
    except IsADirectoryError:
        raise ConfigError(f"{path}: is no file; name a state such as state.toml") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        told = file_hint(path, "`overlay state of RUN` writes one")
        raise ConfigError(f"{path}: cannot be read ({reason}); {told}") from None
    return parse_state(content, str(path))


def _values(content: bytes, name: str) -> dict[str, Any]:
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{name}, line {line}: is not UTF-8; save the file as UTF-8") from None
    try:
        return toml_of(text)
    except NestedTooDeeplyError as error:
        raise ConfigError(f"{name}: {error}; a state has tables, and no more in them") from None
    except TooLargeError as error:
        raise ConfigError(f"{name}: {error}") from None
    except ValueError as error:
        raise ConfigError(f"{name}{_wide_sign(text)}: is no TOML: {error}") from None


def _wide_sign(text: str) -> str:
    """Where the first full-width sign stands that is neither in quotes nor in a comment."""
    for number, line in enumerate(text.split("\n"), start=1):
        bare = re.sub(r'"[^"]*"|\'[^\']*\'', "", line).partition("#")[0]
        if found := _WIDE.search(bare):
            shown = found[0] if found[0].strip() else "space"
            return f", line {number}: has a full-width {shown}, write {narrow(found[0]) or 'a plain one'} in its place"
    return ""


def _arriving(told: Table) -> tuple[Day, float]:
    day, amount = told.day("arrives"), told.amount("amount")
    told.end()
    if amount <= 0.0:
        raise told.wrong("amount", f"{amount:g} is nothing on its way; write what will arrive, above 0")
    return day, amount


def _position(told: Table) -> HeldPosition:
    contract, size = told.text("contract", '"MESU26"'), told.needed("size", "2")
    told.end()
    if isinstance(size, float) and size.is_integer():
        size = int(size)
    if isinstance(size, bool) or not isinstance(size, int):
        raise told.wrong("size", f"{size!r} of {contract} is no number of whole contracts; write one such as 2 or -1")
    if size == 0:
        raise told.wrong("size", f"0 of {contract} is no position; leave it out")
    if abs(size) > LARGEST:
        raise told.wrong("size", f"{size:g} of {contract} is beyond {LARGEST:g}; count its digits")
    return HeldPosition(contract, size)


def _call(told: Table) -> OpenCall:
    found = OpenCall(told.amount("amount"), told.day("due"), told.amount("received", 0.0))
    told.end()
    if found.amount <= 0.0:
        raise told.wrong("amount", f"{found.amount:g} is no call; write what is called for, above 0")
    if found.received < 0.0:
        raise told.wrong("received", f"{found.received:g} cannot have been received; write 0 or more")
    return found


def _opened(told: Table) -> float:
    opened = told.amount("opened")
    told.end()
    if opened <= 0.0:
        raise told.wrong("opened", f"{opened:g} is no equity to begin a month with; write that of the month before")
    return opened


def _stops(told: Table) -> tuple[tuple[str, bool], ...]:
    found = []
    for name in STOPS:
        word = told.take(name)
        if word is not None:
            if not isinstance(word, str) or word not in WORDS:
                raise told.wrong(name, f"{word!r} is no state of a stop; write {' or '.join(map(repr, WORDS))}")
            found.append((name, WORDS[word]))
    told.end()
    return tuple(found)


def state_text(held: HeldAccount, currency: str, equity: float | None = None) -> str:
    """An account as a file that `parse_state` reads back equal."""
    words = {stopped: word for word, stopped in WORDS.items()}
    values: dict[str, Any] = {
        "day": date_of(held.day),
        "currency": currency,
        **({} if equity is None else {"equity": equity}),
        "cash": held.cash,
        "fund": held.fund,
        **({"hedge": held.hedge} if held.hedge else {}),
        "in_transit": [{"arrives": date_of(day), "amount": amount} for day, amount in held.in_transit],
        "positions": [one._asdict() for one in held.positions],
    }
    if held.call:
        values["call"] = {**held.call._asdict(), "due": date_of(held.call.due)}
    if held.month_opened is not None:
        values["month"] = {"opened": held.month_opened}
    if held.stops:
        values["rules"] = {name: words[stopped] for name, stopped in held.stops}
    tables = {key: values.pop(key) for key in ("in_transit", "positions")}
    plain = {key: value for key, value in values.items() if not isinstance(value, dict)}
    under = {key: value for key, value in values.items() if isinstance(value, dict)}
    blocks = [tomli_w.dumps(plain)]
    blocks += [f"[[{key}]]\n{tomli_w.dumps(one)}" for key, several in tables.items() for one in several]
    blocks += [tomli_w.dumps({key: value}) for key, value in under.items()]
    return "\n".join(blocks)
