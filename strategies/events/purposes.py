"""What orders are for, and why some of them end without a fill: codes, whose words stand in the tables."""

from enum import Enum, IntEnum


class Purpose(IntEnum):
    """What an order is for. A strategy may say it of its own orders (`purpose=Purpose.INSURANCE`); the last
    two are the broker's.

    Of what a strategy says only INSURANCE and OPTION_ROLL decide under which ledger category an option's premium or
    half-spread is booked. No price depends on it: what pays the calendar spread is found from what is traded
    (`engine.account.rolls`).
    """

    TRADE = 0
    ROLL = 1
    CAP = 2
    PREMIUM = 3
    INSURANCE = 4
    OPTION_ROLL = 5
    EXPIRY = 6
    LIQUIDATION = 7

    @property
    def word(self) -> str:
        """How it stands in the tables `orders` and `fills`."""
        return _WORDS[self]


_WORDS = tuple(purpose.name.lower() for purpose in Purpose)

BROKERS = (Purpose.EXPIRY, Purpose.LIQUIDATION)
"""What only the broker does."""


class Ending(Enum):
    """Why an order ended without a fill (`order.info.ended`); the value is the code that stands in the table
    `orders`, a key of the section `ending` of the catalogues.
    """

    EXPIRED = "expired"
    NO_ROOM = "no_room"
    NO_COLLATERAL = "no_collateral"
    OVER_BUDGET = "over_budget"
    NOTHING_HELD = "nothing_held"
    NO_PREMIUM = "no_premium"
    NO_CASH = "no_cash"
    CANCELLED = "cancelled"
    VOID = "void"
    FROZEN = "frozen"
    LAPSED = "lapsed"
    OTHER_FILLED = "other_filled"
    PARENT_ENDED = "parent_ended"
    NOT_DONE = "not_done"
    NOBODY = "nobody"
