"""How many puts insure futures, when they could be too many, and when futures go without."""

from strategies.rules.leverage_cap import of_futures


def puts_for(hedge_ratio: float, futures: int, future_multiplier: float, per_put: float) -> int:
    """Puts that insure a share of so many futures, to the nearest contract; index values cancel. `future_multiplier` is
    that of a future, `per_put` that of a put as a share of the index, both currency per index point.

    >>> puts_for(1.0, 7, 5.0, 10.0), puts_for(1.0, -7, 5.0, 10.0)
    (4, 0)
    """
    return int(hedge_ratio * max(futures, 0) * future_multiplier / per_put + 0.5)


def goes_without(without: bool, renewed: bool, bare: bool, vix: float, below: float) -> bool:  # noqa: FBT001
    """Whether futures go without puts until the next fixed date: they do where the VIX of the evening (points) stands
    above `below` when puts would be bought, which is on the evening before a fixed date (`renewed`), or where nothing
    is held that insures them (`bare`). Puts that are held follow the futures whatever the VIX is.

        insured --(renewed or bare) and VIX > below--> without --renewed and VIX <= below--> insured

    >>> goes_without(False, True, False, 31.0, 30.0), goes_without(True, False, True, 12.0, 30.0)
    (True, True)
    >>> goes_without(True, True, True, 30.0, 30.0)
    False
    """
    return vix > below if renewed or (bare and not without) else without


def may_be_short(strikes: float, room: float, worth: float) -> bool:
    """Whether puts could make the account short beyond the limit beside futures of that worth: delta x index of a put
    is never above its strike, wherever the index goes. `strikes` are the strikes of all puts held, `room` what the
    limit leaves, everything in account currency.
    """
    down, still, up = of_futures(worth, room)
    return strikes > room + min(down, still, up)
