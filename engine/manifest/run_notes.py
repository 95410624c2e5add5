"""What a reader of a run should know without asking: the notes of its manifest."""

import json
from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from data.base.arrow import to_array, to_codes
from data.base.days import iso
from data.contracts.contracts import FutureSpec, OptionSpec, is_future
from data.contracts.dealing import CODES
from data.contracts.fx_contracts import PAIR
from data.contracts.fx_pairs import PAIRS
from data.contracts.index_funds import fund_roots, fund_spec
from data.contracts.underlying import SYNTHETIC
from data.intake.own_regimes import own_regimes
from data.market.embedded import EMBEDDED
from data.market.market import Market
from engine.analysis.label_notes import label_notes
from engine.analysis.losing_months import losing_months
from engine.analysis.meant_for import meant_for
from engine.analysis.returns import LEAST_YEAR, years_between
from engine.analysis.unit_value import FLOWS, worth_of
from engine.manifest.cash_notes import cash_notes
from engine.manifest.contract_notes import contract_notes
from engine.manifest.core_notes import core_notes
from engine.manifest.effect_notes import effect_notes
from engine.manifest.event_notes import event_notes
from engine.manifest.fact_notes import fact_notes
from engine.manifest.flow_notes import flow_notes
from engine.manifest.given_notes import given_notes
from engine.manifest.made_with import MadeWith
from engine.manifest.own_notes import own_notes, resting_notes
from engine.manifest.quote_notes import quote_notes
from engine.manifest.record_notes import record_notes
from engine.settings.run_config import RunConfig
from engine.words.notes import Note, note
from strategies.events.journal import FORCED
from strategies.events.purposes import Ending, Purpose

Tables = Mapping[str, pa.Table]
AS_ASKED = {Ending.OTHER_FILLED.value, Ending.PARENT_ENDED.value, Ending.CANCELLED.value}
"""Why an order ended that was to end where another did, or was taken back while it waited for a price."""


def run_notes(made: MadeWith, period: Mapping[str, float], tables: Tables) -> list[Note]:
    """What a reader of the results should know without asking; `period` are shares of sessions, 0 to 1, on which a
    market column was not quoted. Raises `DataError` as `cash_notes` does.
    """
    return [
        *_hypothetical_notes(made.market, tables),
        *effect_notes(made.config, made.terms, tables),
        *contract_notes(made.config, tables),
        *_notes(made, period, tables),
        *_index_notes(made),
        *fact_notes(made, tables),
        *_one_month_notes(made.market, tables),
        *core_notes(made.config, tables),
        *_market_notes(made.market),
        *quote_notes(made, tables),
        *_length_notes(tables),
        *flow_notes(made.config, tables),
        *_living_notes(made.config, tables),
        *cash_notes(made.config, tables),
        *_label_notes(made, tables),
        *record_notes(made.config, tables),
        *event_notes(made.config, tables),
        *(note(code, **values) for code, values in made.told.items()),
        *own_notes(made, tables),
        *given_notes(made.given, tables),
    ]


def _label_notes(made: MadeWith, tables: Tables) -> list[Note]:
    """Labels of one's own that a rule goes by and that stand on no session; those of reports are told there."""
    file = made.config.regimes.file
    if file is None or not made.config.goes_by_labels:
        return []
    return label_notes(own_regimes(file), made.market, to_array(tables["equity"]["date"]).tolist())


def _notes(made: MadeWith, period: Mapping[str, float], tables: Tables) -> list[Note]:
    config, held = made.config, made.told.get("not_transmitted", {"count": 0})
    notes = _fx_notes(config, tables) if config.kind.market == "dollar" else _listing_notes(config, tables)
    if period["vix"]:
        notes.append(note("vix_proxy", share=period["vix"]))
    if period["bill_yield_carried"]:
        notes.append(note("bill_carried", share=period["bill_yield_carried"]))
    return notes + _order_notes(tables, held["count"]) + _tax_notes(tables)


def _fx_notes(config: RunConfig, tables: Tables) -> list[Note]:
    """What the figures of a currency on margin are figures of, and from when on nothing was
    ordered any more but by the broker.
    """
    events, orders = tables["events"], tables["orders"]
    last = to_array(orders["date"])[~meant_for(orders, Purpose.LIQUIDATION)].max(initial=0)
    rows = zip(to_array(events["date"]).tolist(), events["kind"].to_pylist(), strict=True)
    ended = [note("over", date=iso(day)) for day, kind in rows if kind in FORCED and day >= last]
    pair, file = config.pair, config.rates_file
    if pair == PAIRS[PAIR].shown and not file:
        return [note("fixings"), note("dollar_market"), *ended[:1]]
    rates = note("rates_of_file", pair=pair, file=file) if file else note("reference_rates", pair=pair)
    return [rates, note("pair_market", pair=pair), *ended[:1]]


def _tax_notes(tables: Tables) -> list[Note]:
    """What of the tax on the results is not yet paid."""
    events = tables["events"]
    rows = zip(events["kind"].to_pylist(), events["numbers"].to_pylist(), strict=True)
    owed = [json.loads(numbers)["amount"] for kind, numbers in rows if kind == "tax_outstanding"]
    return [note("tax_outstanding", amount=amount) for amount in owed]


def _living_notes(config: RunConfig, tables: Tables) -> list[Note]:
    """How long the living money outside lasts, and how long the account lost in a row."""
    living, equity = config.living, tables["equity"]
    if living.months is None:
        return []
    row = losing_months(to_array(equity["date"]), worth_of(tables))
    told = {"cash": living.cash, "currency": config.capital.currency, "months": living.months}
    code = "losing_months_flows" if FLOWS in tables else "losing_months"
    return [note("living", **told), note(code, count=row.months, loss=row.loss, until=iso(row.last))]


def _index_notes(made: MadeWith) -> list[Note]:
    """That contracts stand on a made-up index, and that dividend yields of the S&P 500 stand in on another one."""
    market, traded = made.market, made.config.contracts().values()
    stand_in = market.origin.get("columns", {}).get("dividend_yield", {}).get("facts_sessions", 0)
    notes = [note("synthetic")] if market.index == SYNTHETIC and traded else []
    if (
        stand_in
        and market.index not in {EMBEDDED, *PAIRS}
        and any(getattr(spec, "dividend_share", 1.0) for spec in traded)
    ):
        notes.append(note("dividends_stand_in", count=stand_in, index=market.index))
    return notes


def _hypothetical_notes(market: Market, tables: Tables) -> list[Note]:
    """That nobody could have held this, where the run begins before its market could be traded."""
    until = market.hypothetical_from(int(to_array(tables["equity"]["date"])[0]))
    return [] if until is None else [note("hypothetical", until=iso(until))]


def _one_month_notes(market: Market, tables: Tables) -> list[Note]:
    """That a fund's bills of one month keep their distance from those of three after the last
    day on which they are known.
    """
    known, equity = np.flatnonzero(np.isfinite(market.floats("bill_yield_1m"))), tables["equity"]
    if not len(known) or not to_array(equity["mmf"]).any():
        return []
    last = market.days[int(known[-1])]
    return [note("one_month_bills", date=iso(last))] if int(to_array(equity["date"])[-1]) > last else []


def _market_notes(market: Market) -> list[Note]:
    """What was doubtful in the files that a market of the user's own was built from."""
    warnings = () if market.shipped else market.origin.get("warnings", ())
    return [note("market_data", warning=warning, count=warning["count"]) for warning in warnings]


def _length_notes(tables: Tables) -> list[Note]:
    """That a period of less than a year has no figures a year."""
    days = to_array(tables["equity"]["date"])
    return [note("short", days=int(days[-1] - days[0]))] if years_between(days) < LEAST_YEAR else []


def _listing_notes(config: RunConfig, tables: Tables) -> list[Note]:
    """Which contracts were held before the exchange listed them."""
    places, words = to_codes(tables["positions"]["contract"])
    codes = {words[place] for place in set(places[to_array(tables["positions"]["hypothetical"])].tolist())}
    futures = any(is_future(code) for code in codes)
    funds = [fund_spec(code) for code in sorted(codes & set(fund_roots()))]
    options = any(not is_future(code) and code not in fund_roots() for code in codes)
    traded = config.contracts().values()
    named = [
        (spec.root, CODES[spec.dealt_as], spec.listed) for spec in traded if futures and isinstance(spec, FutureSpec)
    ]
    named += [(spec.root, "options", spec.listed) for spec in traded if options and isinstance(spec, OptionSpec)]
    named += [(fund.root, "shares", fund.listed) for fund in funds]
    return [note("listed", root=root, kind=kind, date=iso(listed)) for root, kind, listed in named]


def _order_notes(tables: Tables, held: int) -> list[Note]:
    """Notes of orders, of which so many were `held` back to the end."""
    ends = list(zip(tables["orders"]["status"].to_pylist(), tables["orders"]["reason"].to_pylist(), strict=True))
    notes = resting_notes(tables)
    if sum(status == "waiting" for status, _ in ends) > sum(one["values"]["count"] for one in notes) + held:
        notes.append(note("waiting"))
    as_asked = AS_ASKED if "resting_orders" in tables else set()
    unfilled = [why for status, why in ends if status in {"canceled", "margin", "rejected"} and why not in as_asked]
    if unfilled:
        notes.append(note("unfilled", count=len(unfilled), total=len(ends)))
    return notes
