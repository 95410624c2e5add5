"""What the rules on offer look at, session by session."""

import numpy as np

from data.base.near_events import NEVER, days_to_each
from data.market.market import Market
from engine.assembly.offered_rules import events_of
from engine.fast.calendar import Columns
from engine.settings.run_config import RunConfig


def offered_columns(config: RunConfig, market: Market) -> Columns:
    """Columns of `Signals` by which a smaller overlay in a range, before events and after a sudden move is decided.
    Raises `Refused` for a file of events that cannot be used.
    """
    following = np.array(market.next_sessions, dtype=np.int64)
    days_to = np.full(len(market), NEVER)
    if config.small_before_events:
        days_to = days_to_each(events_of(config), following)
    return {
        "move": market.moves(),
        "trending": _trending(config, market),
        "days_to_event": days_to.tolist(),
        "until_next": (np.array(market.sessions_after_next, dtype=np.int64) - following).tolist(),
    }


def _trending(config: RunConfig, market: Market) -> list[float]:
    chosen = config.in_range
    if not config.reads("in_range.measure") or chosen.measure == "none":
        return [float("nan")] * len(market)
    if chosen.measure == "efficiency":
        return market.efficiency_ratio(chosen.sessions)
    if chosen.measure == "adx":
        return market.adx(chosen.sessions)
    if chosen.measure == "regime":
        return market.beyond_range(config.regimes.rules())
    return [0.0 if market.own_label(row) in chosen.labels else 1.0 for row in range(len(market))]
