"""Position size: from the loss that is allowed and the stop to units, leverage, and what the margin then says."""

from data.base.errors import ConfigError
from engine.sizing.fx_deal import FxDeal
from engine.sizing.sheet import Sheet
from strategies.sizing.checks import amount, positive, share
from strategies.sizing.leverage import distance_to, margin_ratio
from strategies.sizing.size import allowed_loss, leverage_of, size_for, size_within


def stop_distance(deal: FxDeal, pips: float | None, stop_price: float | None) -> float:
    """Distance to the stop in price, > 0, from pips or from a price on the losing side. Raises `ConfigError` for
    neither or both, and for a price on the other side.
    """
    if (pips is None) == (stop_price is None):
        raise ConfigError("say where the stop is, either in pips or as a price")
    if pips is not None:
        return deal.pair.distance(positive("stop", pips), deal.price)
    assert stop_price is not None  # noqa: S101  (one of the two is given)
    deal.pair.check_price(positive("stop price", stop_price))
    distance = deal.direction * (deal.price - stop_price)
    if distance <= 0.0:
        side, place = ("long", "below") if deal.direction > 0 else ("short", "above")
        raise ConfigError(f"the stop of a {side} position lies {place} its price {deal.price:g}, not at {stop_price:g}")
    return distance


def size_sheet(capital: float, loss: float, deal: FxDeal, distance: float, lot: float) -> Sheet:
    """Units whose stop costs no more than the loss allowed, a share of capital, and that the
    account's requirement lets be opened.

    Money is account currency, prices are the pair's; `distance` to the stop is in price, > 0, `lot` the least that can
    be traded, in units of the base currency, of which the size is a whole multiple. Raises `ConfigError` for a number
    out of range.
    """
    amount("capital", capital)
    allowed = allowed_loss(capital, share("loss", loss))
    by_loss = size_for(allowed, distance, deal.value, amount("lot", lot))
    asked = deal.requirement.at(0.0)
    units = min(by_loss, size_within(capital, 1.0 / asked, deal.price, deal.value, lot)) if asked else by_loss
    return {
        "capital": capital,
        "loss": loss,
        "allowed_loss": allowed,
        "stop_pips": distance / deal.pair.pip,
        "stop_price": deal.price - deal.direction * distance,
        "units": units,
        "units_by_loss": by_loss,
        "loss_at_stop": units * distance * deal.value,
        "notional": units * deal.unit,
        "leverage": leverage_of(units, deal.price, capital, deal.value),
        **(_margin(capital, units, deal, distance) if units else {}),
    }


def _margin(capital: float, units: float, deal: FxDeal, distance: float) -> Sheet:
    """What the account asks, and where its levels lie."""
    leverage, asked, account = leverage_of(units, deal.price, capital, deal.value), deal.requirement, deal.account
    stop = distance_to(account.voluntary_stop_level, leverage, asked, deal.direction)
    cut = distance_to(account.loss_cut_level, leverage, asked, deal.direction)
    return {
        "required": units * deal.unit * asked.at(0.0),
        **deal.commission(units),
        "margin_ratio": margin_ratio(leverage, asked),
        "margin_ratio_at_stop": margin_ratio(leverage, asked, distance / deal.price, deal.direction),
        **levels(deal, stop, cut),
    }


def levels(deal: FxDeal, stop: float, cut: float) -> Sheet:
    """Prices of the voluntary stop and of the loss-cut, and what lies between in pips; None for a price that cannot be.
    `stop` and `cut` are distances against the position, shares of the price.
    """

    def reached(distance: float) -> float | None:
        price = deal.price_at(distance)
        return price if price > 0.0 and distance >= 0.0 else None

    return {
        "voluntary_stop_price": reached(stop),
        "loss_cut_price": reached(cut),
        "between_pips": (cut - stop) * deal.price / deal.pair.pip if reached(stop) and reached(cut) else None,
    }
