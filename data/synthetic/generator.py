"""Markets made up for tests and teaching, with the truth about them known: regimes drawn or
prescribed, or a path without chance.

The same seed gives the same values: one `PCG64` stream for prices, regimes and the yen each, and all values rounded as
an exchange would print them, so that the last bit of a logarithm does not matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.days import Day, day_of, iso
from data.base.errors import ConfigError, DataError
from data.contracts.calendars import SessionCalendar, xnys
from data.contracts.underlying import SYNTHETIC
from data.market.market import Market
from data.sessions.market_table import market_table
from data.sessions.quality import FARTHEST
from data.signals.regimes import REGIMES, Codes, ExPostLabels, spelled
from data.signals.volatility import SESSIONS_PER_YEAR, implied_proxy

DAYS_PER_YEAR = 365.25
OVERNIGHT = 0.25
"""Share of a session's variance that comes between the close before and the open."""
LOWEST_VIX = 5.0
LOWEST_PRICE, HIGHEST_PRICE = FARTHEST["close"]


class Regime(NamedTuple):
    """A kind of market: mean log return and volatility, annual decimals of 252 sessions, and how many
    it lasts where it comes in turn.
    """

    name: str
    drift: float
    volatility: float
    sessions: int = 250


LABELS = pa.schema([pa.field("date", pa.date32()), pa.field("regime", pa.string())], metadata={"table": "true_regimes"})
KNOWN = (
    Regime("calm", 0.07, 0.12, 500),
    Regime("uptrend", 0.30, 0.09, 250),
    Regime("range", 0.0, 0.07, 170),
    Regime("downtrend", -0.45, 0.15, 140),
    Regime("crash", -2.5, 0.45, 25),
    Regime("recovery", 0.8, 0.30, 60),
)
"""Regimes by name; the figures are made up to be told apart."""
MARKOV = tuple(next(one for one in KNOWN if one.name == name) for name in REGIMES)
"""The regimes of a market drawn with `TRANSITION`."""
TRANSITION = np.array(
    [
        [0.9960, 0.0030, 0.0005, 0.0005],
        [0.0040, 0.9940, 0.0015, 0.0005],
        [0.0030, 0.0020, 0.9930, 0.0020],
        [0.0200, 0.0100, 0.0100, 0.9600],
    ]
)
"""Chance of going from a regime of `MARKOV` (row) to another (column) from one session to the next: up-trends last a
year on average, crashes five weeks.
"""


@dataclass(frozen=True, slots=True)
class Setting:
    """What does not depend on the regime: opening level and name of the index, annual decimals, and JPY per USD."""

    level: float = 1000.0
    bill_yield: float = 0.03
    dividend_yield: float = 0.02
    jpy_rate: float = 0.001
    usdjpy: float = 110.0
    fx_volatility: float = 0.09
    index_name: str = SYNTHETIC


class Span(NamedTuple):
    """Sessions of a calendar, as days."""

    days: Sequence[Day]
    calendar: SessionCalendar


class Synthetic(NamedTuple):
    """A market, and the true regime of each of its sessions."""

    market: Market
    regimes: ExPostLabels


class Prices(NamedTuple):
    """Opening, highest, lowest and closing prices, each of shape (sessions,)."""

    open: Floats
    high: Floats
    low: Floats
    close: Floats


def span(start: date, years: float, calendar: SessionCalendar | None = None) -> Span:
    """The sessions of so many years (365.25 days each) from a date on. Raises `DataError`
    where the calendar does not reach.
    """
    calendar = calendar or xnys()
    first, end = day_of(start), day_of(start) + round(years * DAYS_PER_YEAR)
    if first < calendar.sessions[0] or end > calendar.sessions[-1] + 1:
        covered = f"{iso(calendar.sessions[0])} to {iso(calendar.sessions[-1])}"
        raise DataError(
            f"{years:g} years from {start}: the calendar {calendar.name} covers {covered}; choose a span within it"
        )
    days = calendar.between(first, end - 1)
    if len(days) < 2:
        raise DataError(
            f"{years:g} years from {start}: fewer than two sessions of {calendar.name}; choose a longer span"
        )
    return Span(days, calendar)


def markov_codes(transition: Floats, sessions: int, generator: np.random.Generator) -> Codes:
    """Regimes by place, drawn with transition chances of shape (regimes, regimes) from the first on, shape
    (sessions,). Raises `ConfigError` where a row of chances does not sum to 1.
    """
    steps = np.cumsum(transition, axis=1)
    if transition.shape != (len(steps), len(steps)) or (transition < 0.0).any() or not np.allclose(steps[:, -1], 1.0):
        raise ConfigError("transition chances: should be a square table of shares whose rows sum to 1")
    codes = [0]
    for draw in generator.random(sessions - 1).tolist():
        # rounding may leave the last sum of shares below 1, and a draw above it
        codes.append(min(int(np.searchsorted(steps[codes[-1]], draw, side="right")), len(steps) - 1))
    return np.array(codes, dtype=np.int64)


def codes_in_turn(turns: Sequence[int], lengths: Sequence[int], sessions: int) -> Codes:
    """Regimes by place, in the order of `turns` and as long as `lengths` say, again and again, shape (sessions,)."""
    once = np.repeat(np.asarray(turns, dtype=np.int64), lengths)
    return np.resize(once, sessions)


def markov_market(
    seed: int,
    over: Span,
    regimes: Sequence[Regime] = MARKOV,
    transition: Floats = TRANSITION,
    setting: Setting = Setting(),
) -> Synthetic:
    """A market whose regimes follow one another by chance. Raises `ConfigError` where the index would leave the
    prices of any market, or chances are none.
    """
    generator = _generators(seed)[0]
    return regime_market(seed, over, regimes, markov_codes(transition, len(over.days), generator), setting)


def regime_market(
    seed: int,
    over: Span,
    regimes: Sequence[Regime],
    codes: Codes,
    setting: Setting = Setting(),
) -> Synthetic:
    """A market whose session t is of the regime in place `codes[t]`, shape (sessions,); the first session only opens
    it. Raises `ConfigError` where the index would leave the prices of any market.
    """
    _, moves, yen = _generators(seed)
    prices = _drawn(moves, regimes, codes, setting.level)
    steps = setting.fx_volatility / np.sqrt(SESSIONS_PER_YEAR) * yen.standard_normal(len(codes) - 1)
    usdjpy = setting.usdjpy * np.exp(np.concatenate([[0.0], np.cumsum(steps)]))
    names = tuple(one.name for one in regimes)
    return Synthetic(_market(over, prices, np.round(usdjpy, 3), setting), ExPostLabels(names, codes))


def shaped_market(over: Span, path: Floats, setting: Setting = Setting()) -> Market:
    """A market that follows a path of `data.synthetic.shapes`, shape (sessions,), without chance: each session opens
    where the one before closed. Raises `ConfigError` where the index would leave the prices of any market.
    """
    closes = np.round(setting.level * path, 2)
    opens = np.concatenate([closes[:1], closes[:-1]])
    prices = Prices(opens, np.maximum(opens, closes), np.minimum(opens, closes), closes)
    return _market(over, prices, np.full(len(closes), setting.usdjpy), setting)


def _generators(seed: int) -> list[np.random.Generator]:
    """Three streams of their own: one can draw more without moving the others."""
    return [np.random.Generator(np.random.PCG64(one)) for one in np.random.SeedSequence(seed).spawn(3)]


def _drawn(generator: np.random.Generator, regimes: Sequence[Regime], codes: Codes, level: float) -> Prices:
    """Prices by session: a jump overnight, a Brownian path within the session, and the extremes of such a path."""
    drift = np.array([one.drift for one in regimes])[codes] / SESSIONS_PER_YEAR
    sigma = np.array([one.volatility for one in regimes])[codes] / np.sqrt(SESSIONS_PER_YEAR)
    drift[0] = sigma[0] = 0.0
    night, day = generator.standard_normal((2, len(codes)))
    jump, move = np.sqrt(OVERNIGHT) * sigma * night, drift + np.sqrt(1.0 - OVERNIGHT) * sigma * day
    closes = np.cumsum(jump + move)
    opens = closes - move
    # highest and lowest point of a Brownian path from 0 to m: (m +- sqrt(m^2 - 2 s^2 log u)) / 2 with u uniform
    reach = -2.0 * (1.0 - OVERNIGHT) * sigma**2 * np.log1p(-generator.random((2, len(codes))))
    up, down = np.sqrt(move**2 + reach)
    logs = (opens, opens + 0.5 * (move + up), opens + 0.5 * (move - down), closes)
    return Prices(*(np.round(level * np.exp(one), 2) for one in logs))


def _market(over: Span, prices: Prices, usdjpy: Floats, setting: Setting) -> Market:
    count = len(over.days)
    if not (prices.low.min() >= LOWEST_PRICE and prices.high.max() <= HIGHEST_PRICE):
        raise ConfigError(
            f"the index would leave {LOWEST_PRICE} to {HIGHEST_PRICE:g}; choose another drift, volatility, "
            "level or span"
        )
    vix = np.maximum(np.round(implied_proxy(prices.close.tolist()), 2), LOWEST_VIX)
    values = {
        "date": over.days,
        **prices._asdict(),
        "open_is_real": np.ones(count, dtype=bool),
        "dividend_yield": np.full(count, setting.dividend_yield),
        "bill_yield": np.full(count, setting.bill_yield),
        "bill_carried": np.zeros(count, dtype=bool),
        "vix": vix,
        "vix_modelled": np.ones(count, dtype=bool),
        "usdjpy": usdjpy,
        "jpy_rate": np.full(count, setting.jpy_rate),
    }
    return Market(market_table(values), over.calendar, index=setting.index_name)


def labels_table(market: Market, labels: ExPostLabels) -> pa.Table:
    """The true regime of each session of a market, by date."""
    return pa.table([market.table["date"], pa.array(spelled(labels), pa.string())], schema=LABELS)
