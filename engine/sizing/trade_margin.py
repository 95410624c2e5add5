"""What a broker of futures asks for one contract, by the margin of its exchange."""

from data.base.days import Day
from data.base.errors import ConfigError
from data.contracts.contracts import future_spec
from data.margin.margin_scenarios import AS_PUBLISHED, margin_path
from data.margin.margins import initial_ratio_schedule
from data.margin.shortfall import LONG, Side
from data.market.market import Market
from engine.sizing.trade_sheet import Traded


def margin_of_one(
    of: Traded, price: float, market: Market, day: Day | None = None, *, side: Side = LONG
) -> float | None:
    """Initial margin of one contract at a price, the contract's currency: the same share of its value as on the last
    session up to a day (default: of the market), for a position of a side; None where the market is that of another
    index.

    Raises `ConfigError` for a day before the market.
    """
    spec = future_spec(of.margined)
    if spec.index != market.index:
        return None
    row = len(market.days) - 1 if day is None else market.row_from(day + 1) - 1
    if row < 0:
        raise ConfigError("--date: the market begins later; choose a day within it")
    closes = market.values("close")
    asked = AS_PUBLISHED._replace(on_index=market.index, side=side)
    full = margin_path(asked, spec.family, market.days, closes, market.calendar, implied=market.values("vix"))
    share = full[row] * spec.margin_share / (closes[row] * spec.multiplier)
    return share * initial_ratio_schedule(market.days, spec.family)[row] * price * spec.multiplier
