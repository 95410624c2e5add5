"""From an overlay ratio to whole contracts."""

from math import floor


def exact_contracts(ratio: float, equity: float, unit_notional: float) -> float:
    """Contracts, not whole, whose notional is `ratio` x equity; zero for an account without equity. Equity and
    `unit_notional`, that of one contract, in account currency.
    """
    return max(0.0, ratio * equity / unit_notional)


def contracts_for(
    ratio: float,
    equity: float,
    unit_notional: float,
    reduced: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
) -> int:
    """Whole contracts whose notional is nearest to `ratio` x equity, or, where a rule has `reduced` the ratio, the most
    that is not above it; never negative.

    Nearest, so that rounding does not bias the exposure; down, because what a rule takes away is
    not to be rounded back.

    >>> [contracts_for(0.2, 1_000_000.0, 23_000.0, reduced=reduced) for reduced in (False, True)]
    [9, 8]
    """
    return floor(exact_contracts(ratio, equity, unit_notional) + (0.0 if reduced else 0.5))
