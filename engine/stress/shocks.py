"""Shocks: what index, currency and margin do on one session, and paths of them."""

from typing import NamedTuple

SESSION_DAYS = 365.0 / 252.0
"""Calendar days of an average session."""


class Shock(NamedTuple):
    """One session: returns of the index and of the account's currency in the investor's (decimals above
    -1), maintenance margin as a multiple of its share of notional before the shock, and calendar days
    since the session before.
    """

    index_return: float = 0.0
    currency_return: float = 0.0
    margin: float = 1.0
    days: float = SESSION_DAYS


def evenly(fall: float, currency: float, margin: float, sessions: int) -> tuple[Shock, ...]:
    """A fall of the index (a positive decimal), a move of the currency (a decimal, negative: it fell) and a rise of
    margin (a multiple), each in equal steps over `sessions`.

    >>> [round(shock.index_return, 4) for shock in evenly(0.19, 0.0, 1.0, 2)]
    [-0.1, -0.1]
    """
    step = 1.0 / sessions
    return tuple(
        Shock((1.0 - fall) ** step - 1.0, (1.0 + currency) ** step - 1.0, margin ** (step * (number + 1)))
        for number in range(sessions)
    )
