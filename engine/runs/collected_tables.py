"""The tables of a finished run: what strategy, broker and recorder kept, checked, and told to the investor."""

from typing import Any

import numpy as np
import pyarrow as pa

from data.base.arrow import to_array
from engine.analysis.investor import translated
from engine.analysis.riskless import bill_returns, yen_of
from engine.analysis.unit_value import FLOWS, net_by_day
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
    days = recorder.sessions.columns()["date"]
    flows = tables.pattern_table(FLOWS, broker.session.flows.rows if broker.session.flows else ())
    net = net_by_day(np.asarray(days, np.int32), flows)
    collected = {
        "equity": tables.equity_table(recorder.sessions, bill_returns(broker.feed.market, days), net),
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
    if broker.terms.flows.months or flows.num_rows:
        collected[FLOWS] = flows
    if broker.desk.book.rows:
        collected["resting_orders"] = tables.resting_orders_table(broker.desk.book.rows)
    if broker.session.own.rows:
        collected["own_fills"] = tables.pattern_table("own_fills", broker.session.own.rows)
    check_books(collected)
    return {**collected, **_told_to_the_investor(collected, broker)}


def _told_to_the_investor(collected: dict[str, pa.Table], broker: CollateralBroker) -> dict[str, pa.Table]:
    """Equity and attribution in the investor's currency, where it is not the account's."""
    if broker.terms.investor == broker.terms.currency:
        return {}
    rate, riskless = yen_of(broker.feed.market, to_array(collected["equity"]["date"]).tolist())
    return translated(collected, rate, riskless)
