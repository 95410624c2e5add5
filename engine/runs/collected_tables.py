"""The tables of a finished run: what strategy, broker and recorder kept, checked, and told to the investor."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.base.days import Day
from data.market.market import Market
from data.pricing.rates import interest
from engine.analysis.investor import translated
from engine.bt.broker import CollateralBroker
from engine.results import tables
from engine.results.identities import check_books
from strategies.base.strategy import OverlayStrategy


def collect_tables(strategy: Any, broker: CollateralBroker) -> dict[str, pa.Table]:
    """All tables of a finished run by name, after checking that they add up. Raises `LedgerError` where they do not."""
    recorder = strategy.analyzers.recorder
    journals = [strategy.journal] if isinstance(strategy, OverlayStrategy) else []
    journals.append(broker.journal)
    ledger = tables.ledger_table(broker.account.ledger.postings, broker.terms.currency)
    collected = {
        "equity": tables.equity_table(
            recorder.sessions, _bill_returns(broker.feed.market, recorder.sessions.columns()["date"])
        ),
        "ledger": ledger,
        "orders": tables.orders_table(broker.desk.orders),
        "fills": tables.fills_table(broker.desk.fills),
        "positions": tables.positions_table(recorder.positions),
        "events": tables.events_table([event for journal in journals for event in journal.events]),
        "rules": tables.rules_table(journals[0].evenings, journals[0].rulings),
        "targets": tables.targets_table(journals[0].evenings),
        "attribution": tables.attribution_table(ledger),
    }
    if isinstance(strategy, OverlayStrategy):
        collected |= {name: tables.pattern_table(name, rows) for name, rows in strategy.records().items()}
    check_books(collected)
    return {**collected, **_told_to_the_investor(collected, broker)}


def _told_to_the_investor(collected: dict[str, pa.Table], broker: CollateralBroker) -> dict[str, pa.Table]:
    """Equity and attribution in the investor's currency, where it is not the account's."""
    if broker.terms.investor == broker.terms.currency:
        return {}
    market, days = broker.feed.market, to_array(collected["equity"]["date"]).tolist()
    rows = [market.row_from(day) for day in days]
    rate = market.floats("usdjpy")[rows]
    known = [market.values("jpy_rate")[row] for row in rows]
    riskless = [
        0.0,
        *(interest(1.0, was, day - before) for was, (before, day) in zip(known, pairwise(days), strict=False)),
    ]
    return translated(collected, rate, np.array(riskless))


def _bill_returns(market: Market, days: Sequence[Day]) -> Floats:
    """What bills earned since the session before, at the rate known then; 0 on the first session."""
    known: Any = market.floats("bill_yield")[np.searchsorted(np.array(market.days), days)]
    elapsed: Any = np.diff(days)
    return np.concatenate([[0.0], np.asarray(interest(1.0, known[:-1], elapsed), dtype=np.float64)])
