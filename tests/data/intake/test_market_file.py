"""A market in a file of its own: written whole, read back with calendar and origin, and refused where it is not what it
was.
"""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.base.errors import ConfigError, DataError
from data.contracts.calendars import exchange
from data.intake.market_file import load_market, write_market
from data.market.market import Market
from engine import load_market as engines_load_market

ORIGIN = {"format": 1, "sources": [{"kind": "index", "file": "x.csv"}], "warnings": []}


@pytest.fixture
def own(market_table):
    return Market(market_table([100.0, 101.0, 102.0]), origin=ORIGIN)


def test_what_is_written_is_read_back(own, tmp_path):
    back = load_market(write_market(own, tmp_path / "m.parquet"))
    assert back.digest == own.digest
    assert back.calendar.name == "XNYS"
    assert back.origin["sources"] == ORIGIN["sources"]
    assert engines_load_market is load_market


def test_the_calendar_is_restored_by_its_name(market_table, tmp_path):
    days = exchange("XTKS").between(17_000, 17_004)
    table = market_table([100.0] * len(days), date=days)
    path = write_market(Market(table, exchange("XTKS")), tmp_path / "m.parquet")
    assert load_market(path).calendar.name == "XTKS"


def test_nothing_is_written_over_unless_forced(own, tmp_path):
    path = write_market(own, tmp_path / "m.parquet")
    before = path.read_bytes()
    with pytest.raises(DataError, match=r"m\.parquet: exists; choose another name or give --force"):
        write_market(own, path)
    assert write_market(own, path, force=True).read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["m.parquet"]


def test_a_file_that_cannot_be_written_is_a_sentence(own, tmp_path):
    with pytest.raises(DataError, match="there is no folder"):
        write_market(own, tmp_path / "no" / "m.parquet")
    with pytest.raises(DataError, match="is a folder"):
        write_market(own, tmp_path)


def rewritten(path, change):
    table = pq.ParquetFile(path).read()
    pq.write_table(change(table), path)
    return path


def test_a_table_changed_after_it_was_written_is_refused(own, tmp_path):
    path = write_market(own, tmp_path / "m.parquet")

    def doubled(table):
        place = table.column_names.index("vix")
        return table.set_column(place, table.field(place), pa.chunked_array([[30.0, 30.0, 30.0]]))

    with pytest.raises(DataError, match=r"m\.parquet: is not what was written; build it again"):
        load_market(rewritten(path, doubled))


def test_a_table_of_ones_own_without_a_record_is_a_market_of_new_york(own, tmp_path):
    path = write_market(own, tmp_path / "m.parquet")
    market = load_market(rewritten(path, lambda table: table.replace_schema_metadata(None)))
    assert (market.calendar.name, market.origin["made_by"]) == ("XNYS", "not by overlay data build")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"date,close\n", r"m\.parquet: is not a market file \(Parquet\); make one with `overlay data build`"),
        (b"PAR1 and nothing more", r"m\.parquet: cannot be read as Parquet"),
        (b"", r"m\.parquet: is not a market file"),
    ],
)
def test_a_file_that_is_no_market_is_a_sentence(content, sentence, tmp_path):
    path = tmp_path / "m.parquet"
    path.write_bytes(content)
    with pytest.raises(DataError, match=sentence):
        load_market(path)


def test_columns_that_are_missing_or_of_another_type_are_named(own, tmp_path):
    path = write_market(own, tmp_path / "m.parquet")
    with pytest.raises(DataError, match="column vix is missing; make a market file"):
        load_market(rewritten(path, lambda table: table.drop_columns(["vix"]).replace_schema_metadata(None)))
    with pytest.raises(DataError, match="cannot be read"):
        load_market(tmp_path / "none.parquet")


@pytest.mark.parametrize("record", [b"not json", b"[1]", b'{"calendar": 7}', b'{"index": 7}'])
def test_a_damaged_record_is_refused(record, own, tmp_path):
    path = write_market(own, tmp_path / "m.parquet")
    with pytest.raises(DataError, match="its record of origin is damaged"):
        load_market(rewritten(path, lambda table: table.replace_schema_metadata({"origin": record})))


def test_a_calendar_nobody_knows_is_a_sentence(own, tmp_path):
    path = write_market(own, tmp_path / "m.parquet")
    with pytest.raises(ConfigError, match="unknown calendar 'MOON'; give the code of an exchange, such as XNYS"):
        load_market(rewritten(path, lambda table: table.replace_schema_metadata({"origin": '{"calendar": "MOON"}'})))


def test_the_index_is_restored_by_its_name(market_table, tmp_path):
    path = write_market(Market(market_table([100.0, 101.0]), index="NDX"), tmp_path / "m.parquet")
    assert load_market(path).index == load_market(path, "NDX").index == "NDX"
    with pytest.raises(DataError, match=r"m\.parquet: is of the index NDX, not of SPX; leave its name out"):
        load_market(path, index="SPX")


def test_a_file_of_an_earlier_version_is_of_an_unknown_index_until_it_is_named(own, tmp_path):
    path = write_market(own, tmp_path / "m.parquet")
    rewritten(path, lambda table: table.replace_schema_metadata({"origin": '{"calendar": "XNYS"}'}))
    assert load_market(path).index == "unknown"
    assert load_market(path, index="SPX").index == "SPX"


@pytest.mark.parametrize("name", ["", "S&P 500"])
def test_the_name_of_an_index_is_one_word(name, market_table):
    with pytest.raises(DataError, match="cannot be the name of an index; give one word, such as SPX or N225"):
        Market(market_table([100.0]), index=name)
