"""What an account deals in: what a contract says of itself, and a broker's profile of its accounts."""

from typing import Final

FUTURES: Final = 0
"""Futures and options of an exchange."""
FOREIGN_EXCHANGE: Final = 1
"""Currencies on margin."""
CFDS: Final = 2
"""Contracts for difference on an index: at the price of the index, financed every day."""
MARGIN_SHARES: Final = 3
"""Shares bought with money of the broker."""
WORDS: Final = ("futures", "foreign exchange", "index CFDs", "shares on margin")
"""Of each, as messages call it."""
CODES: Final = ("futures", "fx", "cfds", "lent")
"""Of each, what the keys of words have of it."""
