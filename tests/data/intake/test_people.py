"""Files as people have them: what providers' downloads and spreadsheets become, or with which sentence they are
refused.
"""

import numpy as np
import pytest

from data.base.days import iso
from data.base.finding import Refused
from data.contracts.calendars import exchange
from data.intake.check import check_file
from data.intake.reading.column_names import FIELDS
from data.intake.series_file import read_history
from data.intake.source import KINDS, parse_columns, parse_source

NIKKEI = """データ日付,終値,始値,高値,安値
"2023/01/04","25716.86","25834.93","25840.68","25661.89"
"2023/01/05","25820.80","25825.50","25947.10","25750.46"
"本資料は日経の著作物であり、本資料の全部又は一部を無断で複写することはできません。"
"""
NIKKEI_READ = {"days": ["2023-01-04", "2023-01-05"], "close": [25716.86, 25820.80], "open": [25834.93, 25825.50],
    "low": [25661.89, 25750.46]}  # fmt: skip
MINKABU = """日付,始値,高値,安値,終値,出来高,調整後終値*
2023年1月5日,"3,810.5","3,830.0","3,790.0","3,815.5","1,234,500","3,815.5"
2023年1月4日,"3,800.0","3,820.0","3,780.5","3,810.0","1,334,500","3,810.0"
"""
BOJ = """データコード,FM08'FXERD04
系列名称,東京市場　ドル・円　スポット　17時時点
2023/01/04,130.51
2023/01/05,ND
2023/01/06,133.60
"""
MOF = """国債金利情報,,,,(単位 : %)
基準日,1年,2年,3年,10年
S64.1.6,4.015,4.098,4.217,-
H1.1.9,3.991,4.07,4.166,4.9
"""
ENGLISH = """\ufeff"Date","Price","Open","High","Low","Vol.","Change %"
"01/14/2005","1,004.33","1,002.42","1,006.11","1,000.63","-","0.43%"
"01/13/2005","1,000.00","1,000.00","1,000.00","1,000.00","-","0.10%"
"""
JAPANESE = """\ufeff"日付け","終値","始値","高値","安値","出来高","変化率 %"
"2005年01月14日","1,004.33","1,002.42","1,006.11","1,000.63","-","0.43%"
"2005年01月13日","1,000.00","1,000.00","1,000.00","1,000.00","-","0.10%"
"""
KOREAN = """"날짜","종가","시가","고가","저가","거래량","변동 %"
"2005- 01- 14","1,004.33","1,002.42","1,006.11","1,000.63","","0.43%"
"2005- 01- 13","1,000.00","1,000.00","1,000.00","1,000.00","","0.10%"
"""
CHINESE = """"日期","收盘","开盘","高","低","交易量","涨跌幅"
"2005-1-14","1,004.33","1,002.42","1,006.11","1,000.63","","0.43%"
"2005-1-13","1,000.00","1,000.00","1,000.00","1,000.00","","0.10%"
"""
POINTS = """"{}"
"14.01.2005","1.004,33","1.002,42","1.006,11","1.000,63","-","0,43%"
"13.01.2005","1.000,00","1.000,00","1.000,00","1.000,00","-","0,10%"
"""
INVESTING = {"days": ["2005-01-14", "2005-01-13"], "close": [1004.33, 1000.0], "open": [1002.42, 1000.0],
    "high": [1006.11, 1000.0], "low": [1000.63, 1000.0]}  # fmt: skip


def with_points(*names):
    return POINTS.format('","'.join(names))


DUKASCOPY = """Gmt time,Open,High,Low,Close,Volume
03.01.2005 00:00:00.000,1000.000,1000.000,1000.000,1000.000,1
04.01.2005 00:00:00.000,1002.420,1006.110,1000.630,1004.330,1
"""
TRADINGVIEW = """time,open,high,low,close,Volume
2005-01-03,1000.00,1000.00,1000.00,1000.00,1
2005-01-04,1002.42,1006.11,1000.63,1004.33,1
"""
RISE = {"days": ["2005-01-03", "2005-01-04"], "close": [1000.0, 1004.33], "open": [1000.0, 1002.42]}
MT4 = "2012.04.02,00:00,82.10,82.90,81.90,82.30,1234\n2012.04.03,00:00,82.30,82.95,81.55,82.80,2345\n"
MT5 = (
    "<DATE>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n"
    "2012.04.02\t82.10\t82.90\t81.90\t82.30\t1234\t0\t10\n2012.04.03\t82.30\t82.95\t81.55\t82.80\t2345\t0\t10\n"
)
MT5_TIMES = (
    "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n"
    "2012.04.02\t00:00:00\t82.10\t82.90\t81.90\t82.30\t1234\t0\t10\n"
    "2012.04.03\t00:00:00\t82.30\t82.95\t81.55\t82.80\t2345\t0\t10\n"
)
METATRADER = {"days": ["2012-04-02", "2012-04-03"], "rate": [82.30, 82.80]}
STOOQ = """<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>
^SPX,D,20181228,000000,2498.77,2520.27,2472.89,2485.74,3702620000,0
^SPX,D,20181231,000000,2498.94,2509.24,2482.82,2506.85,3442870000,0
"""
FEDERAL_RESERVE = """"Series Description","{}"
"Unit:","{}"
"Multiplier:","1"
"Currency:","{}"
"Unique Identifier: ","{}/{}"
"Time Period","{}"
2024-01-01,ND
2024-01-02,{}
2024-01-03,{}
"""
H10 = FEDERAL_RESERVE.format("JAPAN -- SPOT EXCHANGE RATE, YEN/US$", "Currency:_Per_USD", "JPY", "H10/H10",
    "RXI_N.B.JA", "RXI_N.B.JA", 141.89, 142.91)  # fmt: skip
H15 = FEDERAL_RESERVE.format("3-month Treasury bill secondary market rate, discount basis", "Percent:_Per_Year", "NA",
    "H15/H15", "RIFSGFSM03_N.B", "RIFSGFSM03_N.B", 5.22, 5.24)  # fmt: skip
FEDERAL = {"days": ["2024-01-01", "2024-01-02", "2024-01-03"]}
UNITS = """Date,Close,Volume
(yyyy-mm-dd),USD,shares
2024-01-02,4742.83,1
2024-01-03,4704.81,2
Total,9447.64,3

Source: S&P Dow Jones Indices
Copyright 2024, all rights reserved
"""
PAIRS = """Date,USDJPY,,{},EURJPY
2024-01-02,141.89,,2024-01-02,155.75
2024-01-03,142.91,,2024-01-04,156.20
,,,2024-01-05,156.90
"""
READ = {
    "Nikkei, official": (NIKKEI.encode("cp932"), "index", NIKKEI_READ),
    "Nikkei in EUC-JP": (NIKKEI.encode("euc_jp"), "index", NIKKEI_READ),
    "Nikkei in UTF-16": (NIKKEI.encode("utf-16"), "index", NIKKEI_READ),
    "Nikkei in UTF-16 without a mark": (NIKKEI.encode("utf-16-le"), "index", NIKKEI_READ),
    "Nikkei in UTF-16, the other way round": (NIKKEI.encode("utf-16-be"), "index", NIKKEI_READ),
    "Nikkei in UTF-8": (NIKKEI, "index", NIKKEI_READ),
    "Yahoo! Japan and Minkabu": (MINKABU.encode("cp932"), "index",
        {"days": ["2023-01-05", "2023-01-04"], "close": [3815.5, 3810.0], "volume": [1234500, 1334500]}),
    "Bank of Japan, time series": (BOJ.encode("cp932"), "fx",
        {"days": ["2023-01-04", "2023-01-05", "2023-01-06"], "rate": [130.51, None, 133.60]}),
    "Ministry of Finance": (MOF.encode("cp932"), "jpy-rate rate=1年",
        {"days": ["1989-01-06", "1989-01-09"], "rate": [4.015, 3.991]}),
    "investing.com": (ENGLISH, "index", INVESTING),
    "investing.com, Japanese": (JAPANESE, "index", INVESTING),
    "investing.com, Korean": (KOREAN, "index", INVESTING),
    "investing.com, Chinese": (CHINESE.encode("gb18030"), "index", INVESTING),
    "investing.com, German": (with_points("Datum", "Zuletzt", "Eröffn.", "Hoch", "Tief", "Vol.", "+/- %"), "index",
        INVESTING),
    "investing.com, Spanish": (with_points("Fecha", "Último", "Apertura", "Máximo", "Mínimo", "Vol.",
            "% var.").encode("cp1252"), "index", INVESTING),
    "investing.com, French": (with_points("Date", "Dernier", "Ouv.", " Plus Haut", "Plus Bas", "Vol.", "Variation %"),
        "index", INVESTING),
    "investing.com, Italian": (with_points("Data", "Ultimo", "Apertura", "Massimo", "Minimo", "Vol.", "Var. %"),
        "index", INVESTING),
    "investing.com, Portuguese": (with_points("Data", "Último", "Abertura", "Máxima", "Mínima", "Vol.", "Var%"),
        "index", INVESTING),
    "Dukascopy": (DUKASCOPY, "index", RISE),
    "TradingView": (TRADINGVIEW, "index", RISE),
    "MetaTrader 4": (MT4, "fx", METATRADER),
    "MetaTrader 5": (MT5, "fx", METATRADER),
    "MetaTrader 5 with times": (MT5_TIMES.encode("utf-16"), "fx", METATRADER),
    "Stooq, many files": (STOOQ, "index", {"days": ["2018-12-28", "2018-12-31"], "close": [2485.74, 2506.85]}),
    "H.10": (H10, "fx", {**FEDERAL, "rate": [None, 141.89, 142.91]}),
    "H.15": (H15, "bills:discount:13w", {**FEDERAL, "rate": [None, 5.22, 5.24]}),
    "ECB of yen and dollars": (("KEY,CURRENCY,CURRENCY_DENOM,TIME_PERIOD,OBS_VALUE\nX,JPY,USD,2024-01-02,141.9\n"
        "X,JPY,USD,2024-01-03,142.9\n"), "fx", {"days": ["2024-01-02", "2024-01-03"], "rate": [141.9, 142.9]}),
    "units under the names": (UNITS, "index", {"days": ["2024-01-02", "2024-01-03"], "close": [4742.83, 4704.81]}),
    "a bank's rates under names without one for the dates": (
        ",,,\n,米ドル,英ポンド,ユーロ\n,USD,GBP,EUR\n2002/4/1,133.15,189.79,116.12\n2002/4/2,133.20,190.79,117.12\n".encode(
            "cp932"
        ), "fx rate=USD", {"days": ["2002-04-01", "2002-04-02"], "rate": [133.15, 133.20]}
    ),
    "terms with commas": (
        "日付,終値(円)\n2024/01/04,1.5\n2024/01/05,1.6\n(注)本資料は,情報提供を目的とし,投資勧誘ではない。\n",
        "index",
        {"days": ["2024-01-04", "2024-01-05"], "close": [1.5, 1.6]}),
    "pairs side by side": (PAIRS.format("Date"), "fx",
        {"days": ["2024-01-02", "2024-01-03"], "rate": [141.89, 142.91]}),
    "the second of two pairs": (PAIRS.format("Date"), "fx rate=EURJPY",
        {"days": ["2024-01-02", "2024-01-04", "2024-01-05"], "rate": [155.75, 156.20, 156.90]}),
    "pairs with names that a program numbered": (PAIRS.format("Date.1"), "fx rate=EURJPY",
        {"days": ["2024-01-02", "2024-01-04", "2024-01-05"], "rate": [155.75, 156.20, 156.90]}),
    "a name of dates that the user gave": ("Handelstag;Kurs;Umsatz\n2024-01-02;4742,83;1\n2024-01-03;4704,81;2\n",
        "index date=Handelstag close=Kurs", {"days": ["2024-01-02", "2024-01-03"], "close": [4742.83, 4704.81]}),
    "a name that the user gave, in Shift-JIS": ("観測日,値\n2024/01/04,1.5\n2024/01/05,1.6\n".encode("cp932"),
        "index date=観測日 close=値", {"days": ["2024-01-04", "2024-01-05"], "close": [1.5, 1.6]}),
}  # fmt: skip
JPY_PER_EURO = (
    "KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE\n"
    "EXR.D.JPY.EUR.SP00.A,D,JPY,EUR,SP00,A,2024-01-02,155.75\n"
    "EXR.D.JPY.EUR.SP00.A,D,JPY,EUR,SP00,A,2024-01-03,155.6\n"
)
ASKED = {
    "yen per euro": (JPY_PER_EURO, "fx", "series-unsuitable", None, "holds JPY per EUR, not yen per dollar"),
    "two series under each other": (JPY_PER_EURO + "EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2024-01-02,1.0956\n", "fx",
        "several-tickers", None, "holds EXR.D.JPY.EUR.SP00.A, EXR.D.USD.EUR.SP00.A"),
    "the call rate as an exchange rate": (BOJ.replace("FM08'FXERD04", "FM01'STRDCLUCON").encode("cp932"), "fx",
        "series-unsuitable", None, "holds jpy-rate, but was given as fx"),
    "pairs none of which is known": ("Date,SPY,,Date,QQQ\n2024-01-02,1.5,,2024-01-02,2.5\n", "index", "column-missing",
        None, "has no column for close among Date, SPY, Date, QQQ (--columns index.close=NAME)"),
    "a name of dates that nobody knows": ("# a comment\nHandelstag;Kurs;Umsatz\n2024-01-02;4742,83;1\n", "index",
        "no-header", 2,
        ("has no line that names a column of dates by a known name; it seems to be this one, 'Handelstag, Kurs, "
            "Umsatz': add --columns index.date=Handelstag")),
    "a value's name alone": ("Handelstag;Kurs;Umsatz\n2024-01-02;4742,83;1\n", "index close=Kurs", "column-missing",
        None, "has no column of dates among Handelstag, Kurs, Umsatz (--columns index.date=NAME)"),
    "hours of MetaTrader": (MT4.replace("00:00", "17:00"), "fx", "time-of-day", 1, "has a time of day"),
    "terms in the middle": ("Date,Close\n2024-01-02,4742.83\nSource: S&P\n2024-01-03,4704.81\n", "index", "field-count",
        3, "begins a line of 1 fields, the header has 2"),
    "a download that broke off": ("Date,Close\n2024-01-02,4742.83\nError: connection reset\n", "index", "field-count",
        3, "begins a line of 1 fields, the header has 2"),
    "a page's end below the rows": ("Date,Close\n2024-01-02,4742.83\n</body></html>\n", "index", "field-count", 3,
        "begins a line of 1 fields, the header has 2"),
    "names once more": ("Date,Close\n2024-01-02,4742.83\nDate,Close\n2024-01-03,4704.81\n", "index", "date-unreadable",
        3, "is not a date written year-month-day like the others"),
    "a last line cut off": ("Date,Close\n2024-01-02,4742.83\n2024-01", "index", "field-count", 3,
        "begins a line of 1 fields, the header has 2"),
    "signs of no known encoding": ("観測日,値\n2024/01/04,1.5\n".encode("cp932"), "index", "wrong-encoding", 1,
        ("byte 0x8a is not UTF-8 (it may be cp932 (Shift-JIS), but then names no column of dates that is known: add "
            "--columns KIND.date=NAME)")),
    "text for prices": ("Date,Open,Close\n2024-01-02,closed,4742.83\n2024-01-03,closed,4704.81\n", "index",
        "text-in-number", 2, "is not a number, as on 1 more row"),
    "an era's day that was none": (MOF.replace("H1.1.9", "H1.1.5"), "jpy-rate rate=1年", "date-unreadable", 4,
        "is not a day of the calendar, written era year.month.day"),
}  # fmt: skip


@pytest.fixture
def given(tmp_path):
    """A file of this content as (text for the command line, columns by kind), from `kind:word field=NAME ...`."""

    def write(content, what):
        kind, *columns = what.split(" ")
        kind, _, words = kind.partition(":")
        path = tmp_path / "x.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        named = parse_columns([f"{kind}.{column}" for column in columns], FIELDS)
        return kind, f"{path}:{words}" if words else str(path), named

    return write


def read(kind, text, named):
    return read_history(parse_source(kind, text, named[kind]))


@pytest.mark.parametrize(("content", "what", "expected"), READ.values(), ids=READ)
def test_days_and_values_of(content, what, expected, given):
    history = read(*given(content, what))
    assert history.findings == ()
    assert [iso(day) for day in history.days.tolist()] == expected["days"]
    for field in expected.keys() - {"days"}:
        wanted = [np.nan if value is None else value for value in expected[field]]
        np.testing.assert_array_equal(history.values[field], wanted)


@pytest.mark.parametrize(("content", "what", "check", "line", "problem"), ASKED.values(), ids=ASKED)
def test_what_cannot_be_known_is_asked(content, what, check, line, problem, given):
    kind, text, named = given(content, what)
    found = check_file(text, kind, named, (None, None))[1]
    assert [(one.check, one.line, one.problem) for one in found if one.check == check][:1] == [(check, line, problem)]
    assert next(one for one in found if one.check == check).severity == "error"


@pytest.mark.parametrize(("content", "kind"),
    [(BOJ.encode("cp932"), "fx"), (BOJ.replace("FM08'FXERD04", "FM01'STRDCLUCON").encode("cp932"), "jpy-rate"),
        (H10, "fx")])  # fmt: skip
def test_a_series_that_is_known_says_what_its_file_holds(content, kind, given):
    told = check_file(given(content, "index")[1], None, {one: {} for one in KINDS}, (None, None))[0]
    assert (told["kind"], told["rows"]) == (kind, 3)


NOTES = {
    "encoding and terms": (NIKKEI.encode("cp932"), "index",
        ["the file is not UTF-8 and was read as cp932 (Shift-JIS)",
            ("line 4 below the table is no row, and passed over: "
            "'本資料は日経の著作物であり、本資料の全部又は一部を無断で複写することはできません。'")]),
    "units, totals and sources": (UNITS, "index",
        ["line 2 under the names is no row: '(yyyy-mm-dd), USD, shares'",
            "lines 5 to 8 below the table are no rows, and passed over: 'Total 9447.64 3'"]),
    "no names": (MT4, "fx",
        ["no line names the columns; read as MetaTrader's date, time, open, high, low, close, volume"]),
    "rows of another pair": (PAIRS.format("Date"), "fx",
        ["rows that hold values of other columns alone are left out: 1"]),
    "nothing out of the way": (TRADINGVIEW, "index", []),
}  # fmt: skip


@pytest.mark.parametrize(("content", "what", "notes"), NOTES.values(), ids=NOTES)
def test_what_is_passed_over_is_told(content, what, notes, given):
    assert read(*given(content, what)).described().get("notes", []) == notes


def test_an_encoding_other_than_utf_8_is_recorded(given):
    assert read(*given(NIKKEI.encode("cp932"), "index")).described()["encoding"] == "cp932 (Shift-JIS)"
    assert "encoding" not in read(*given(NIKKEI, "index")).described()


def test_a_good_japanese_file_has_nothing_wrong_with_it(given):
    days = [iso(day) for day in exchange("XTKS").between(19361, 19447)]
    rows = [f'"{day.replace("-", "/")}","{26000 + n}.00"' for n, day in enumerate(days)]
    text = given("\n".join(["データ日付,終値", *rows, '"この資料の無断転載を禁じます。"']).encode("cp932"), "index")[1]
    told, found = check_file(text, "index", {one: {} for one in KINDS}, (None, None), "XTKS")
    assert (told["rows"], [one.check for one in found if one.check != "facts-end"]) == (len(days), [])


@pytest.mark.parametrize("sign", ["-", "--", "—", "ND", "n.d.", "N/D", "NA", "*", "…", "休場"])
def test_volumes_of_dashes_are_no_findings(sign, given):
    history = read(*given("Date,Close,Vol.\n" + "".join(f"2024-01-{day:02d},47{day}.5,{sign}\n" for day in range(2,
                    30)), "index"))  # fmt: skip
    assert history.findings == ()
    assert np.isnan(history.values["volume"]).all()


def test_volumes_in_billions_are_one_warning_for_their_column(given):
    content = "Date,Close,Vol.\n" + "".join(f"2024-01-{day:02d},47{day}.5,3.{day}B\n" for day in range(2, 30))
    found = read(*given(content, "index")).findings
    assert [(one.check, one.severity, one.column, one.problem) for one in found] == [("text-in-number", "warning",
            "Vol.", "is not a number, as on 27 more rows")]  # fmt: skip


@pytest.mark.parametrize("sign", ["-", "", "ND"])
def test_opens_of_dashes_are_one_warning_and_left_out(sign, given):
    history = read(*given(f"Date,Open,Close\n2024-01-02,{sign},4742.83\n2024-01-03,{sign},4704.81\n", "index"))
    assert [(one.check, one.severity, one.column) for one in history.findings] == [("column-empty", "warning", "Open")]
    assert set(history.values) == {"close"}


def test_bytes_of_no_encoding_are_refused_with_their_line(given):
    with pytest.raises(Refused) as refused:
        read(*given(b"Date,Close\n2024-01-02,1\n2024-01-03,2\x81\xff\n", "index"))
    assert [(one.check, one.line) for one in refused.value.findings] == [("wrong-encoding", 3)]
