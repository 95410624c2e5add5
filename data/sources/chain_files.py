"""Files of option quotes: one row for each series and session (date, root, expiry, strike, right, bid, ask)."""

from pathlib import Path

from data.chains import SCHEMA, OptionQuotes
from data.sources.frames import read_frame, to_table

_RIGHTS = {"call": "C", "put": "P", "c": "C", "p": "P"}


def read_chains(path: Path | str) -> OptionQuotes:
    """Option quotes from a CSV or Parquet file; rights may be written out. Raises `DataError` with all that is wrong."""
    frame = read_frame(path, "option quotes")
    if "right" in frame.columns:
        frame["right"] = frame["right"].map(lambda right: _RIGHTS.get(str(right).lower(), str(right)))
    return OptionQuotes(to_table(path, frame, SCHEMA))
