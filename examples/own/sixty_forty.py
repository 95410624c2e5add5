"""Sixty percent of equity in the index, set right once a week; all of the capital stays in the fund.

overlay run --config examples/own/sixty_forty.toml
"""

from typing import Any

import backtrader as bt


class SixtyForty(bt.Strategy):
    """What futures on six tenths of equity and bills on all of it come to is six tenths in shares and four in bills."""

    params = (("share", 0.6),)

    def __init__(self) -> None:
        self.add_timer(when=bt.timer.SESSION_END, weekdays=[3], weekcarry=True)

    def notify_timer(self, *_: Any, **__: Any) -> None:
        self.order_target_percent(target=self.p.share)
