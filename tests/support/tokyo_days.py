"""Sessions of the Tokyo Stock Exchange by their dates."""

from datetime import date

from data.base.days import day_of
from data.contracts.calendars import exchange


def sessions(first, last):
    """Those from one date to another, as ISO has them."""
    return exchange("XTKS").between(day_of(date.fromisoformat(first)), day_of(date.fromisoformat(last)))
