"""Valuation bands: the dearer the market, the more cash, one step at a time.

Each band of the valuation (CAPE, say) has a cash ratio. The rule moves towards that of the band it sees by at most
`step`, and not again before `sessions` sessions have passed: dear markets stay dear for long.

    resting --(the band asks for another ratio, `sessions` since the last move)--> one step towards it --> resting

The first valuation that is known sets the ratio at once. One that is not known (NaN) changes nothing.
"""

from bisect import bisect_right
from typing import NamedTuple


class ValuationBands(NamedTuple):
    """Edges between the bands, rising; a cash ratio for each band, one more than edges; step as a
    share, wait in sessions.
    """

    edges: tuple[float, ...] = (15.0, 20.0, 25.0, 30.0)
    ratios: tuple[float, ...] = (0.10, 0.20, 0.30, 0.40, 0.50)
    step: float = 0.10
    sessions: int = 63


class ValuationState(NamedTuple):
    """The ratio in force (NaN before the first), and the sessions since it last moved."""

    ratio: float = float("nan")
    sessions: int = 0


UNKNOWN = ValuationState()


def band_ratio(rule: ValuationBands, valuation: float) -> float:
    """Cash ratio, a share of the portfolio, of the band a valuation lies in, in the valuation's own unit; an edge
    belongs to the band above it.

    >>> band_ratio(ValuationBands(), 20.0)
    0.3
    """
    return rule.ratios[bisect_right(rule.edges, valuation)]


def step(rule: ValuationBands, state: ValuationState, valuation: float) -> tuple[ValuationState, str]:
    """State after a session with this valuation (NaN: unknown), and the code of a change: valuation_known,
    valuation_asks, or empty.
    """
    waited = ValuationState(state.ratio, state.sessions + 1)
    if valuation != valuation:  # noqa: PLR0124  (unknown: NaN)
        return waited, ""
    wanted = band_ratio(rule, valuation)
    if state.ratio != state.ratio:
        return ValuationState(wanted), "valuation_known"
    if wanted == state.ratio or waited.sessions < rule.sessions:
        return waited, ""
    move = max(-rule.step, min(wanted - state.ratio, rule.step))
    # 0.4 - 0.3 is more than 0.1 in floats: a whole step lands on the band's ratio, not beside it
    ratio = wanted if abs(wanted - state.ratio) <= rule.step + 1e-12 else state.ratio + move
    return ValuationState(ratio), "valuation_asks"
