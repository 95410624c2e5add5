"""A market as it is handed to another process: by name where it comes with the program, else whole."""

import hashlib
import pickle
from typing import NamedTuple

from data.base.errors import WorkerError
from data.market.embedded import named_market
from data.market.market import Market
from engine.tasks.made_once import MadeOnce
from engine.tasks.program import Program, program, require_same


class MarketRef(NamedTuple):
    """A market by the digest of what is handed over: its name, or else itself, pickled; and the program that asks."""

    digest: str
    shipped: str
    pickled: bytes
    program: Program

    def market(self) -> Market:
        """The market, of which a process makes one. Raises `WorkerError` where this process runs another program, or
        another market comes with it.
        """
        require_same(self.program)
        return _MARKETS.get(self.digest, self._made)

    def _made(self) -> Market:
        if self.pickled:
            market: Market = pickle.loads(self.pickled)  # noqa: S301  (handed over by the program that asks)
            return market
        market = named_market(self.shipped)
        if market.digest != self.digest:
            raise WorkerError(
                f"the market {self.shipped!r} that comes with a worker's program is not the one of the program that "
                "asks; let both have the same revision"
            )
        return market


_MARKETS = MadeOnce[Market]()


def market_ref(market: Market) -> MarketRef:
    """A reference to a market, which can be pickled."""
    if market.shipped and market is named_market(market.shipped):
        return MarketRef(market.digest, market.shipped, b"", program())
    pickled = pickle.dumps(market)
    return MarketRef(hashlib.sha256(pickled).hexdigest(), "", pickled, program())
