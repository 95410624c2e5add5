"""Money of a currency hedge: pure functions of numbers. Rates are investor's currency for one of the account's, amounts
account currency.
"""


def hedge_marked(notional: float, was: tuple[float, float], now: tuple[float, float]) -> tuple[float, float]:
    """(from the spot rate, from the forward points) of a notional sold forward whose (spot, forward) moved; positive is
    received, at today's spot rate.
    """
    (old_spot, old_forward), (spot, forward) = was, now
    sold = notional / spot
    return -sold * (spot - old_spot), -sold * ((forward - spot) - (old_forward - old_spot))


def hedge_roll_cost(held: float, wanted: float, half_spreads: tuple[float, float], spot: float) -> float:
    """Cost of selling a new notional where another stood, positive: rolled is what stood and stays, the rest is bought
    or sold outright; `half_spreads` are (outright, of a roll).
    """
    kept, outright = min(held, wanted), abs(wanted - held)
    half_spread, roll_half_spread = half_spreads
    return (outright * half_spread + kept * roll_half_spread) / spot


def hedge_planned(
    sold: float,
    equity: float,
    ratio: float,
    ruined: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
) -> float:
    """What is sold, or while nothing is, what would be sold now; never negative."""
    return sold if sold != 0.0 or ruined else max(equity, 0.0) * ratio


def hedge_is_due(
    day: int,
    expiry: int,
    ruined: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
) -> bool:
    """Whether a hedge is sold anew on a day: its last has come, and the account is not ruined."""
    return not ruined and day >= expiry


def hedge_stands_still(
    forward: float,
    mark: float,
    ruined: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
) -> bool:
    """Whether a hedge stays at its mark: in ruin what it would gain is the broker's."""
    return ruined and forward < mark


def hedge_closing_cost(notional: float, half_spread: float, spot: float) -> float:
    """Cost of buying back a notional, account currency, positive."""
    return notional * half_spread / spot


def next_fixed_date(day: int, last_of_month: int, last_of_next: int) -> int:
    """The first fixed date after a day: the last session of its month, or of the month of the session after it where
    the day is that itself.
    """
    return last_of_next if day == last_of_month else last_of_month
