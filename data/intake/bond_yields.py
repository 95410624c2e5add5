"""Yields of bonds as the index that a bond future is on: the price of what can be delivered, and its income."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from data.base.arrays import Floats, Ints
from data.base.days import Day, iso
from data.base.errors import ConfigError, DataError
from data.base.saying import said
from data.contracts.calendars import SessionCalendar
from data.contracts.contracts import future_roots, future_spec
from data.contracts.underlying import UNKNOWN
from data.facts import facts
from data.intake.carried_forward import carry
from data.intake.history import History
from data.intake.source import Kind
from data.pricing.bonds import Deliverable, deliverable_price, income


@dataclass(frozen=True, slots=True)
class Bond:
    """What a bond future is on: its index and calendar, what can be delivered, and how its price usually moves (an
    annual decimal).
    """

    root: str
    index: str
    calendar: str
    deliverable: Deliverable
    usual_volatility: float

    def check(self, calendar: str, index: str) -> None:
        """Raises `ConfigError` where another calendar or index is asked for than that of the contract."""
        if calendar != self.calendar:
            raise ConfigError(f"{self.root} has the sessions of {self.calendar}: give --calendar {self.calendar}")
        if index not in {UNKNOWN, self.index}:
            raise ConfigError(f"--index-name {index}: {self.root} is on {self.index}; leave the name out")


def bond_of(root: str, coupon: float | None = None) -> Bond:
    """The bond of a future by its root; `coupon` is that of the bonds themselves (an annual decimal, None: the notional
    one). Raises `ConfigError` for a root that is no future on bonds.
    """
    table = facts("bonds")
    known = [one for one in future_roots() if f"{future_spec(one).family}.coupon" in table.names]
    if root not in known:
        raise ConfigError(f"--contract {root} is no future on bonds; known: {', '.join(known)}")
    spec = future_spec(root)
    notional, shortest, longest = (
        table.latest(f"{spec.family}.{name}").value or 0.0 for name in ("coupon", "shortest", "longest")
    )
    usual = facts("margin_model").latest(f"{spec.family}.seed_volatility").value or 0.0
    own = notional if coupon is None else coupon
    return Bond(root, spec.index, spec.calendar, Deliverable(notional, own, shortest, longest), usual)


def told_of(bond: Bond, yields: History) -> History:
    """The yields with a note of what is made of them."""
    return replace(yields, notes=(*yields.notes, said("noted.bond", **bond.deliverable._asdict())))


def bond_histories(
    bond: Bond, yields: History, calendar: SessionCalendar, period: tuple[Day | None, Day | None]
) -> Mapping[Kind, History]:
    """The index and its dividends on the sessions from the first to the last yield within a period: on a session
    without a yield (a holiday of bonds alone) the last one known.

    Raises `DataError` where none is known, and where the period has no session.
    """
    known = yields.days[np.isfinite(yields.values["rate"])]
    first, last = max(int(known[0]), period[0] or 0), min(int(known[-1]), period[1] or int(known[-1]))
    sessions = np.array(calendar.between(first, last), dtype=np.int64)
    if not len(sessions):
        raise DataError(
            f"{yields.source.name}: yields from {iso(int(known[0]))} to {iso(int(known[-1]))} leave no session of "
            f"{calendar.name} in the period; choose another one"
        )
    carried = carry(yields, yields.decimals(), sessions)
    start = int(np.argmax(carried.rows >= 0))
    sessions, values, rows = sessions[start:], carried.values[start:], carried.rows[start:]
    if unknown := sessions[rows < 0].tolist() if len(sessions) else [first]:
        raise DataError(
            f"{yields.source.name}: no yield is known on {iso(unknown[0])}, and none of the last "
            f"{carried.frequency.longest_gap} days; choose another period"
        )
    return {
        "index": _like(yields, "index", rows, sessions, _bars(bond, values)),
        "dividends": _like(yields, "dividends", rows, sessions, {"rate": np.array([income(one) for one in values])}),
    }


def _bars(bond: Bond, values: Floats) -> dict[str, Floats]:
    """Prices of a session's one yield: the open is the close before, and none of a real opening."""
    close = np.array([deliverable_price(bond.deliverable, one) for one in values])
    opens = np.concatenate([close[:1], close[:-1]])
    return {"open": opens, "high": close, "low": close, "close": close, "open_is_real": np.zeros(len(close))}


def _like(yields: History, kind: Kind, rows: Ints, sessions: Ints, values: dict[str, Floats]) -> History:
    """A history made of the yields' rows, one for each session."""
    source = replace(yields.source, kind=kind)
    taken = yields.take(rows)
    names = dict.fromkeys(values, yields.names["rate"])
    unit = "decimal" if kind == "dividends" else ""
    return replace(taken, source=source, days=sessions, values=values, names=names, unit=unit)
