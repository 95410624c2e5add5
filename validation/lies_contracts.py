"""Lies about futures and options: expiries, strikes, sides, and whose prices they are."""

import numpy as np

from data.base.days import Day, date_of
from data.contracts.calendars import third_friday
from validation.lies_table import Table, as_day, day_in
from validation.lies_values import Lied, Rng, Teller


def expiries(by: int, *, share: float) -> Teller:
    """Expiries so many days later: of all rows, or of one."""

    def tell(table: Table, _: str, rng: Rng) -> Lied | None:
        places = list(range(len(table))) if share == 1.0 else [int(rng.integers(len(table)))]
        changed = {place: as_day(day_in(table.cells["expiry"][place]) + by) for place in places}
        if any(day_in(text) < table.days[place] for place, text in changed.items()):
            return None
        return Lied(table.with_cells("expiry", changed), float(len(places)), tuple(places) if share < 1.0 else ())

    return tell


def expiry_of_another_month(table: Table, _: str, rng: Rng) -> Lied | None:
    """The expiry of one row is that of the month after or before."""
    place = int(rng.integers(len(table)))
    was = date_of(day_in(table.cells["expiry"][place]))
    month = was.month - 1 + int(rng.choice([-1, 1]))
    wrong: Day = third_friday(was.year + month // 12, month % 12 + 1)
    if wrong <= table.days[place]:
        return None
    return Lied(table.with_cells("expiry", {place: as_day(wrong)}), 1.0, (place,))


def another_root(table: Table, column: str, rng: Rng) -> Lied:
    """Prices of another index's contract under this root: of a third of the level, or of several times it."""
    level = float(rng.choice([0.35, 0.55, 2.4, 3.6, 8.0]))
    walk = level * np.exp(np.cumsum(0.004 * rng.standard_normal(len(table))))
    prices = [f"{value:.2f}" for value in (table.floats(column) * walk).tolist()]
    return Lied(table.with_cells(column, dict(enumerate(prices))), float(len(table)))


def unknown_root(table: Table, _: str, rng: Rng) -> Lied:
    """Rows under a root of another index."""
    root = str(rng.choice(["NQ", "YM", "NK", "ZB", "NDX", "SPY"]))
    return Lied(table.with_cells("root", dict.fromkeys(range(len(table)), root)), float(len(table)))


def contracts_exchanged(table: Table, column: str, rng: Rng) -> Lied | None:
    """The two contracts of one day have each other's price."""
    pairs = np.flatnonzero(table.days[1:] == table.days[:-1])
    place = int(rng.choice(pairs))
    first, second = table.cells[column][place], table.cells[column][place + 1]
    error = table.error(column, place, second)
    return (
        Lied(table.with_cells(column, {place: second, place + 1: first}), error, (place, place + 1))
        if first != second
        else None
    )


def quote_times(factor: float) -> Teller:
    """Bid and ask of one quote so many times as large."""

    def tell(table: Table, _: str, rng: Rng) -> Lied | None:
        place = int(rng.integers(len(table)))
        bid, ask = (f"{factor * float(table.cells[name][place]):.10g}" for name in ("bid", "ask"))
        return Lied(
            table.with_cells("bid", {place: bid}).with_cells("ask", {place: ask}),
            table.error("ask", place, ask),
            (place,),
        )

    return tell


def strikes_times(factor: float, *, share: float) -> Teller:
    """Strikes so many times as large: of all rows, or of one."""

    def tell(table: Table, _: str, rng: Rng) -> Lied:
        places = list(range(len(table))) if share == 1.0 else [int(rng.integers(len(table)))]
        changed = {place: f"{factor * float(table.cells['strike'][place]):g}" for place in places}
        return Lied(table.with_cells("strike", changed), float(len(places)), tuple(places) if share < 1.0 else ())

    return tell


def strike_digit(table: Table, _: str, rng: Rng) -> Lied | None:
    """One wrong digit in one strike, in hundreds or tens; strength in % of the strike."""
    place = int(rng.integers(len(table)))
    text = table.cells["strike"][place]
    at = int(rng.integers(text.index(".") - 1))
    wrong = text[:at] + str(rng.choice([one for one in "123456789" if one != text[at]])) + text[at + 1 :]
    return Lied(table.with_cells("strike", {place: wrong}), 100.0 * abs(float(wrong) / float(text) - 1.0), (place,))


def crossed(table: Table, _: str, rng: Rng) -> Lied | None:
    """Bid and ask of one quote, or of all, exchanged."""
    places = list(range(len(table))) if rng.random() < 0.3 else [int(rng.integers(len(table)))]
    bids, asks = ({place: table.cells[name][place] for place in places} for name in ("bid", "ask"))
    return Lied(table.with_cells("bid", asks).with_cells("ask", bids), float(len(places)), tuple(places))


def above_the_bound(table: Table, _: str, rng: Rng) -> Lied:
    """A bid of a fifth more than the option can be worth: its strike, or the index."""
    place = int(rng.integers(len(table)))
    most = float(table.cells["strike"][place])
    if table.cells["right"][place] == "C" and table.index is not None:
        most = float(table.index[place])
    told = table.with_cells("bid", {place: f"{1.2 * most:.2f}"}).with_cells("ask", {place: f"{1.21 * most:.2f}"})
    return Lied(told, table.error("bid", place, f"{1.2 * most:.2f}"), (place,))


def below_intrinsic(table: Table, _: str, rng: Rng) -> Lied:
    """A strike deep in the money at the price of one out of the money."""
    place = int(rng.integers(len(table)))
    strike, call = float(table.cells["strike"][place]), table.cells["right"][place] == "C"
    wrong = f"{5.0 * round(strike * (0.8 if call else 1.2) / 5.0):.1f}"
    return Lied(table.with_cells("strike", {place: wrong}), 20.0, (place,))


def sides_exchanged(*, share: float) -> Teller:
    """Puts called calls: in all rows, or in one that is out of the money."""

    def tell(table: Table, _: str, rng: Rng) -> Lied | None:
        if table.index is None:
            return None
        away = np.abs(table.floats("strike") / table.index - 1.0)
        places = list(range(len(table))) if share == 1.0 else [int(rng.choice(np.flatnonzero(away > 0.03)))]
        other = {place: "P" if table.cells["right"][place] == "C" else "C" for place in places}
        return Lied(
            table.with_cells("right", other),
            100.0 * float(away[places[0]]) if share < 1.0 else float(len(places)),
            tuple(places) if share < 1.0 else (),
        )

    return tell
