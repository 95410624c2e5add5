"""The engine of this project on the vectors: a Backtrader run on `CollateralBroker`, session by session."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from math import inf
from typing import Any

import backtrader as bt
import numpy as np

from data.base.days import day_of
from data.contracts.calendars import SessionCalendar
from data.contracts.contracts import FULL_SIZE, FutureContract, future_spec
from data.curves.futures_curve import FuturesCurve
from data.market.market import Market
from data.sessions.market_table import market_table
from engine.account.calls import CALLED, CLOSING
from engine.account.costs import CostModel
from engine.account.margin_asked import MarginAsked
from engine.account.profiles import AccountProfile
from engine.bt.broker import CollateralBroker
from engine.bt.cerebro import run_strategy
from engine.bt.feed import MarketFeed
from engine.day.session_inputs import session_inputs
from engine.day.terms import BrokerTerms
from engine.day.trading_day import TradingDay

EVENTS = {
    "margin_call": "called",
    "call_met": "met",
    "deadline_missed": "missed",
    "loss_cut": "loss_cut",
    "liquidation": "closed",
    "ruin": "ruined",
}
"""What the journal calls the events of a vector."""
BEFORE = 2
"""Sessions in front of those of a vector: its contracts are ordered on the first, and filled on the second."""
FAR = 400
FREE = CostModel(0.0, 0.0, 0.0, inf, 0.0, 0.0)


class Overlay:
    """The engine, as `conformance.run` asks for it: the run is done at the start, and told session by session."""

    def start(self, vector: Mapping[str, Any]) -> str | None:
        """Run the vector."""
        market = _market(vector)
        feed = MarketFeed(market, FuturesCurve(market, 0.0), market.days[0], market.days[-1])
        broker = _Broker(feed, _terms(vector), _asked(vector))
        self._evenings = iter(run_strategy(feed, broker, _Owner, vector=vector).evenings)
        return None

    def session(self, day: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: ARG002  (it has been run)
        """How the account stood in the evening of the next session."""
        return next(self._evenings)


class _Broker(CollateralBroker):
    """The broker, with the requirement of a vector, per contract and session, and no price limit."""

    def __init__(self, feed: MarketFeed, terms: BrokerTerms, asked: MarginAsked) -> None:
        super().__init__(feed, terms)
        self._asked = asked

    def start(self) -> None:
        """Open the account anew."""
        super().start()
        inputs = session_inputs(self.feed.market, self.terms)
        unlimited = inputs.prices._replace(limits=[inf] * len(inputs.days))
        inputs = inputs._replace(margin=self._asked, prices=unlimited)
        self.session = TradingDay(inputs, self.terms, self.desk)


class _Owner(bt.Strategy):
    """Whose account it is: does in the evenings what the vector says, and writes down how the account stands."""

    params = (("vector", None),)

    def __init__(self) -> None:
        vector = self.p.vector
        self.evenings: list[Mapping[str, Any]] = []
        self.dates = [day["date"] for day in vector["sessions"]] + vector["after"]
        self.plans = [day.get("evening", {}) for day in vector["sessions"]]
        spec = replace(future_spec(FULL_SIZE), multiplier=float(vector["account"]["multiplier"]), margin_share=1.0)
        market = self.data.market
        self.contract = self.data.tradable(FutureContract(spec, market.days[-1] + FAR))

    def next(self) -> None:
        """An evening."""
        number = len(self.data) - 1 - BEFORE
        if number == -BEFORE:
            given = self.p.vector["account"]
            self._order(given["contracts"])
            self.broker.account.sweep(self.data.row, float(given["cash"]), 0.0)
        elif number >= 0:
            self.evenings.append(self._told(number))
            plan = self.plans[number]
            self._close(plan.get("trade", 0))
            self.broker.account.redeem(self.data.row, float(plan.get("send", 0)))

    def _close(self, wanted: int) -> None:
        held = abs(int(self.getposition(self.contract).size))
        self._order(max(-held, min(held, wanted)))

    def _order(self, size: int) -> None:
        if size:
            (self.buy if size > 0 else self.sell)(data=self.contract, size=abs(size))

    def _told(self, number: int) -> Mapping[str, Any]:
        account, margin, state = self.broker.account, self.broker.session.margin, self.broker.session.margin.state
        called = state.status == CALLED
        contracts = int(self.getposition(self.contract).size)
        closing = state.status == CLOSING and contracts != 0
        today = self.broker.session.day
        events = [one for one in self.broker.journal.events if one.day == today and one.kind in EVENTS]
        forced = [one.numbers for one in events if one.kind == "liquidation"]
        due = state.deadline - self.data.row + number
        return {
            "events": [EVENTS[one.kind] for one in events],
            "status": "called" if called else "closing" if closing else "quiet",
            "call": state.amount if called else 0,
            "outstanding": max(state.amount - state.received, 0.0) if called else 0,
            "deadline": f"{self.dates[due]}T{self.p.vector['terms']['deadline']}" if called else None,
            "closed": sum(abs(one["size"]) for one in forced),
            "closed_at": forced[-1]["price"] if forced else None,
            "contracts": contracts,
            "cash": account.cash,
            "collateral": account.collateral,
            "required": margin.maintenance,
            "equity": account.equity,
        }


def _asked(vector: Mapping[str, Any]) -> MarginAsked:
    """What the broker asks of a contract: nothing in front of the vector's sessions."""
    days = vector["sessions"]
    ratios = [day.get("initial", day["maintenance"]) / day["maintenance"] for day in days]
    return MarginAsked(FULL_SIZE, [0.0] * BEFORE + [float(day["maintenance"]) for day in days], [1.0] * BEFORE + ratios)


def _market(vector: Mapping[str, Any]) -> Market:
    """The sessions of a vector, with two at the entry price in front of them; nothing earns or costs interest."""
    sessions, entry = vector["sessions"], float(vector["account"]["entry_price"])
    days = [day_of(date.fromisoformat(day["date"])) for day in sessions]
    days = [days[0] - BEFORE + number for number in range(BEFORE)] + days
    prices = {
        name: [entry] * BEFORE + [float(day[name]) for day in sessions] for name in ("open", "high", "low", "close")
    }
    flat = np.zeros(len(days))
    others = {"bill_yield": flat, "dividend_yield": flat, "jpy_rate": flat, "vix": flat + 15.0, "usdjpy": flat + 100.0}
    marks = {"open_is_real": flat == 0.0, "bill_carried": flat > 0.0, "vix_modelled": flat > 0.0}
    return Market(
        market_table({"date": days, **prices, **others, **marks}), SessionCalendar("vector", days), index="SPX"
    )


def _terms(vector: Mapping[str, Any]) -> BrokerTerms:
    """The account, as this project's broker is told of it."""
    terms, account = vector["terms"], vector["account"]
    closing, cut, haircut = terms["closing"], terms["loss_cut"], terms["fund_haircut"]
    profile = AccountProfile(
        fund_haircut=1.0 if haircut is None else float(haircut),
        option_haircut=1.0,
        margin_multiple=1.0,
        redemption_lag=terms["money_takes_sessions"],
        grace=terms["grace_sessions"],
        closing_delay=closing["sessions_after_deadline"],
        recovery_counts="recovery" in terms["cures"],
        loss_cut_level=float(cut["level"]) if cut else 0.0,
        voluntary_stop_level=1.0,
        liquidation={"all": 0.0, "minimum": 1.0}.get(closing["contracts"], closing["contracts"]),
        negative_cash=not terms["debt_is_called"],
        liquidation_half_spread=0.0,
        debit_spread=0.0,
        credit_spread=0.0,
        reduction_counts="reduction" in terms["cures"],
        call_to_initial=terms["call_restores"] == "initial",
        late=terms["deadline"] is not None and terms["deadline"] > terms["hours"][terms["fills_at"]],
    )
    return BrokerTerms(
        capital=float(account["cash"] + account["fund"]),
        profile=profile,
        cash=None,
        costs={FULL_SIZE: FREE},
        fill_at=terms["fills_at"],
        margin_test="intraday" if cut and cut["watched"] == "session" else "close",
    )
