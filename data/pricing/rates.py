"""Money-market arithmetic: bill prices, yields and day counts.

Rates are annual decimals, days are calendar days.
"""

LONGEST_SIMPLE_BILL = 183
"""Calendar days up to which a bill's coupon-equivalent yield has no compounding (31 CFR 356, Appendix B)."""


def bill_price(discount_rate: float, days: int, *, face: float = 100.0) -> float:
    """Price of a Treasury bill per `face`, from its bank discount rate (360-day year), annual decimal.

    Source: 31 CFR 356, Appendix B, section VI.A.

    >>> round(bill_price(0.0080, days=28), 6)
    99.937778
    """
    return face * (1.0 - discount_rate * days / 360.0)


def investment_yield(discount_rate: float, days: int, *, year_days: int = 365) -> float:
    """Simple annual yield on the price paid (act/`year_days`) of a bill quoted at a bank discount rate.

    The coupon-equivalent yield of 31 CFR 356, Appendix B for bills of at most half a year.
    Raises `ValueError` beyond that.
    """
    if not 0 < days <= LONGEST_SIMPLE_BILL:
        raise ValueError(f"investment_yield holds for bills of 1 to {LONGEST_SIMPLE_BILL} days, not {days}")
    price = bill_price(discount_rate, days, face=1.0)
    return (1.0 - price) / price * year_days / days


def interest(balance: float, rate: float, days: int) -> float:
    """Simple interest on a balance for calendar days, act/365, in the balance's currency: negative
    where one of balance and rate is.

    >>> round(interest(1_000_000.0, 0.05, days=3), 2)
    410.96
    """
    return balance * rate * days / 365.0
