"""An evening of the cash ratio: what its rules look at, and where they stand after it."""

from typing import NamedTuple

from data.base.days import Day
from data.base.near_events import NEVER

UNKNOWN = float("nan")


class IndexMeasures(NamedTuple):
    """What is measured on the index: close, moving average and highest close before today's in index points,
    volatility (annual decimal); NaN while unknown. `fall` is how far today's close is below the highest so
    far, a positive decimal; `bottom` and `top` are the range that a trend breaks out of, index points; `move` is that
    of the day, a decimal, a fall negative.
    """

    close: float
    average: float = UNKNOWN
    high: float = UNKNOWN
    volatility: float = UNKNOWN
    fall: float = 0.0
    bottom: float = UNKNOWN
    top: float = UNKNOWN
    move: float = UNKNOWN


class CashObservation(NamedTuple):
    """What the rules look at: measures of the index, the valuation in its own unit, how far what the rule for
    conditions sees has risen over its window, and of each series of one's own what is measured; NaN while unknown.
    `held` is the cash ratio held now, `resumed` whether the last order has not filled yet.
    """

    day: Day
    fill_day: Day
    measures: IndexMeasures
    held: float
    valuation: float = UNKNOWN
    days_to_event: int = NEVER
    sessions_since_event: int = NEVER
    risen: float = UNKNOWN
    series: tuple[float, ...] = ()
    override: float | None = None
    resumed: bool = False


class CashState(NamedTuple):
    """Where the rules of the cash ratio stood after a session; ratios are shares of the portfolio, NaN
    where a rule is off.
    """

    day: Day
    close: float
    average: float
    volatility: float
    valuation: float
    state: str
    trend_ratio: float
    volatility_ratio: float
    valuation_ratio: float
    event_addition: float
    conditions_addition: float
    tactical_used: float
    wanted_ratio: float
    held_ratio: float
    target_ratio: float
    binding: str


class SeriesState(NamedTuple):
    """A series of one's own after a session: what was measured, in the unit of its edges (NaN: not known), the band
    from 1 (0: not known yet), and what it asks for, a share of the portfolio (NaN: a ratio that is not known yet).
    """

    day: Day
    series: str
    value: float
    band: int
    asks: float
