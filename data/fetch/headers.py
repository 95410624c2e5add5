"""What a server writes into headers, taken for what it can mean and for nothing else."""

import email.utils
import re
from collections.abc import Mapping
from datetime import UTC, datetime

LONGEST = 256
"""Letters of a mark of a version that is kept; longer ones are none that a publisher needs."""
_MARK = re.compile(r"(?:W/)?\"[!#-~]*\"|[!#-~]+")
_COUNT = re.compile(r"[0-9]+")
_MOST = 10**15


def count_of(text: str | None) -> int | None:
    """The whole number that a header says, at most `10**15`; None where it says none."""
    plain = (text or "").strip()
    if not _COUNT.fullmatch(plain):
        return None
    return int(plain) if len(plain) < 16 else _MOST


def kept_mark(text: str | None) -> str | None:
    """An ETag that may go into a record and back to a server: visible ASCII without spaces; else None."""
    plain = (text or "").strip()
    return plain if len(plain) <= LONGEST and _MARK.fullmatch(plain) else None


def kept_moment(text: str | None) -> str | None:
    """A Last-Modified that is a date; else None."""
    plain = (text or "").strip()
    fit = len(plain) <= LONGEST and plain.isascii() and plain.isprintable()
    return plain if fit and moment(plain) else None


def moment(text: str) -> datetime | None:
    """The date of a header, in any of the three forms of HTTP (UTC where it names no zone); None where it is none."""
    try:
        when = email.utils.parsedate_to_datetime(text)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def asked_to_wait(text: str | None, now: datetime) -> float | None:
    """Seconds of a Retry-After header, which holds seconds or a date; None where it says nothing."""
    seconds = count_of(text)
    if seconds is not None:
        return float(seconds)
    when = moment(text) if text and len(text) <= LONGEST else None
    return max(0.0, (when - now).total_seconds()) if when else None


def is_gzip(headers: Mapping[str, str]) -> bool | None:
    """Whether a body is packed; None for a packing nobody asked for."""
    packing = packing_of(headers)
    return packing.endswith("gzip") if packing in {"identity", "gzip", "x-gzip", ""} else None


def packing_of(headers: Mapping[str, str]) -> str:
    """How a body is packed, as the server says it."""
    return headers.get("content-encoding", "identity").strip().lower()
