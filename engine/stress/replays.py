"""Named windows of history, laid over an account as it stands: the moves of index, currency and margin as they came."""

from collections.abc import Sequence
from itertools import pairwise
from math import isnan, nan
from typing import NamedTuple

import numpy as np

from data.base.days import Day
from data.contracts.contracts import future_spec
from data.margin.margins import maintenance_schedule
from data.market.market import Market
from data.market.periods import NamedPeriod, shocks
from engine.stress.account_state import AccountState, Outcome, StressTerms
from engine.stress.shocks import Shock
from engine.stress.walk import walk


class Replay(NamedTuple):
    """A window laid over an account: its sessions after the first close, returns over the whole of it (decimals; that
    of the currency NaN where it is not known), the highest multiple of margin, and the outcome by delay of redemptions.
    Without sessions where the market does not cover it.
    """

    window: NamedPeriod
    days: tuple[Day, ...] = ()
    index_return: float = 0.0
    currency_return: float = 0.0
    margin: float = 1.0
    outcomes: tuple[tuple[int, Outcome], ...] = ()

    @property
    def covered(self) -> bool:
        """Whether the market has the window."""
        return bool(self.days)


def replays(
    state: AccountState, terms: StressTerms, market: Market, root: str, delays: Sequence[int]
) -> tuple[Replay, ...]:
    """Every window, with the market's own moves, on an account with futures `root`; on another exchange than
    the market's none is covered, and with a currency hedge none in which yen are not known. Raises
    `ConfigError` for an unknown root.
    """
    same = future_spec(root).rolls.calendar == market.calendar.exchange
    return tuple(
        replay(state, terms, market, root, window=window, delays=delays)
        if same and covers(market, window) and not (state.hedge and isnan(_currency_return(market, window)))
        else Replay(window)
        for window in shocks()
    )


def covers(market: Market, window: NamedPeriod) -> bool:
    """Whether the market has all sessions of a window."""
    return market.days[0] <= window.first and window.last <= market.days[-1]


def replay(
    state: AccountState, terms: StressTerms, market: Market, root: str, *, window: NamedPeriod, delays: Sequence[int]
) -> Replay:
    """One window, once for each delay, in sessions. Raises `ConfigError` for an unknown root."""
    path = replay_path(market, window, root)
    first, last, close = market.row_from(window.first), market.row_from(window.last), market.values("close")
    return Replay(
        window,
        days=tuple(market.days[first + 1 : last + 1]),
        index_return=close[last] / close[first] - 1.0,
        currency_return=_currency_return(market, window),
        margin=max(shock.margin for shock in path),
        outcomes=tuple((delay, walk(state, terms, path, delay)) for delay in delays),
    )


def _currency_return(market: Market, window: NamedPeriod) -> float:
    """Return of the dollar in yen over a window; NaN where it is not known of a session of it."""
    spots = market.floats("usdjpy")[market.row_from(window.first) : market.row_from(window.last) + 1]
    return nan if np.isnan(spots).any() else float(spots[-1] / spots[0] - 1.0)


def replay_path(market: Market, window: NamedPeriod, root: str) -> list[Shock]:
    """The shocks of a window, one for each session after its first. Margin is that of the exchange, as a share of the
    index and a multiple of what it was at first. Raises `ConfigError` for an unknown root.
    """
    rows = slice(market.row_from(window.first), market.row_from(window.last) + 1)
    days, close, currency = market.days[rows], market.values("close")[rows], market.values("usdjpy")[rows]
    values, family = market.values, future_spec(root).family
    maintenance = maintenance_schedule(market.days, values("close"), family, market.index, implied=values("vix"))[rows]
    shares = [margin / index for margin, index in zip(maintenance, close, strict=True)]
    moves = zip(pairwise(close), pairwise(currency), shares[1:], pairwise(days), strict=True)
    return [
        Shock(after / before - 1.0, new / old - 1.0, share / shares[0], float(day - yesterday))
        for (before, after), (old, new), share, (yesterday, day) in moves
    ]
