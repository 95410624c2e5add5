"""Pages of the tables: of a run, a comparison, answers, the market and option chains, from their columns.

python -m validation.table_pages      writes docs/tables
"""

from pathlib import Path

from data.base.columns import Column
from data.chains.quotes import COLUMNS as CHAINS
from data.sessions.market_table import COLUMNS as MARKET
from engine.comparison.comparison_schemas import TABLES as COMPARISON
from engine.portfolio.schemas import TABLES as PORTFOLIO
from engine.results.schemas import TABLES as RUN
from engine.results.trials import COLUMNS as TRIALS
from engine.survival.schemas import TABLES as SURVIVAL
from engine.sweeps.schemas import TABLES as SWEEP
from engine.weighing.schemas import TABLES as WORTH

FOLDER = Path(__file__).parents[1] / "docs" / "tables"


def pages() -> dict[str, str]:
    """Every page by the name of its table."""
    found = {"trials": _page("trials", TRIALS), **_of_results()}
    return {**found, "README": _list(sorted(found))}


def _list(names: list[str]) -> str:
    asked = "Which table has what, column by column? `overlay export RUN --table NAME` writes one of a saved result."
    told = "\n".join(f"* [`{name}`]({name}.md)" for name in names)
    return f"# Tables\n\n{asked} Written from the schemas by `make docs`.\n\n{told}\n"


def _of_results() -> dict[str, str]:
    compared = {f"comparison_{name}": columns for name, columns in COMPARISON.items()}
    survived = {f"survival_{name}": columns for name, columns in SURVIVAL.items()}
    swept = {f"sweep_{name}": columns for name, columns in SWEEP.items()}
    weighed = {f"worth_{name}": columns for name, columns in WORTH.items()}
    together = {f"portfolio_{name}": columns for name, columns in PORTFOLIO.items()}
    declared = {**RUN, "market": MARKET, "chains": CHAINS, **compared, **survived, **swept, **weighed, **together}
    return {name: _page(name, columns) for name, columns in declared.items()}


def _page(name: str, columns: tuple[Column, ...]) -> str:
    rows = [f"| `{c.name}` | {c.type}{' or null' if c.nullable else ''} | {c.unit} | {c.meaning} |" for c in columns]
    head = [f"# Table `{name}`", "", "Written from the schema by `make docs`.", ""]
    return "\n".join([*head, "| column | type | unit | meaning |", "|---|---|---|---|", *rows, ""])


if __name__ == "__main__":
    for table, written in pages().items():
        (FOLDER / f"{table}.md").write_text(written, encoding="utf-8")
