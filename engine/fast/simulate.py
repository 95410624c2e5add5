"""Runs by the second driver: a configuration and a market in, equity, fills and events out; no books, no tables."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from data.contracts.contracts import FutureContract, OptionContract
from data.market.market import Market
from engine.fast import compiled as machine
from engine.fast.announce import announce
from engine.fast.books import LISTS
from engine.fast.compiled import Tell
from engine.fast.events import KINDS
from engine.fast.plan import Plan
from engine.fast.prepare import Prepared, prepare
from engine.fast.records import as_records, as_rows, forget_list, new_books, read_list, read_part
from engine.fast.refused import INSTEAD
from engine.fast.runs import FastBooksFull, FastCurve, FastEvent, FastFill, FastRun, FastSummary
from engine.fast.session import run_from
from engine.fast.sessions import Session
from engine.settings.run_config import RunConfig
from engine.words import words


def simulate(
    config: RunConfig | None = None,
    market: Market | None = None,
    tell: Tell = announce,
    *,
    compiled: bool | None = None,
) -> FastRun:
    """Run one configuration (default: pattern A) on a market (default: the embedded one) by the fast driver, which
    gives the equity, the fills and the events of `backtest` and nothing else.

    Compiled where numba is installed, unless `compiled` says otherwise; `tell` hears of it (default: standard error).
    Raises `ConfigError` for settings that the
    driver does not do, and what opening the account of a run raises.
    """
    loop = Loop(prepare(config or RunConfig(), market), tell, compiled=compiled)
    return loop.run(loop.prepared.plan)


class Loop:
    """The sessions of a configuration, made ready once, on which its plan and variants of it run. A variant has to
    leave what the sessions were made ready for as it is: what is traded, fills at the open or the close, whether there
    is a currency hedge.

    `tell` hears how compiling goes on, or that runs are plain Python and how long one will take (default: standard
    error).
    """

    def __init__(self, prepared: Prepared, tell: Tell = announce, *, compiled: bool | None = None) -> None:
        self.prepared = prepared
        self.compiled = machine.will_compile(wish=compiled)
        self._count = len(prepared.days)
        self._sessions = as_rows(Session, prepared.columns, self._count, compiled=self.compiled)
        self._run: Callable[..., int] = machine.compiled(run_from, tell, words()) if self.compiled else run_from
        if not self.compiled and compiled is None:
            machine.tell_of_plain(self._count, tell, words())

    def plans(self, plans: Sequence[Plan]) -> Any:
        """Plans as the loop takes them: where it is compiled an array of records, whose columns may be set."""
        return as_records(Plan, plans, compiled=self.compiled)

    def summary(self, plan: Any) -> FastSummary:
        """What a run of a plan, or of one of `plans`, comes to. Raises `FastBooksFull` where the loop has no room for
        it.
        """
        books, one = self._books(), self.plans([plan])[0] if isinstance(plan, Plan) else plan
        self._run(books, self._sessions, one, np.zeros(0), self._count)
        return _summed_up(books)

    def summaries(self, plans: Any, threads: int = 1) -> list[FastSummary]:
        """What runs of `plans` come to, in their order, in so many threads; of a plain loop they take turns."""
        with ThreadPoolExecutor(threads) as pool:
            parts = pool.map(self._part, (plans[start::threads] for start in range(threads)))
        found: list[Any] = [None] * len(plans)
        for start, part in enumerate(parts):
            found[start::threads] = part
        return found

    def _part(self, plans: Any) -> list[FastSummary]:
        return [self.summary(plan) for plan in plans]

    def run(self, plan: Plan) -> FastRun:
        """A run with its equity, fills and events. Raises `FastBooksFull` where the loop has no room for it."""
        books, one, row = self._books(), self.plans([plan])[0], 0
        equity = np.zeros(self._count) if self.compiled else [0.0] * self._count
        fills: list[FastFill] = []
        events: list[FastEvent] = []
        while row < self._count:
            row = self._run(books, self._sessions, one, equity, self._count)
            summary = _summed_up(books)
            fills += [self._fill(fill) for fill in read_list(books, "fills")]
            events += [FastEvent(self.prepared.days[told.row], KINDS[told.kind]) for told in read_list(books, "events")]
        told = equity.tolist() if isinstance(equity, np.ndarray) else equity
        return FastRun(self.prepared.days, told, fills, events, summary)

    def curve(self, plan: Any) -> FastCurve:
        """Equity and flows by session, and what a run of a plan, or of one of `plans`, comes to. Raises `FastBooksFull`
        where the loop has no room for it.
        """
        books, one, row = self._books(), self.plans([plan])[0] if isinstance(plan, Plan) else plan, 0
        equity = np.zeros(self._count) if self.compiled else [0.0] * self._count
        flows = np.zeros(self._count)
        paid = np.flatnonzero(self.prepared.columns["payments"]["pays"])
        for last in (*(paid + 1).tolist(), self._count):
            while row < last:
                row = self._run(books, self._sessions, one, equity, last)
                for name in ("fills", "events"):
                    forget_list(books, name)
            flows[last - 1] = read_part(books, "flows").tonight
        return FastCurve(np.asarray(equity), flows, _summed_up(books))

    def _books(self) -> Any:
        return new_books(compiled=self.compiled)[0]

    def _fill(self, fill: Any) -> FastFill:
        day, code = self.prepared.days[fill.row], self._code(fill)
        return FastFill(day, code, fill.size, fill.price, fill.half_spread, fill.commission)

    def _code(self, fill: Any) -> str:
        future, option = self.prepared.specs
        if option is not None and fill.strike != 0.0:
            return OptionContract(option, fill.expiry, fill.strike, "C" if fill.call else "P").code
        return FutureContract(future, fill.expiry).code if future is not None else ""


def _summed_up(books: Any) -> FastSummary:
    refuse_overflow(books)
    one, money = read_part(books, "summary"), read_part(books, "money")
    return FastSummary(
        money.equity, one.drawdown, one.least_ratio, one.calls, one.missed, one.loss_cuts, one.liquidations,
        one.fills, one.ruin,
    )  # fmt: skip


def refuse_overflow(books: Any) -> None:
    """Raise `FastBooksFull` where the loop had no room for a run."""
    counts = read_part(books, "counts")
    if counts.overflow:
        raise FastBooksFull(
            f"session {counts.row}: more {list(LISTS)[counts.overflow - 1]} at once than the fast driver has room for; "
            f"{INSTEAD}"
        )
