"""Sessions of a path: what an account sees of prices that were drawn, and a run on them."""

from collections.abc import MutableSequence, Sequence

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
) -> float:
    """Margin, fund and signals of sessions whose prices, yields and rates stand there, margin times a factor;
    `shorter`, `expenses` and what comes back see `lay_fund`.
    """
    ask_margin(sessions, models, terms.margin, factor)
    lay_signals(sessions, terms.windows, terms.ranges)
    return lay_fund(sessions, shorter, expenses, terms.fund, terms.first)


def run_by_month(
    books: Books, sessions: Sequence[Session], plan: Plan, ends: Sequence[int], equity: MutableSequence[float]
) -> None:
    """Run all sessions; `equity` takes that of the close before each of the rows `ends`."""
    for month in range(len(ends)):
        run_from(books, sessions, plan, equity[:0], ends[month])
        equity[month] = books.money.equity
