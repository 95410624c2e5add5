"""What a manifest tells of a strategy of one's own: where it came from, and the feeds that it saw."""

import hashlib
import sys
from collections.abc import Iterator
from inspect import getsource
from typing import Any

import backtrader as bt
import numpy as np

from data.base.cache import files_hash
from engine.bt.broker import CollateralBroker
from engine.bt.feed import MarketFeed
from engine.bt.own_strategy import OwnStrategy
from engine.bt.recorder import Recorder

PRICES = ("datetime", "open", "high", "low", "close", "volume")


def own_made(own: OwnStrategy, strategy: Any, broker: CollateralBroker) -> dict[str, Any]:
    """A strategy after its last session as plain values: `strategy`, `class`, `sha256` of its file (of its source where
    it is in none, "" where that is not known), whose `setup` was called (`file`, `session`, or "" for none), its
    `feeds`, and the `analyzers` and `observers` that were added to it.
    """
    return {
        "strategy": own.place,
        "class": own.kind.__name__,
        "sha256": _source_hash(own),
        "setup": _setup_of(own),
        "feeds": [_feed(data, place, broker) for place, data in enumerate(strategy.datas)],
        "analyzers": list(_added(strategy.analyzers)),
        "observers": list(_added(strategy.observers)),
    }


def _source_hash(own: OwnStrategy) -> str:
    if own.file is not None:
        return files_hash([own.file])
    try:
        return hashlib.sha256(getsource(own.kind).encode()).hexdigest()
    except (OSError, TypeError):
        return ""


def _setup_of(own: OwnStrategy) -> str:
    if own.setup is None:
        return ""
    module = sys.modules.get(own.kind.__module__)
    return "file" if own.file and own.setup is getattr(module, "setup", None) else "session"


def _added(found: Any) -> Iterator[str]:
    """Names of classes that somebody else added."""
    yield from (type(one).__name__ for one in found if not isinstance(one, Recorder))


def _feed(data: Any, place: int, broker: CollateralBroker) -> dict[str, Any]:
    """A feed: its name, first and last bar, how many there are, SHA-256 of its prices (the market's own stands with the
    market), and whether it is traded or only looked at.
    """
    lines = {name: np.asarray(getattr(data.lines, name).array, dtype=np.float64) for name in PRICES}
    times = lines["datetime"]
    own = not isinstance(data, MarketFeed)
    digest = hashlib.sha256(b"".join(one.tobytes() for one in lines.values())).hexdigest() if own else None
    days = [bt.num2date(time).date().isoformat() for time in (times[0], times[-1])] if len(times) else [None, None]
    return {
        "name": data._name or f"data{place}",  # noqa: SLF001  (Backtrader's only name for it)
        "first": days[0],
        "last": days[1],
        "bars": len(times),
        "traded": broker.feed is data or bool(broker.feed.trades(data)),
        **({"sha256": digest} if digest else {}),
    }
