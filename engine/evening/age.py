"""How old a market is: the latest session whose close has passed, and whether the market ends on it."""

from datetime import datetime

from data.base.days import Day, day_of, iso
from data.base.errors import DataError
from data.contracts.trading_hours import hour_of_fill, moment
from data.market.market import Market


def latest_session(market: Market, family: str, now: datetime) -> Day:
    """The last session of the market's calendar whose close has passed at a moment (with its time zone); that of a
    family of futures whose hours are not known at the end of its day in UTC.
    """
    calendar = market.calendar
    day = calendar.on_or_before(day_of(now.date()) + 1)
    while not _closed(family, day, now):
        day = calendar.before(day, 1)
    return day


def _closed(family: str, day: Day, now: datetime) -> bool:
    hour, zone = hour_of_fill(family, day, at_open=False) or (24.0, "UTC")
    return moment(day, hour, zone) <= now


def require_latest(market: Market, family: str, now: datetime) -> None:
    """Raise `DataError` for a market that does not end on the latest session, with its age and what mends it."""
    latest, ends = latest_session(market, family, now), market.days[-1]
    if ends >= latest:
        return
    missing = len(market.calendar.between(ends + 1, latest))
    told = "1 session" if missing == 1 else f"{missing} sessions"
    raise DataError(
        f"the market ends on {iso(ends)}, {told} before the latest, {iso(latest)}; fetch newer series (overlay data "
        "fetch), build a market of them (overlay data build) and name it with --market, or rehearse an evening of this "
        f"one with --as-of {iso(ends)}"
    )
