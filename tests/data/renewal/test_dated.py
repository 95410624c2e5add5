"""The folder of dated markets: none is written over, and the newest is found."""

from datetime import date

import pytest

from data.base.days import day_of
from data.base.errors import DataError
from data.intake.market_file import write_market
from data.market.market import Market
from data.renewal.dated import default_folder, latest, name_for

FIRST, LATER = day_of(date(2013, 1, 2)), day_of(date(2013, 12, 31))


@pytest.fixture(scope="module")
def small(market):
    return Market(market.table.slice(market.row_from(FIRST), 20), index="SPX")


def test_the_newest_is_that_of_the_latest_day_and_of_the_highest_number(tmp_path):
    for name in ("market-2026-07-09.parquet", "market-2026-07-10.parquet", "market-2026-07-10-2.parquet",
        "market-2026-07-10-10.parquet", "market-2026-99-99.parquet", "market-2026-07-11.parquet.part",
        "market-20260712.parquet"):  # fmt: skip
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "market-2027-01-01.parquet").mkdir()
    assert latest(tmp_path).name == "market-2026-07-10-10.parquet"


def test_where_there_is_none_that_is_one_sentence(tmp_path, monkeypatch):
    with pytest.raises(DataError, match=r"there is no market in .*nothing; `overlay data update` makes one"):
        latest(tmp_path / "nothing")
    monkeypatch.setenv("OVERLAY_CACHE", str(tmp_path))
    assert default_folder() == tmp_path / "markets"


def test_a_market_that_is_there_keeps_its_name_and_another_gets_a_number(tmp_path, small):
    path, there = name_for(tmp_path, LATER, small.digest)
    assert (path.name, there) == ("market-2013-12-31.parquet", False)
    write_market(small, path)
    assert name_for(tmp_path, LATER, small.digest) == (path, True)
    again, there = name_for(tmp_path, LATER, "0" * 64)
    assert (again.name, there) == ("market-2013-12-31-2.parquet", False)
    again.write_bytes(b"no market")
    assert name_for(tmp_path, LATER, "0" * 64)[0].name == "market-2013-12-31-3.parquet"
