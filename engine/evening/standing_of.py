"""The account of an evening as numbers: what is held, and what will be once tonight's orders have filled."""

from typing import Any, NamedTuple

from data.base.sums import total
from engine.account.margin import collateral_value
from engine.bt.broker import CollateralBroker
from engine.evening.standing import Asked, Money, Standing
from engine.stress.account_state import OptionHeld
from engine.stress.from_run import implied


class Standings(NamedTuple):
    """Tonight's account as the next session finds it (`next`: what is held, and margin as after tonight's orders), and
    as it stands once they have filled at tonight's prices (`filled`).
    """

    next: Standing
    filled: Standing


def standings(broker: CollateralBroker) -> Standings:
    """Both of a broker's account, tonight."""
    sizes = sizes_after(broker)
    held = {one: int(position.size) for one, position in broker.positions.items()}
    asked = _asked(broker, sizes, changed=any(sizes.get(one, 0) != held.get(one, 0) for one in {**sizes, **held}))
    return Standings(_standing(broker, held, asked), _standing(broker, sizes, asked))


def sizes_after(broker: CollateralBroker) -> dict[Any, int]:
    """Signed contracts of each instrument once tonight's market orders have filled; none of 0."""
    sizes = {one: int(position.size) for one, position in broker.positions.items()}
    for order in broker.desk.waiting:
        sizes[order.data] = sizes.get(order.data, 0) + int(order.size)
    return {one: size for one, size in sizes.items() if size}


def _standing(broker: CollateralBroker, sizes: dict[Any, int], asked: Asked) -> Standing:
    account = broker.account
    index = broker.feed.market.values("close")[broker.feed.row]
    day, balances = broker.session.day, account.ledger.balances
    haircut = account.profile.fund_haircut
    counted = collateral_value(account.cash, account.fund, haircut, account.in_transit)
    # what arrives in the morning is cash by the next close
    soon = total(amount for row, amount in account.redemptions if row <= broker.session.row + 1)
    money = Money(
        account.equity, account.cash + soon, account.fund, account.in_transit - soon, balances["shares"],
        account.collateral - counted, haircut, account.profile.option_haircut,
    )  # fmt: skip
    futures = total(size * one.close[0] * one.multiplier for one, size in sizes.items() if one.is_margined)
    options = tuple(_option(one, size, index, day) for one, size in sizes.items() if one.is_option)
    return Standing(index, money, asked, futures, options)


def _option(instrument: Any, size: int, index: float, day: int) -> OptionHeld:
    contract = instrument.contract
    held = implied(contract, instrument.close[0], index * contract.spec.index_share, day)
    return held._replace(multiplier=instrument.multiplier, size=size)


def _asked(broker: CollateralBroker, sizes: dict[Any, int], *, changed: bool) -> Asked:
    """Maintenance margin of what is held after tonight's orders."""
    margin, profile = broker.session.margin, broker.account.profile
    fixed = margin.hedge + (margin.written() if broker.account.options.writes else 0.0)
    shares = [size * one.contract.spec.margin_share for one, size in sizes.items() if one.is_margined]
    if changed:
        futures = margin.required(total(map(abs, shares)), short=total(shares) < 0.0)
    else:
        futures = margin.maintenance - fixed
    moving, still = (futures, 0.0) if margin.proportional else (0.0, futures)
    return Asked(moving, still + fixed, profile.negative_cash)
