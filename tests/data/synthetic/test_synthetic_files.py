from datetime import date

import numpy as np
import pyarrow.parquet as pq

from data.contracts.calendars import exchange
from data.intake.market_file import load_market, write_market, write_table
from data.synthetic.generator import labels_table, markov_market, span

MADE = markov_market(1, span(date(2010, 1, 4), 1, exchange("XTKS")))


def test_a_file_is_the_market_and_names_its_calendar(tmp_path):
    path = write_market(MADE.market, tmp_path / "market.parquet")
    loaded = load_market(path)
    assert loaded.calendar.name == "XTKS"
    assert loaded.digest == MADE.market.digest
    assert [one.name for one in tmp_path.iterdir()] == ["market.parquet"]


def test_true_regimes_stand_beside_their_dates(tmp_path):
    write_table(labels_table(MADE.market, MADE.regimes), tmp_path / "truth.parquet")
    table = pq.ParquetFile(tmp_path / "truth.parquet").read()
    assert table["date"].to_pylist() == MADE.market.table["date"].to_pylist()
    names = np.array(MADE.regimes.names)
    assert table["regime"].to_pylist() == names[MADE.regimes.codes].tolist()
