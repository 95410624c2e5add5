"""The composition root: settings and a market in, a result out."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from data.base.arrow import to_array
from data.base.days import Day, day_of, iso
from data.base.errors import ConfigError, DataError
from data.contracts.contracts import FULL_SIZE, FutureSpec
from data.contracts.underlying import SYNTHETIC
from data.curves.futures_curve import FuturesCurve
from data.curves.option_curve import OptionCurve
from data.curves.quoted_futures_curve import QuotedFuturesCurve
from data.facts import facts
from data.market.agreement import require_market
from data.market.embedded import embedded_market
from data.market.market import Market
from data.pricing.option_spread import OptionSpreads
from data.pricing.rates import interest
from data.pricing.surface import surface
from engine.analysis.investor import translated
from engine.analysis.metrics import metrics
from engine.assembly.broker_terms import broker_terms
from engine.assembly.cash_notes import with_pockets_and_deviations
from engine.assembly.market_seen import market_for, require_yen
from engine.assembly.strategy_params import strategy_params
from engine.audit.table import with_verdicts
from engine.bt.broker import CollateralBroker
from engine.bt.cerebro import run_strategy
from engine.bt.external_feed import ExternalFeed, FeedKind
from engine.bt.feed import MarketFeed
from engine.bt.recorder import Tell
from engine.comparison.comparison import Comparison, compare_results
from engine.manifest.made import Made
from engine.manifest.manifest import manifest
from engine.results import tables
from engine.results.identities import check_books
from engine.results.records import SessionRow
from engine.results.run import RunResult
from engine.runs.default_comparison import default_comparison
from engine.settings.reach import OWN_FEED, changed
from engine.settings.run_config import RunConfig, parse_config
from strategies.base.strategy import OverlayStrategy
from strategies.patterns.catalogue import PATTERNS
from strategies.patterns.names import FX_PATTERNS


def backtest(config: RunConfig | None = None, market: Market | None = None, tell: Tell | None = None) -> RunResult:
    """Run one configuration (default: pattern A) on a market (default: the embedded one).

    Nothing is written; `RunResult.save` does that. `tell` hears from time to time which day the run has reached.
    """
    started = datetime.now(UTC)
    config = config or RunConfig()
    feed, broker = open_account(config, market)
    params = strategy_params(config, broker.terms.profile)
    strategy = run_strategy(feed, broker, PATTERNS[config.pattern], tell, **params)
    run_tables = collect_tables(strategy, broker)
    figures = metrics(run_tables)
    made = RunResult(
        config, run_tables, manifest(Made(config, feed.market, broker.terms, started), run_tables, figures)
    )
    return with_verdicts(with_pockets_and_deviations(made, lambda other: backtest(other, market)))


def open_account(config: RunConfig | None = None, market: Market | None = None) -> tuple[MarketFeed, CollateralBroker]:
    """The feed and the broker of a configuration, for a Backtrader strategy of one's own.

    feed, broker = open_account()
    cerebro.adddata(feed)
    cerebro.setbroker(broker)
    """
    config = config or RunConfig()
    market = market_for(config, market or embedded_market())
    _require_market(config, market)
    feed = _feed(config, market)
    first, last = market.days[feed.start_place], market.days[feed.end_place - 1]
    require_yen(config, market, first, last)
    return feed, CollateralBroker(feed, broker_terms(config, first, market.as_of(first).value("usdjpy")))


def broker_for(
    data: Any, config: RunConfig | None = None, market: Market | None = None, *, feed: FeedKind | None = None
) -> CollateralBroker:
    """A broker for a Backtrader strategy with a feed of its own: this line instead of the broker it had.

    cerebro.setbroker(broker_for(data))

    `data` is a daily feed of the index or its continuous future; it is traded as contracts of `config.overlay.contract` at its own
    prices. Bill yields, margin and volatility come from the market (default: the embedded one).

    `feed` says what the prices are. On the "index" a position is charged what a future's basis would cost it (`futures_carry`: bill
    yield and financing spread less dividend yield, every calendar day); a "future" carries that in its prices, if its rolls are
    adjusted. Left out, it is the index where most closes equal the market's index: all of the feed's if Backtrader preloads it (the
    default), else those seen so far.
    """
    config, market = _without_pattern(config or RunConfig(), feed), market or embedded_market()
    _require_market(config, market)
    curve = FuturesCurve(market, config.futures.financing)
    own = ExternalFeed(data, config.overlay.contract, curve, market, feed, at_open=config.execution.fill_at == "open")
    require_yen(config, market, market.starts, market.days[-1])
    return CollateralBroker(own, broker_terms(config, market.starts))


def _without_pattern(config: RunConfig, feed: FeedKind | None) -> RunConfig:
    """The settings as those of futures. A strategy of one's own has its own period and rules: settings for them would do nothing.

    The index is financed as futures are.
    """
    if config.pattern in FX_PATTERNS:
        raise ConfigError(
            f"broker_for: a feed of one's own trades index futures; for pattern {config.pattern} use open_account"
        )
    if config.investor.capital is not None:
        raise ConfigError(
            "broker_for: investor.capital is converted at the rate of the first session, which a feed of one's own does not tell before it "
            "runs; set capital.initial"
        )
    read = (*OWN_FEED, "futures.financing") if feed == "index" else OWN_FEED
    for setting in changed(config):
        section = setting.partition(".")[0]
        if section not in read and setting not in read:
            raise ConfigError(
                f"broker_for: the settings of [{section}] have no effect on a strategy with a feed of its own"
            )
    return parse_config({**config.settings(), "pattern": "A"}, "broker_for")


def _require_market(config: RunConfig, market: Market) -> None:
    for name, spec in config.contracts().items():
        require_market(spec, market, f"{name} = {spec.root!r}")


def compare(
    patterns: Sequence[str] | None = None, config: RunConfig | None = None, market: Market | None = None
) -> Comparison:
    """Run several patterns with otherwise the same settings, and set them side by side; where none are named, those of the default comparison."""
    asked, market = config or RunConfig(), market or embedded_market()
    twice = [name for name in patterns or () if (patterns or ()).count(name) > 1]
    if twice:
        raise ConfigError(f"patterns: {twice[0]!r} is named twice; name each pattern once")
    by_default = default_comparison(account_is_given="account" in asked.model_fields_set)
    chosen = by_default if patterns is None else {name: {"pattern": name} for name in patterns}
    configs = {name: parse_config({**asked.settings(), **own}) for name, own in chosen.items()}
    runs = {name: backtest(one, market) for name, one in configs.items()}
    return compare_results(runs, market_for(next(iter(configs.values()), asked), market))


def collect_tables(strategy: Any, broker: CollateralBroker) -> dict[str, pa.Table]:
    """All tables of a finished run, after checking that they add up."""
    recorder = strategy.analyzers.recorder
    journal = strategy.journal if isinstance(strategy, OverlayStrategy) else None
    ledger = tables.ledger_table(broker.account.ledger.postings, broker.terms.currency)
    collected = {
        "equity": tables.equity_table(recorder.sessions, bill_returns(broker.feed.market, recorder.sessions)),
        "ledger": ledger,
        "orders": tables.orders_table(broker.desk.orders),
        "fills": tables.fills_table(broker.desk.fills),
        "positions": tables.positions_table(recorder.positions),
        "events": tables.events_table([*(journal.events if journal else ()), *broker.journal.events]),
        "rules": tables.rules_table(journal.rules if journal else ()),
        "attribution": tables.attribution_table(ledger),
    }
    if isinstance(strategy, OverlayStrategy):
        collected |= {name: tables.own_table(name, rows) for name, rows in strategy.records().items()}
    check_books(collected)
    return {**collected, **_told_to_the_investor(collected, broker)}


def _told_to_the_investor(collected: dict[str, pa.Table], broker: CollateralBroker) -> dict[str, pa.Table]:
    """Equity and attribution in the investor's currency, where it is not the account's."""
    if broker.terms.investor == broker.terms.currency:
        return {}
    market, days = broker.feed.market, to_array(collected["equity"]["date"]).tolist()
    places = [market.place(day) for day in days]
    rate = market.floats("usdjpy")[places]
    known = [market.values("jpy_rate")[place] for place in places]
    riskless = [
        0.0,
        *(interest(1.0, was, day - before) for was, (before, day) in zip(known, pairwise(days), strict=False)),
    ]
    return translated(collected, rate, np.array(riskless))


def bill_returns(market: Market, sessions: Sequence[SessionRow]) -> list[float]:
    """What bills earned since the session before, at the rate known then; 0 on the first session."""
    yields, days = market.values("bill_yield"), [row.date for row in sessions]
    first = market.place(days[0])
    whole = days == market.days[first : first + len(days)]
    known = yields[first:] if whole else [yields[market.place(day)] for day in days]
    return [
        0.0,
        *(interest(1.0, rate, day - before) for rate, (before, day) in zip(known, pairwise(days), strict=False)),
    ]


def _feed(config: RunConfig, market: Market) -> MarketFeed:
    first, last = _period(config, market)
    quoted = config.futures.prices == "quoted"
    if market.index == SYNTHETIC and (quoted or market.quotes):
        raise DataError(
            "the market's index is made up: settlement prices of futures and quotes of options are those of a real one; leave them out"
        )
    futures = (QuotedFuturesCurve if quoted else FuturesCurve)(market, config.futures.financing)
    options, earlier = _option_curve(config, market, futures, first), config.futures.roll_sessions_earlier
    feed = MarketFeed(market, futures, first, last, options, sessions_earlier=earlier)
    for spec in config.contracts().values():
        if quoted and isinstance(spec, FutureSpec):
            feed.require_prices_of_rolls(spec.root)
    if config.execution.fill_at == "open":
        _require_real_opens(feed)
    return feed


def _option_curve(config: RunConfig, market: Market, futures: FuturesCurve, first: Day) -> OptionCurve:
    prices, stress = config.option_prices, config.costs.stress_vix
    stress_vix = facts("costs").carried(f"{FULL_SIZE}.stress_vix", first) if stress is None else stress
    modelled = surface(prices.surface, level_factor=prices.level_factor, slope_factor=prices.slope_factor)
    return OptionCurve(market, futures, modelled, OptionSpreads(stress_vix, factor=prices.spread_factor))


def _period(config: RunConfig, market: Market) -> tuple[Day, Day]:
    """First and last day of the run. A period the market does not cover, or in which no run can begin yet, is refused, not clipped."""
    start, end = config.period.start, config.period.end
    first, last = day_of(start) if start else market.starts, day_of(end) if end else market.days[-1]
    sessions = market.calendar.between(first, last)
    early = first < market.starts and (not sessions or sessions[0] < market.starts)
    late = last > market.days[-1] and (not sessions or sessions[-1] > market.days[-1])
    if early or late:
        covered = f"{iso(market.starts)} to {iso(market.days[-1])}"
        earlier = " (its earlier rows serve rules that look back)" if early and first >= market.days[0] else ""
        raise ConfigError(
            f"period {iso(first)} to {iso(last)}: the market covers {covered}{earlier}; choose a period within it, or leave its "
            f"{'beginning' if early else 'end'} open, such as {'..1990' if early else '2024..'}"
        )
    return max(first, market.starts), min(last, market.days[-1])


def _require_real_opens(feed: MarketFeed) -> None:
    real = feed.market.values("open_is_real")[feed.start_place : feed.end_place]
    if not all(real):
        day = iso(feed.market.days[feed.start_place + real.index(False)])
        raise ConfigError(
            f"execution.fill_at = 'open': {day} has no real opening price; fill at the close or start the period later"
        )
