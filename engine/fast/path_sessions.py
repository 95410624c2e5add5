"""Sessions of a path: what an account sees of prices that were drawn, and a run on them."""

from collections.abc import MutableSequence, Sequence

from data.pricing.rates import interest
from engine.fast.books import Books
from engine.fast.path_fund import lay_fund
from engine.fast.path_margin import ask_margin
from engine.fast.path_signals import lay_signals
from engine.fast.path_terms import ModelSince, PathTerms
from engine.fast.plan import Plan
from engine.fast.session import run_from
from engine.fast.sessions import Session


def lay_path(  # noqa: PLR0917  (one record or column each)
    sessions: Sequence[Session],
    shorter: Sequence[float],
    expenses: Sequence[float],
    models: Sequence[ModelSince],
    terms: PathTerms,
    factor: float,
) -> None:
    """Margin, fund and signals of sessions whose prices, yields and rates stand there, margin times a factor;
    `shorter` and `expenses` see `lay_fund`.
    """
    ask_margin(sessions, models, terms.margin, factor)
    lay_fund(sessions, shorter, expenses, terms.fund)
    lay_signals(sessions, terms.windows)


def fund_alone(sessions: Sequence[Session], first: int) -> float:
    """What one unit in the fund at the close of row `first` has become at the end."""
    worth = 1.0
    for row in range(first + 1, len(sessions)):
        fund, days = sessions[row].fund, sessions[row].dates.day - sessions[row - 1].dates.day
        worth += interest(worth, fund.income, days) - interest(worth, fund.expense, days)
        worth += interest(worth, fund.price, days)
    return worth


def run_by_month(
    books: Books, sessions: Sequence[Session], plan: Plan, ends: Sequence[int], equity: MutableSequence[float]
) -> None:
    """Run all sessions; `equity` takes that of the close before each of the rows `ends`."""
    for month in range(len(ends)):
        run_from(books, sessions, plan, equity[:0], ends[month])
        equity[month] = books.money.equity
