"""The Cboe S&P 500 5% Put Protection Index (PPUT) of 1990 to 2023, rebuilt from this project's own parts.

On every third Friday one SPX put per unit of the index is bought, strike the highest listed one at or below 95 % of the
index, expiring on the next third Friday at its opening values. Premiums are paid by selling stock, payoffs and
dividends go into stock.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from math import exp, log1p
from typing import Literal, NamedTuple

import pandas as pd

from data.base.days import Day, date_of, day_of, iso
from data.contracts.calendars import expiry, xnys
from data.contracts.contracts import option_spec
from data.facts import facts
from data.market.embedded import embedded_market
from data.pricing import option_spread
from data.pricing.black76 import black76_marked
from data.pricing.fitted_surface import FALL_SESSIONS
from data.pricing.option_spread import RISE_SESSIONS, OptionSpreads
from data.pricing.surface import AnySurface, surface
from strategies.overlay.option_choice import strike_by_distance
from validation.public_data import BILL_DAYS, series

SPX = option_spec("SPX")
OUT_OF_THE_MONEY = 0.05
REPEATED = 0.03
"""Index points."""
TOTAL_RETURN = "sp500tr_daily.csv"
BEFORE = pd.Timestamp("1989-12-29")
FIRST, LAST = day_of(date(1990, 1, 2)), day_of(date(2023, 12, 29))


class Recipe(NamedTuple):
    """The recipe, and what is open in it: each default is the recipe's, or nearest to it that daily bars allow.

    `settle` is where the old put ends: the open only where it is a real one, else the close; `fresh open` asks besides
    that it is not the previous close once more. `buy` is where the strike is set and the new put bought, `middle` the
    middle of the day's range. `payoff` says whether a payoff waits for the purchase in stock or in cash. `spread` is
    that of a contract (empty: bought at the middle). `settlements` are values that replace `settle` on single days.
    """

    surface: str = "fitted"
    settle: Literal["open", "fresh open", "close"] = "fresh open"
    buy: Literal["close", "open", "middle"] = "close"
    dividends: bool = True
    spread: str = ""
    payoff: Literal["stock", "cash"] = "stock"
    settlements: tuple[tuple[Day, float], ...] = ()


class Session(NamedTuple):
    """One day of the market: index points, VIX points, a continuous annual rate, an annual dividend yield; how far the
    close is below its high of a year (decimal), and the VIX over that of two sessions before.
    """

    day: Day
    open: float
    high: float
    low: float
    close: float
    open_is_real: bool
    vix: float
    close_before: float
    rate: float
    dividend_yield: float
    total_return: float
    fall: float
    rise: float

    @property
    def repeats_close(self) -> bool:
        """Whether the open is the previous close once more, to the few cents by which sources differ."""
        return abs(self.open - self.close_before) <= REPEATED


class Put(NamedTuple):
    """A put on the index: strike in points, last day."""

    strike: float
    expiry: Day


class Premium(NamedTuple):
    """Middle and ask, index points."""

    middle: float
    ask: float


class Holding(NamedTuple):
    """Units of the total return index, and a number of puts on one unit of the price index each."""

    units: float
    puts: float = 0.0
    put: Put = Put(0.0, 0)


class Roll(NamedTuple):
    """What was held before a roll, where its put settled, and the new holding with what one put cost."""

    before: Holding
    settled: float
    after: Holding
    premium: Premium


class Replica(NamedTuple):
    """Value at each close by date, and the rolls by day."""

    level: pd.Series
    rolls: dict[Day, Roll]


@cache
def sessions() -> tuple[Session, ...]:
    """All sessions of the market, with the total return index."""
    market = embedded_market()
    first, end = market.row_from(FIRST), market.row_from(LAST) + 1
    days = market.days[first:end]
    totals = series(TOTAL_RETURN, "close").reindex(pd.DatetimeIndex([date_of(day) for day in days]))
    rates = (log1p(rate * BILL_DAYS / 365.0) * 365.0 / BILL_DAYS for rate in market.values("bill_yield")[first:end])
    names = ("open", "high", "low", "close", "open_is_real", "vix")
    columns = (market.values(name)[first:end] for name in names)
    before, earlier = market.values("close")[first - 1 : end - 1], market.values("vix")[first - RISE_SESSIONS :]
    rises = (now / then for now, then in zip(market.values("vix")[first:end], earlier, strict=False))
    falls, dividends = market.fall_within(FALL_SESSIONS)[first:end], market.values("dividend_yield")[first:end]
    return tuple(
        Session(*row) for row in zip(days, *columns, before, rates, dividends, totals, falls, rises, strict=True)
    )


@cache
def roll_days() -> tuple[Day, ...]:
    """Third Fridays, or the session before where that is a holiday, from 1990 to the one after the data."""
    months = ((year, month) for year in range(1990, 2025) for month in range(1, 13))
    return tuple(expiry(year, month, xnys()) for year, month in months)


def total_return() -> pd.Series:
    """The S&P 500 total return index from the last close of 1989, the day before which nothing is known.

    That close is the `open` of the first session, which this source fills with it; the dividends of the day are left
    out.
    """
    first = sessions()[0]
    return by_date([first.total_return * first.open / first.close, *(session.total_return for session in sessions())])


def by_date(values: list[float]) -> pd.Series:
    """Values at the last close of 1989 and of every session, by date."""
    dates = [BEFORE, *(pd.Timestamp(date_of(session.day)) for session in sessions())]
    return pd.Series(values, index=pd.DatetimeIndex(dates), dtype=float)


@cache
def replica(recipe: Recipe = Recipe()) -> Replica:  # noqa: B008 (a tuple)
    """The replica from the last close of 1989, all in stock until the first put is bought on the first
    session of 1990.
    """
    holding, rolls, values = Holding(1.0), {}, [float(total_return().iloc[0])]
    days = {sessions()[0].day, *roll_days()}
    expiries = _next_expiries()
    for session in sessions():
        if session.day in days:
            rolls[session.day] = rolled(recipe, holding, session, next(expiries))
            holding = rolls[session.day].after
        values.append(worth(recipe, holding, session))
    return Replica(by_date(values), rolls)


def _next_expiries() -> Iterator[Day]:
    first = sessions()[0].day
    return (day for day in roll_days() if day > first)


def rolled(recipe: Recipe, holding: Holding, session: Session, next_expiry: Day) -> Roll:
    """The old put settles, and all is put into stock and as many new puts as units of the index."""
    settled, bought = settlement(recipe, session), purchase(recipe, session)
    payoff = holding.puts * max(holding.put.strike - settled, 0.0)
    grown = payoff * bought / settled if recipe.payoff == "stock" else payoff
    money = holding.units * session.total_return * bought / session.close + grown
    put = Put(strike_below(bought), next_expiry)
    premium = price(recipe, session, bought, put)
    puts = money / (bought + premium.ask)
    return Roll(holding, settled, Holding(puts * session.close / session.total_return, puts, put), premium)


def settlement(recipe: Recipe, session: Session) -> float:
    """Index value at which the expiring put is settled."""
    known = session.open_is_real and not (recipe.settle == "fresh open" and session.repeats_close)
    usual = session.open if known and recipe.settle != "close" else session.close
    return dict(recipe.settlements).get(session.day, usual)


def purchase(recipe: Recipe, session: Session) -> float:
    """Index value at which the new put is struck and bought."""
    if recipe.buy == "middle":
        return 0.5 * (session.high + session.low)
    return session.open if recipe.buy == "open" and session.open_is_real else session.close


def strike_below(spot: float) -> float:
    """The highest listed strike at or below 95 % of the index."""
    return strike_by_distance(SPX.steps(), spot, OUT_OF_THE_MONEY, call=False)


def worth(recipe: Recipe, holding: Holding, session: Session) -> float:
    """Stock and puts at the close, puts at the middle of the market."""
    middle = price(recipe, session, session.close, holding.put).middle
    return holding.units * session.total_return + holding.puts * middle


def price(recipe: Recipe, session: Session, spot: float, put: Put) -> Premium:
    """A put with the index at `spot`, at the VIX and rates of the session's close."""
    years = (put.expiry - session.day) / 365.0
    carry = session.rate - (session.dividend_yield if recipe.dividends else 0.0)
    forward, discount = spot * exp(carry * years), exp(-session.rate * years)
    volatility = _surface(recipe.surface).volatility(session.vix, forward, put.strike, years, session.fall)
    middle, _, vega = black76_marked(forward, put.strike, years, volatility, False, discount)
    return Premium(middle, middle + half_spread(recipe, session, middle, spot, vega))


def half_spread(recipe: Recipe, session: Session, middle: float, spot: float, vega: float) -> float:
    """Half the spread of a put, index points, as of the contract that the recipe names."""
    if not recipe.spread:
        return 0.0
    own = _spreads().on(recipe.spread, session.day)
    return option_spread.half_spread(own, middle, spot, vega, session.vix, SPX.tick_at(middle), session.rise)


@cache
def _spreads() -> OptionSpreads:
    return OptionSpreads(facts("costs").latest("ES.stress_vix").value or 0.0)


@cache
def _surface(name: str) -> AnySurface:
    return surface(name)


def implied_settlement(day: Day, day_return: float, recipe: Recipe = Recipe()) -> float:  # noqa: B008 (a tuple)
    """The settlement value with which the replica would have had a given return on a roll day, index points.

    Everything else is as in the replica, so what the published index gained or lost otherwise that day (it buys the new
    put around noon) is counted here too. The strike where no payoff is needed. For puts bought at the close.
    """
    run = replica(recipe)
    roll, session = run.rolls[day], next(session for session in sessions() if session.day == day)
    before = float(run.level[: pd.Timestamp(iso(day))].iloc[-2])
    after = before * (1.0 + day_return)
    money = after * (session.close + roll.premium.ask) / (session.close + roll.premium.middle)
    grown = max(money - roll.before.units * session.total_return, 0.0)
    return roll.before.put.strike / (1.0 + grown / (roll.before.puts * session.close))


def repeated_opens() -> tuple[int, int]:
    """Among the sessions whose open counts as real: those where it is the previous close once more, and all of them."""
    real = [session for session in sessions() if session.open_is_real]
    return sum(session.repeats_close for session in real), len(real)
