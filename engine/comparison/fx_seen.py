"""The market of foreign exchange that settings ask for: its pair, from the program's rates or a file of one's own."""

from data.contracts.fx_contracts import fx_spec
from data.contracts.fx_pairs import fx_pair
from data.intake.pair_rates import own_rates
from data.market.fx_market import FxMarket, PairRates, fx_market
from data.market.market import Market
from engine.settings.run_config import RunConfig


def fx_seen(config: RunConfig, market: Market) -> FxMarket:
    """The sessions of a market with the pair of `fx.contract` as the index. Raises `DataError` where they have not all
    of it, `Refused` for a file of rates that cannot be used.
    """
    pair = fx_spec(config.fx.contract).index
    return fx_market(market, pair, _own(config, pair))


def _own(config: RunConfig, pair: str) -> PairRates | None:
    return own_rates(config.rates_file, fx_pair(pair)) if config.rates_file else None
