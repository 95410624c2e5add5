"""Voluntary stop: close the overlay oneself while the margin ratio is still above what the broker asks.

    open    --(collateral < level x maintenance)-----> stopped
    stopped --(the next fill is in a new month)------> open

Without positions there is no ratio (infinity), and nothing to stop. A level of 0 is no stop, also where
collateral is below zero.
"""


def step(  # the state stands second, as in every rule
    level: float,
    stopped: bool,  # noqa: FBT001
    ratio: float,
    month: int,
    fill_month: int,
) -> tuple[bool, float, str]:
    """Whether stopped after a session with this margin ratio (collateral over maintenance), multiplier for the next
    fill (0: closed), and the reason for a change.

    >>> step(1.5, False, 1.4, month=1, fill_month=1)
    (True, 0.0, 'margin ratio 140% below 150%')
    """
    stops = level > 0.0 and not stopped and ratio < level
    if fill_month != month:
        return False, 1.0, "a new month" if stopped else ""
    stopped = stopped or stops
    return stopped, 0.0 if stopped else 1.0, f"margin ratio {ratio:.0%} below {level:.0%}" if stops else ""
