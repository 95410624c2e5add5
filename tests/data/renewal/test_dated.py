"""The folder of dated markets: none is written over, and the newest is found."""

from datetime import date

import pytest

from data.base.days import day_of, iso
from data.base.errors import DataError
from data.base.locks import Taken, alone
from data.fetch.store import LOCK
from data.intake.market_file import write_market
from data.market.market import Market
from data.renewal.dated import default_folder, latest, name_for, naming

FIRST, LATER = day_of(date(2013, 1, 2)), day_of(date(2013, 12, 31))


@pytest.fixture(scope="module")
def small(market):
    return Market(market.table.slice(market.row_from(FIRST), 20), index="SPX")


def test_the_newest_is_that_of_the_latest_day_and_of_the_highest_number(tmp_path, monkeypatch):
    for name in ("market-2026-07-09.parquet", "market-2026-07-10.parquet", "market-2026-07-10-2.parquet",
        "market-2026-07-10-10.parquet", "market-2026-99-99.parquet", "market-2026-07-11.parquet.part",
        "market-20260712.parquet"):  # fmt: skip
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "market-2027-01-01.parquet").mkdir()
    monkeypatch.setattr("data.renewal.dated._as_named", lambda path, _day: path)
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


def test_a_correction_that_is_taken_back_is_written_again_as_the_newest(tmp_path, small, market):
    other = Market(market.table.slice(market.row_from(FIRST) - 1, 21), index="SPX")
    day = small.days[-1]
    write_market(small, name_for(tmp_path, day, small.digest)[0])
    write_market(other, name_for(tmp_path, day, other.digest)[0])
    back, there = name_for(tmp_path, day, small.digest)
    assert (back.name, there) == (f"market-{iso(day)}-3.parquet", False)
    write_market(small, back)
    assert latest(tmp_path) == back
    assert name_for(tmp_path, day, small.digest) == (back, True)


@pytest.mark.parametrize(("junk", "told"), [(True, "cannot be read as one"), (False, "ends on 2013-01-30")])
def test_a_file_whose_name_says_what_it_is_not_is_neither_opened_nor_written_behind(junk, told, tmp_path, small):
    path = tmp_path / "market-2099-01-02.parquet"
    if junk:
        path.write_bytes(b"junk")
    else:
        write_market(small, path)
    for asked in (lambda: latest(tmp_path), lambda: name_for(tmp_path, LATER, small.digest)):
        with pytest.raises(DataError) as refused:
            asked()
        assert str(refused.value) == f"{path}: has the name of the newest market and {told}; move it away"


def test_a_folder_of_a_later_market_takes_one_of_an_earlier_day(tmp_path, small):
    write_market(small, tmp_path / f"market-{iso(small.days[-1])}.parquet")
    assert name_for(tmp_path, small.days[-1] - 1, "0" * 64)[1] is False


def test_names_are_given_by_one_process_at_a_time(tmp_path):
    with naming(tmp_path / "made"), pytest.raises(Taken), alone(tmp_path / "made" / LOCK):
        pass
    assert list((tmp_path / "made").iterdir()) == []
