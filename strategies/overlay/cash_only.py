"""Core: everything in the money-market fund and nothing else; the member of the family with an exact answer."""

from strategies.base.strategy import OverlayStrategy


class CashOnly(OverlayStrategy):
    """1.0x equity in the fund. The account sweeps idle cash into it; there is nothing to decide."""

    def decide(self) -> None:
        """Nothing."""
