"""What can be said of a published series, and the downloads it takes to have it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple

SETTLES = timedelta(days=7)
"""How long after its end a year may still be corrected, and how long after its start it may still be empty."""


class BodyShape(NamedTuple):
    """How a body is built: `columns` must be there (others may be), the first holds dates written as `dates` says.

    `csv` is text with a header line, `zip` one such file in an archive, `chart` Yahoo's JSON, and `xls` an Excel
    97-2003 workbook, whose `columns` are the sheets that must be there. A chart says of which `symbol` it is.
    """

    kind: Literal["csv", "zip", "chart", "xls"]
    columns: tuple[str, ...]
    dates: Literal["iso", "us"] = "iso"
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One published series: `what` it is, where it is (`url`), and on what `terms`.

    A URL may hold `{since}` (ISO date), `{since_seconds}` and `{until_seconds}` (Unix time) or `{year}`; with
    the last, each year is one download. A `rolling` history loses its oldest days as time passes. `begins` is
    the first day the publisher has.
    """

    name: str
    provider: str
    url: str
    file: str
    shape: BodyShape
    begins: date
    what: str
    terms: str
    rolling: bool = False

    @property
    def yearly(self) -> bool:
        """Whether each year is one download."""
        return "{year}" in self.url

    @property
    def can_start_later(self) -> bool:
        """Whether less than the whole history can be asked for."""
        return "{since" in self.url


@dataclass(frozen=True, slots=True)
class Download:
    """One file to fetch. Its history covers the days from `since`; after `closed` it does not change any more."""

    name: str
    file: str
    url: str
    series: Series
    since: date
    closed: date | None = None


def downloads(series: Series, since: date | None, today: date) -> Iterator[Download]:
    """The downloads that hold a series from a day on (None: all of it), as of today (UTC), oldest first."""
    first = max(since or series.begins, series.begins)
    if series.yearly:
        yield from (_year(series, year) for year in range(first.year, (today - SETTLES).year + 1))
    else:
        covered = first if series.can_start_later else series.begins
        url = series.url.format(
            since=covered.isoformat(), since_seconds=_seconds(covered), until_seconds=_seconds(today)
        )
        yield Download(series.name, series.file, url, series, covered)


def _year(series: Series, year: int) -> Download:
    name, file, url = (text.format(year=year) for text in (f"{series.name}-{{year}}", series.file, series.url))
    return Download(name, file, url, series, max(series.begins, date(year, 1, 1)), date(year, 12, 31) + SETTLES)


def _seconds(day: date) -> int:
    """Unix time of a day's first second (UTC)."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
