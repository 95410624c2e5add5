"""Runs of several configurations on paths: what does not change from path to path is made ready once."""

import threading
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day
from data.contracts.contracts import future_spec
from data.fund.funds import BillFund
from data.margin.margins import modelled_schedule
from data.margin.methods import methods_of
from data.market.market import Market
from data.synthetic.path import PathColumns, PathDays
from engine.assembly.core_terms import chosen_fund
from engine.assembly.fault_terms import fault_terms
from engine.day.fault_rows import FaultTerms
from engine.fast import compiled as machine
from engine.fast.announce import announce
from engine.fast.books import Firsts, Summary
from engine.fast.calendar import Columns
from engine.fast.compiled import Tell
from engine.fast.fault_columns import fault_columns, set_faults
from engine.fast.path_dates import SharedDates
from engine.fast.path_sessions import lay_path, run_by_month
from engine.fast.path_terms import ModelSince, PathTerms
from engine.fast.path_terms_of import path_terms, require_bills
from engine.fast.plan import Plan
from engine.fast.prepare import prepare
from engine.fast.records import as_records, as_rows, emptied, new_books, read_part
from engine.fast.sessions import Session
from engine.fast.simulate import refuse_overflow
from engine.settings.run_config import RunConfig
from engine.words import words

DRAWN = {
    "opened": "open", "high": "high", "low": "low", "close": "close", "bill": "bill_yield",
    "dividend": "dividend_yield", "vix": "vix", "open_is_real": "open_is_real",
}  # fmt: skip
"""Parts of a session's prices, and the columns of a path that they are."""


class Outcome(NamedTuple):
    """What a run on a path came to: equity at the end, and what the fund alone would have come to with the same
    payments, as multiples of the opening capital; the rest as the books have it, and how many withdrawals were cut
    short.
    """

    wealth: float
    fund: float
    summary: Summary
    firsts: Firsts
    short: int


def outcome_of(books: Any, capital: float, fund: float) -> Outcome:
    """What a run has come to whose books these are, opened with so much capital; `fund` is what a unit in the fund has
    become, of which nothing was taken. Raises `FastBooksFull` where the loop had no room for it.
    """
    refuse_overflow(books)
    wealth, flows = read_part(books, "money").equity / capital, read_part(books, "flows")
    alone = flows.alone / capital if flows.first else fund  # the number of a month is never 0
    return Outcome(wealth, alone, read_part(books, "summary"), read_part(books, "firsts"), flows.short)


def runnable(function: Callable[..., Any], tell: Tell, *, compiled: bool) -> Callable[..., Any]:
    """A function as it is run: compiled, or as it stands."""
    return machine.compiled(function, tell, words()) if compiled else function


class _Made(NamedTuple):
    """What sessions are made by: terms, margin models, expense ratios by session, a factor on margin, and the family
    whose clearing house has methods of its own (none: the models hold).
    """

    terms: PathTerms
    models: list[ModelSince]
    expenses: list[float]
    factor: float
    family: str = ""


class _Account(NamedTuple):
    """A configuration: what its sessions are made by and which sessions it runs on, by their places, its plan, its
    opening capital, what goes wrong around it, and the futures to be in after each session.
    """

    made: int
    sessions: int
    plan: Any
    capital: float
    faults: FaultTerms | None
    leads: list[int]


class PathLoop:
    """The accounts of some configurations on one path after the other, all over the same sessions.

    `template` is any market over these sessions; its calendar and dates hold, its prices do not matter. Equity is kept
    at the ends of `months`. Several threads may `run`. Raises what `prepare` raises.
    """

    def __init__(
        self,
        configs: Sequence[RunConfig],
        template: Market,
        over: PathDays,
        months: int,
        tell: Tell = announce,
        *,
        compiled: bool | None = None,
    ) -> None:
        self.compiled = machine.will_compile(wish=compiled)
        self._over, count = over, len(over.days) - over.first
        self._ends = np.rint(np.linspace(0, count, months + 1)).astype(int)[1:]
        self._made: list[_Made] = []
        self._columns: list[SharedDates] = []
        self._trend = any(config.reads("trend.efficiency") for config in configs)
        self._accounts = [self._account(config, template) for config in configs]
        self._faulty = any(account.faults for account in self._accounts)
        # those whose sessions are made alike one after the other: others may overwrite these
        self._turns = sorted(range(len(configs)), key=lambda place: self._accounts[place].made)
        self._lay, self._run = (runnable(one, tell, compiled=self.compiled) for one in (lay_path, run_by_month))
        self._own = threading.local()

    def _account(self, config: RunConfig, template: Market) -> _Account:
        require_bills(config)
        prepared = prepare(config, template)
        terms, models = path_terms(config, self._over, trend=self._trend)
        factor = config.margin.factor if config.margin.scenario == "multiply" else 1.0
        family = future_spec(config.overlay.contract).family
        ratios = _ratios(chosen_fund(config), self._over.days)
        made = _Made(terms, models, ratios, factor, family if methods_of(family) else "")
        if made not in self._made:
            self._made.append(made)
        plan = as_records(Plan, [prepared.plan], compiled=self.compiled)[0]
        leads = [*[0] * self._over.first, *prepared.columns["dates"]["lead"]]
        sessions, capital = self._shared(prepared.columns), prepared.plan.broker.capital
        return _Account(self._made.index(made), sessions, plan, capital, fault_terms(config), leads)

    def _shared(self, columns: dict[str, Columns]) -> int:
        """The place of sessions that have these columns."""
        for place, known in enumerate(self._columns):
            if known.takes_in(columns):
                return place
        self._columns.append(SharedDates(columns))
        return len(self._columns) - 1

    def run(self, path: PathColumns, factor: float = 1.0, number: int = 0) -> tuple[list[Outcome], Floats]:
        """Outcomes by configuration, and equity at the ends of months as multiples of opening capital, shape
        (configurations, months). Margin is that of the model times `factor`; `number` is that of the path, from 0, by
        which faults are drawn. Raises `FastBooksFull` where the loop has no room for a run.
        """
        sessions, first = self._sessions(), self._over.first
        equity = np.empty((len(self._accounts), len(self._ends)))
        laid: dict[int, tuple[Any, float]] = {}
        found: dict[int, Outcome] = {}
        for place in self._turns:
            account = self._accounts[place]
            rows = sessions[account.sessions]
            self._lay_once(account, rows, (path, factor), laid)
            if self._faulty:
                columns = fault_columns(account.faults, self._over.days, account.leads, number)
                set_faults(rows, columns, compiled=self.compiled)
            books = self._books()[0]
            months = equity[place] if self.compiled else [0.0] * len(self._ends)
            self._run(books, rows[first:], account.plan, self._ends, months)
            found[place] = outcome_of(books, account.capital, laid[account.made][1])
            equity[place] = np.asarray(months) / account.capital
        return [found[place] for place in range(len(found))], equity

    def _lay_once(
        self, account: _Account, rows: Any, drawn: tuple[PathColumns, float], laid: dict[int, tuple[Any, float]]
    ) -> None:
        """Make the sessions of an account for a path, or take over what other sessions have that are made alike."""
        if account.made in laid:
            _take_over(rows, laid[account.made][0], compiled=self.compiled)
            return
        (path, factor), made = drawn, self._made[account.made]
        _set_drawn(rows, path, compiled=self.compiled)
        shorter = path.bill_yield_1m - path.bill_yield
        columns = (shorter, np.asarray(made.expenses))
        told = columns if self.compiled else tuple(one.tolist() for one in columns)
        models = as_records(ModelSince, made.models, compiled=self.compiled)
        terms = as_records(PathTerms, [made.terms], compiled=self.compiled)[0]
        laid[account.made] = rows, self._lay(rows, *told, models, terms, made.factor * factor)
        if made.family:
            margins = margins_on_path(made.family, self._over, path, made.factor * factor)
            set_margin(rows, margins, compiled=self.compiled)

    def _books(self) -> Any:
        """Empty books; compiled ones are those of this thread, for getting their memory takes a tenth of a run."""
        if not self.compiled:
            return new_books(compiled=False)
        if not hasattr(self._own, "books"):
            self._own.books = new_books(compiled=True)
        return emptied(self._own.books)

    def _sessions(self) -> list[Any]:
        """Sessions of this thread: their dates and costs are those of every path."""
        if not hasattr(self._own, "sessions"):
            days = self._over.days
            self._own.sessions = [
                as_rows(Session, one.of_path(days, self._over.first), len(days), compiled=self.compiled)
                for one in self._columns
            ]
        found: list[Any] = self._own.sessions
        return found


def _ratios(fund: BillFund, days: Sequence[Day]) -> list[float]:
    """Expense ratio by session."""
    starts, ratios = (np.array(column) for column in zip(*fund.expenses, strict=True))
    found: list[float] = ratios[np.maximum(np.searchsorted(starts, days, side="right") - 1, 0)].tolist()
    return found


def margins_on_path(family: str, over: PathDays, path: PathColumns, factor: float) -> list[float]:
    """Maintenance margin of one full-size contract by session, times a factor, by the methods of the family's clearing
    house.
    """
    asked = modelled_schedule(over.days, path.close.tolist(), family, implied=path.vix.tolist())
    return [factor * one for one in asked]


def set_margin(rows: Any, margins: list[float], *, compiled: bool) -> None:
    """Put margin by session in place of that of the models; `rows` are compiled records, or plain ones."""
    if compiled:
        rows["asked"]["full_size"] = margins
        return
    for row, margin in zip(rows, margins, strict=True):
        row.asked.full_size = margin


def _set_drawn(rows: Any, path: PathColumns, *, compiled: bool) -> None:
    """Prices, yields and rates of a path."""
    if compiled:
        for name, column in DRAWN.items():
            rows["prices"][name] = getattr(path, column)
        rows["prices"]["scale"] = rows["prices"]["parts"] = 1.0
        rows["currency"]["spot"], rows["currency"]["rate"] = path.usdjpy, path.jpy_rate
        return
    for name, column in DRAWN.items():
        for row, value in zip(rows, getattr(path, column).tolist(), strict=True):
            setattr(row.prices, name, value)
    for row, spot, rate in zip(rows, path.usdjpy.tolist(), path.jpy_rate.tolist(), strict=True):
        row.prices.open_is_real, row.prices.scale, row.prices.parts = bool(row.prices.open_is_real), 1.0, 1.0
        row.currency.spot, row.currency.rate = spot, rate


def _take_over(rows: Any, made: Any, *, compiled: bool) -> None:
    """What differs from path to path, from sessions that are made alike."""
    if rows is made:
        return
    if compiled:
        for part in ("prices", "fund", "signals"):
            rows[part] = made[part]
        rows["asked"]["full_size"] = made["asked"]["full_size"]
        rows["currency"]["spot"], rows["currency"]["rate"] = made["currency"]["spot"], made["currency"]["rate"]
        return
    for row, like in zip(rows, made, strict=True):
        row.prices, row.fund, row.signals = like.prices, like.fund, like.signals
        row.asked.full_size = like.asked.full_size
        row.currency.spot, row.currency.rate = like.currency.spot, like.currency.rate
