"""Trades that a command measures: those of a saved run, or of a file of somebody's own."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from data.base.errors import ConfigError

if TYPE_CHECKING:
    import pyarrow as pa

    from data.base.arrays import Floats
    from engine.results.run import RunResult

USUAL_LOSS = 0.02
"""What a trade risks where nothing is said, a share of capital."""


class RecordAsked(NamedTuple):
    """Where trades are looked up: a saved run by its name `inside` a folder, or a file and the column of its
    results.
    """

    run: str | None
    inside: Path
    record: str | None
    column: str | None

    @property
    def is_there(self) -> bool:
        """Whether anything is to be measured."""
        return self.run is not None or self.record is not None


def trades_of(run: "RunResult") -> "pa.Table":
    """The table of trades of a run. Raises `ConfigError` where it has none."""
    if "trades" not in run.tables:
        raise ConfigError(
            f"{run.path}: pattern {run.config.kind.name} keeps no table of trades; name a run of fx_trades, or a file "
            "with --record"
        )
    return run.table("trades")


def shares_asked(asked: RecordAsked, loss: float | None, capital: float | None) -> "Floats":
    """What each trade gained, a share of capital, shape (trades,); multiples of what was risked are of a `loss`, where
    one is given. Raises `ConfigError` for what does not go together.
    """
    if asked.run is not None and (asked.record is not None or asked.column is not None):
        raise ConfigError("--run has trades of its own; leave out --record and --column, or --run")
    return _of_run(asked, loss) if asked.record is None else _of_file(asked, loss, capital)


def _of_run(asked: RecordAsked, loss: float | None) -> "Floats":
    from engine.analysis.trade_figures import multiples_of, shares_of  # noqa: PLC0415
    from engine.results.run import load_run  # noqa: PLC0415
    from engine.saved.run_lookup import find  # noqa: PLC0415

    saved = load_run(find(asked.run or "", asked.inside, ("run",)))
    trades = trades_of(saved)
    found = shares_of(trades) if loss is None else loss * multiples_of(trades)
    if not len(found):
        raise ConfigError(f"{saved.path}: no trade of this run was closed in full; run it over a longer period")
    return found


def _of_file(asked: RecordAsked, loss: float | None, capital: float | None) -> "Floats":
    from data.intake.trade_file import read_trades  # noqa: PLC0415
    from engine.assembly.recorded_trades import in_both  # noqa: PLC0415

    read = read_trades(asked.record or "", asked.column or "")
    if read.unit != "multiple" and loss is not None:
        raise ConfigError(
            f"--loss {loss:g}: {read.file} says what trades gained, not in multiples of what they risked; leave --loss "
            "out, or give a column of multiples (R)"
        )
    if read.unit == "money" and capital is None:
        raise ConfigError(f"{read.file} is in money: give --capital, in the same currency")
    return in_both(read, USUAL_LOSS if loss is None else loss, capital or 1.0)[1]
