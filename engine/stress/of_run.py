"""The stress test of a run on a day: the account as it stood, the grid, and the replays."""

from math import isnan
from typing import Any, NamedTuple

from data.base.arrow import to_array
from data.base.days import Day, iso
from data.base.errors import ConfigError, ResultError
from data.contracts.points import point_sizes
from data.market.market import Market
from engine.assembly.broker_terms import broker_terms
from engine.results.run import RunResult
from engine.settings.run_config import RunConfig
from engine.stress.account_state import AccountState, Outcome, StressTerms
from engine.stress.from_run import Known, row_of, state_on, stress_terms
from engine.stress.grid import Axes, Cell, Grid, axes_of, first_fatal, grid
from engine.stress.replays import Replay, replays
from engine.stress.unattended import ATTENDED, Unattended


class StressTest(NamedTuple):
    """The account in the evening of a day, what each combination of the grid makes of it, and what each replay
    does. `idle_since` is the last session of the run where nothing was held any more after `day`, which then was
    chosen for that; else None. `unattended` is what went wrong besides, and `changed` how many combinations end
    otherwise for it.
    """

    day: Day
    state: AccountState
    axes: Axes
    cells: Grid
    replays: tuple[Replay, ...]
    idle_since: Day | None = None
    unattended: Unattended = ATTENDED
    changed: int = 0


def stress_test(
    run: RunResult, market: Market, day: Day | None = None, unattended: Unattended = ATTENDED
) -> StressTest:
    """The stress test of a run on one of its sessions, by default the last on which it held anything; index, yen and
    history are those of `market`. What is `unattended` goes wrong besides, in the grid and in every replay.

    Raises `ConfigError` for an account that is no fund with futures or options beside it, `ResultError` for a day that
    is no session of the run, or another market than that of the run.
    """
    check_stressed(run, market)
    row, days = row_of(run.tables, day), to_array(run.table("equity")["date"])
    idle_since = int(days[-1]) if day is None and row < len(days) - 1 else None
    state, terms = account_on(run, market, row)
    day, axes = int(days[row]), unattended.checked().over(axes_of(state))
    alone = terms._replace(faults=unattended.faults)
    found = replays(state, alone, market, run.config.overlay.contract, axes.delays)
    cells = grid(state, alone, axes)
    usual = grid(state, terms, axes) if unattended.faults else cells
    changed = sum(one.outcome.kind != other.outcome.kind for one, other in zip(cells, usual, strict=True))
    return StressTest(day, state, axes, cells, found, idle_since, unattended, changed)


def check_stressed(run: RunResult, market: Market) -> None:
    """Raises `ConfigError` for a run that is no fund with futures or options beside it, `ResultError` for one that was
    made on another market.
    """
    _is_of_a_fund_with_margin(run.config)
    made_on = run.manifest["market"]
    if made_on["content_sha256"] != market.digest:
        raise ResultError(
            f"{run.path or 'the run'}: was made on another market than {market!r}; name its own with --market"
        )
    if made_on.get("index", market.index) != market.index:
        raise ResultError(
            f"{run.path or 'the run'}: was made on the index {made_on['index']}, not on {market.index}; "
            "name it with --index-name"
        )


def account_on(run: RunResult, market: Market, row: int) -> tuple[AccountState, StressTerms]:
    """The account as it stood in the evening of the session in a row of `equity`, and its broker's terms then. Raises
    `ConfigError` for an account without a fund, `ResultError` for one that is long and short at once.
    """
    day = int(to_array(run.table("equity")["date"])[row])
    view = market.as_of(day)
    terms = terms_of(run, day, view.value("close"))
    rate = view.value("usdjpy") if run.config.capital.currency == "USD" else 1.0
    return state_on(run.tables, row, terms, Known(view.value("close"), rate)), terms


def _is_of_a_fund_with_margin(config: RunConfig) -> None:
    if "fund" not in config.sections_read:
        raise ConfigError(
            f"only a fund with futures or options beside it can be asked this, and pattern {config.kind.name} has "
            "no fund; `overlay leverage` says how far the rate may move against a leverage before the broker closes"
        )
    if config.reads("cash_ratio.asset") and config.cash_ratio.asset == "fund":
        raise ConfigError(
            "only a fund with futures or options beside it can be asked this, and shares need no margin; "
            "set cash_ratio.asset = 'futures', or choose another pattern"
        )


def terms_of(run: RunResult, day: Day, close: float) -> StressTerms:
    """What the broker of a run does in a shock, with facts of a day on which the index closes at `close`, points.
    Raises `ConfigError` for an account without a fund.
    """
    first = int(to_array(run.table("equity")["date"])[0])
    broker = broker_terms(run.config, (first, first), profile=run.profile_on(day))
    terms = stress_terms(broker, run.config.overlay.contract, day)
    (size,) = point_sizes(run.manifest["market"].get("index", ""), [day], [close])
    return terms._replace(closing_cost=terms.closing_cost * size)


def plain(test: StressTest) -> dict[str, Any]:
    """A stress test as plain values, for JSON: money in account currency, shares and moves as decimals, what
    is not known as None.
    """
    fatal, state = first_fatal(test.cells), test.state
    return {
        "date": iso(test.day),
        "last_session_without_position": iso(test.idle_since) if test.idle_since else None,
        "equity": state.equity,
        "usdjpy": _known(state.rate),
        "contracts": state.contracts,
        "notional": abs(state.contracts) * state.unit,
        "maintenance": abs(state.contracts) * state.unit * state.margin_share,
        "hedge": state.hedge,
        "axes": {"currency_moves" if name == "currencies" else name: of for name, of in test.axes._asdict().items()},
        "unattended": {**test.unattended._asdict(), "changed": test.changed},
        "first_fatal": _cell(fatal) if fatal else None,
        "grid": [_cell(cell) for cell in test.cells],
        "replays": [_replay(one) for one in test.replays],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    where = {"fall": cell.fall, "margin": cell.margin, "delay": cell.delay, "currency_move": cell.currency}
    return where | _outcome(cell.outcome)


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "outcome": outcome.kind,
        "session": outcome.session,
        "equity": outcome.equity,
        "equity_jpy": _known(outcome.investor_equity),
    }


def _known(value: float) -> float | None:
    return None if isnan(value) else value


def _replay(one: Replay) -> dict[str, Any]:
    window = {
        "name": one.window.name,
        "period": {"first": iso(one.window.first), "last": iso(one.window.last)},
        "covered": one.covered,
    }
    if not one.covered:
        return window
    moves = {"index_return": one.index_return, "currency_move": _known(one.currency_return), "margin": one.margin}
    told = [
        {"delay": delay, **_outcome(outcome), "date": date_of_outcome(one, outcome)} for delay, outcome in one.outcomes
    ]
    return window | moves | {"outcomes": told}


def date_of_outcome(one: Replay, outcome: Outcome) -> str | None:
    """The date on which the worst of a replay came; None where nothing did, or only after the window."""
    return iso(one.days[outcome.session - 1]) if 0 < outcome.session <= len(one.days) else None
