"""A small file in each provider's shape, and the numbers that it means."""

import io
import zipfile
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from data.base.days import iso
from data.base.finding import Refused
from data.intake.series_file import read_history
from data.intake.source import parse_source
from data.pricing.rates import investment_yield

YAHOO = """Date,Open,High,Low,Close,Volume
2018-12-28,2498.77,2520.27,2472.89,2485.74,3702620000
2018-12-31,2498.94,2509.24,2482.82,2506.85,3442870000
"""
YAHOO_ADJUSTED = """Date,Open,High,Low,Close,Adj Close,Volume
2018-12-28,2498.77,2520.27,2472.89,2485.74,2485.74,3702620000
2018-12-31,2498.94,2509.24,2482.82,2506.85,2506.85,3442870000
"""
YAHOO_LEVELS = """Price,Close,High,Low,Open,Volume
Ticker,^GSPC,^GSPC,^GSPC,^GSPC,^GSPC
Date,,,,,
2018-12-28,2485.739990234375,2520.27001953125,2472.889892578125,2498.77001953125,3702620000
2018-12-31,2506.85009765625,2509.239990234375,2482.820068359375,2498.93994140625,3442870000
"""
YAHOO_HISTORY = """Date,Open,High,Low,Close,Volume,Dividends,Stock Splits
2018-12-28 00:00:00-05:00,2498.77,2520.27,2472.89,2485.74,3702620000,0.0,0.0
2018-12-31 00:00:00-05:00,2498.94,2509.24,2482.82,2506.85,3442870000,0.0,0.0
"""
STOOQ = YAHOO
CBOE = """DATE,OPEN,HIGH,LOW,CLOSE
12/28/2018,28.020000,29.030000,26.800000,28.340000
12/31/2018,27.390000,27.520000,24.880000,25.420000
"""
FRED_OLD = """DATE,DTB3
2018-12-24,2.38
2018-12-25,.
2018-12-26,2.38
"""
FRED_NEW = """observation_date,DTB3
2018-12-24,2.38
2018-12-25,
2018-12-26,2.38
"""
FRED_PAR = """observation_date,DGS1MO
2018-12-28,2.39
2018-12-31,2.44
"""
TREASURY = """Date,"4 WEEKS BANK DISCOUNT","4 WEEKS COUPON EQUIVALENT","8 WEEKS BANK DISCOUNT","8 WEEKS COUPON EQUIVALENT","13 WEEKS BANK DISCOUNT","13 WEEKS COUPON EQUIVALENT"
12/31/2018,2.39,2.43,2.38,2.42,2.39,2.45
12/28/2018,2.34,2.38,2.37,2.41,2.35,2.40
"""  # noqa: E501 (a line of their file)
TREASURY_OLD = """Date,4 WEEKS BANK DISCOUNT,COUPON EQUIVALENT,13 WEEKS BANK DISCOUNT,COUPON EQUIVALENT
12/31/2018,2.39,2.43,2.39,2.45
12/28/2018,2.34,2.38,2.35,2.40
"""
TREASURY_PAR = """Date,"1 Mo","2 Mo","3 Mo","1 Yr","10 Yr"
12/31/2018,2.44,2.45,2.45,2.63,2.69
12/28/2018,2.38,2.41,2.40,2.63,2.72
"""
ECB = """Date,USD,JPY,BGN,CYP,CZK,DKK,
2018-12-31,1.145,125.85,1.9558,N/A,25.724,7.4673,
2018-12-28,1.1454,126.23,1.9558,N/A,25.759,7.4675,
2018-12-27,1.1397,N/A,1.9558,N/A,25.838,7.4679,
"""
SHILLER = """Stock Market Data Used in "Irrational Exuberance",,,,,,
,S&P,,,Consumer,,
Date,P,D,E,CPI,Fraction,Rate GS10
1990.09,315.41,11.85,21.9733,132.7,1990.71,8.89
1990.1,307.12,11.93,21.7267,133.5,1990.79,8.72
1990.11,315.29,12.01,21.48,133.8,1990.88,8.39
1990.12,328.75,0,0,133.8,1990.96,8.08
"""
PRICES = {"days": ["2018-12-28", "2018-12-31"], "close": [2485.74, 2506.85], "open": [2498.77, 2498.94]}
BILLS = [0.0238, None, 0.0238]
CASES = {
    "Yahoo, one level": (YAHOO, "index", "plain", PRICES),
    "Yahoo, with adjusted closes": (YAHOO_ADJUSTED, "index", "Yahoo", PRICES),
    "Yahoo, two levels": (YAHOO_LEVELS, "index", "Yahoo", PRICES),
    "Yahoo, a ticker's history": (YAHOO_HISTORY, "index", "Yahoo", PRICES),
    "Stooq": (STOOQ, "index", "plain", PRICES),
    "Cboe": (CBOE, "vix", "Cboe", {"days": PRICES["days"], "close": [28.34, 25.42]}),
    "ECB": (ECB, "fx", "ECB reference rates",
        {"days": ["2018-12-27", "2018-12-28", "2018-12-31"], "rate": [None, 126.23 / 1.1454, 125.85 / 1.145]}),
    "Shiller": (SHILLER, "dividends", "Shiller",
        {"days": ["1990-09-01", "1990-10-01", "1990-11-01", "1990-12-01"],
            "rate": [11.85 / 315.41, 11.93 / 307.12, 12.01 / 315.29, None]}),
}  # fmt: skip
RATES = {
    "FRED, until 2024": (FRED_OLD, "bills", "FRED", [investment_yield(rate, 91) if rate else None for rate in BILLS]),
    "FRED, since 2024": (FRED_NEW, "bills", "FRED", [investment_yield(rate, 91) if rate else None for rate in BILLS]),
    "FRED, par yields": (FRED_PAR, "bills", "FRED", [0.0239, 0.0244]),
    "Treasury, coupon equivalents": (TREASURY, "bills:13w", "US Treasury, bill rates", [0.0240, 0.0245]),
    "Treasury, discounts": (TREASURY, "bills:4w:discount", "US Treasury, bill rates",
        [investment_yield(0.0234, 28), investment_yield(0.0239, 28)]),
    "Treasury, names once": (TREASURY_OLD, "bills:13w", "US Treasury, bill rates", [0.0240, 0.0245]),
    "Treasury, par yields": (TREASURY_PAR, "bills:3m", "US Treasury, par yields", [0.0240, 0.0245]),
    "Shiller": (SHILLER, "dividends", "Shiller", [11.85 / 315.41, 11.93 / 307.12, 12.01 / 315.29, None]),
    "percent signs": ("Date,Yield\n2018-11-30,1.96%\n2018-12-31,2.05%\n", "dividends", "plain", [0.0196, 0.0205]),
}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def read_as(content, given, name="file.csv"):
        kind, _, words = given.partition(":")
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_history(parse_source(kind, f"{path}:{words}" if words else str(path)))

    return read_as


def same(column, expected):
    expected = [np.nan if value is None else value for value in expected]
    return np.allclose(column, expected, rtol=1e-7, atol=0.0, equal_nan=True)


@pytest.mark.parametrize(("content", "given", "shape", "expected"), CASES.values(), ids=CASES)
def test_days_and_values_of(content, given, shape, expected, read):
    history = read(content, given)
    assert (history.shape, history.findings) == (shape, ())
    assert [iso(day) for day in history.days.tolist()] == expected["days"]
    for field in expected.keys() - {"days"}:
        assert same(history.values[field], expected[field])


@pytest.mark.parametrize(("content", "given", "shape", "yields"), RATES.values(), ids=RATES)
def test_rates_become_annual_decimals(content, given, shape, yields, read):
    history = read(content, given)
    assert (history.shape, history.findings) == (shape, ())
    assert same(history.decimals(), yields)


def test_the_treasurys_own_coupon_equivalents_are_what_its_discounts_convert_to(development_data):
    path = development_data("treasury_bill_rates_2024.csv")
    for tenor in ("4w", "8w", "13w", "17w"):
        quoted, converted = (
            read_history(parse_source("bills", f"{path}:{tenor}:{basis}")).decimals() for basis in ("yield", "discount")
        )
        assert len(quoted) > 200
        assert (
            np.nanmax(np.abs(quoted - converted)) < 0.00021
        )  # published to a hundredth of a percent; 2024 had 366 days


def test_a_zip_with_one_table_is_read_as_that_table(read):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("eurofxref-hist.csv", ECB)
    history = read(packed.getvalue(), "fx", "eurofxref-hist.zip")
    assert same(history.values["rate"], CASES["ECB"][3]["rate"])


def workbook(*rows, name="Data"):
    book = Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    return book


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("day", [datetime(2018, 12, 31), date(2018, 12, 31), 43465, "2018-12-31"], ids=repr)  # noqa: DTZ001  (as spreadsheets have them)
def test_a_workbook_with_any_sort_of_date(day, read):
    before = type(day)(2018, 12, 28) if isinstance(day, date) else 43462 if day == 43465 else "2018-12-28"
    history = read(saved(workbook(["Date", "Close"], [before, 2485.74], [day, 2506.85])), "index", "file.xlsx")
    assert [iso(one) for one in history.days.tolist()] == PRICES["days"]
    assert same(history.values["close"], PRICES["close"])


def test_shillers_october_survives_a_workbook(read):
    rows = [["notes"], ["Date", "P", "D", "E", "CPI"], [1990.09, 315.41, 11.85, 1, 1], [1990.1, 307.12, 11.93, 1, 1]]
    book = workbook(*rows)
    book.create_sheet("Disclaimer").append(["no dates here", "at all"])
    history = read(saved(book), "dividends", "ie_data.xlsx")
    assert [iso(one) for one in history.days.tolist()] == ["1990-09-01", "1990-10-01"]
    book.create_sheet("More").append(["Date", "P"])
    with pytest.raises(Refused, match="has 2 sheets with dates"):
        read(saved(book), "dividends", "ie_data.xlsx")


@pytest.mark.parametrize("kind", [pa.date32(), pa.timestamp("ns"), pa.timestamp("us"), pa.string()], ids=str)
def test_parquet_with_any_sort_of_date(kind, read, tmp_path):
    days = pa.array([date(2018, 12, 28), date(2018, 12, 31)]).cast(kind)
    pq.write_table(pa.table({"Date": days, "Close": PRICES["close"]}), tmp_path / "made.parquet")
    history = read((tmp_path / "made.parquet").read_bytes(), "index", "file.parquet")
    assert [iso(one) for one in history.days.tolist()] == PRICES["days"]
    assert same(history.values["close"], PRICES["close"])


@pytest.mark.parametrize(
    "text",
    [
        "Datum;Schluss\n28.12.2018;2.485,74\n31.12.2018;2.506,85\n",
        "\ufeffDatum;Schlusskurs\n28.12.2018;2485,74\n31.12.2018;2506,85\n",
        '日付,終値\n2018年12月28日,"2,485.74"\n2018年12月31日,"2,506.85"\n',
        "日付\t終値\n2018/12/28\t2,485.74\n2018/12/31\t2,506.85\n",
        "Date,Close/Last\n12/28/2018,2485.74\n12/31/2018,2506.85\n",
        "Date,Price\n28-Dec-2018,2485.74\n31-Dec-2018,2506.85\n",
        'Date,Price\n"Dec 28, 2018","2,485.74"\n"Dec 31, 2018","2,506.85"\n',
        "<DATE>,<CLOSE>\n20181228,2485.74\n20181231,2506.85\n",
        "Date;Close\n2018-12-28 16:00:00;2 485,74\n2018-12-31 16:00:00;2 506,85\n",
        "Date|Close\r\n28/12/2018|2'485.74\r\n31/12/2018|2'506.85\r\n",
        "Exported from a terminal\n\nDate,Close,\n2018-12-28,2485.74,\n\n2018-12-31,2506.85,\n",
        ",Close\n2018-12-28,2485.74\n2018-12-31,2506.85\n",
    ],
    ids=["German", "German with BOM", "Japanese", "tabs", "US", "named months", "US named months", "compact", "spaces",
        "Swiss",
         "preamble and trailing commas", "index without a name"],
)  # fmt: skip
def test_spreadsheets_of_many_countries_say_the_same(text, read):
    history = read(text, "index")
    assert history.findings == ()
    assert [iso(one) for one in history.days.tolist()] == PRICES["days"]
    assert same(history.values["close"], PRICES["close"])


def test_utf_16_is_read_where_its_mark_says_so(read):
    history = read("Date\tClose\n2018-12-28\t2485.74\n2018-12-31\t2506.85\n".encode("utf-16"), "index")
    assert same(history.values["close"], PRICES["close"])


@pytest.mark.parametrize(
    ("text", "words", "days", "values"),
    [
        ("Date,Close\n03/04/2018,2581.88\n", "mdy", "2018-03-04", 2581.88),
        ("Date,Close\n03/04/2018,2581.88\n", "dmy", "2018-04-03", 2581.88),
        ("Date;Close\n2018-04-03;2.581\n", "comma", "2018-04-03", 2581.0),
        ("Date;Close\n2018-04-03;2.581\n", "point", "2018-04-03", 2.581),
    ],
)
def test_words_settle_what_a_file_leaves_open(text, words, days, values, read):
    history = read(text, f"index:{words}")
    assert (history.findings, iso(int(history.days[0])), float(history.values["close"][0])) == ((), days, values)


def test_dollars_per_yen_are_inverted_where_a_word_says_so(read):
    history = read("date,value\n2018-12-28,0.0090662\n2018-12-31,0.0091116\n", "fx:jpyusd")
    assert history.values["rate"].round(2).tolist() == [110.30, 109.75]
    assert "USD per JPY, inverted" in history.notes
