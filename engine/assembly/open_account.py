"""The account of a configuration: its broker, with the market as a feed or with a feed of somebody's own."""

from typing import Any

from data.base.errors import ConfigError
from data.curves.futures_curve import FuturesCurve
from data.market.agreement import require_market
from data.market.embedded import embedded_market
from data.market.market import Market
from engine.assembly.broker_terms import broker_terms
from engine.assembly.core_terms import require_core
from engine.assembly.feeds import market_feed
from engine.assembly.flow_terms import require_flows
from engine.assembly.market_seen import market_for, require_yen
from engine.assembly.own_labels import with_labels
from engine.bt.broker import CollateralBroker
from engine.bt.external_feed import ExternalFeed, FeedKind
from engine.bt.feed import MarketFeed
from engine.settings.run_config import RunConfig, parse_config
from engine.settings.scope import OWN_FEED, changed


def open_account(config: RunConfig | None = None, market: Market | None = None) -> tuple[MarketFeed, CollateralBroker]:
    """The feed and the broker of a configuration, for a Backtrader strategy of one's own.

    feed, broker = open_account()
    cerebro.adddata(feed)
    cerebro.setbroker(broker)

    Raises `ConfigError` or `DataError` where the market has not what the settings ask for.
    """
    config = config or RunConfig()
    market = with_labels(config, market_for(config, market or embedded_market()))
    _require_market(config, market)
    feed = market_feed(config, market)
    first, last = market.days[feed.first_row], market.days[feed.end_row - 1]
    require_yen(config, market, first, last)
    require_core(config, first, last)
    require_flows(config, last)
    return feed, CollateralBroker(feed, broker_terms(config, (first, last), market.as_of(first).value("usdjpy")))


def broker_for(
    data: Any, config: RunConfig | None = None, market: Market | None = None, *, feed: FeedKind | None = None
) -> CollateralBroker:
    """A broker for a Backtrader strategy with a feed of its own: this line instead of the broker it had.

    cerebro.setbroker(broker_for(data))

    `data` is a daily feed of the index or its continuous future; it is traded as contracts of `config.overlay.contract`
    at its own prices. Bill yields, margin and volatility come from the market (default: the embedded one).

    `feed` says what the prices are. On the "index" a position is charged what a future's basis would cost it
    (`futures_carry`: bill yield and financing spread less dividend yield, every calendar day); a "future" carries that
    in its prices, if its rolls are adjusted. Left out, it is the index where most closes equal the market's index: all
    of the feed's if Backtrader preloads it (the default), else those seen so far.

    Raises `ConfigError` for settings that would have no effect on such a strategy, a pattern in foreign exchange, and a
    contract that is not on the market's index; `DataError` where yen are needed and the market does not know them.
    """
    config, market = _without_pattern(config or RunConfig(), feed), market or embedded_market()
    _require_market(config, market)
    curve = FuturesCurve(market, config.futures.financing)
    own = ExternalFeed(data, config.overlay.contract, curve, market, feed, at_open=config.execution.fill_at == "open")
    require_yen(config, market, market.starts, market.days[-1])
    return CollateralBroker(own, broker_terms(config, (market.starts, market.days[-1])))


def _without_pattern(config: RunConfig, feed: FeedKind | None) -> RunConfig:
    """The settings as those of futures. A strategy of one's own has its own period and rules: settings for
    them would do nothing.

    The index is financed as futures are.
    """
    if config.kind.market == "dollar":
        raise ConfigError(
            f"broker_for: a feed of one's own trades index futures; for pattern {config.kind.name} use open_account"
        )
    if config.investor.capital is not None:
        raise ConfigError(
            "broker_for: investor.capital is converted at the rate of the first session, "
            "which a feed of one's own does not tell before it "
            "runs; set capital.initial"
        )
    read = (*OWN_FEED, "futures.financing") if feed == "index" else OWN_FEED
    for setting in changed(config):
        section = setting.partition(".")[0]
        if section not in read and setting not in read:
            raise ConfigError(
                f"broker_for: the settings of [{section}] have no effect on a strategy with a feed of its own"
            )
    settings = {name: value for name, value in config.settings().items() if name != "pattern"}
    return parse_config(settings, "broker_for")


def _require_market(config: RunConfig, market: Market) -> None:
    for name, spec in config.contracts().items():
        require_market(spec, market, f"{name} = {spec.root!r}")
