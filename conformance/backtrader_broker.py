"""Backtrader's own broker on the vectors: it marks futures every day, and knows no requirement but that of an order."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import backtrader as bt
import pandas as pd


class BacktraderBroker:
    """`bt.brokers.BackBroker`, as `conformance.run` asks for it; the fund lies beside it, and counts for nothing."""

    def start(self, vector: Mapping[str, Any]) -> str | None:
        """Run the vector."""
        account, days = vector["account"], vector["sessions"]
        if vector["terms"]["fund_haircut"] is not None:
            return "nothing but cash is collateral at Backtrader's broker"
        frame = pd.DataFrame([{name: float(day[name]) for name in ("open", "high", "low", "close")} for day in days])
        frame.index = pd.DatetimeIndex([datetime.fromisoformat(day["date"]) for day in days])
        entry = dict.fromkeys(frame.columns, float(account["entry_price"]))
        first = frame.index[0]
        before = pd.DataFrame([entry, entry], index=[first - pd.Timedelta(days=2), first - pd.Timedelta(days=1)])
        cerebro = bt.Cerebro(stdstats=False)
        cerebro.adddata(bt.feeds.PandasData(dataname=pd.concat([before, frame])))
        cerebro.broker.setcash(float(account["cash"]))
        cerebro.broker.setcommission(
            margin=float(days[0]["maintenance"]), mult=float(account["multiplier"]), commission=0.0
        )
        cerebro.broker.set_coc(vector["terms"]["fills_at"] == "close")
        cerebro.addstrategy(_Owner, vector=vector)
        self._evenings = iter(cerebro.run()[0].evenings)
        return None

    def session(self, day: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: ARG002  (it has been run)
        """How the account stood in the evening of the next session."""
        return next(self._evenings)


class _Owner(bt.Strategy):
    """Whose account it is: there is nobody else who could do anything about margin."""

    params = (("vector", None),)

    def __init__(self) -> None:
        vector = self.p.vector
        self.evenings: list[Mapping[str, Any]] = []
        self.beside = float(vector["account"]["fund"])
        self.coming: list[tuple[int, float]] = []

    def prenext(self) -> None:
        """Nothing."""

    def next(self) -> None:
        """An evening."""
        number, vector = len(self.data) - 3, self.p.vector
        if number == -2:
            self._order(vector["account"]["contracts"])
        if number < 0:
            return
        self.evenings.append(self._told(vector["sessions"][number]))
        plan = vector["sessions"][number].get("evening", {})
        self._close(plan.get("trade", 0))
        self.coming.append((number + vector["terms"]["money_takes_sessions"], float(plan.get("send", 0))))
        for due, money in self.coming:
            if money and due == number + 1:
                self.broker.add_cash(money)
                self.beside -= money

    def _close(self, wanted: int) -> None:
        held = abs(int(self.position.size))
        self._order(max(-held, min(held, wanted)))

    def _order(self, size: int) -> None:
        if size:
            (self.buy if size > 0 else self.sell)(size=abs(size))

    def _told(self, day: Mapping[str, Any]) -> Mapping[str, Any]:
        contracts, worth = int(self.position.size), self.broker.getvalue()
        return {
            "events": [],
            "status": "quiet",
            "call": 0,
            "outstanding": 0,
            "deadline": None,
            "closed": 0,
            "closed_at": None,
            "contracts": contracts,
            "cash": worth,
            "collateral": worth,
            "required": abs(contracts) * day["maintenance"],
            "equity": worth + self.beside,
        }
