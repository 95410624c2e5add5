"""All rules about settlement prices of futures beside the market they are used on."""

from collections.abc import Iterator
from itertools import chain

import numpy as np

from data.base.days import iso
from data.base.finding import Finding, Held, until_many
from data.base.saying import UNSAID, Saying, said
from data.contracts.contracts import future_roots, future_spec
from data.contracts.underlying import SYNTHETIC
from data.futures.bounds import LEVEL
from data.futures.carry import Carried, carried
from data.futures.file_rules import not_of_index, shifted
from data.futures.offset_rules import offset
from data.futures.settlement_rules import frozen, single
from data.futures.table import FutureRows, future_finding
from data.sessions.market_days import MarketDays


def findings_on(rows: FutureRows, market: MarketDays) -> list[Finding]:
    """All that is wrong with settlements on a market. Those of a made-up market are not compared with it."""
    if not len(rows) or market.index == SYNTHETIC:
        return []
    found = list(_unused(rows, market))
    beside = carried(rows, market)
    settled = beside.take(beside.on)
    if not len(beside.rows):
        return found
    whole = (list(shifted(settled)) or list(not_of_index(settled))) if len(settled.rows) else []
    return [*found, *(whole or until_many(chain(single(beside), frozen(settled), _offset(settled))))]


def _offset(settled: Carried) -> Iterator[Finding]:
    return offset(settled) if len(settled.rows) else iter(())


def held_on(rows: FutureRows, market: MarketDays) -> Held:
    """How many settlements stand at the index and its carry, of those on its sessions."""
    beside = carried(rows, market)
    beside = beside.take(beside.on)
    agree = int((np.abs(beside.gap) <= LEVEL).sum())
    return Held("carry", len(beside.rows), agree, f"{LEVEL:.0%}")


def _unused(rows: FutureRows, market: MarketDays) -> Iterator[Finding]:
    """Rows of other roots or of days outside the market: a finding with how many can be used."""
    fits = rows.tradable_on(market.index)
    inside = (rows.day >= market.days[0]) & (rows.day <= market.days[-1])
    usable = int((fits & inside & (market.places(rows.day) >= 0)).sum())
    if not fits.all():
        row = int(np.flatnonzero(~fits)[0])
        root = rows.roots[rows.root[row]]
        problem = said("futures.root_unused", usable=usable, rows=len(rows))
        yield future_finding(
            "settlements-unused",
            rows,
            row,
            "root",
            problem,
            value=repr(root),
            beside=UNSAID,
            cause=_root_meant(root, market),
        )
    elif not usable:
        first, last = iso(int(rows.day.min())), iso(int(rows.day.max()))
        problem = said(
            "futures.none_of_market",
            last=last,
            rows=len(rows),
            begin=iso(int(market.days[0])),
            end=iso(int(market.days[-1])),
        )
        yield future_finding(
            "settlements-unused", rows, int(np.argmin(rows.day)), "date", problem, value=first, beside=UNSAID
        )


def _root_meant(root: str, market: MarketDays) -> Saying:
    if root not in future_roots():
        return UNSAID
    spec = future_spec(root)
    if spec.family != root:
        return said("futures.write_family", root=root, family=spec.family)
    return said("futures.other_market", root=root, index=spec.index, market=market.index)
