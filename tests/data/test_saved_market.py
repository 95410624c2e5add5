from datetime import date

import numpy as np
import pyarrow.parquet as pq
import pytest

from data.calendars import exchange
from data.errors import DataError
from data.market import Market
from data.saved_market import save_labels, save_market
from data.synthetic import markov_market, span

MADE = markov_market(1, span(date(2010, 1, 4), 1, exchange("XTKS")))


def test_a_file_is_the_market_and_names_its_calendar(tmp_path):
    path = tmp_path / "new" / "market.parquet"
    save_market(MADE.market, path)
    table = pq.ParquetFile(path).read()
    assert table.schema.metadata[b"calendar"] == b"XTKS"
    assert Market(table, exchange("XTKS")).digest == MADE.market.digest
    assert [one.name for one in path.parent.iterdir()] == ["market.parquet"]


def test_true_regimes_stand_beside_their_dates(tmp_path):
    save_labels(MADE.market, MADE.regimes, tmp_path / "truth.parquet")
    table = pq.ParquetFile(tmp_path / "truth.parquet").read()
    assert table["date"].to_pylist() == MADE.market.table["date"].to_pylist()
    names = np.array(MADE.regimes.names)
    assert table["regime"].to_pylist() == names[MADE.regimes.codes].tolist()


def test_nothing_is_overwritten_unless_forced(tmp_path):
    path = tmp_path / "market.parquet"
    path.write_text("mine")
    with pytest.raises(DataError, match=r"market.parquet: exists; choose another name or give --force"):
        save_market(MADE.market, path)
    assert path.read_text() == "mine"
    save_market(MADE.market, path, force=True)
    assert pq.ParquetFile(path).metadata.num_rows == len(MADE.market)


def test_a_folder_and_a_place_without_room_are_answered_in_one_sentence(tmp_path):
    with pytest.raises(DataError, match="is a folder; give the name of a file"):
        save_market(MADE.market, tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be written"):
        save_market(MADE.market, tmp_path / "file" / "market.parquet")
