"""When a family's contracts open and close, and clock times as moments."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from data.base.days import Day, date_of
from data.facts import Fact, facts

TABLE = "trading_hours"


def hour_of_fill(family: str, day: Day, *, at_open: bool) -> tuple[float, str] | None:
    """(hour of the day, time zone) at which a session's orders fill, at its open or its close; None for a family whose
    hours are not known.
    """
    rows = _hours(family, at_open=at_open)
    return (facts(TABLE).carried(rows[0].name, day), zone_of(rows[0].unit)) if rows else None


def changes_of_hours(family: str, *, at_open: bool) -> list[Day]:
    """Days from which a session's orders of a family fill at another hour."""
    return [row.valid_from for row in _hours(family, at_open=at_open)]


def _hours(family: str, *, at_open: bool) -> tuple[Fact, ...]:
    table, name = facts(TABLE), f"{family}.{'open' if at_open else 'close'}"
    return table.history(name) if name in table.names else ()


def exchange_in(zone: str) -> str | None:
    """Code of the exchange by whose calendar contracts settle whose hours are told in a time zone; None where there is
    none.

    >>> exchange_in("Asia/Tokyo"), exchange_in("UTC")
    ('XTKS', None)
    """
    hours, rules = facts(TABLE), facts("roll_convention")
    families = {name.partition(".")[0] for name in hours.names if zone_of(hours.latest(name).unit) == zone}
    known = sorted(f"{family}.settlement_friday" for family in families if f"{family}.settlement_friday" in rules.names)
    return zone_of(rules.latest(known[0]).unit) if known else None


def zone_of(unit: str) -> str:
    """What a unit ends with: of an hour its time zone.

    >>> zone_of("hour of the day in Asia/Tokyo")
    'Asia/Tokyo'
    """
    return unit.rpartition(" ")[2]


def clock_time(hour: float) -> str:
    """An hour of the day in decimals as brokers write it, beyond 24 that of the day after.

    >>> clock_time(15.5), clock_time(27.0)
    ('15:30', '27:00')
    """
    minutes = round(60.0 * hour)
    return f"{minutes // 60}:{minutes % 60:02}"


def moment(day: Day, hour: float, zone: str) -> datetime:
    """The moment of an hour of a day on the clocks of a time zone, in UTC; from 24 on an hour is of the day after.

    >>> moment(19_936, 11.5, "Asia/Tokyo")
    datetime.datetime(2024, 8, 1, 2, 30, tzinfo=datetime.timezone.utc)
    >>> moment(19_936, 27.0, "Asia/Tokyo")
    datetime.datetime(2024, 8, 1, 18, 0, tzinfo=datetime.timezone.utc)
    """
    later, hour = divmod(hour, 24.0)
    on = date_of(day) + timedelta(days=int(later))
    clock = datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(zone))
    return (clock + timedelta(minutes=round(60.0 * hour))).astimezone(UTC)
