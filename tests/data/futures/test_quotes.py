"""Settlement prices of futures: checked as a table, read from two shapes of file, and used as prices."""

from datetime import date

import pyarrow as pa
import pytest

from data.base.days import day_of
from data.base.errors import DataError
from data.base.finding import Refused
from data.contracts.contracts import FutureContract, future_spec
from data.curves.futures_curve import FuturesCurve
from data.curves.quoted_futures_curve import QuotedFuturesCurve
from data.futures.quotes import SCHEMA, FuturesQuotes
from data.intake.quotes.futures_file import read_futures
from data.market.market import Market

MARCH, JUNE = date(2013, 3, 15), date(2013, 6, 21)


def table(*rows):
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    return pa.table(
        [pa.array(values, field.type) for values, field in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
    )


def quotes(*rows):
    return FuturesQuotes(table(*rows))


def test_a_price_is_found_by_family_expiry_and_day():
    known = quotes((date(2013, 1, 2), "ES", MARCH, 1457.0), (date(2013, 1, 2), "ES", JUNE, 1450.5))
    assert known.find("ES", day_of(JUNE), day_of(date(2013, 1, 2))) == 1450.5
    assert known.find("ES", day_of(JUNE), day_of(date(2013, 1, 3))) is None
    assert len(known) == 2


def test_nothing_is_known_of_later_sessions():
    known = quotes((date(2013, 1, 2), "ES", MARCH, 1457.0), (date(2013, 1, 3), "ES", MARCH, 1455.0))
    assert len(known.until(day_of(date(2013, 1, 2)))) == 1


@pytest.mark.parametrize(
    ("rows", "check", "line", "sentence"),
    [
        ([(date(2013, 1, 2), "ES", MARCH, 0.0)], "settlement-missing", 1, "settlement 0 is not a finite price above 0"),
        ([(date(2013, 1, 2), "ES", MARCH, float("inf"))], "settlement-missing", 1, "is not a finite price above 0"),
        (
            [(date(2013, 3, 18), "ES", MARCH, 1550.0)],
            "contract-expired",
            1,
            "2013-03-18: expiry 2013-03-15 lies before the session 2013-03-18",
        ),
        ([(date(2013, 1, 2), "ES", MARCH, 1.0)] * 2, "settlement-repeats", 2, "stands in line 1 already: two prices"),
        (
            [(date(2013, 1, 2), "ES", MARCH, 1.0), (date(2013, 1, 2), "ES", MARCH, 2.0)],
            "settlement-twice",
            2,
            "settlement 2 of ESH13 stands beside 1 in line 1: two prices on one day",
        ),
        (
            [(date(2013, 1, 2), "ES", date(2013, 3, 14), 1.0)],
            "expiry-unknown",
            1,
            "expiry 2013-03-14 is not a day on which ES settles",
        ),
        ([(date(2013, 1, 2), "EZ", MARCH, 1.0)], "root-unknown", 1, "root 'EZ' is not one of ES, .*, MES, .*, ZN"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(rows, check, line, sentence):
    with pytest.raises(Refused, match=sentence) as error:
        quotes(*rows)
    assert [(one.check, one.line) for one in error.value.findings] == [(check, line)]


def test_columns_that_are_missing_are_named():
    with pytest.raises(DataError, match="column settlement is missing; expected date, root, expiry, settlement"):
        FuturesQuotes(table().drop_columns(["settlement"]))


def test_a_file_of_front_and_next_contracts_is_read(tmp_path):
    file = tmp_path / "futures.csv"
    file.write_text(
        "date,price,contract,next_price,next_contract\n2013-01-02,1457.0,201303,1450.5,201306\n2013-01-03,1455.0,201303,,201306\n"
    )
    known = read_futures(file)
    assert len(known) == 3
    assert known.find("ES", day_of(JUNE), day_of(date(2013, 1, 2))) == 1450.5
    assert known.find("ES", day_of(JUNE), day_of(date(2013, 1, 3))) is None


def test_a_tidy_file_is_read_in_both_formats(tmp_path):
    rows = table((date(2013, 1, 2), "ES", MARCH, 1457.0))
    rows.to_pandas().to_csv(tmp_path / "futures.csv", index=False)
    import pyarrow.parquet as pq

    pq.write_table(rows, tmp_path / "futures.parquet")
    for name in ("futures.csv", "futures.parquet"):
        assert read_futures(tmp_path / name).find("ES", day_of(MARCH), day_of(date(2013, 1, 2))) == 1457.0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "date,price\n2013-01-02,1\n",
            r"days of expiry \(expiry\) or of contracts .* has neither; the file has date, price",
        ),
        (
            "date,price,contract,next_price,next_contract\n2013-01-02,1,201302,1,201306\n",
            "contract '201302' is not a month in which ES settles",
        ),
        ("date,price,contract,next_price,next_contract\nsoon,1,201303,1,201306\n", "line 2: date 'soon' is not a date"),
    ],
)
def test_a_file_of_another_shape_is_refused_in_a_sentence(tmp_path, text, sentence):
    file = tmp_path / "futures.csv"
    file.write_text(text)
    with pytest.raises(DataError, match=sentence):
        read_futures(file)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        read_futures(tmp_path / "nothing.csv")


@pytest.fixture(scope="module")
def market(market_table):
    closes = [1400.0, 1410.0, 1420.0]
    known = quotes((date(2013, 1, 2), "ES", MARCH, 1407.0), (date(2013, 1, 4), "ES", MARCH, 1425.0))
    return Market(market_table(closes), futures=known)


def test_a_quoted_price_goes_before_the_cost_of_carry_which_fills_the_gaps(market):
    contract = FutureContract(future_spec("MES"), day_of(MARCH))
    quoted, modelled = QuotedFuturesCurve(market, "flat"), FuturesCurve(market, "flat")
    assert quoted.price(contract, 0) == 1407.0
    assert quoted.price(contract, 1) == modelled.price(contract, 1)
    assert quoted.price(contract, 2) == 1425.0


def test_within_a_session_the_basis_is_that_of_the_evening_before(market):
    contract, quoted = FutureContract(future_spec("ES"), day_of(MARCH)), QuotedFuturesCurve(market, "flat")
    assert quoted.carried(contract, 1, 0, 1380.0) == pytest.approx(1380.0 * 1407.0 / 1400.0)
    assert quoted.open_price(contract, 1) == pytest.approx(1410.0 * 1407.0 / 1400.0)


def test_quoted_prices_need_a_market_that_has_some(small_market):
    with pytest.raises(DataError, match="the market has no futures prices"):
        QuotedFuturesCurve(small_market([1400.0, 1401.0]), "flat")
