"""Fetching: each download is kept, found unchanged, or refused with a reason; what was kept
before stays until it is replaced.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Literal, NamedTuple

import httpx

from data.base.errors import ConfigError
from data.fetch.checks import check_history, extent
from data.fetch.clock import Clock
from data.fetch.failures import Unreachable, Unusable
from data.fetch.headers import kept_mark, kept_moment
from data.fetch.series import Download, Series, downloads
from data.fetch.store import Record, Store, sha256, writing
from data.fetch.web import Answer, Web

State = Literal["fetched", "unchanged", "current", "refused", "unreachable", "kept", "absent", "damaged"]


class DownloadOutcome(NamedTuple):
    """What became of a download: `why` says so where it failed, `record` is what is kept now.

    `current`: asked today already, or of a year that is over, so the server was not asked. Of a
    listing: `kept`, `absent`, `damaged`.
    """

    download: Download
    state: State
    why: str = ""
    record: Record | None = None

    @property
    def failed(self) -> bool:
        """Whether it is not what was asked for."""
        return self.state in {"refused", "unreachable"}


def plan(series: Iterable[Series], since: date | None, today: date, store: Store) -> list[Download]:
    """The downloads of series from a day on. A file that starts earlier already is not made shorter.

    Raises `ConfigError` when the day is not over.
    """
    if since and since >= today:
        raise ConfigError(f"--since {since} is not before today, {today} (UTC)")
    return [one for each in series for one in downloads(each, _no_later(since, each, store), today)]


def _no_later(since: date | None, series: Series, store: Store) -> date | None:
    kept = store.record(series.name)
    return min(since, kept.since) if since and kept else since


def listing(planned: Iterable[Download], store: Store) -> Iterator[DownloadOutcome]:
    """What is kept of downloads, without asking anybody."""
    for download in planned:
        record = store.record(download.name)
        state: State = "absent" if record is None else "kept" if store.is_intact(record) else "damaged"
        yield DownloadOutcome(download, state, record=record)


class Fetcher:
    """Fetches downloads one after the other; a host that could not be reached is not asked again."""

    def __init__(self, store: Store, web: Web, clock: Clock, *, force: bool = False) -> None:
        self._store, self._web, self._clock, self._force = store, web, clock, force
        self._silent: dict[str, str] = {}

    def fetch_all(self, planned: Iterable[Download], tell: Callable[[Download], None]) -> Iterator[DownloadOutcome]:
        """The outcome of each download; `tell` hears of it before it begins. Raises `ResultError` where the folder
        cannot be written; what a server does is an outcome.
        """
        for download in planned:
            tell(download)
            yield self._outcome(download)

    def _outcome(self, download: Download) -> DownloadOutcome:
        before = self._store.record(download.name)
        kept = before if before and self._store.is_intact(before) else None
        host = httpx.URL(download.url).host
        try:
            if kept and not self._force and _is_current(kept, download, self._clock.now()):
                return DownloadOutcome(download, "current", record=kept)
            if host in self._silent:
                return DownloadOutcome(download, "unreachable", self._silent[host], kept)
            return self._fetch(download, before, kept)
        except Unreachable as error:
            self._silent[host] = str(error)
            return DownloadOutcome(download, "unreachable", str(error), kept)
        except Unusable as error:
            return DownloadOutcome(download, "refused", str(error), kept)

    def _fetch(self, download: Download, before: Record | None, kept: Record | None) -> DownloadOutcome:
        # an ETag is one of its address: at another it would say nothing
        same = kept if kept and kept.url == download.url else None
        with self._store.part() as part:
            with writing(self._store.folder), part.open("w+b") as body:
                answer = self._web.get(download.url, _conditions(same), body)
            if answer.status == 304 and same:
                return self._unchanged(download, same, answer)
            found = extent(part.read_bytes(), download.series.shape)
            now = self._clock.now()
            check_history(found, download, before, now.date())
            record = Record(
                download.name, download.file, download.url, now, now, sha256(part), part.stat().st_size, download.since,
                *found, answer.etag, answer.last_modified,
            )  # fmt: skip
            if kept and kept.sha256 == record.sha256:
                return self._unchanged(download, replace(record, fetched_at=kept.fetched_at), answer)
            self._store.keep(part, record)
        return DownloadOutcome(download, "fetched", record=record)

    def _unchanged(self, download: Download, record: Record, answer: Answer) -> DownloadOutcome:
        checked = replace(
            record,
            checked_at=self._clock.now(),
            etag=answer.etag or record.etag,
            last_modified=answer.last_modified or record.last_modified,
        )
        self._store.note(checked)
        return DownloadOutcome(download, "unchanged", record=checked)


def _is_current(kept: Record, download: Download, now: datetime) -> bool:
    """Whether a kept file needs no asking: asked today, or fetched after its year was
    closed; and it starts early enough.
    """
    closed = download.closed is not None and kept.fetched_at.date() > download.closed
    today = kept.checked_at.astimezone(UTC).date() == now.date()
    return kept.since <= download.since and (closed or today)


def _conditions(kept: Record | None) -> dict[str, str]:
    """Headers by which a server need not send again what is kept."""
    # a record may be older than what is kept of marks, or written by hand
    marks = (kept_mark(kept.etag), kept_moment(kept.last_modified)) if kept else ()
    pairs = dict(zip(("If-None-Match", "If-Modified-Since"), marks, strict=False))
    return {name: value for name, value in pairs.items() if value}
