"""Futures as they settled against futures by cost of carry: profit and loss, basis and rolls of 1999 to August 2023.

Used by validation.options, which writes docs/validation.md.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.base.days import date_of, day_of
from data.contracts.contracts import FutureContract, future_spec
from data.contracts.rolls import roll_schedule
from data.curves.futures_curve import FuturesCurve
from data.futures.quotes import FuturesQuotes
from data.intake.quotes.futures_file import read_futures
from data.market.embedded import embedded_market
from data.market.market import Market
from engine import RunResult, backtest, load_config
from validation.public_data import file

ROOT = "ES"
START, END = "1999-04-01", "2023-08-30"
FILES = "sp500_futures_front_next_daily.csv", "es_front_next_2018_2023.csv"
"""Two files of prices; the second is taken from where the first ends, whose hours are nearer to that of the index."""
EARLIER = 10
"""Sessions before the exchange's date on which the file has both contracts of every roll."""
SETTINGS = (
    f"period.start={START}",
    f"period.end={END}",
    f"futures.roll_sessions_earlier={EARLIER}",
    "halving.enabled=false",
    "stops.monthly_loss=off",
)


class Compared(NamedTuple):
    """A contract on a session: day, quoted and modelled price, index."""

    day: int
    quoted: float
    modelled: float
    cash: float


@cache
def quotes() -> FuturesQuotes:
    """Prices of both files."""
    earlier, later = (read_futures(file(name), ROOT).table for name in FILES)
    after = pc.greater(later["date"], pc.max(earlier["date"]))
    return FuturesQuotes(pa.concat_tables([earlier, later.filter(after)]))


@cache
def market() -> Market:
    """The market that comes with the program, with them."""
    return embedded_market().quoted(None, quotes())


@cache
def run(prices: str, financing: str = "flat") -> RunResult:
    """Pattern A without halving, on quoted or modelled prices."""
    settings = (*SETTINGS, f"futures.prices={prices}", f"futures.financing={financing}")
    return backtest(load_config(None, settings), market())


def result_table() -> Iterator[str]:
    """Figures of the runs, and what the futures brought."""
    for prices, financing in (("quoted", "flat"), ("modelled", "flat"), ("modelled", "by_year")):
        result = run(prices, financing)
        figures = result.metrics
        frame = result.frame("attribution").groupby("category")["amount"].sum()
        name = prices if prices == "quoted" else f"{prices}, financing `{financing}`"
        yield (
            f"| {name} | {figures['cagr']:.2%} | {figures['volatility']:.2%} | {figures['max_drawdown']:.2%} | "
            f"{figures['worst_day']:.2%} "
            f"| {frame['futures_price'] + frame['futures_carry']:,.0f} | {frame['roll_cost']:,.0f} | "
            f"{result.manifest['modelled']['position_marks']:.1%} |"
        )


def yearly_table() -> Iterator[str]:
    """By year: what the futures earned on quoted and on modelled prices, the spread of the daily difference, and the
    basis.
    """
    found, years = list(compared()), sorted({date_of(one.day).year for one in compared()})
    earned = {prices: _futures_by_year(run(prices)) for prices in ("quoted", "modelled")}
    spread = _daily_difference()
    for year in years:
        of_year = [one for one in found if date_of(one.day).year == year]
        basis = np.array([one.quoted / one.cash - 1.0 for one in of_year])
        errors = np.array([one.quoted / one.modelled - 1.0 for one in of_year])
        yield (
            f"| {year} | {earned['quoted'].get(year, 0.0):+.2%} | {earned['modelled'].get(year, 0.0):+.2%} | "
            f"{spread.get(year, 0.0) * 1e4:.1f} "
            f"| {np.median(basis) * 1e4:+.0f} | {np.median(errors) * 1e4:+.1f} | {errors.std() * 1e4:.0f} |"
        )


def roll_table() -> Iterator[str]:
    """By year: what the next contract was dearer than the one left, quoted and modelled, on the dates of the rolls."""
    curve, plain = FuturesCurve(market(), "flat"), market()
    spec, days = future_spec(ROOT), plain.days
    by_year: dict[int, list[tuple[float, float]]] = {}
    for roll in roll_schedule(days[_place(START)], days[_place(END)], plain.calendar, spec.rolls, EARLIER):
        place = plain.row_from(roll.day)
        pair = [FutureContract(spec, expiry) for expiry in (roll.expiry, roll.next_expiry)]
        known = [quotes().find(ROOT, one.expiry, roll.day) for one in pair]
        if known[0] is not None and known[1] is not None:
            modelled = curve.price(pair[1], place) / curve.price(pair[0], place) - 1.0
            by_year.setdefault(date_of(roll.day).year, []).append((known[1] / known[0] - 1.0, modelled))
    for year, pairs in by_year.items():
        quoted, modelled = (float(np.mean(side)) * 1e4 for side in zip(*pairs, strict=True))
        worst = max(abs(one - other) for one, other in pairs) * 1e4
        yield f"| {year} | {len(pairs)} | {quoted:+.1f} | {modelled:+.1f} | {worst:.0f} |"


@cache
def compared() -> tuple[Compared, ...]:
    """The contract to be in, on every session on which it was quoted."""
    curve, plain = FuturesCurve(market(), "flat"), market()
    spec, first, last = future_spec(ROOT), _place(START), _place(END)
    schedule = roll_schedule(plain.days[first] - 200, plain.days[last] + 200, plain.calendar, spec.rolls, EARLIER)
    found = []
    for place in range(first, last + 1):
        day = plain.days[place]
        lead = next(roll for roll in schedule if roll.day > day)
        contract = FutureContract(spec, lead.expiry)
        price = quotes().find(ROOT, contract.expiry, day)
        if price is not None:
            found.append(Compared(day, price, curve.price(contract, place), plain.values("close")[place]))
    return tuple(found)


def _place(day: str) -> int:
    return market().row_from(day_of(date.fromisoformat(day)))


def _gains(result: RunResult) -> tuple[list[int], Floats]:
    """(year of each session, what the futures earned as a share of the evening before's equity)."""
    frame = result.frame("attribution")
    chosen = frame[frame["category"].isin(["futures_price", "futures_carry"])].groupby(level=0)["amount"].sum()
    equity = result.frame("equity")["equity"]
    share = (chosen.reindex(equity.index).fillna(0.0) / equity.shift(1)).fillna(0.0)
    return [stamp.year for stamp in equity.index], share.to_numpy()


def _futures_by_year(result: RunResult) -> dict[int, float]:
    years, share = _gains(result)
    return {year: float(share[np.array(years) == year].sum()) for year in sorted(set(years))}


def _daily_difference() -> dict[int, float]:
    """Standard deviation of the daily difference of what the futures earned, as a share of notional (a fifth of
    equity).
    """
    (years, quoted), (_, modelled) = (_gains(run(prices)) for prices in ("quoted", "modelled"))
    return {year: float((quoted - modelled)[np.array(years) == year].std() / 0.2) for year in sorted(set(years))}


def error() -> float:
    """Root mean square of the modelled price's error, a share of the price."""
    return float(np.sqrt(np.mean([(one.quoted / one.modelled - 1.0) ** 2 for one in compared()])))


def sessions() -> int:
    """Sessions compared."""
    return len(to_array(run("quoted").table("equity")["date"]))
