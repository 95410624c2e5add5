"""What sessions of a path are made by, as plain numbers."""

from dataclasses import dataclass

from data.margin.margins import MarginModel
from data.signals.regimes import CrashRule, TrendRule


@dataclass(slots=True)
class Windows:
    """Sessions that signals look back (average 0: the trend is not read), those of the fall, sessions a year; what
    volatility is measured by (a place in `data.signals.volatility.MEASURES`), and the decay of one that is weighted.
    """

    measure: int
    decay: float
    volatility: int
    average: int
    efficiency: int
    adx: int
    fall: int
    per_year: float


@dataclass(slots=True)
class RangeTerms:
    """What tells a range (`BY_NOTHING` and the others of `engine.fast.path_ranges`), over how many sessions, and the
    thresholds of regimes.
    """

    by: int
    window: int
    trend: TrendRule
    crash: CrashRule


@dataclass(slots=True)
class FundTerms:
    """Mean age of the fund's bills and days for which it holds them, whether they are marked, whether its manager
    waives; see `data.fund.funds.BillFund`.
    """

    mean_age: float
    held: int
    marked: bool
    waives: bool


@dataclass(slots=True)
class MarginTerms:
    """Currency per point of the full-size contract, what volatility is measured by, and what it was before the path;
    see `data.margin.margins.MarginModel`.
    """

    multiplier: float
    slow_decay: float
    fast_decay: float
    seed_volatility: float
    long_window: int


@dataclass(slots=True)
class PathTerms:
    """All of them, and the row on which accounts begin."""

    first: int
    windows: Windows
    ranges: RangeTerms
    fund: FundTerms
    margin: MarginTerms


@dataclass(slots=True)
class ModelSince:
    """The margin model in force from a row on."""

    row: int
    model: MarginModel
