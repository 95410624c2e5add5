"""Market regimes as known at each close, and the two kinds of label.

`AsOfLabels` at session t use values up to t and nothing later: a rule may act on them the session after. `ExPostLabels`
may know the future and are for reports only. Neither type passes for the other; `as_ex_post` is the one way across.
Definitions and dates: `docs/regimes.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Flags, Floats
from data.base.errors import ConfigError
from data.signals.trend import efficiency_ratio, moving_average

Codes = NDArray[np.int64]

REGIMES = ("uptrend", "range", "downtrend", "crash")
UPTREND, RANGE, DOWNTREND, CRASH = range(4)
BULL_BEAR = ("bull", "bear")


@dataclass(frozen=True, slots=True, eq=False)
class AsOfLabels:
    """One label for each session, known at its close. `codes`, shape (sessions,), are places in `names`."""

    names: tuple[str, ...]
    codes: Codes

    def __post_init__(self) -> None:
        """Refuses codes without a name, and closes the array."""
        _seal(self.names, self.codes)


@dataclass(frozen=True, slots=True, eq=False)
class ExPostLabels:
    """One label for each session, as seen from the end of the data: for reports, never for a rule.

    The label of a session belongs to the move that ends at its close, so a fall begins the session after its peak.
    `codes`, shape (sessions,), are places in `names`.
    """

    names: tuple[str, ...]
    codes: Codes

    def __post_init__(self) -> None:
        """Refuses codes without a name, and closes the array."""
        _seal(self.names, self.codes)


def _seal(names: tuple[str, ...], codes: Codes) -> None:
    if len(set(names)) != len(names) or (len(codes) and not 0 <= codes.min() <= codes.max() < len(names)):
        raise ValueError(f"labels: every code needs one name of its own; there are {names}")
    codes.setflags(write=False)


def as_ex_post(labels: AsOfLabels) -> ExPostLabels:
    """For a report: each session has what was known when it began, so that its own move does not choose its label.

    That is the label of the close before, shape (sessions,); the first session has its own. There is no way back.
    """
    return ExPostLabels(labels.names, np.concatenate([labels.codes[:1], labels.codes[:-1]]))


def spelled(labels: AsOfLabels | ExPostLabels) -> list[str]:
    """The name of each session's label, in order."""
    return [labels.names[code] for code in labels.codes.tolist()]


class CrashRule(NamedTuple):
    """A session is flagged when its close is at least `fall` below the highest close of
    it and the `sessions` before it.

    A crash is over when `sessions` sessions in a row were not flagged. Design choice, no
    reference: a tenth within a month.
    """

    fall: float = 0.10
    sessions: int = 21


class TrendRule(NamedTuple):
    """When the index is in a trend: sessions of the moving average and of the move, and what makes a move one.

    The average is Faber's ten months (M. Faber, A Quantitative Approach to Tactical Asset Allocation, 2007), the
    efficiency ratio Kaufman's (see `data.signals.trend`); an efficiency below 0.15 with a move below 5 % in 63 sessions
    is a range by design, no reference.
    """

    average: int = 200
    window: int = 63
    efficiency: float = 0.15
    move: float = 0.05


CRASH_RULE, TREND_RULE = CrashRule(), TrendRule()


def trend_regimes(closes: Floats, trend: TrendRule = TREND_RULE, crash: CrashRule = CRASH_RULE) -> AsOfLabels:
    """`uptrend`, `range`, `downtrend` or `crash`, as known at each close: a crash first, else the trend.

    A crash is known from its first flagged session (`CrashRule`) until `sessions` sessions in a row were not flagged;
    the last of these is out of it. For the rest see `trend_codes`. Closes in index points, shape (sessions,).
    """
    codes = trend_codes(closes, trend)
    codes[crash_known(closes, crash)] = CRASH
    return AsOfLabels(REGIMES, codes)


def trend_codes(closes: Floats, rule: TrendRule = TREND_RULE) -> Codes:
    """Places in `REGIMES` by the trend alone, shape (sessions,); closes in index points, of the same shape.

    The index trends when its move over `window` sessions is straight (efficiency ratio of at least `efficiency`) or
    large (at least `move`, a decimal, up or down):

    | trends | close above its average | at it | below it |
    |---|---|---|---|
    | yes, up | uptrend | range | range |
    | yes, down | range | range | downtrend |
    | no, or not yet known | range | range | range |
    """
    average, efficiency = moving_average(closes, rule.average), efficiency_ratio(closes, rule.window)
    move = np.full(len(closes), np.nan)
    move[rule.window :] = closes[rule.window :] / closes[: -rule.window] - 1.0
    trends = (efficiency >= rule.efficiency) | (np.abs(move) >= rule.move)
    codes = np.full(len(closes), RANGE, dtype=np.int64)
    codes[trends & (move > 0.0) & (closes > average)] = UPTREND
    codes[trends & (move < 0.0) & (closes < average)] = DOWNTREND
    return codes


def crash_flags(closes: Floats, rule: CrashRule = CRASH_RULE) -> Flags:
    """Whether each close is `fall` or more below the highest of it and the `sessions` closes before it; of those
    there are. Shape (sessions,) in and out.
    """
    padded = np.concatenate([np.full(rule.sessions, -np.inf), closes])
    highest = np.lib.stride_tricks.sliding_window_view(padded, rule.sessions + 1).max(axis=1)
    return np.asarray(closes <= highest * (1.0 - rule.fall))


def crash_known(closes: Floats, rule: CrashRule = CRASH_RULE) -> Flags:
    """Whether a crash is on at each close: one of the last `sessions` closes, this one included, was
    flagged. Shape (sessions,) in and out.
    """
    places = np.arange(len(closes))
    flagged = np.where(crash_flags(closes, rule), places, -rule.sessions)
    return np.asarray(places - np.maximum.accumulate(flagged) < rule.sessions)


def beyond_range(closes: Floats, trend: TrendRule = TREND_RULE, crash: CrashRule = CRASH_RULE) -> Floats:
    """0 where a close is known to be in a `range` (`trend_regimes`), 1 where it is in another regime, NaN until the
    average of the trend is known and a range can be told from ignorance. Shape (sessions,) in and out.
    """
    beyond = np.where(trend_regimes(closes, trend, crash).codes == RANGE, 0.0, 1.0)
    beyond[: max(trend.average - 1, trend.window)] = np.nan
    return beyond


class Turn(NamedTuple):
    """A peak or a trough: its place, and the place of the close at which it became known."""

    extremum: int
    known: int


def bull_bear_turns(closes: Floats, rise: float = 0.2, fall: float = 0.2) -> list[Turn]:
    """Peaks and troughs in turn, a peak first: the data are taken to begin in a bull market.

    A bull market ends at its highest close once the index is `fall` below it, a bear market at its lowest once the
    index is `rise` above: both positive decimals. Closes in index points, shape (sessions,). Source: A. Lunde, A.
    Timmermann, Duration Dependence in Stock Prices, J. of Business & Economic Statistics 22 (2004).

    >>> bull_bear_turns(np.array([100.0, 120.0, 95.0, 90.0, 110.0]))
    [Turn(extremum=1, known=2), Turn(extremum=3, known=4)]
    """
    turns: list[Turn] = []
    values, bull, extremum = closes.tolist(), True, 0
    for place, close in enumerate(values):
        so_far = values[extremum]
        if close > so_far if bull else close < so_far:
            extremum = place
        elif close <= so_far * (1.0 - fall) if bull else close >= so_far * (1.0 + rise):
            turns.append(Turn(extremum, place))
            bull, extremum = not bull, place
    return turns


def bull_bear_known(closes: Floats, rise: float = 0.2, fall: float = 0.2) -> AsOfLabels:
    """`bull` or `bear` as known at each close (`bull_bear_turns`), shape (sessions,): the state changes at
    the crossing, not at the extremum.
    """
    known = [turn.known for turn in bull_bear_turns(closes, rise, fall)]
    # turns alternate and the first is a peak: after an even number of them it is a bull market
    return AsOfLabels(BULL_BEAR, np.searchsorted(known, np.arange(len(closes)), side="right") % 2)


def vix_bands(vix: Floats, edges: Sequence[float] = (15.0, 20.0, 30.0)) -> AsOfLabels:
    """The band of each close of the VIX, index points, shape (sessions,); an edge belongs to the band
    above it. 30 is commonly called high.

    Raises `ConfigError` for edges that do not ascend, and where a session has no VIX.
    """
    codes = np.digitize(_known("VIX", vix), _ascending(edges))
    return AsOfLabels(_band_names("vix", edges), codes)


def drawdown_bands(closes: Floats, edges: Sequence[float] = (0.05, 0.10, 0.20)) -> AsOfLabels:
    """The band of each close's fall from the highest close so far, shape (sessions,); an edge, a positive decimal (0.05
    = 5 %), belongs to the deeper band.

    Raises `ConfigError` for edges that do not ascend, and where a session has no close.
    """
    highest = np.maximum.accumulate(_known("close", closes))
    deeper = [closes <= highest * (1.0 - edge) for edge in _ascending(edges)]
    names = _band_names("drawdown", [100.0 * edge for edge in edges])
    return AsOfLabels(names, np.sum(deeper, axis=0, dtype=np.int64))


def _band_names(what: str, edges: Sequence[float]) -> tuple[str, ...]:
    told = [f"{edge:g}" for edge in edges]
    between = (f"{what}_{low}_to_{high}" for low, high in pairwise(told))
    return (f"{what}_below_{told[0]}", *between, f"{what}_from_{told[-1]}")


def _ascending(edges: Sequence[float]) -> Sequence[float]:
    if not len(edges) or list(edges) != sorted(set(edges)):
        raise ConfigError(f"edges of bands: {list(edges)} must be at least one, and rise from each to the next")
    return edges


def _known(what: str, values: Floats) -> Floats:
    if np.isnan(values).any():
        raise ConfigError(
            f"bands of the {what}: {int(np.isnan(values).sum())} sessions have none, and a band they need"
        )
    return values
