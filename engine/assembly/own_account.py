"""The account of a strategy of one's own: its feeds in an engine of Backtrader, and the broker of what it trades."""

from datetime import datetime, time
from inspect import signature
from typing import Any

from data.base.days import date_of
from data.base.errors import ConfigError
from data.curves.futures_curve import FuturesCurve
from data.market.market import Market
from engine.assembly.broker_terms import broker_terms
from engine.assembly.market_seen import require_yen
from engine.assembly.open_account import open_account
from engine.bt.broker import CollateralBroker
from engine.bt.external_feed import ExternalFeed
from engine.bt.lean_cerebro import LeanCerebro
from engine.bt.own_strategy import OwnStrategy
from engine.bt.refused_settings import RefusedSettings
from engine.bt.stamps import stamp_at_the_close
from engine.settings.run_config import RunConfig

# the moment at which Backtrader stamps days of files; a later one it rounds to the next midnight, at which bars of the
# next day may stand
LAST_MOMENT = time(23, 59, 59, 999_990)


def own_account(config: RunConfig, market: Market, own: OwnStrategy) -> tuple[LeanCerebro, CollateralBroker]:
    """An engine with the feeds of a run and whatever the strategy's `setup` adds to it, and the broker.

    Raises `ConfigError` or `DataError` where market and feeds have not what the settings ask for.
    """
    cerebro = LeanCerebro(stdstats=False)
    if config.own.feed == "own":
        broker = _on_its_own(config, market, cerebro, own)
    else:
        broker = _on_the_market(config, market, cerebro)
        _set_up(own, cerebro, broker)
        _beside(cerebro)
    if cerebro.strats or cerebro._dooptimize:  # noqa: SLF001
        raise ConfigError(f"{own.place}: setup adds strategies of its own; the run adds the one that is named")
    cerebro.setbroker(broker)
    return cerebro, broker


class _Unopened(RefusedSettings):
    """The account before it is known what it trades: its settings are refused as they are later."""

    def __init__(self, capital: float) -> None:
        super().__init__()
        self.startingcash = capital

    def getvalue(self, datas: Any = None) -> float:
        """The opening capital, account currency; of feeds nothing is held."""
        return 0.0 if datas else self.startingcash

    def getcash(self) -> float:
        """The opening capital, account currency."""
        return self.startingcash

    get_cash, get_value = getcash, getvalue


def _set_up(own: OwnStrategy, cerebro: LeanCerebro, broker: RefusedSettings) -> Any:
    """What `setup` returns. Raises `ConfigError` for one that takes no cerebro, or gives it another broker."""
    if own.setup is None:
        return None
    try:
        signature(own.setup).bind(cerebro)
    except TypeError as error:
        raise ConfigError(f"{own.place}: setup should be a function of one argument, setup(cerebro)") from error
    cerebro.setbroker(broker)
    returned = own.setup(cerebro)
    if cerebro.broker is not broker:
        raise ConfigError(
            f"{own.place}: setup sets a broker of its own; the run is on the account of the settings, leave it out"
        )
    return returned


def _on_the_market(config: RunConfig, market: Market, cerebro: LeanCerebro) -> CollateralBroker:
    """The broker of contracts of a market, or of its index as one contract without an end."""
    feed, broker = open_account(config, market)
    cerebro.adddata(feed, name="market")
    if config.own.feed == "contracts":
        return broker
    at_open = config.execution.fill_at == "open"
    index = ExternalFeed(feed, config.overlay.contract, feed.curve, feed.market, "index", at_open=at_open)
    return CollateralBroker(index, broker.terms)


def _beside(cerebro: LeanCerebro) -> None:
    """Let feeds that are looked at end with the market, and their days close with its days."""
    seen, *others = cerebro.datas
    last = datetime.combine(date_of(seen.market.days[seen.end_row - 1]), LAST_MOMENT)
    for feed in others:
        feed.p.todate = min(feed.p.todate or last, last)
        stamp_at_the_close(feed)


def _on_its_own(config: RunConfig, market: Market, cerebro: LeanCerebro, own: OwnStrategy) -> CollateralBroker:
    """The broker of a feed that `setup` adds."""
    if config.investor.capital is not None:
        raise ConfigError(
            "investor.capital is converted at the rate of the first session, which a feed of one's own does not tell "
            "before it runs; set capital.initial"
        )
    returned = _set_up(own, cerebro, _Unopened(config.capital.initial))
    if not cerebro.datas:
        raise ConfigError("own.feed = 'own': setup(cerebro) adds no feed; add one with cerebro.adddata")
    traded = returned if returned is not None else cerebro.datas[0]
    if not any(one is traded for one in cerebro.datas):
        raise ConfigError(
            "own.feed = 'own': setup(cerebro) should return the feed that is traded, one that it has added"
        )
    _clip(config, cerebro.datas)
    curve, at_open = FuturesCurve(market, config.futures.financing), config.execution.fill_at == "open"
    feed = ExternalFeed(traded, config.overlay.contract, curve, market, config.own.prices, at_open=at_open)
    require_yen(config, market, market.starts, market.days[-1])
    return CollateralBroker(feed, broker_terms(config, (market.starts, market.days[-1])))


def _clip(config: RunConfig, feeds: list[Any]) -> None:
    """Let feeds begin and end with the period."""
    for feed in feeds:
        if config.period.start:
            feed.p.fromdate = datetime.combine(config.period.start, time.min)
        if config.period.end:
            feed.p.todate = datetime.combine(config.period.end, LAST_MOMENT)
