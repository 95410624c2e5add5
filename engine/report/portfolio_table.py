"""A portfolio on a terminal, and as values for JSON."""

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from engine.portfolio.figures import ALL_IN_ONE, AS_HELD
from engine.portfolio.moved import moved
from engine.portfolio.result import PortfolioResult
from engine.report.console import plain, with_columns
from engine.report.headlines import ENGLISH, formatted
from engine.report.portfolio_told import called, figures, sentences, splitting_cost
from engine.report.rows import plain_rows
from engine.words import Words
from engine.words.notes import plain_note

FIGURES = (
    "portfolio.final", "portfolio.cagr", "portfolio.volatility", "portfolio.max_drawdown", "portfolio.worst_month",
    "portfolio.accidents",
)  # fmt: skip
TOGETHER = ("portfolio.correlation", "portfolio.in_losses", "portfolio.both_lost", "portfolio.expected")
"""Words for the columns, each behind the point called as it is in the table."""
DAILY = ("equity", "accounts", "ledger")
"""Tables with a row a day, which JSON has not."""


def portfolio_tables(result: PortfolioResult, say: Words) -> Iterator[Table]:
    """Figures of the whole, of accounts as held and of all the capital in one; how pairs of them go together."""
    titles, rows = figure_rows(result, say)
    title = "portfolio.figures_title" if len(result.runs) > 1 else "portfolio.figures_title_one"
    table = with_columns(plain(say(title, currency=result.currency)), *titles, right=len(FIGURES))
    for row in rows:
        table.add_row(*row)
    yield table
    if result.table("together").num_rows:
        yield _together(result, say)


def figure_rows(result: PortfolioResult, say: Words) -> tuple[list[str], list[list[str]]]:
    """Titles of the table of figures, and its rows."""
    held, alone = figures(result, AS_HELD), figures(result, ALL_IN_ONE)
    named = [(called(row["account"], say), row) for row in held]
    named += [(say("portfolio.row_alone", account=row["account"]), row) for row in alone]
    titles = [say("portfolio.account"), *map(say, FIGURES)]
    return titles, [[name, *_cells(row, result.currency, say)] for name, row in named]


def _cells(row: dict[str, Any], currency: str, say: Words) -> list[str]:
    shares = [formatted(row[_column(one)], "{:.2%}", say) for one in FIGURES[1:-1]]
    return [say.amount(row["final"], currency), *shares, f"{row['margin_calls']}/{row['forced_sales']}"]


def _together(result: PortfolioResult, say: Words) -> Table:
    titles = [say("portfolio.pairs"), *map(say, TOGETHER)]
    table = with_columns(plain(say("portfolio.together_title")), *titles, right=len(TOGETHER))
    for row in result.table("together").to_pylist():
        columns = [row[_column(one)] for one in TOGETHER]
        ratios = [say("portfolio.nothing") if one is None else f"{one:+.2f}" for one in columns[:2]]
        shares = [f"{one:.0%}" for one in columns[2:]]
        table.add_row(say("portfolio.pair", one=row["one"], other=row["other"]), *ratios, *shares)
    return table


def _column(word: str) -> str:
    return word.partition(".")[2]


def plain_portfolio(result: PortfolioResult) -> dict[str, Any]:
    """The same as values for JSON: numbers and codes, and the sentences in English."""
    manifest, cost, found = result.manifest, splitting_cost(result), moved(result)
    most_on = found.most_on and found.most_on.isoformat()
    return {
        "folder": result.path and str(result.path),
        "name": manifest["name"],
        "digest": manifest["digest"],
        "currency": manifest["currency"],
        "capital": manifest["capital"],
        "period": manifest["period"],
        "sentences": list(sentences(result, ENGLISH)),
        "accounts": [
            {
                "account": name,
                "share": told["share"],
                "pattern": told["pattern"],
                "profile": told["account"],
                "currency": told["currency"],
                "notes": [plain_note(note) for note in result.runs[name].manifest["notes"]],
            }
            for name, told in manifest["accounts"].items()
        ],
        "splitting_cost": cost and cost._asdict(),
        "moved": {"ordered": found.ordered, **found._asdict(), "most_on": most_on},
        "tables": {name: plain_rows(table) for name, table in result.tables.items() if name not in DAILY},
        "notes": [plain_note(note) for note in manifest["notes"]],
    }
