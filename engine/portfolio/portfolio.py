"""Run a portfolio, and what comes of it: its accounts, the whole, and the same capital in one account each."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from data.base.arrow import to_array
from data.base.days import iso
from engine.portfolio.consolidated import Consolidated
from engine.portfolio.figures import ALL_IN_ONE, AS_HELD, PORTFOLIO, Path, path_of, row_of, together
from engine.portfolio.plan import PortfolioPlan
from engine.portfolio.result import PortfolioResult
from engine.portfolio.running import Markets, Ran, run_accounts
from engine.portfolio.schemas import SCHEMAS
from engine.results.run import RunResult

Heard = Callable[[str], None]


def run_portfolio(plan: PortfolioPlan, markets: Markets | None = None, tell: Heard | None = None) -> PortfolioResult:
    """Run the accounts of a plan side by side and tell them as one; `tell` hears what is run. `markets` are those of
    accounts by name, where one is not the embedded one. Nothing is written; `PortfolioResult.save` does that. Raises
    what `run_accounts` raises, and `LedgerError` where the books do not add up.
    """
    started, hear = datetime.now(UTC), tell or _nobody
    hear(PORTFOLIO)
    ran = run_accounts(plan, markets)
    tables = Consolidated(ran.runs, ran.clearing).tables()
    paths = {name: path_of(run, _rates(ran, place, run)) for place, (name, run) in enumerate(ran.runs.items())}
    rows = [row_of(PORTFOLIO, AS_HELD, _whole(tables, paths))]
    rows += [row_of(name, AS_HELD, path) for name, path in paths.items()]
    rows += list(_all_in_one(plan, markets, hear)) if len(plan.accounts) > 1 else []
    tables |= {"figures": pa.Table.from_pylist(rows, SCHEMAS["figures"]), "together": together(paths)}
    written = plan.written()
    manifest = {
        "started": started.isoformat(timespec="seconds"),
        "name": plan.whole.name,
        "note": plan.whole.note,
        "currency": plan.whole.currency,
        "capital": plan.whole.capital,
        "digest": hashlib.sha256(json.dumps(written, sort_keys=True, default=str).encode()).hexdigest(),
        "accounts": {one.name: {"share": one.share, **one.config.identity} for one in plan.accounts},
        "period": {"first": iso(int(to_array(tables["equity"]["date"])[0])), "last": _last(tables)},
        "settings_version": next(iter(ran.runs.values())).manifest.get("settings_version"),
    }
    return PortfolioResult(written, ran.runs, tables, manifest)


def _rates(ran: Ran, place: int, run: RunResult) -> Any:
    """The rate of every session of an account."""
    currency, rates = ran.clearing.currencies[place], ran.clearing.rates
    return np.array([rates.rate(currency, day) for day in to_array(run.tables["equity"]["date"]).tolist()])


def _whole(tables: dict[str, pa.Table], paths: dict[str, Path]) -> Path:
    equity = tables["equity"]
    kinds = tuple(kind for path in paths.values() for kind in path.kinds)
    return Path(to_array(equity["date"]), to_array(equity["unit_value"]), to_array(equity["equity"]), kinds)


def _all_in_one(plan: PortfolioPlan, markets: Markets | None, hear: Heard) -> Any:
    """Rows of the whole capital in each of the accounts, alone."""
    for one in plan.accounts:
        hear(one.name)
        alone = run_accounts(plan.only(one.name), markets)
        (run,) = alone.runs.values()
        yield row_of(one.name, ALL_IN_ONE, path_of(run, _rates(alone, 0, run)))


def _last(tables: dict[str, pa.Table]) -> str:
    return iso(int(to_array(tables["equity"]["date"])[-1]))


def _nobody(_what: str) -> None:
    """Hears nothing."""
