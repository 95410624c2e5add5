"""Forward exchange rates by covered interest parity.

A rate is units of the investor's currency for one of the account's (JPY per USD); rates are annual decimals, act/365,
and simple, as forwards of a few months are quoted.
"""


def forward_price(spot: float, account_rate: float, investor_rate: float, basis: float, days: float) -> float:
    """Forward price of the account's currency for delivery in `days` calendar days, in the unit of `spot`.

    F = S (1 + (r_investor + basis) t) / (1 + r_account t). A negative `basis` (the cross-currency basis of the yen)
    makes the forward lower, and selling dollars forward dearer. Sources: covered interest parity with a basis, Du,
    Tepper and Verdelhan, Deviations from Covered Interest Rate Parity, Journal of Finance 73 (2018),
    https://doi.org/10.1111/jofi.12620.
    """
    years = days / 365.0
    return spot * (1.0 + (investor_rate + basis) * years) / (1.0 + account_rate * years)
