"""A portfolio as its page looks at it: curves of the whole and of its accounts, and what each earned by source."""

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from data.base.arrays import Floats
from data.base.arrow import is_among, to_array
from engine.analysis.returns import total_return
from engine.portfolio.curves import portfolio_curves
from engine.portfolio.figures import ALL_IN_ONE, AS_HELD, PORTFOLIO
from engine.portfolio.result import PortfolioResult
from engine.portfolio.schemas import ON_ITS_WAY
from engine.report.portfolio_told import Row, figures
from engine.words import Words

SOURCES = ("carry", "overlay", "costs", "currency", "tax")
FLOW, MOVED = "flow", "moved"
BEGIN = 100.0


class Seen:
    """What the parts of the page ask for. Days are since 1970, shape (n,); money is portfolio currency."""

    def __init__(self, result: PortfolioResult, say: Words) -> None:
        self.result, self.say = result, say
        self.names = list(result.runs)
        self.days = to_array(result.table("equity")["date"])

    @property
    def currency(self) -> str:
        """That of the portfolio."""
        return self.result.currency

    def whole(self, column: str) -> Floats:
        """A column of the whole by day, (n,)."""
        values: Floats = to_array(self.result.table("equity")[column])
        return values

    def of(self, name: str, column: str) -> Floats:
        """A column of an account by day, (n,)."""
        table = self.result.table("accounts")
        values: Floats = to_array(table[column])[is_among(table["account"], (name,))]
        return values

    @cached_property
    def grown(self) -> dict[str, Floats]:
        """What 100 became, transfers and payments left out, (n,): of the whole as `PORTFOLIO`, and of each account."""
        return self._curves("equity", BEGIN)

    @cached_property
    def fallen(self) -> dict[str, Floats]:
        """Falls from the highest so far, decimals <= 0, (n,), by the same names."""
        return self._curves("drawdown")

    @cached_property
    def figures(self) -> dict[str, Row]:
        """Rows of the accounts by name, and of the whole as `PORTFOLIO`, as they were held."""
        return self._rows(AS_HELD)

    @cached_property
    def alone(self) -> dict[str, Row]:
        """Rows of the whole capital in each account, by name; none of a portfolio of one."""
        return self._rows(ALL_IN_ONE)

    @property
    def together(self) -> Row:
        """The row of the whole."""
        return self.figures[PORTFOLIO]

    def growth(self, account: str) -> float | None:
        """Growth of a unit value over the whole time, decimal, of an account or of `PORTFOLIO`."""
        return total_return(self.grown[account])

    @property
    def holders(self) -> list[str]:
        """The accounts, and what is on its way where anything ever was."""
        return [*self.names, *([ON_ITS_WAY] if len(self.result.table("transfers")) else [])]

    def by_day(self, holder: str, sources: Iterable[str]) -> Floats:
        """Sums of the ledger by day, (n,): an account's, or those of money on its way."""
        ledger = self.result.table("ledger")
        mask = is_among(ledger["account"], (holder,)) & is_among(ledger["source"], tuple(sources))
        rows = np.searchsorted(self.days, to_array(ledger["date"])[mask])
        return np.bincount(rows, to_array(ledger["told"])[mask], len(self.days)).astype(np.float64)

    def put_in(self, name: str) -> float:
        """What an account opened with."""
        return float(self.by_day(name, (FLOW,))[self._first(name)]) if name in self.names else 0.0

    def paid(self, name: str) -> float:
        """What was paid into an account from outside after its opening, less what was taken out."""
        return float(self.by_day(name, (FLOW,)).sum()) - self.put_in(name)

    def _first(self, name: str) -> int:
        return int(np.flatnonzero(self.of(name, "equity"))[0])

    def _rows(self, told_of: str) -> dict[str, Row]:
        return {row["account"]: row for row in figures(self.result, told_of)}

    def _curves(self, what: str, rebase: float | None = None) -> dict[str, Floats]:
        table = portfolio_curves(self.result, what, rebase)
        return {name: to_array(table[name]) for name in table.column_names[1:]}
