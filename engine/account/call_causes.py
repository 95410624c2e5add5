"""What brings a margin call: a loss, or a requirement that rose."""

BY_LOSS, REQUIREMENT_TOO, REQUIREMENT_ALONE = range(3)
"""What brought a call: a loss, a loss with a requirement that rose, or a requirement that rose alone."""
CAUSES = ("", "requirement_too", "requirement_alone")
"""Words of what brought a call, by their number."""


def cause_of_call(missing: float, gained: float, risen: float) -> int:
    """What brought a call, all in account currency: what is missing, what the futures gained since the last test
    (negative: lost), and how far the requirement of the same contracts rose since then. The requirement had a part in
    it where nothing would be missing without its rise.

    >>> cause_of_call(500.0, gained=0.0, risen=800.0) == REQUIREMENT_ALONE
    True
    """
    if risen <= 0.0 or missing > risen:
        return BY_LOSS
    return REQUIREMENT_ALONE if gained >= 0.0 else REQUIREMENT_TOO
