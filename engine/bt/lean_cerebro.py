"""`LeanCerebro`: Backtrader's engine without what has only one answer in a run of one feed and one strategy."""

from typing import Any

import backtrader as bt

from engine.bt.broker import CollateralBroker
from engine.bt.feed import MarketFeed
from engine.bt.guarded_line import guard_all


class LeanCerebro(bt.Cerebro):
    """Backtrader's engine, which goes from session to session of a market feed without asking which of several feeds
    is next, and for timers and writers that there are not. No line gives a value of a later bar. Everything else is
    Backtrader's, and so is every other run.
    """

    def _runnext(self, strategies: list[Any]) -> None:
        guard_all(self.datas, strategies)
        super()._runnext(strategies)

    def _runonce(self, strategies: list[Any]) -> None:
        guard_all(self.datas, strategies)
        if not self._is_plain(strategies):
            super()._runonce(strategies)
            return
        (strategy,), (feed,), broker = strategies, self.datas, self._broker
        strategy._once()  # noqa: SLF001  (here and below what Backtrader's own loop calls, in its order)
        strategy.reset()
        session, notices = broker.next, broker.desk.notices
        tell, post = strategy._addnotification, strategy._oncepost  # noqa: SLF001
        for time in feed.sessions():
            session()
            while notices:
                order = notices.popleft()
                (tell if order.owner is None else order.owner._addnotification)(order)  # noqa: SLF001
            if self._event_stop:
                return
            post(time)
            if self._event_stop:
                return

    def _is_plain(self, strategies: list[Any]) -> bool:
        """Whether there is one strategy on one market feed and its broker, and nothing that acts between them."""
        return (
            len(strategies) == len(self.datas) == 1
            and isinstance(self.datas[0], MarketFeed)
            and isinstance(self._broker, CollateralBroker)
            and not (self._timers or self.runwriters or self.p.quicknotify)
        )
