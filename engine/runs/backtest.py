"""One run from start to end, and several compared: settings and a market in, a result out."""

import warnings
from collections.abc import Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from data.base.errors import ConfigError
from data.base.garbage import uncollected
from data.base.moment import now
from data.market.embedded import embedded_market
from data.market.market import Market
from engine.analysis.metrics import OF_RULES, metrics
from engine.assembly.market_seen import market_for
from engine.assembly.open_account import open_account
from engine.assembly.own_account import own_account
from engine.assembly.own_settings import declared_of, with_strategy
from engine.audit.verdict_table import with_verdicts
from engine.bt.broker import CollateralBroker
from engine.bt.cerebro import run_recorded, run_strategy
from engine.bt.own_failure import blamed
from engine.bt.own_made import own_made
from engine.bt.own_strategy import OwnStrategy, load_strategy
from engine.bt.recorder import Tell
from engine.bt.sizing import SizingWarning
from engine.comparison.compared import compare_results
from engine.comparison.comparison import Comparison
from engine.day.given import Given
from engine.day.transfer_book import Counter
from engine.manifest.made_with import MadeWith
from engine.manifest.manifest import manifest
from engine.results.run import RunResult
from engine.runs.collected_tables import collect_tables
from engine.runs.declared import require_asked, require_declared
from engine.runs.default_comparison import default_comparison
from engine.runs.deviations import with_deviations
from engine.runs.option_attribution import with_options
from engine.settings.run_config import RunConfig, parse_config

_NOTHING: Final[Given] = MappingProxyType({})


class Outside(NamedTuple):
    """What reaches a run from outside: fills that were made, and transfers from and to other accounts."""

    given: Given
    counter: Counter | None = None

    def again(self) -> "Outside":
        """The same for another run."""
        return self._replace(counter=self.counter and self.counter.again())


ALONE: Final = Outside(_NOTHING)


def backtest(
    config: RunConfig | None = None, market: Market | None = None, tell: Tell | None = None, given: Given = _NOTHING
) -> RunResult:
    """Run one configuration (default: pattern A) on a market (default: the embedded one).

    Nothing is written; `RunResult.save` does that. `tell` hears from time to time which day the run has reached. On a
    day that is `given`, all that was done are its fills, in place of the model's (`docs/given_fills.md`).
    Raises `ConfigError` for settings that do not go with the market and for given fills that nobody can have had,
    `DataError` for a market or files that lack what they ask for, and `LedgerError` where the books do not add up.
    """
    return run_with(config or RunConfig(), market, Outside(given), tell)


def run_with(config: RunConfig, market: Market | None, outside: Outside, tell: Tell | None = None) -> RunResult:
    """Run one configuration, of a pattern or of the strategy that it names. Raises what `backtest` raises."""
    if not config.kind.is_free:
        return run_of(config, market, None, tell, outside)
    own = load_strategy(config.own.strategy)
    return run_of(with_strategy(config, own), market, own, tell, outside)


@uncollected()
def run_of(
    config: RunConfig,
    market: Market | None,
    own: OwnStrategy | None,
    tell: Tell | None = None,
    outside: Outside = ALONE,
) -> RunResult:
    """Run a configuration, of a strategy of one's own with that. Raises what `backtest` raises."""
    started = now()
    run = partial(_own_run, own=own) if own else _pattern_run
    strategy, broker = run(config, market, tell, outside)
    told = {**own_made(own, strategy, broker), "declares": declared_of(own).told} if own else {}
    run_tables = with_options(collect_tables(strategy, broker), broker.feed.market, broker.feed.options)
    if own is None:
        require_declared(config, run_tables)
        require_asked(config, broker.terms.profile, run_tables)
    figures = metrics(run_tables) | (dict.fromkeys(OF_RULES) if own else {})
    made_with = MadeWith(config, broker.feed.market, broker.terms, started, broker.told, told, outside.given)
    made = RunResult(config, run_tables, manifest(made_with, run_tables, figures))
    return with_verdicts(with_deviations(made, lambda other: run_with(other, market, outside.again())))


def _pattern_run(
    config: RunConfig, market: Market | None, tell: Tell | None, outside: Outside
) -> tuple[Any, CollateralBroker]:
    """A pattern's strategy after its last session, and its broker."""
    feed, broker = open_account(config, market)
    broker.given, broker.counter = outside
    params = config.kind.params(config, broker.terms.profile)
    return run_strategy(feed, broker, config.kind.strategy_class, tell, **params), broker


def _own_run(
    config: RunConfig, market: Market | None, tell: Tell | None, outside: Outside, *, own: OwnStrategy
) -> tuple[Any, CollateralBroker]:
    """The same of a strategy of one's own."""
    with blamed(own) as running, warnings.catch_warnings():
        warnings.simplefilter("ignore", SizingWarning)  # the notes of the run say it
        cerebro, broker = own_account(config, market or embedded_market(), own)
        broker.given, broker.counter = outside
        running.append(cerebro)
        params = config.kind.params(config, broker.terms.profile)
        return run_recorded(cerebro, own.kind, tell, **params), broker


def compare(
    patterns: Sequence[str] | None = None, config: RunConfig | None = None, market: Market | None = None
) -> Comparison:
    """Run several patterns with otherwise the same settings, and set them side by side; where none are named, those of
    the default comparison. Raises `ConfigError` for a pattern that is named twice or is none.
    """
    asked, market = config or RunConfig(), market or embedded_market()
    twice = [name for name in patterns or () if (patterns or ()).count(name) > 1]
    if twice:
        raise ConfigError(f"patterns: {twice[0]!r} is named twice; name each pattern once")
    by_default = default_comparison(account_is_given="account" in asked.model_fields_set)
    chosen = by_default if patterns is None else {name: {"pattern": name} for name in patterns}
    configs = {name: parse_config({**asked.settings_for_all(), **own}) for name, own in chosen.items()}
    runs = {name: backtest(one, market) for name, one in configs.items()}
    return compare_results(runs, market_for(next(iter(configs.values()), asked), market))
