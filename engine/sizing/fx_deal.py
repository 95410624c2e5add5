"""A deal in foreign exchange: the pair, its price and side, and the account it is held in."""

from dataclasses import dataclass, replace
from typing import Literal

from data.base.days import Day
from data.base.errors import ConfigError
from data.contracts.fx_accounts import FxAccount
from data.contracts.fx_contracts import units_of_a_lot
from data.contracts.fx_pairs import FxPair, conversion, fx_pair
from strategies.sizing.checks import level, positive, share
from strategies.sizing.leverage import RequirementShares

Side = Literal["long", "short"]


@dataclass(frozen=True, slots=True)
class FxDeal:
    """A pair at a price (quote currency for one unit of the base), and an account: `value` is account currency for one
    unit of the quote currency, `direction` 1 where the base is bought, -1 where it is sold.
    """

    pair: FxPair
    price: float
    value: float
    account: FxAccount
    direction: int

    @property
    def requirement(self) -> RequirementShares:
        """What the account asks, as shares of notional; an amount is that of the band of the price."""
        asked = self.account.of_a_lot
        return RequirementShares(asked.share, asked.amount_at(self.price) / (units_of_a_lot() * self.price))

    @property
    def unit(self) -> float:
        """Account currency that one unit of the base currency is worth."""
        return self.price * self.value

    def commission(self, units: float) -> dict[str, float | None]:
        """Commission of buying and selling so many units at the price, account currency, as a row of a sheet; none
        where the account asks none.
        """
        paid = 2.0 * self.account.commission.of(units, self.price) * self.value
        return {"commission": paid} if paid else {}

    def price_at(self, distance: float) -> float:
        """Price once it has moved by a distance (a share of it) against the position: lower for a long one; a negative
        distance is in its favour.
        """
        return self.price * (1.0 - self.direction * distance)


def fx_deal(
    pair: str, price: float, account: FxAccount, *, side: Side = "long", currency: str = "JPY",
    quote_rate: float | None = None
) -> FxDeal:  # fmt: skip
    """A deal after a check of the pair, its price and the rate of its quote currency (account currency for one unit of
    it, where it is neither). Raises `ConfigError` where one of them is wrong or missing.
    """
    chosen = fx_pair(pair)
    chosen.check_price(positive("price", price))
    rate = None if quote_rate is None else positive("quote rate", quote_rate)
    value = conversion(chosen, currency, price, rate)
    return FxDeal(chosen, price, value, account, 1 if side == "long" else -1)


def fx_account(
    name: str, day: Day | None = None, *, requirement: float | None = None, loss_cut: float | None = None,
    stop: float | None = None
) -> FxAccount:  # fmt: skip
    """An account by name as it stood on a day (else now), with what is given instead of its own: `requirement` a share
    of notional, `loss_cut` and `stop` equity over requirement. Raises `ConfigError` for an unknown name, for a number
    out of range, a level of the loss-cut that the account does not offer, and where it asks by weekly tables and no
    requirement is given.
    """
    account = FxAccount.named(name, day)
    if account.measured and requirement is None:
        raise ConfigError(f"{name} asks by weekly tables for corporations: give the share of this week, a requirement")
    if requirement is not None:
        asked = share("requirement", requirement)
        account = replace(account, requirement=asked, requirement_per_unit=0.0, band=0.0, measured=False)
    if loss_cut is not None:
        account = replace(account, loss_cut_level=account.choice.checked(level("loss-cut level", loss_cut), name))
    if stop is not None:
        account = replace(account, voluntary_stop_level=level("stop level", stop))
    return account
