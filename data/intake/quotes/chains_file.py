"""Files of option quotes: a row for each series and session."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from data.arrays import Ints
from data.arrow import Values, to_column
from data.chains.quotes import SCHEMA, OptionQuotes
from data.intake.quotes.source import EXPIRIES, quote_source, refuse_unread
from data.intake.reading.fields import Wanted, dates_named, fields_of
from data.intake.reading.names import DATES, PERIODS, plain
from data.intake.reading.sheet import read_sheet

MOST_ROWS = 2_000_000
"""Rows of a file of chains: forty years of a few series, or a year of whole chains."""
WANTED = (
    Wanted("date", "date", tuple(DATES), second=tuple(PERIODS)),
    Wanted("root", "word", ("underlying", "underlyingsymbol", "optionroot", "product"), second=("symbol", "ticker")),
    Wanted("expiry", "date", EXPIRIES),
    Wanted("strike", "number", ("strikeprice", "exerciseprice", "権利行使価格", "行使価格")),
    Wanted("right", "word", ("type", "optiontype", "cp", "putcall", "callput", "cpflag", "pc", "コールプット")),
    Wanted("bid", "number", ("bidprice", "bestbid", "bideod", "bid1545", "買気配")),
    Wanted("ask", "number", ("offer", "askprice", "offerprice", "bestask", "bestoffer", "askeod", "売気配")),
)
FIELDS = tuple(one.name for one in WANTED)
"""What the user may name with --columns."""
_RIGHTS = {"call": "C", "calls": "C", "c": "C", "コール": "C", "put": "P", "puts": "P", "p": "P", "プット": "P"}


def read_chains(path: Path | str, columns: Mapping[str, str] | None = None) -> OptionQuotes:
    """Option quotes from `FILE[:word]...` (`mdy`, `dmy`, `point`, `comma`), in any format that the intake reads; rights may be written out.

    `columns` are names of columns by field. Raises `Refused` with all that is wrong.
    """
    return OptionQuotes(*read_quotes(path, columns))


def read_quotes(path: Path | str, columns: Mapping[str, str] | None = None) -> tuple[pa.Table, str, Ints]:
    """(table, name of the file, line of each row) of a file, whatever is wrong in the rows. Raises `Refused` where they cannot be read."""
    file, words = quote_source("chains", str(path))
    named = columns or {}
    fields = fields_of(read_sheet(file, dates_named(WANTED, named), MOST_ROWS), WANTED, named, words)
    refuse_unread(fields)
    rights = {text: _RIGHTS.get(str(text).lower(), str(text)) for text in set(fields.words["right"].tolist())}
    values: dict[str, Values] = {
        **fields.dates,
        **fields.numbers,
        "root": [str(root).upper() for root in fields.words["root"].tolist()],
        "right": [rights[right] for right in fields.words["right"].tolist()],
    }
    filled = [to_column(values[field.name], field.type, nullable=field.name in fields.numbers) for field in SCHEMA]
    return pa.table(filled, names=SCHEMA.names), fields.file, fields.lines


def looks_like_chains(header: Sequence[str]) -> bool:
    """Whether the names of columns are those of a file of option quotes."""
    names = {plain(name) for name in header}
    return all(
        names & {wanted.name, *wanted.usual} for wanted in WANTED if wanted.name in {"strike", "right", "bid", "ask"}
    )
