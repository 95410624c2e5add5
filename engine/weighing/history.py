"""A plan on the sessions that really were: what it came to, by the fast driver where that can, else with full books."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.base.errors import OverlayError
from data.contracts.contracts import is_option, multiplier_of, option_contract
from data.market.market import Market
from engine.analysis.drawdowns import max_drawdown
from engine.analysis.exposure import per_year
from engine.analysis.record import Record
from engine.analysis.returns import Days, cagr, lifetime, returns, volatility, worst_month, years_between
from engine.analysis.returns import sessions_per_year as per
from engine.fast.compiled import Tell
from engine.fast.runs import FastFill, FastRun
from engine.fast.simulate import simulate
from engine.results.run import RunResult
from engine.runs.backtest import backtest
from engine.settings.run_config import RunConfig


class Figures(NamedTuple):
    """What a run came to, as `docs/metrics.md` has it: decimals, a fall and a loss negative; None where not defined.
    `deadlines_missed` are those of margin calls, `forced_sales` all sales by the broker.
    """

    cagr: float | None
    volatility: float | None
    max_drawdown: float | None
    worst_month: float | None
    margin_calls: float | None
    deadlines_missed: float | None
    forced_sales: float | None
    turnover: float | None
    cost_drag: float | None
    final_equity: float | None


class Ran(NamedTuple):
    """A run until its last session, or the one on which the account was lost: day numbers and equity (n,), the
    investor's currency, and its figures.
    """

    days: Days
    equity: Floats
    figures: Figures

    @property
    def daily(self) -> Floats:
        """Simple return of each session after the first, (n - 1,), decimals."""
        return returns(self.equity)


def ran(config: RunConfig, market: Market, tell: Tell) -> Ran:
    """What a plan came to on a market; `tell` hears of compiling. Raises what `backtest` raises."""
    try:
        return _fast(config, market, tell)
    except OverlayError:  # whatever the fast driver does not do, or cannot be done: full books do it, or say why not
        return in_full(backtest(config, market))


def _fast(config: RunConfig, market: Market, tell: Tell) -> Ran:
    """By the fast driver, in whose account there is one currency and no money flows. Raises what `simulate` raises."""
    if config.investor.currency not in (None, config.capital.currency) or not config.flows.none:
        return in_full(backtest(config, market))
    return of_fast(simulate(config, market, tell))


def of_fast(run: FastRun) -> Ran:
    """A run of the fast driver."""
    life = lifetime(np.array(run.equity))
    days, equity = np.array(run.days[:life], dtype=np.int32), np.array(run.equity[:life])
    trades = [fill for fill in run.fills if fill.day <= days[-1] and not _is_expiry(fill)]
    years, summary = years_between(days), run.summary
    figures = Figures(
        cagr(days, equity),
        volatility(returns(equity), per(days)),
        max_drawdown(equity),
        worst_month(days, equity),
        float(summary.calls),
        float(summary.missed),
        float(summary.liquidations),
        per_year(_traded(trades), equity, years),
        per_year(_costs(trades), equity, years),
        run.equity[-1],
    )
    return Ran(days, equity, figures)


def in_full(run: RunResult) -> Ran:
    """A run with full books."""
    life, told = Record(run.tables).life, run.metrics
    events = run.tables["events"]["kind"].to_pylist()
    counts = {"deadlines_missed": events.count("deadline_missed"), "forced_sales": events.count("liquidation")}
    known = {name: told[name] for name in Figures._fields if name not in counts}
    return Ran(life.days, life.worth, Figures(**known, **{name: float(count) for name, count in counts.items()}))


def bills_of(run: RunResult) -> Floats:
    """Returns of Treasury bills over the sessions of a run after the first, (n - 1,), decimals."""
    bills: Floats = to_array(Record(run.tables).told["equity"]["bill_return"])[1:]
    return bills


def _is_expiry(fill: FastFill) -> bool:
    """Whether an option was settled, and not traded."""
    return is_option(fill.contract) and option_contract(fill.contract).expiry <= fill.day


def _points(fills: Sequence[FastFill]) -> Floats:
    """What a point of each fill is worth, account currency >= 0."""
    return np.array([abs(fill.size) * multiplier_of(fill.contract) for fill in fills])


def _traded(fills: Sequence[FastFill]) -> Floats:
    """Value of each fill, account currency >= 0: futures by price x multiplier, options by premium."""
    value: Floats = _points(fills) * np.array([fill.price for fill in fills])
    return value


def _costs(fills: Sequence[FastFill]) -> Floats:
    """Half-spread and commission of each fill, account currency >= 0."""
    spreads, commissions = np.array([(fill.half_spread, fill.commission) for fill in fills]).reshape(-1, 2).T
    paid: Floats = _points(fills) * spreads + commissions
    return paid
