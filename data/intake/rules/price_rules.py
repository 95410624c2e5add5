"""Rules about prices: levels, moves, bars, and what kind of close it is."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from data.base.arrays import Flags, Floats
from data.base.days import day_of
from data.base.saying import UNSAID, Saying, said
from data.contracts.calendars import EVERY_DAY
from data.facts import facts
from data.intake.frequency import neighbours
from data.intake.history import History
from data.intake.rules.neighbours import patience, stays
from data.intake.rules.rule import Context, Hit, Rule, kinds
from data.sessions.quality import alike

LARGE, IMPOSSIBLE = 0.10, 0.25
ROUND_THE_CLOCK = 3.0
"""How many times further a price moves that is traded every day of the week: bitcoin fell by 39 % on 2020-03-12,
the S&P 500 by 20 % on 1987-10-19."""
VIX_JUMP, FX_JUMP, FX_FAR = 3.0, 0.12, 0.07
ALL_KNOWN, FX_KNOWN = day_of(date(1980, 1, 1)), day_of(date(1981, 1, 1))
"""From when on `data/facts/families/SPX.csv` has every large move of the S&P 500, and
exchange rates have been looked through."""
STALE_WARNING, STALE_ERROR, STALE_QUOTE = 3, 5, 6
LOWEST_LEVEL, HIGHEST_LEVEL = 1.0, 1e6
LOWEST_VIX, HIGHEST_VIX = 3.0, 150.0
LOWEST_FX, HIGHEST_FX = 20.0, 500.0
SESSIONS_A_DAY = 5.0 / 7.0
SHOWN = 1e6
"""Change up to which it is shown in percent."""
BY_CHANCE, ROUNDED, LIKELY = 0.05, 0.99, 0.35
"""Runs of equal closes, of as many rows and as coarse, from which one is no news; share of closes that say what they
are rounded to; and the chance that a close is equal to the one before, as a multiple of that over the median move
(moves with tails as fat as those of an index)."""
BARS = ("open", "high", "low", "close")


def missing_price(history: History, _context: Context) -> Iterator[Hit]:
    """A cell of a price is empty, before the last row."""
    told = {(finding.line, finding.column) for finding in history.findings}
    for name in (name for name in BARS if name in history.values):
        for row in np.flatnonzero(np.isnan(history.values[name][:-1])):
            if (int(history.lines[row]), history.names[name]) not in told:
                yield Hit(int(row), history.names[name], "", said("cell.missing"))


def price_not_positive(history: History, _context: Context) -> Iterator[Hit]:
    """A price is zero, negative or infinite."""
    for name in (*BARS, "rate"):
        values = history.values.get(name, np.empty(0))
        for row in np.flatnonzero(~np.isnan(values) & ~(np.isfinite(values) & (values > 0.0))):
            yield hit(history, int(row), name, said("prices.not_above_zero"))


def level_absurd(history: History, _context: Context) -> Iterator[Hit]:
    """An index stands where no stock index stands."""
    problem = said("prices.level", low=LOWEST_LEVEL, high=HIGHEST_LEVEL)
    return _outside(history, LOWEST_LEVEL, HIGHEST_LEVEL, problem)


def vix_not_in_points(history: History, _context: Context) -> Iterator[Hit]:
    """A VIX is quoted as a decimal, or is absurd."""
    return _outside(history, LOWEST_VIX, HIGHEST_VIX, said("prices.vix", low=LOWEST_VIX, high=HIGHEST_VIX))


def fx_not_yen_per_dollar(history: History, _context: Context) -> Iterator[Hit]:
    """An exchange rate is not in yen per dollar."""
    problem = said("prices.fx", low=LOWEST_FX, high=HIGHEST_FX)
    hits = list(_outside(history, LOWEST_FX, HIGHEST_FX, problem))
    if len(hits) > len(history) / 2 and "jpyusd" not in history.source.words.values():
        first = hits[0]
        yield first._replace(problem=said("prices.dollars_per_yen"))
    else:
        yield from hits


def impossible_move(history: History, context: Context) -> Iterator[Hit]:
    """The close moved by more than a quarter in a session, by more than three quarters
    where every day is one (bitcoin).
    """
    return _moves(history, IMPOSSIBLE * nerves(context), float("inf"))


def large_move(history: History, context: Context) -> Iterator[Hit]:
    """The close moved by a tenth to a quarter in a session that is not known for it (`data/facts/families/SPX.csv`),
    or by three times that (bitcoin).
    """
    days = sum(fact.valid_from >= ALL_KNOWN for fact in facts("large_moves"))
    for one in _moves(history, LARGE * nerves(context), IMPOSSIBLE * nerves(context)):
        since = one.row is not None and history.days[one.row] >= ALL_KNOWN and nerves(context) == 1.0
        yield one._replace(problem=said("prices.known", problem=one.problem, days=days)) if since else one


def nerves(context: Context) -> float:
    """How many times further prices move on this calendar than on that of an exchange, 1 or more."""
    return ROUND_THE_CLOCK if context.calendar.name == EVERY_DAY else 1.0


def vix_jump(history: History, _context: Context) -> Iterator[Hit]:
    """The VIX tripled or fell to a third from one value to the next (weekly and rarer ones by more)."""
    most = VIX_JUMP ** np.sqrt(patience(history.days))
    for row, change in _changes(history):
        if not 1.0 / most <= 1.0 + change <= most:
            yield hit(
                history,
                row,
                "close",
                said("prices.times" if change < SHOWN else "prices.times_far", times=1.0 + change),
            )


def fx_jump(history: History, _context: Context) -> Iterator[Hit]:
    """The exchange rate moved by more than 12 % from one value to the next (weekly and rarer ones by more)."""
    return _fx_moves(history, FX_JUMP, np.inf)


def fx_moves_far(history: History, _context: Context) -> Iterator[Hit]:
    """The exchange rate moved by 7 to 12 % from one value to the next, and did not come back."""
    steady = stays(np.array([change for _, change in _changes(history)]))
    kept = {row for (row, _), stay in zip(_changes(history), steady.tolist(), strict=True) if stay}
    return (one for one in _fx_moves(history, FX_FAR, FX_JUMP) if one.row in kept)


def stale_prices(history: History, _context: Context) -> Iterator[Hit]:
    """All prices repeat over three or four rows."""
    return _stale(history, STALE_WARNING, STALE_ERROR)


def frozen_prices(history: History, _context: Context) -> Iterator[Hit]:
    """All prices repeat over five rows or more."""
    return _stale(history, STALE_ERROR, len(history) + 1)


def stale_quote(history: History, _context: Context) -> Iterator[Hit]:
    """A value repeats over six rows or more."""
    return _stale(history, STALE_QUOTE, len(history) + 1)


def adjusted_closes_differ(history: History, _context: Context) -> Iterator[Hit]:
    """A column of adjusted closes has other values than the closes."""
    adjusted, close = history.values.get("adj_close"), history.values["close"]
    if adjusted is None:
        return
    differ = np.flatnonzero(np.abs(adjusted / close - 1.0) > 1e-4)
    if len(differ):
        row, column = int(differ[0]), history.names["adj_close"]
        problem = said("prices.differs", column=history.names["close"], close=close[row], rows=len(differ))
        yield Hit(
            row, column, f"{adjusted[row]:.10g}", said("prices.is_used", problem=problem, column=history.names["close"])
        )


def dividends_in_closes(history: History, _context: Context) -> Iterator[Hit]:
    """A column of dividends that are not zero: such downloads mostly have adjusted closes."""
    paid = history.values.get("dividends", np.empty(0))
    rows = np.flatnonzero(paid > 0.0)
    if len(rows):
        yield Hit(int(rows[0]), history.names["dividends"], f"{paid[rows[0]]:g}", said("prices.paid", rows=len(rows)))


def opens_repeat_closes(history: History, _context: Context) -> Iterator[Hit]:
    """Opens that should be real are mostly the closes before."""
    opens = real_opens(history, trusting=True)
    if opens.any() and not real_opens(history).any():
        row = int(np.flatnonzero(opens)[0])
        yield hit(history, row, "open", said("prices.opens_repeat"))


def real_opens(history: History, *, trusting: bool = False) -> Flags:
    """Which opens are prices at which one could have traded: as the file's own column says, else as
    `data/facts/real_opens.csv` does.

    None where more than half of those are the closes before them, unless `trusting`.
    """
    opens = history.values.get("open")
    if opens is None:
        return np.zeros(len(history), dtype=bool)
    if "open_is_real" in history.values:
        return np.asarray(history.values["open_is_real"] == 1.0)
    since = facts("real_opens")
    real = np.array([since.find("SPX.real_opens", day) is not None for day in history.days.tolist()], dtype=bool)
    repeats = alike(opens[1:], history.values["close"][:-1])[real[1:]]
    return real if trusting or len(repeats) == 0 or repeats.mean() <= 0.5 else np.zeros(len(history), dtype=bool)


def hit(history: History, row: int, name: str, problem: Saying) -> Hit:
    """A hit at a value of a field."""
    return Hit(row, history.names.get(name, name), f"{history.values[name][row]:.10g}", problem)


def _outside(history: History, lowest: float, highest: float, problem: Saying) -> Iterator[Hit]:
    values = history.values[history.main]
    for row in np.flatnonzero((values > 0.0) & np.isfinite(values) & ((values < lowest) | (values > highest))):
        yield hit(history, int(row), history.main, problem)


def _changes(history: History) -> Iterator[tuple[int, float]]:
    """(row, simple change from the value before) of the rows that have a value; across a long gap only
    in an index, which may have none.
    """
    values = history.values[history.main]
    rows = np.flatnonzero(np.isfinite(values) & (values > 0.0))
    changes: Floats = values[rows[1:]] / values[rows[:-1]] - 1.0
    close = neighbours(history.days[rows]) | (history.kind == "index")
    return zip(rows[1:][close].tolist(), changes[close].tolist(), strict=True)


def _fx_moves(history: History, least: float, most: float) -> Iterator[Hit]:
    usual = patience(history.days)
    for row, change in _changes(history):
        slow = max(usual, float(np.sqrt(abs(history.days[row] - history.days[row - 1]) * SESSIONS_A_DAY)))
        if least * slow < abs(change) <= most * slow:
            known = said("prices.largest_of_day" if slow > 2.0 else "prices.largest")
            told = known if history.days[row] >= FX_KNOWN else UNSAID
            yield hit(history, row, "rate", said("prices.moved", change=_moved(change), seen=told))


def _moves(history: History, least: float, most: float) -> Iterator[Hit]:
    known = {fact.valid_from: fact.value or 0.0 for fact in facts("large_moves")}
    for row, change in _changes(history):
        day = int(history.days[row])
        if (
            least < abs(change) <= most
            and abs(change - known.get(day, np.inf)) > 0.01
            and not history.of_program[row - 1 : row + 1].all()
        ):
            yield hit(history, row, "close", said("prices.moved_close", change=_moved(change)))


def _moved(change: float) -> Saying:
    """A simple change as text: `-3.1%`, or how many times the value is."""
    return said("prices.share", change=change) if change < SHOWN else said("prices.times_more", change=change)


def _stale(history: History, least: int, most: int) -> Iterator[Hit]:
    """Runs of at least `least` and fewer than `most` rows whose prices are all equal."""
    names = [name for name in (*BARS, "rate") if name in history.values]
    table = np.column_stack([history.values[name] for name in names])
    changed = np.flatnonzero(np.any(~alike(table[1:], table[:-1]), axis=1)) + 1
    starts, ends = np.concatenate([[0], changed]), np.concatenate([changed, [len(table)]])
    for start, length in zip(starts.tolist(), (ends - starts).tolist(), strict=True):
        if (
            least <= length < most
            and not history.of_program[start : start + length].all()
            and not _by_chance(table, length)
        ):
            yield hit(history, start, history.main, said("prices.stay", rows=length))


def _by_chance(prices: Floats, length: int) -> bool:
    """Whether so many equal closes in a row are to be expected, as their rounding and moves are; never
    of bars, whose prices all repeat.
    """
    closes = prices[np.isfinite(prices).all(axis=1), 0]
    sizes = np.abs(np.diff(closes))
    if prices.shape[1] > 1 or not sizes.any():
        return False
    step = next((10.0**-places for places in range(6) if alike(np.round(closes, places), closes).mean() > ROUNDED), 0.0)
    chance = min(1.0, LIKELY * step / float(np.median(sizes[sizes > 0.0])))
    return bool(len(closes) * chance ** (length - 1) > BY_CHANCE)


PRICE_RULES = (
    Rule(missing_price, kinds("index"), "error"),
    Rule(price_not_positive, kinds("index", "vix", "fx"), "error"),
    Rule(level_absurd, kinds("index"), "error"),
    Rule(vix_not_in_points, kinds("vix"), "error"),
    Rule(fx_not_yen_per_dollar, kinds("fx"), "error"),
    Rule(impossible_move, kinds("index"), "error"),
    Rule(large_move, kinds("index"), "warning"),
    Rule(vix_jump, kinds("vix"), "error"),
    Rule(fx_jump, kinds("fx"), "error"),
    Rule(fx_moves_far, kinds("fx"), "warning"),
    Rule(opens_repeat_closes, kinds("index"), "warning"),
    Rule(stale_prices, kinds("index"), "warning"),
    Rule(frozen_prices, kinds("index"), "error"),
    Rule(stale_quote, kinds("vix", "fx"), "warning"),
    Rule(adjusted_closes_differ, kinds("index"), "warning"),
    Rule(dividends_in_closes, kinds("index"), "warning"),
)
