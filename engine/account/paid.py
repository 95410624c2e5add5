"""What is paid into an account and taken out of it: pure functions of numbers, for every driver."""

from math import floor
from typing import NamedTuple

AHEAD = 1.02
"""What is kept ready for a payment whose amount goes by a rate or by equity, as a multiple of what it would be tonight:
neither is known before the session of the payment.
"""
CONTRIBUTION, WITHDRAWAL = "contribution", "withdrawal"
"""What money that comes in and money that goes out are called."""
TRANSFER_IN, TRANSFER_OUT = "transfer_in", "transfer_out"
"""The same of money from and to other accounts of the same owner."""
INWARDS = frozenset((CONTRIBUTION, TRANSFER_IN))
"""Kinds of payment that come in; the others go out."""
BETWEEN = frozenset((TRANSFER_IN, TRANSFER_OUT))
"""Kinds of payment that are none to the owner."""
CENTS = 100.0
LEFT = 0.01
"""What a withdrawal always leaves, account currency: an account that lives on is never wholly emptied."""


class FlowTerms(NamedTuple):
    """Amounts of each payment in and out (in the investor's currency where `in_yen`), raised by `inflation` after every
    whole year, the share of equity a year that is taken, months from payment to payment (0: nothing flows), the day
    from which payments are made, and what has to be left of collateral as a multiple of initial margin.
    """

    contribute: float
    withdraw: float
    share: float
    months: int
    inflation: float
    in_yen: bool
    start: int
    initial_multiple: float


NO_FLOWS = FlowTerms(0.0, 0.0, 0.0, 0, 0.0, False, 0, 1.0)
"""Those of an account that only gains and loses."""


def raised(inflation: float, months: int) -> float:
    """By what an amount has been raised so many months after the run's first: once for every whole year.

    >>> raised(0.10, 11), round(raised(0.10, 24), 12)
    (1.0, 1.21)
    """
    factor = 1.0
    for _ in range(months // 12):
        factor *= 1.0 + inflation
    return factor


def asked_in(terms: FlowTerms, months: int, rate: float) -> float:
    """What is paid in so many months after the run's first, account currency, positive; `rate` as in `asked_out`.

    >>> asked_in(FlowTerms(300.0, 0.0, 0.0, 1, 0.0, True, 0, 1.0), months=5, rate=150.0)
    2.0
    """
    return terms.contribute * raised(terms.inflation, months) / (rate if terms.in_yen else 1.0)


def asked_out(terms: FlowTerms, months: int, rate: float, equity: float) -> float:
    """What is to be taken out so many months after the run's first, account currency, positive; `rate` is units of the
    investor's currency for one of the account's, `equity` that of the evening.

    >>> asked_out(FlowTerms(0.0, 1_000.0, 0.04, 3, 0.02, False, 0, 1.0), months=12, rate=1.0, equity=50_000.0)
    1520.0
    """
    amount = terms.withdraw * raised(terms.inflation, months) / (rate if terms.in_yen else 1.0)
    return amount + terms.share * max(equity, 0.0) * terms.months / 12.0


def taken_out(asked: float, cash: float, equity: float, collateral: float, initial: float) -> float:
    """What of an amount can be taken out of cash (infinite where a debt may stay overnight), account currency: never
    more than leaves collateral worth `initial`, and a cent of equity. What is less than asked is whole cents.

    >>> taken_out(500.0, cash=900.0, equity=10_000.0, collateral=9_000.0, initial=8_700.0)
    300.0
    >>> taken_out(500.0, cash=900.0, equity=10_000.0, collateral=8_000.0, initial=8_700.0)
    0.0
    """
    most = min(cash, equity - LEFT, collateral - initial)
    if asked <= most:
        return asked
    return max(floor(most * CENTS) / CENTS, 0.0)


def is_short(asked: float, paid: float) -> bool:
    """Whether a withdrawal was cut short: by a cent or more, for cash itself is a sum of many.

    >>> is_short(500.004, 500.0), is_short(500.0, 499.99)
    (False, True)
    """
    return round(asked - paid, 6) >= LEFT


def ready_for(terms: FlowTerms, months: int, rate: float, equity: float) -> float:
    """Cash to be ready for the payments of a session that is near, account currency, never negative."""
    goes_by = terms.share > 0.0 or (terms.in_yen and terms.withdraw > 0.0)
    asked = (AHEAD if goes_by else 1.0) * asked_out(terms, months, rate, equity)
    return max(asked - asked_in(terms, months, rate), 0.0)
