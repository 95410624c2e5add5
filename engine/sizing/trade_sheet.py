"""Size of one trade in futures, bought options or shares, from the loss allowed and the distance to its stop."""

from typing import NamedTuple

from data.base.errors import ConfigError
from data.base.meant import hint
from data.contracts.contracts import future_roots, future_spec, option_roots, option_spec
from data.contracts.index_funds import fund_roots, fund_spec
from engine.sizing.sheet import Sheet
from strategies.sizing.checks import amount, positive, share
from strategies.sizing.overlay_loss import capital_for
from strategies.sizing.size import allowed_loss, leverage_of, size_for

SHARES = "shares"
"""Name of a share of any company, whose price is that of one."""


class Traded(NamedTuple):
    """What is traded: what a unit of price is worth (its currency), the currency, the smallest step, whether its price
    is a premium that may all be lost, and the root whose margin it asks ("" for none).
    """

    name: str
    value: float
    currency: str
    step: float = 1.0
    is_premium: bool = False
    margined: str = ""


class Stop(NamedTuple):
    """Price, distance to the stop in price or the price of the stop, and 1 for bought, -1 for sold."""

    price: float
    distance: float | None = None
    at: float | None = None
    direction: int = 1


def traded(name: str, currency: str | None = None) -> Traded:
    """A contract by its root, an index fund, or `shares` in a currency (default: USD). Raises `ConfigError` for another
    name.
    """
    if name in future_roots():
        spec = future_spec(name)
        return Traded(name, spec.multiplier, spec.currency, margined=name)
    if name in option_roots():
        option = option_spec(name)
        return Traded(name, option.multiplier, option.currency, is_premium=True)
    if name in fund_roots():
        return Traded(name, 1.0, fund_spec(name).currency)
    if name == SHARES:
        return Traded(name, 1.0, currency or "USD")
    told = hint(name, dict.fromkeys((*future_roots(), *option_roots(), *fund_roots(), SHARES)))
    raise ConfigError(f"--contract {name}: there is no such contract; {told}")


def stop_of(of: Traded, stop: Stop) -> float:
    """Distance to the stop in price, above 0: of an option without a stop all of its premium. Raises `ConfigError` for
    a stop that is missing, said twice, or beyond where the price can go.
    """
    price = positive("price", stop.price)
    if stop.distance is not None and stop.at is not None:
        raise ConfigError("say where the stop is, either as a distance in price or as a price")
    if of.is_premium and stop.direction < 0:
        raise ConfigError("an option that is written may lose any amount, and no stop sizes it; size bought ones")
    if stop.distance is None and stop.at is None:
        if of.is_premium:
            return price
        raise ConfigError("say where the stop is: --stop, a distance in price, or --stop-price")
    told = stop.distance if stop.distance is not None else stop.direction * (price - (stop.at or 0.0))
    if told <= 0.0 or (stop.direction > 0 and told > price):
        raise ConfigError(
            f"a stop {told:g} away from a price of {price:g} is none: it lies on the losing side, not beyond zero"
        )
    return told


def trade_sheet(
    capital: float, loss: float, of: Traded, stop: Stop, *, rate: float = 1.0, margin: float | None = None
) -> Sheet:  # fmt: skip
    """Contracts whose stop costs no more than the loss allowed, a share of capital, and whose margin it pays.

    `capital` is account currency, of which one unit of the contract's costs `rate`; `margin` is what one contract asks
    initially, its currency (None: unknown, or paid in full). Raises `ConfigError` for a number out of range.
    """
    amount("capital", capital)
    distance, value = stop_of(of, stop), of.value * positive("rate", rate)
    allowed, step = allowed_loss(capital, share("loss", loss)), positive("lot", of.step)
    by_loss = size_for(allowed, distance, value, step)
    asked = (stop.price * of.value if margin is None else margin) * rate
    units = min(by_loss, size_for(capital, asked, 1.0, step)) if stop.direction > 0 or margin is not None else by_loss
    lost = units * distance * value
    return {
        "capital": capital,
        "loss": loss,
        "allowed_loss": allowed,
        "price": stop.price,
        "stop_points": distance,
        "stop_price": stop.price - stop.direction * distance,
        "loss_of_contract": distance * value,
        "contracts": units,
        "contracts_by_loss": by_loss,
        "loss_at_stop": lost,
        "notional": units * stop.price * value,
        "leverage": leverage_of(units, stop.price, capital, value),
        "required": None if margin is None else units * asked,
        "first_capital": capital_for(1, step * distance * value, loss),
        "second_capital": capital_for(2, step * distance * value, loss),
    }
