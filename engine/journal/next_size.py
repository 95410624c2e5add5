"""The next size of a trial: a little more on the plan's own ladder, and what made-up histories say of it."""

from typing import NamedTuple

from data.market.market import Market
from engine.audit.held import of_equity
from engine.journal.criteria import criterion
from engine.journal.trial import Trial, sized
from engine.questions.measured import chances
from engine.results.run import RunResult
from engine.survival.listener import Listener
from strategies.sizing.ladder import Ladder, down_at, up_at


class Paths(NamedTuple):
    """Made-up histories of each kind (0: none), and years of each."""

    paths: int = 200
    years: int = 10


class NextSize(NamedTuple):
    """The next size: its contracts, the share of equity that they are, the equity that the plan's ladder asks for
    (`up_at`) and below which it takes one away again (`down_at`), equity now, all account currency; and of made-up
    histories so many years long (`paths` of each kind) the share that ends in a forced sale (None: not asked, or `why`
    not).
    """

    contracts: int
    share: float
    up_at: float
    down_at: float
    equity: float
    paths: int
    years: int
    forced: float | None
    why: str = ""


def next_size(run: RunResult, trial: Trial, market: Market, asked: Paths, listener: Listener) -> NextSize | None:
    """The next size after a run at the size of a trial; None where it is the plan's full size already. Raises
    `ConfigError` and `DataError` as `survive` does.
    """
    (equity,) = of_equity(run, "equity")
    if trial.contracts >= trial.full:
        return None
    more = max(1, int(criterion("step.most") * trial.full))
    capital, count = max(float(equity[-1]), 1.0), min(trial.contracts + more, trial.full)
    config = sized(run.config, trial, capital, count)
    found, why = chances(config, market, asked.paths, asked.years, listener)
    back = run.config.stops.limit or 0.0
    ladder = Ladder(trial.unit, trial.planned, back)
    return NextSize(
        count,
        count * trial.unit / capital,
        up_at(ladder, count),
        down_at(ladder, count),
        capital,
        asked.paths,
        asked.years,
        found.forced if found else None,
        why,
    )
