"""Market files that no build has looked at: what is wrong in any column is found wherever it stands, what is right
passes, what is made up runs.
"""

import json
from datetime import date
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.base.days import day_of, iso
from data.base.errors import DataError
from data.base.finding import Refused, errors, sentence
from data.intake.check import check_file
from data.intake.market_file import load_market, write_market
from data.market.embedded import named_market
from data.market.market import Market
from data.sessions.market_table import SCHEMA
from data.synthetic.generator import Setting, span
from data.synthetic.recipe import Recipe, made

pytestmark = pytest.mark.pages
LIES = {
    "usdjpy": (1e308, float("inf"), 1.2, 0.0085, 12055.0),
    "bill_yield": (0.5, 0.49, 0.3, -0.3),
    "bill_yield_1m": (0.5, 5.25),
    "dividend_yield": (2.0, -0.1),
    "jpy_rate": (0.3, 3.0),
    "vix": (0.18, 1e9, -18.0, 1800.0),
    "close": (12.0, 1e308, float("nan")),
    "high": (12.0,),
    "low": (1e7,),
}


def changed(table, column, rows, value):
    values = np.array(table[column].to_pylist())
    values[rows] = value
    place = table.column_names.index(column)
    return table.set_column(place, table.field(column), pa.array(values, table.field(column).type))


@pytest.fixture(scope="module")
def plain(whole_market):
    """The embedded market from 2004 on without its record."""
    first = whole_market.row_from(day_of(date(2004, 1, 2)))
    return whole_market.table.slice(first).replace_schema_metadata(None)


@pytest.fixture
def written(tmp_path):
    def write(table, **record):
        path = tmp_path / "m.parquet"
        pq.write_table(table.replace_schema_metadata({"origin": json.dumps(record)} if record else None), path)
        return path

    return write


def refused(path, index=None):
    with pytest.raises(Refused) as caught:
        load_market(path, index)
    return errors(caught.value.findings)


@pytest.mark.parametrize(("column", "value"), [(name, value) for name, lies in LIES.items() for value in lies])
def test_a_lie_in_any_column_is_refused_with_its_row_column_and_value(column, value, plain, written):
    row = int(np.random.default_rng(crc32(f"{column} {value}".encode())).integers(30, len(plain) - 30))
    found = refused(written(changed(plain, column, row, value)))
    assert {"m.parquet"} == {one.file for one in found}
    assert (row + 1, column) in {(one.line, one.column) for one in found}
    shown = [one.value for one in found if (one.line, one.column) == (row + 1, column)]
    assert shown == [""] if np.isnan(value) else value in map(float, shown)
    assert not any(one.fix for one in found)


@pytest.mark.parametrize(
    ("flag", "column", "value"), [("vix_modelled", "vix", 0.18), ("bill_carried", "bill_yield", 0.5)]
)
def test_a_flag_hides_no_value_that_it_cannot_stand_for(flag, column, value, plain, written):
    rows = np.arange(100, 110)
    table = changed(changed(plain, column, rows, value), flag, rows, value=True)
    assert (101, column) in {(one.line, one.column) for one in refused(written(table))}


def test_a_vix_of_another_index_is_held_against_that_index(plain, written):
    table = plain.slice(0, 1000)
    assert load_market(written(table), "N225").origin["warnings"] == []
    calm = changed(table, "vix", np.arange(1000), np.linspace(60.0, 90.0, 1000))
    assert [one["check"] for one in load_market(written(calm), "N225").origin["warnings"]].count("another-series") == 1


def test_a_modelled_vix_is_held_against_the_proxy(whole_market, written):
    table = whole_market.table.slice(0, 1500)
    assert load_market(written(table)).origin["warnings"] == []
    for value in (0.18, 178.0, 1600.0):
        assert (1001, "vix") in {(one.line, one.column) for one in refused(written(changed(table, "vix", 1000, value)))}


def test_a_row_below_in_a_market_that_carries_everything_is_found(plain, written):
    """Bills of months, an exchange rate of weeks: one value of them is wrong for as long as it stands."""
    monthly, weekly = np.arange(len(plain)) // 21 * 21, np.arange(len(plain)) // 5 * 5
    carried = changed(plain, "bill_carried", np.arange(len(plain)), value=True)
    for column, places in (("bill_yield", monthly), ("usdjpy", weekly)):
        values = np.array(plain[column].to_pylist())[places]
        carried = changed(carried, column, np.arange(len(plain)), values)
    market = load_market(written(carried))
    assert market.origin["warnings"] == []
    for column, wrong in (("bill_yield", 0.45), ("usdjpy", 1200.0)):
        rows = np.flatnonzero(monthly == 1050) if column == "bill_yield" else np.flatnonzero(weekly == 1050)
        assert (1051, column) in {
            (one.line, one.column) for one in refused(written(changed(carried, column, rows, wrong)))
        }


def test_a_price_that_stays_is_a_warning_of_the_market_and_told_once(plain, written):
    rows = np.arange(500, 508)
    path = written(changed(changed(plain, "usdjpy", rows, 112.5), "vix", rows, 15.5))
    market = load_market(path)
    told = [(one["file"], one["check"], one["count"]) for one in market.origin["warnings"]]
    assert told == [("m.parquet", "stale-quote", 1)] * 2
    assert ["vix" in sentence(one) for one in market.origin["warnings"]] == [True, False]
    again = load_market(write_market(market, path, force=True))
    assert again.origin["warnings"] == market.origin["warnings"]


def test_warnings_that_an_earlier_version_kept_as_text_stand_and_are_not_told_twice(plain, written):
    rows = np.arange(500, 508)
    path = written(changed(changed(plain, "usdjpy", rows, 112.5), "vix", rows, 15.5))
    market = load_market(path)
    earlier = [
        {"file": one["file"], "check": one["check"], "text": sentence(one), "count": 1}
        for one in market.origin["warnings"]
    ]
    market.origin["warnings"] = earlier
    assert load_market(write_market(market, path, force=True)).origin["warnings"] == earlier


def test_windows_of_the_embedded_market_pass_without_a_word(whole_market, written):
    chance, table = np.random.default_rng(18), whole_market.table
    for length in (2, 5, 30, 60, 250, 1000, 3000):
        first = int(chance.integers(len(table) - length))
        market = load_market(written(table.slice(first, length)), chance.choice(["SPX", ""]))
        assert (len(market), market.origin["warnings"]) == (length, []), iso(market.days[0])


OWN = {
    "dividend_yield": (lambda values: np.concatenate([values[:90], values[90:91] * 0.0, values[91:]]),
        "differs-from-program", 91),
    "jpy_rate": (lambda values: np.concatenate([values[:56], np.repeat(values[56], 20), values[76:]]),
        "differs-from-program", None),
    "bill_yield_1m": (lambda values: np.concatenate([values[:100], np.repeat(values[100], 12), values[112:]]),
        "differs-from-program", None),
    "dividend_yield all": (lambda values: values / 100.0, "another-reading-agrees", 1),
    "jpy_rate from a row on": (lambda values: np.concatenate([values[:20], values[20:] / 2.0]),
        "another-reading-agrees", 21),
}  # fmt: skip


@pytest.mark.parametrize("lie", OWN)
def test_what_was_changed_in_the_program_s_own_table_is_told_with_its_first_row(lie, whole_market, written):
    lied, check, line = OWN[lie]
    column = lie.split(" ", maxsplit=1)[0]
    table = whole_market.table.slice(whole_market.row_from(day_of(date(2007, 1, 3))), 130)
    path = written(changed(table, column, np.arange(130), lied(np.array(table[column].to_pylist()))))
    (told,) = [one for one in check_file(str(path), "market", {}, (None, None))[1] if one.column == column]
    assert told.check == check
    assert line in {None, told.line}
    assert "to the last digit" in told.problem


def test_a_column_of_another_source_is_not_held_to_the_last_digit(whole_market, written):
    table = whole_market.table.slice(whole_market.row_from(day_of(date(2007, 1, 3))), 130)
    for column, by in (("dividend_yield", 0.0004), ("jpy_rate", 0.0002), ("bill_yield", 0.0003)):
        path = written(changed(table, column, np.arange(130), np.array(table[column].to_pylist()) + by))
        assert load_market(path).origin["warnings"] == []


def test_the_first_bar_has_no_close_before_it(whole_market, written):
    for day in (date(2008, 10, 28), date(2000, 4, 14), date(2013, 12, 18), date(1987, 10, 19)):
        table = whole_market.table.slice(whole_market.row_from(day_of(day)), 60)
        assert load_market(written(table)).origin["warnings"] == []
        assert "high" in {one.column for one in refused(written(changed(table, "high", 0, 1e5)))}


def test_the_whole_embedded_market_has_no_finding(whole_market, written):
    assert load_market(written(whole_market.table), "SPX").origin["warnings"] == []


def test_unknown_values_are_no_findings(plain, written):
    table = plain
    for column in ("usdjpy", "jpy_rate", "bill_yield_1m"):
        table = changed(table, column, np.arange(2000), float("nan"))
    assert load_market(written(table)).origin["warnings"] == []
    for column in ("usdjpy", "jpy_rate", "bill_yield_1m"):
        table = changed(table, column, np.arange(len(table)), float("nan"))
    assert load_market(written(table)).origin["warnings"] == []


def test_what_a_build_wrote_is_taken_as_it_is_while_its_seal_is_whole(whole_market, plain, tmp_path):
    """A move that a build let pass is not refused afterwards; the same table without the seal is."""
    odd = changed(plain, "bill_yield", 1000, 0.4)
    origin = {"made_by": whole_market.origin["made_by"]}
    built = Market(odd, origin=origin, index="SPX")
    path = write_market(built, tmp_path / "built.parquet")
    assert load_market(path).digest == built.digest
    table = pq.ParquetFile(path).read()
    metadata = {name: value for name, value in table.schema.metadata.items() if name != b"content_sha256"}
    pq.write_table(table.replace_schema_metadata(metadata), path)
    assert (1001, "bill_yield") in {(one.line, one.column) for one in refused(path)}


def test_a_built_market_changed_in_python_is_looked_at_though_its_record_came_along(own_files, build, tmp_path):
    market = build({"index": own_files["index"], "bills:discount:13w": own_files["bills"], "fx": own_files["fx"]})
    path = write_market(market, tmp_path / "built.parquet")
    assert load_market(path).origin["warnings"] == market.origin["warnings"]
    odd = Market(changed(market.table, "usdjpy", 30, 1190.3), origin=market.origin, index="SPX")
    assert (31, "usdjpy") in {(one.line, one.column) for one in refused(write_market(odd, path, force=True))}


@pytest.mark.parametrize("name", ["spx", "long"])
def test_rows_of_a_market_that_comes_with_the_program_are_taken_as_they_are_and_others_are_not(name, tmp_path):
    part = named_market(name).until(day_of(date(1990, 1, 3)))
    path = write_market(part, tmp_path / "part.parquet")
    assert (load_market(path).shipped, load_market(path).origin["warnings"]) == (name, part.origin["warnings"])
    odd = Market(changed(part.table, "vix", 2000, 0.2), part.calendar, origin=part.origin, index="SPX")
    assert (2001, "vix") in {(one.line, one.column) for one in refused(write_market(odd, path, force=True))}
    mild = Market(changed(part.table, "vix", 2000, 30.25), part.calendar, origin=part.origin, index="synthetic")
    assert load_market(write_market(mild, path, force=True)).shipped == ""


def test_a_market_written_by_hand_is_looked_at_though_it_is_sealed(plain, tmp_path):
    odd = Market(changed(plain, "bill_yield", 1000, 0.4), index="SPX")
    assert (1001, "bill_yield") in {
        (one.line, one.column) for one in refused(write_market(odd, tmp_path / "m.parquet"))
    }


def test_made_up_markets_may_do_what_no_index_does(plain, written, tmp_path):
    over = span(date(2000, 1, 3), 4.0)
    market, _ = made(Recipe(regimes="crash", volatility=1.5, drift=0.0), over, Setting())
    closes = market.floats("close")
    assert np.abs(np.diff(np.log(closes))).max() > 0.25
    assert load_market(write_market(market, tmp_path / "s.parquet")).digest == market.digest
    jump = changed(plain, "vix", 1000, 180.0)
    assert refused(written(jump))
    assert len(load_market(written(jump), index="synthetic")) == len(plain)
    absurd = refused(written(changed(plain, "usdjpy", 1000, 1e308)), index="synthetic")
    assert [(one.check, one.line, one.date, one.column) for one in absurd] == [
        ("market", 1001, iso(day_of(plain["date"][1000].as_py())), "usdjpy")
    ]


def test_all_that_is_wrong_is_told_at_once_with_the_line_of_each(plain, written):
    table = changed(changed(changed(plain, "usdjpy", 700, 1e308), "vix", 800, 0.18), "close", 900, 1.0)
    text = str(Refused(refused(written(table))))
    assert all(f"m.parquet line {line}" in text for line in (701, 801, 901))


def test_empty_cells_dates_that_are_none_and_no_rows_are_sentences(plain, written):
    holes = plain["vix"].to_pylist()[:-1]
    with_hole = plain.set_column(plain.column_names.index("vix"), "vix", pa.array([None, *holes], pa.float64()))
    assert [(one.line, one.column, one.problem) for one in refused(written(with_hole))] == [
        (1, "vix", "is not a value")
    ]
    far = pa.array([2_000_000_000, *plain["date"].cast(pa.int32()).to_pylist()[1:]], pa.int32()).cast(pa.date32())
    assert [(one.line, one.column) for one in refused(written(plain.set_column(0, "date", far)))] == [(1, "date")]
    with pytest.raises(DataError, match="it has no rows"):
        load_market(written(plain.slice(0, 0)))
    assert refused(written(plain.slice(0, 30).take(list(range(29, -1, -1)))))


def test_data_check_tells_the_same_of_every_column(plain, written):
    table = changed(changed(plain, "usdjpy", 700, 1e308), "bill_yield", 800, 0.5)
    told, found = check_file(str(written(table)), None, {}, (None, None))
    assert (told["kind"], told["rows"]) == ("market", len(plain))
    assert {(one.line, one.column) for one in errors(found)} >= {(701, "usdjpy"), (801, "bill_yield")}
    assert check_file(str(written(plain)), None, {}, (None, None))[1] == []
    assert SCHEMA.names == plain.column_names
