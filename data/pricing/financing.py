"""What holding a position costs by the day, where its price is that of the index itself."""

from typing import NamedTuple


class Financing(NamedTuple):
    """Annual decimals of a position's value: what who bought pays and who sold is paid (negative: pays), and the
    dividends that the one receives and the other pays. `of_opening` where interest is on the value at which it was
    opened.
    """

    bought: float
    sold: float
    received: float
    paid: float
    of_opening: bool = False
