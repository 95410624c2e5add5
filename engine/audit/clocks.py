"""A moment on the clocks of a broker, of New York and of Tokyo."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

ABROAD = ("America/New_York", "Asia/Tokyo")
"""Zones in which every clock time is told, besides the broker's own."""


def clocks(at: datetime, zone: str = "") -> list[dict[str, Any]]:
    """A moment on the clocks of a zone, where one is named, and of New York and Tokyo, as codes of the section `clock`
    of the words.

    >>> from datetime import UTC
    >>> [one["values"]["at"] for one in clocks(datetime(2024, 8, 6, 2, 30, tzinfo=UTC))]
    ['2024-08-05 22:30', '2024-08-06 11:30']
    """
    told = ((one, at.astimezone(ZoneInfo(one))) for one in dict.fromkeys((zone, *ABROAD)) if one)
    return [{"code": "at", "values": {"at": f"{there:%Y-%m-%d %H:%M}", "zone": one}} for one, there in told]


def on_clocks(at: datetime) -> dict[str, str]:
    """A moment by zone, as ISO text: in UTC, New York and Tokyo."""
    return {zone: at.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes") for zone in ("UTC", *ABROAD)}
