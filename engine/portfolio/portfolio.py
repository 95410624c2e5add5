"""Run a portfolio, and what comes of it: its accounts, the whole, and the same capital in one account each."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from data.base.arrow import to_array
from data.base.days import date_of, iso
from engine.portfolio.consolidated import Consolidated
from engine.portfolio.figures import ALL_IN_ONE, AS_HELD, PORTFOLIO, Path, path_of, row_of, together
from engine.portfolio.notes import notes
from engine.portfolio.plan import PortfolioPlan
from engine.portfolio.result import PortfolioResult
from engine.portfolio.running import MONTHS, Markets, Ran, run_accounts
from engine.portfolio.schemas import SCHEMAS
from engine.portfolio.splitting import splitting
from engine.portfolio.worst import worst
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
    alone = _all_in_one(plan, tables, markets, hear) if len(plan.accounts) > 1 else {}
    tables |= _told(plan, tables, paths, alone)
    return PortfolioResult(plan.written(), ran.runs, tables, _manifest(plan, ran, tables, started))


def _told(
    plan: PortfolioPlan, tables: Mapping[str, pa.Table], paths: Mapping[str, Path], alone: Mapping[str, Path]
) -> dict[str, pa.Table]:
    """The tables that are made of others, and of the paths of accounts, as held and alone."""
    whole, shares = _whole(tables, paths), {one.name: one.share for one in plan.accounts}
    rows = [row_of(PORTFOLIO, AS_HELD, whole)]
    rows += [row_of(name, AS_HELD, path) for name, path in paths.items()]
    rows += [row_of(name, ALL_IN_ONE, path) for name, path in alone.items()]
    months = MONTHS[plan.transfers.every]
    return {
        "figures": pa.Table.from_pylist(rows, SCHEMAS["figures"]),
        "together": together(paths),
        "splitting": splitting(whole, paths, alone or paths, [*shares.values()], months),
        "worst": worst(tables, whole, paths, shares),
    }


def _manifest(plan: PortfolioPlan, ran: Ran, tables: Mapping[str, pa.Table], started: datetime) -> dict[str, Any]:
    days = to_array(tables["equity"]["date"]).tolist()
    return {
        "started": started.isoformat(timespec="seconds"),
        "name": plan.whole.name,
        "note": plan.whole.note,
        "currency": plan.whole.currency,
        "capital": plan.whole.capital,
        "digest": hashlib.sha256(json.dumps(plan.written(), sort_keys=True, default=str).encode()).hexdigest(),
        "accounts": {one.name: {"share": one.share, **one.config.identity} for one in plan.accounts},
        "period": {"first": iso(days[0]), "last": iso(days[-1])},
        "notes": notes(plan, ran.clearing),
        "settings_version": next(iter(ran.runs.values())).manifest.get("settings_version"),
    }


def _rates(ran: Ran, place: int, run: RunResult) -> Any:
    """The rate of every session of an account."""
    currency, rates = ran.clearing.currencies[place], ran.clearing.rates
    return np.array([rates.rate(currency, day) for day in to_array(run.tables["equity"]["date"]).tolist()])


def _whole(tables: Mapping[str, pa.Table], paths: Mapping[str, Path]) -> Path:
    equity = tables["equity"]
    kinds = tuple(kind for path in paths.values() for kind in path.kinds)
    return Path(to_array(equity["date"]), to_array(equity["unit_value"]), to_array(equity["equity"]), kinds)


def _all_in_one(
    plan: PortfolioPlan, tables: Mapping[str, pa.Table], markets: Markets | None, hear: Heard
) -> dict[str, Path]:
    """Paths of the whole capital in each of the accounts, alone, on the days of all."""
    days, paths = to_array(tables["equity"]["date"]).tolist(), {}
    for one in plan.accounts:
        hear(one.name)
        alone = run_accounts(plan.only(one.name, date_of(days[0]), date_of(days[-1])), markets)
        (run,) = alone.runs.values()
        paths[one.name] = path_of(run, _rates(alone, 0, run))
    return paths


def _nobody(_what: str) -> None:
    """Hears nothing."""
