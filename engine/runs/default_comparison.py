"""What is compared where nobody says what: the patterns on a fund at one broker, and futures at
another at whom a margin call is possible.

The default broker (`us_fcm_tbill`) takes the fund as margin, so that an overlay of a fifth of equity cannot be called
whatever the index does: a comparison of nothing else would answer the question how near a call came with "no fall
could". At the broker of futures in Japan only cash is margin, money from the fund takes two sessions, and a call that
is not met by the next one closes everything, even in a market that has recovered. `retail_cash_margin` is the milder of
the two that take cash alone: its money arrives a session earlier and its distance to a breach is twice as far.
"""

from collections.abc import Mapping
from typing import Any

AT_ANOTHER_BROKER = "A jp"
ON_A_FUND = ("core", "A", "B", "C")
DEFAULT: Mapping[str, Mapping[str, Any]] = {
    **{pattern: {"pattern": pattern} for pattern in ON_A_FUND},
    AT_ANOTHER_BROKER: {"pattern": "A", "name": AT_ANOTHER_BROKER, "account": {"profile": "jp_retail_futures"}},
}
"""Runs by name, each as the top-level settings in which it differs from those that all have in common."""


def default_comparison(*, account_is_given: bool) -> Mapping[str, Mapping[str, Any]]:
    """The runs of `DEFAULT`; where whoever asks says at which account, only those that leave it open."""
    return {name: own for name, own in DEFAULT.items() if not (account_is_given and "account" in own)}
