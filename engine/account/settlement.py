"""What a day does to the money: pure functions of numbers."""

from data.pricing.financing import Financing
from data.pricing.rates import interest

INTEREST_ON_DEBT = 0.005
"""What is redeemed for a debt on top of it, as a share: the interest that it costs until the money arrives."""


def fund_accrual(balance: float, gross_yield: float, expense: float, days: int) -> tuple[float, float]:
    """(income, expense) of a fund for calendar days, account currency, signed; positive is received. Both rates are
    annual, act/365 (see `data.fund.funds.FundPath`).
    """
    return interest(balance, gross_yield, days), -interest(balance, expense, days)


def cash_accrual(balance: float, bill_yield: float, credit_spread: float, debit_spread: float, days: int) -> float:
    """Interest on a cash balance for calendar days, act/365, account currency; positive is received. Bill rate less a
    spread (never below zero) on credit, plus a spread on debit; annual decimals.

    >>> round(cash_accrual(-10_000.0, 0.05, 0.005, 0.015, days=1), 4)
    -1.7808
    """
    rate = max(0.0, bill_yield - credit_spread) if balance > 0.0 else bill_yield + debit_spread
    return interest(balance, rate, days)


def swap_points(value: float, foreign_rate: float, home_rate: float, terms: tuple[float, float], days: int) -> float:
    """Swap points for calendar days on a position in a currency worth `value` at home (negative: sold), signed;
    positive is received.

    The rate differential act/365; of what is in the customer's favour the broker passes on the part `terms[0]`, of what
    is not it asks `terms[1]` times as much.

    >>> round(swap_points(1_000_000.0, 0.05, 0.001, (0.8, 1.2), days=1), 2)
    107.4
    >>> round(swap_points(-1_000_000.0, 0.05, 0.001, (0.8, 1.2), days=1), 2)
    -161.1
    """
    differential = interest(value, foreign_rate - home_rate, days)
    received, paid = terms
    return differential * (received if differential > 0.0 else paid)


def variation_margin(
    exposure: float, mark: float, new_mark: float, spot: float, new_spot: float
) -> tuple[float, float]:
    """(from the index, from the basis) of a futures position whose mark moved, account currency; positive is received.

    `exposure` = signed contracts x multiplier, marks and spots in points. The index part is the move of the spot; what
    the future did beyond it is financing and dividends, that is carry.

    >>> variation_margin(-50.0, 5_010.0, 5_021.0, 5_000.0, 5_010.0)
    (-500.0, -50.0)
    """
    price = exposure * (new_spot - spot)
    return price, exposure * (new_mark - mark) - price


def opened_value(opened: float, held: int, size: int, unit: float) -> float:
    """Signed value at which a position was opened, currency, once signed contracts were traded at `unit` a contract:
    what is closed leaves at the average.

    >>> opened_value(3_000.0, 3, -1, 900.0), opened_value(3_000.0, 3, 1, 900.0), opened_value(3_000.0, 3, -5, 900.0)
    (2000.0, 3900.0, -1800.0)
    """
    closed = closed_part(held, size)
    left = opened * (held + closed) / held if held else 0.0
    return left + (size - closed) * unit


def financed(value: float, opened: float, financing: Financing, days: int) -> float:
    """What a position at the index's own price costs for calendar days, act/365, currency: positive is paid. Value and
    value at opening are signed.

    >>> round(financed(1_000_000.0, 900_000.0, Financing(0.028, -0.011, 0.01, 0.01, of_opening=True), 365))
    15200
    >>> round(financed(-1_000_000.0, -900_000.0, Financing(0.028, -0.011, 0.01, 0.01, of_opening=True), 365))
    19900
    """
    rate, dividend = (financing.bought, financing.received) if value > 0.0 else (financing.sold, financing.paid)
    if financing.of_opening:
        return interest(opened, rate, days) - interest(value, dividend, days)
    return interest(value, rate - dividend, days)


def stands_still(size: int, mark: float, price: float, ruined: bool) -> bool:  # noqa: FBT001  (keyword-only is not to be compiled)
    """Whether a position stays at its mark: in ruin what it would gain is the broker's."""
    return ruined and size * (price - mark) > 0.0


def option_gain(size: int, multiplier: float, mark: float, price: float) -> float:
    """What signed options gain, account currency, where their mark moves to a price; both in points."""
    return size * multiplier * (price - mark)


def closed_part(held: int, size: int) -> int:
    """What of signed contracts traded takes back those held, signed as the trade: the rest opens.

    >>> closed_part(3, -5), closed_part(-2, 1), closed_part(3, 2)
    (-3, 1, 0)
    """
    return max(min(size, max(-held, 0)), -max(held, 0))


def sweep(cash: float, target: float, band: float) -> float:
    """Cash to move into the fund (negative: out of it) so that `target` is left; zero while within the band around it.

    `band` is a share of the target: 0.5 lets cash run between half and one and a half times its target.

    >>> sweep(1_600.0, 1_000.0, 0.5), sweep(1_400.0, 1_000.0, 0.5)
    (600.0, 0.0)
    """
    return 0.0 if abs(cash - target) <= band * target else cash - target


def swept(cash: float, in_transit: float, target: float, band: float, kept: float) -> float:
    """Cash, account currency, that goes into the fund this evening so that `target` is left, never more than there is
    beyond what is `kept` for margin; negative: what is missing to the target.

    Money on its way counts as cash. Of a debt the interest until it is paid is wanted besides.
    """
    ready = cash + in_transit
    amount = sweep(ready, max(target, INTEREST_ON_DEBT * max(-ready, 0.0)), band)
    return min(amount, max(cash - kept, 0.0)) if amount > 0.0 else amount


def paid_out(missing: float, ready: float, fund: float, spare: float) -> float:
    """Fund, account currency, that is redeemed because cash with what is on its way (`ready`) is short of its target by
    `missing`: beyond what pays a debt no more than the `spare` that margin does not need.
    """
    return min(missing, fund, (1.0 + INTEREST_ON_DEBT) * max(-ready, 0.0) + spare)


def redeems_now(
    missing: float,
    target: float,
    band: float,
    fund_counts: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
) -> bool:
    """Whether cash that waiting orders will miss is redeemed this evening: where the fund is collateral only beyond the
    band around the target, a share of it.
    """
    return not fund_counts or missing > band * target


def in_time(_row: int, _amount: float) -> int:
    """Sessions by which a redemption of an amount (account currency) that is ordered in a row of the market comes late:
    none; named, for copies of accounts go to other processes.
    """
    return 0
