"""Small tables of dated facts: what, since when, how sure, and who says so.

A table is a CSV beside this file with the columns `name, valid_from, value, unit, confidence, source`, or, where its
rows tell of underlyings, all rows that are of it in the files of `families/`, one for each index, which say `table`
first. A value holds from its date until the next row of the same name; an empty value says that nothing is known from
that day on.

What is asked for a day that no row covers is either refused or carried, and which of the two is the caller's to say:

* `carried` answers with the nearest value known: that of the first row for earlier days, the last one known once the
  series has ended. So it is for whatever an account's terms are made of (costs, price limits, profiles, tax,
  money-market and financing spreads, forwards, swap points): a run on days without a row is right but for the size of a
  cost, and its notes say which tables were carried (`engine.manifest.fact_notes`).
* `find` answers None: so it is where the absence means something. Margin in dollars of a level of its own
  (`exchange_margin`) gives way to the model, an opening price (`real_opens`) is no real one.
* `value` raises `MissingFact`: so it is where a neighbour's value would be wrong, as the law on margin accounts of a
  day before it (`fx_margin_accounts`).

Dates of events are not values: where a calendar ends a run's notes say so, and no event is made up.

Confidence: `H` primary source, `M` good secondary source, `L` weak source or inference, `own` computed from public
data, `carried` a value of other days (a mean of them, say) that stands in where nothing is known.
"""

import csv
from pathlib import Path

from data.facts.fact_table import Fact, FactTable, fact_of
from data.facts.families import OWN, known_families
from data.facts.kept import kept

__all__ = ["Fact", "FactTable", "facts", "files", "tables"]
FOLDER = Path(__file__).parent


@kept
def facts(table: str) -> FactTable:
    """The table in `data/facts/<table>.csv`, or that of all families, read once. Raises `FileNotFoundError` where there
    is none, `DataError` for a family of somebody else's that is not sound.
    """
    rows: list[Fact] = []
    of: dict[str, str] = {}
    for family in () if (FOLDER / f"{table}.csv").exists() else known_families():
        rows += family.facts(table)
        of |= {fact.name.partition(".")[0]: family.label for fact in family.facts(table)}
    if rows:
        return FactTable(table, rows, of)
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return FactTable(table, [fact_of(row) for row in csv.DictReader(lines)])


def files() -> list[Path]:
    """All fact files of the program, in name order (for hashing)."""
    return sorted([*FOLDER.glob("*.csv"), *OWN.glob("*.csv")])


def tables() -> list[str]:
    """Names of all tables, in their order."""
    of_families = {row.table for family in known_families() for row in family.rows}
    return sorted(of_families | {path.stem for path in FOLDER.glob("*.csv")})
