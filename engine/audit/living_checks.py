"""Did losses reach what is lived on: the living money outside the account against the losses of the run."""

from engine.analysis.drawdowns import max_drawdown
from engine.analysis.losing_months import losing_months
from engine.analysis.unit_value import worth_of
from engine.audit.held import days_of, of_equity
from engine.audit.verdicts import LineStanding, Verdict, not_part
from engine.results.run import RunResult


def living_outlasts_losses(run: RunResult) -> Verdict:
    """The living money outside lasts at least as long as the longest row of losing months, and the account never owed
    anything. The figure is the months that it lasts, the limit the months of that row.
    """
    months = run.config.living.months
    if months is None:
        return not_part("living")
    days, (equity,) = days_of(run), of_equity(run, "equity")
    worth = worth_of(run.tables)
    row, owed = losing_months(days, worth), max(0.0, -float(equity.min()))
    kept = months >= row.months and owed == 0.0
    numbers = {"loss": row.loss, "fall": max(0.0, -max_drawdown(worth)), "owed": owed}
    standing = LineStanding.KEPT if kept else LineStanding.NOT_KEPT
    return Verdict("living", standing, months, float(row.months), worst=row.last, numbers=numbers)
