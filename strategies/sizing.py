"""From an overlay ratio to whole contracts."""

from math import floor


def contracts_for(ratio: float, equity: float, unit_notional: float) -> int:
    """Whole contracts whose notional is nearest to `ratio` x equity; zero for an account without equity.

    Nearest, not lower, so that rounding does not bias the exposure; the leverage cap rounds down where it binds.
    """
    return max(0, floor(ratio * equity / unit_notional + 0.5))
