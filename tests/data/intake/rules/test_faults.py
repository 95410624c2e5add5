"""Faulty files, one for each finding and some with several, and exactly what is told about them.

Each case: what is wrong, what the file is given as (kind and words), its content, and what is told.
"""

import gzip
import io
import zipfile
from datetime import date, timedelta

import pytest

from data.base.days import day_of
from data.intake.check import check_file
from data.intake.rules.all_rules import RULES
from data.intake.rules.bars_beside_program import BESIDE_RULES
from data.intake.rules.opinion_rules import OPINION_RULES
from data.intake.source import KINDS

TODAY = day_of(date(2020, 1, 31))
HEADER = "Date,Open,High,Low,Close,Volume"
GOOD = [
    "2020-01-02,3244.67,3258.14,3235.53,3257.85,3458250000",
    "2020-01-03,3226.36,3246.15,3222.34,3234.85,3461290000",
    "2020-01-06,3217.55,3246.84,3214.64,3246.28,3674070000",
    "2020-01-07,3241.86,3244.91,3232.43,3237.18,3420380000",
    "2020-01-08,3238.59,3267.07,3236.67,3253.05,3720890000",
    "2020-01-09,3266.03,3275.58,3263.67,3274.70,3638390000",
    "2020-01-10,3281.81,3282.99,3260.86,3265.35,3212970000",
]
"""Lines 2 to 8 of a file with which nothing is wrong."""


def index(*rows):
    return lines(HEADER, *rows)


def third(row):
    """The good file with another line 4, that of 2020-01-06."""
    return index(*GOOD[:2], row, *GOOD[3:])


def lines(*rows):
    return "\n".join(rows) + "\n"


def closes(*rows):
    return lines("Date,Close", *rows)


def values(*rows):
    return lines("date,value", *rows)


def fred(series, *rows):
    return lines(f"DATE,{series}", *rows)


def zipped(*names):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, index(*GOOD))
    return packed.getvalue()


def embedded(market, growth, scale=1.0):
    """Closes of the embedded market of 2015 and 2016 that grow faster by `growth` a session, times `scale`."""
    first, last = market.row_from(day_of(date(2015, 1, 2))), market.row_from(day_of(date(2016, 12, 31)))
    days, levels = market.table["date"].to_pylist()[first:last], market.values("close")[first:last]
    return closes(
        *(
            f"{day},{scale * level * (1 + growth) ** place:.4f}"
            for place, (day, level) in enumerate(zip(days, levels, strict=True))
        )
    )


def findings(folder, content, given):
    """What is found in a file of this content, given as `kind:word...`."""
    kind, _, words = given.partition(":")
    path = folder / "x.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    text = f"{path}:{words}" if words else str(path)
    return check_file(text, kind or None, {one: {} for one in KINDS}, (None, None), today=TODAY)[1]


def told(folder, content, given):
    """The sentences about it, but for those about facts, which grow (test_standing)."""
    found = findings(folder, content, given)
    return [f"{finding.severity}: {finding}" for finding in found if finding.check != "facts-end"]


DECEMBER = [
    f"2019-12-{day:02d}" for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 23, 24, 26, 27, 30, 31)
]
JANUARY = [f"2020-01-{day:02d}" for day in (2, 3, 6, 7, 8, 9, 10, 13, 14, 15, 16, 17, 21, 22, 23, 24, 27, 28, 29, 30)]
SUNDAY_TO_THURSDAY = [str(date.fromisoformat(day) - timedelta(days=1)) for day in DECEMBER]
NO_FRIDAYS = [
    str(day) for day in (date(2019, 10, 1) + timedelta(days=place) for place in range(60)) if day.weekday() < 4
]
EXCHANGED = [f"{day[:4]}-{day[8:]}-{day[5:7]}" if int(day[8:]) < 13 else day for day in DECEMBER]

CASES = {
    "nothing in it": (
        "index",
        "",
        [
            "error: x.csv: is empty; the download or the export left nothing",
        ],
    ),
    "blank lines only": (
        "index",
        "  \n\n",
        [
            "error: x.csv: is empty; the download or the export left nothing",
        ],
    ),
    "a web page": (
        "index",
        "<!DOCTYPE html><html><head><title>Sign in - Data</title></head><body>",
        [
            (
                "error: x.csv: is a web page (HTML or XML) that says 'Sign in - Data', not a table; the site "
                "probably wanted a log-in or refused the download; open the file in a browser to see"
            ),
        ],
    ),
    "an error in JSON": (
        "bills",
        '{"error_code":400,"error_message":"Bad Request. The series does not exist."}',
        [
            (
                'error: x.csv: is JSON, not a table: {"error_code": 400, "error_message": "Bad Request. The series '
                "does not exist.\"}; this is probably a service's error message; ask it for CSV"
            ),
        ],
    ),
    "a PDF": (
        "index",
        b"%PDF-1.4 ...",
        [
            "error: x.csv: is a PDF (save the table as CSV); CSV, .xlsx, .xls, Parquet and a zip with one CSV are read",
        ],
    ),
    "an old workbook": (
        "index",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        [
            (
                'error: x.csv: is no readable workbook, or has a password (Expected "little-endian" marker, '
                "found b''); download or save it again"
            ),
        ],
    ),
    "packed with gzip": (
        "index",
        gzip.compress(index(*GOOD).encode(), mtime=0),
        [
            "error: x.csv: is packed with gzip (unpack it); CSV, .xlsx, .xls, Parquet and a zip with one CSV are read",
        ],
    ),
    "binary junk": (
        "index",
        b"Date,Close\n\x00\x01\x02\x03",
        [
            (
                "error: x.csv: is not text: byte 0x00 at 11; a table of prices is text; the file may be damaged or "
                "of another kind"
            ),
        ],
    ),
    "a damaged workbook": (
        "index",
        b"PK\x03\x04 and no more",
        [
            "error: x.csv: is no readable zip or workbook (File is not a zip file); download or save it again",
        ],
    ),
    "a zip with two files": (
        "fx",
        zipped("a.csv", "b.csv"),
        [
            "error: x.csv: holds a.csv, b.csv; which is meant cannot be known; unpack the one",
        ],
    ),
    "German in Windows-1252": (
        "index",
        "Börsentag;Kurs\n02.01.2020;3257,85\n".encode("cp1252"),
        [
            (
                "error: x.csv line 1: byte 0xf6 is not UTF-8 (it may be cp1252 (Windows-1252), but then names no "
                "column of dates that is known: add --columns KIND.date=NAME); letters and signs would be read as "
                "others; save it as UTF-8 CSV"
            ),
        ],
    ),
    "Japanese in Shift-JIS": (
        "index",
        "観測日,値\n2020-01-06,3246.28\n".encode("cp932"),
        [
            (
                "error: x.csv line 1: byte 0x8a is not UTF-8 (it may be cp932 (Shift-JIS), but then names no "
                "column of dates that is known: add --columns KIND.date=NAME); letters and signs would be read as "
                "others; save it as UTF-8 CSV"
            ),
        ],
    ),
    "a service's refusal in plain text": (
        "index",
        "Exceeded the daily hits limit\n",
        [
            (
                "error: x.csv line 1: has no line that names a column of dates; the first says 'Exceeded the daily "
                "hits limit'; without names a price cannot be told from a volume"
            ),
        ],
    ),
    "no header": (
        "index",
        lines(*GOOD),
        [
            (
                "error: x.csv line 1: has no line that names a column of dates; the first says '2020-01-02, "
                "3244.67, 3258.14, 3235.53, 3257.85, 3458250000'; write one above its values, such as Date,Close; "
                "without names a price cannot be told from a volume"
            ),
        ],
    ),
    "a header alone": (
        "index",
        lines(HEADER),
        [
            "error: x.csv: has a header and no row under it; the download or the export left nothing",
        ],
    ),
    "an open quotation mark": (
        "index",
        third('"2020-01-06,3217.55,3246.84,3214.64,3246.28,0'),
        [
            (
                "error: x.csv line 4: cannot be parted into fields from here on (unexpected end of data); "
                "everything after it would be one cell"
            ),
        ],
    ),
    "a field too few": (
        "index",
        third("2020-01-06,3217.55,3246.84,3214.64,3246.28"),
        [
            (
                "error: x.csv line 4: '2020-01-06' begins a line of 5 fields, the header has 6; its values would "
                "stand under wrong names; a comma in a number parts it too"
            ),
        ],
    ),
    "thousands parted by the delimiter": (
        "index",
        third("2020-01-06,3,217.55,3,246.84,3,214.64,3,246.28,0"),
        [
            (
                "error: x.csv line 4: '2020-01-06' begins a line of 10 fields, the header has 6; its values would "
                "stand under wrong names; a comma in a number parts it too"
            ),
        ],
    ),
    "text in a number": (
        "index",
        third("2020-01-06,3217.55,3246.84,3214.64,n.m.,3674070000"),
        [
            "error: x.csv line 4: Close 'n.m.' is not a number; no value can be made from it",
        ],
    ),
    "a line twice": (
        "index",
        index(*GOOD[:3], GOOD[2], *GOOD[3:]),
        [
            (
                "error: x.csv line 5: date 2020-01-06 stands on line 4 too, with the same values; one day has one "
                "return (--fix drop-duplicates)"
            ),
        ],
    ),
    "two closes for a day": (
        "index",
        index(*GOOD[:3], GOOD[2].replace("3246.28", "3240.28"), *GOOD[3:]),
        [
            (
                "error: x.csv line 5: date 2020-01-06 stands on line 4 too, with other values; which is right "
                "cannot be known; delete one, or keep the last (--fix keep-last)"
            ),
        ],
    ),
    "two lines exchanged": (
        "index",
        index(GOOD[1], GOOD[0], *GOOD[2:]),
        [
            (
                "error: x.csv line 3: date 2020-01-02 comes after 2020-01-03; returns would be computed across "
                "time running backwards (--fix sort)"
            ),
        ],
    ),
    "the newest first": (
        "index",
        index(*reversed(GOOD)),
        [
            (
                "error: x.csv line 3: date 2020-01-09 comes after 2020-01-10, and so on: the newest row is first; "
                "returns would be computed across time running backwards; some providers, such as investing.com "
                "and Nasdaq, write the newest first (--fix sort)"
            ),
        ],
    ),
    "a Saturday": (
        "index",
        index(*GOOD[:2], "2020-01-04,3217.55,3246.84,3214.64,3246.28,0", *GOOD[2:]),
        [
            (
                "error: x.csv line 4: date 2020-01-04 is a Saturday, not a session of XNYS; a price of a day "
                "without trading shifts every return around it (--fix drop-non-sessions)"
            ),
        ],
    ),
    "a holiday": (
        "index",
        index("2020-01-01,3230.78,3230.78,3230.78,3230.78,0", *GOOD),
        [
            (
                "error: x.csv line 2: date 2020-01-01 is a Wednesday without trading, not a session of XNYS; a "
                "price of a day without trading shifts every return around it (--fix drop-non-sessions)"
            ),
        ],
    ),
    "a session without a line": (
        "index",
        index(*GOOD[:2], *GOOD[3:]),
        [
            (
                "error: x.csv: date 2020-01-06 is a session of XNYS without a row; the return over the hole would "
                "be taken for that of one day"
            ),
        ],
    ),
    "a close missing": (
        "index",
        third("2020-01-06,3217.55,3246.84,3214.64,,3674070000"),
        [
            (
                "error: x.csv line 4, 2020-01-06: Close is missing (3234.85 before, 3237.18 after); returns and "
                "margin need every price of a session"
            ),
        ],
    ),
    "the last close missing": (
        "index",
        index(*GOOD[:6], "2020-01-10,3281.81,3282.99,3260.86,,1212970000"),
        [
            (
                "error: x.csv line 8, 2020-01-10: Close is missing in the last row (3274.7 before); the session is "
                "probably unfinished (--fix drop-last)"
            ),
        ],
    ),
    "a small last volume": (
        "index",
        lines(
            "Date,Close,Volume",
            *(f"{day},{3100 + place},{1000 + place}" for place, day in enumerate(DECEMBER[:20])),
            "2019-12-31,3230.78,100",
        ),
        [
            (
                "warning: x.csv line 22, 2019-12-31: Volume 100 is far below the usual 1010 (1019 before); the "
                "session may be unfinished, or have closed early (--fix drop-last)"
            ),
        ],
    ),
    "a close of zero": (
        "index",
        third("2020-01-06,3217.55,3246.84,3214.64,0,3674070000"),
        [
            (
                "error: x.csv line 4, 2020-01-06: Close 0 is not a price above zero (3234.85 before, 3237.18 "
                "after); returns are ratios of prices"
            ),
        ],
    ),
    "a negative low": (
        "index",
        third("2020-01-06,3217.55,3246.84,-3214.64,3246.28,3674070000"),
        [
            (
                "error: x.csv line 4, 2020-01-06: Low -3214.64 is not a price above zero (3222.34 before, 3232.43 "
                "after); returns are ratios of prices; it looks like 3214.64 with a wrong sign"
            ),
        ],
    ),
    "a decimal point lost": (
        "index",
        third("2020-01-06,3217.55,32468.4,3214.64,32462.8,3674070000"),
        [
            (
                "error: x.csv line 4, 2020-01-06: Close 32462.8 is +903.5% from the close before (3234.85 before, "
                "3237.18 after); the S&P 500 has never moved so far in a session: a wrong digit, a split, or "
                "another unit; it looks like 3246.28 with its decimal mark moved"
            ),
            (
                "error: x.csv line 5, 2020-01-07: Close 3237.18 is -90.0% from the close before (32462.8 before, "
                "3253.05 after); the S&P 500 has never moved so far in a session: a wrong digit, a split, or "
                "another unit"
            ),
        ],
    ),
    "a move of an eighth": (
        "index",
        index(*GOOD[:6], "2020-01-10,3281.81,3282.99,2860.86,2865.35,3212970000"),
        [
            (
                "warning: x.csv line 8, 2020-01-10: Close 2865.35 is -12.5% from the close before; since 1980 the "
                "S&P 500 moved by a tenth on 4 days only (3274.7 before); a wrong digit, or a day that is "
                "remembered: check it"
            ),
        ],
    ),
    "high and low exchanged": (
        "index",
        third("2020-01-06,3217.55,3214.64,3246.84,3246.28,3674070000"),
        [
            (
                "error: x.csv line 4, 2020-01-06: High 3214.64 is below the low 3246.84 (3246.15 before, 3244.91 "
                "after); intraday margin calls look at them; columns may be exchanged (--fix high-low)"
            ),
        ],
    ),
    "a close above the high": (
        "index",
        third("2020-01-06,3217.55,3246.84,3214.64,3250.00,3674070000"),
        [
            (
                "error: x.csv line 4, 2020-01-06: Close 3250 is above the high 3246.84 (3234.85 before, 3237.18 "
                "after); intraday margin calls look at high and low; columns may be exchanged (--fix high-low)"
            ),
        ],
    ),
    "an open below the low": (
        "index",
        third("2020-01-06,3200.00,3246.84,3214.64,3246.28,3674070000"),
        [
            (
                "error: x.csv line 4, 2020-01-06: Open 3200 is below the low 3214.64 (3226.36 before, 3241.86 "
                "after); orders may be filled at the open; columns may be exchanged (--fix high-low)"
            ),
        ],
    ),
    "three days alike": (
        "index",
        index(*GOOD[:3], GOOD[2].replace("-06", "-07"), GOOD[2].replace("-06", "-08")),
        [
            (
                "warning: x.csv line 4, 2020-01-06: Close 3246.28 and all prices beside it stay the same for 3 "
                "rows (3234.85 before, 3246.28 after); holidays or a frozen feed may have been filled with the "
                "last price"
            ),
        ],
    ),
    "a frozen feed": (
        "index",
        index(*(day[:10] + GOOD[0][10:] for day in GOOD)),
        [
            (
                "error: x.csv line 2, 2020-01-02: Close 3257.85 and all prices beside it stay the same for 7 rows "
                "(3257.85 after); holidays or a frozen feed were filled with the last price, which hides risk"
            ),
        ],
    ),
    "opens that are the closes before": (
        "index",
        lines(
            "Date,Open,Close", "2020-01-02,3230.78,3257.85", "2020-01-03,3257.85,3234.85", "2020-01-06,3234.85,3246.28"
        ),
        [
            (
                "warning: x.csv line 2, 2020-01-02: Open 3230.78 and most opens after it are the closes before "
                "them (3257.85 after); they are marked as not real, and no order can be filled at them"
            ),
        ],
    ),
    "adjusted closes beside the others": (
        "index",
        lines("Date,Close,Adj Close", "2020-01-02,3257.85,3200.10", "2020-01-03,3234.85,3190.00"),
        [
            (
                "warning: x.csv line 2, 2020-01-02: Adj Close 3200.1 differs from Close 3257.85, as on 2 rows; "
                "Close is used (3190 after); adjusted closes have dividends in them, which the program adds itself"
            ),
        ],
    ),
    "adjusted closes alone": (
        "index",
        lines("Date,Adj Close", "2020-01-02,3257.85", "2020-01-03,3234.85"),
        [
            (
                "error: x.csv: has no closes as they were paid among Date, Adj Close; dividends in them would be "
                "counted twice"
            ),
        ],
    ),
    "dividends paid": (
        "index",
        lines("Date,Close,Dividends", "2020-01-02,324.87,0", "2020-01-03,322.41,1.57"),
        [
            (
                "warning: x.csv line 3, 2020-01-03: Dividends 1.57 is paid, the first of 1 (0 before); downloads "
                "that list dividends mostly have them in the closes too, and the program adds them again"
            ),
        ],
    ),
    "dividends in the closes": (
        "index",
        lambda market: embedded(market, 0.00008),
        [
            (
                "warning: x.csv: Close grows +2.0% a year against the S&P 500 price index, which paid 2.1% in "
                "dividends then; dividends in the closes count twice, because the program adds them itself"
            ),
        ],
    ),
    "the future": (
        "index",
        closes("2020-01-30,3283.66", "2020-01-31,3225.52", "2020-02-03,3248.92"),
        [
            (
                "error: x.csv line 4: date 2020-02-03 is after today, 2020-01-31; it cannot be known yet; day and "
                "month may be exchanged"
            ),
        ],
    ),
    "a session that goes on": (
        "index",
        closes("2020-01-30,3283.66", "2020-01-31,3225.52"),
        [
            (
                "error: x.csv line 3: date 2020-01-31 is today; its close may be a price of the middle of the "
                "session (--fix drop-last)"
            ),
        ],
    ),
    "one line": (
        "index",
        closes("2020-01-02,3257.85"),
        [
            (
                "error: x.csv line 2: date 2020-01-02 is the only row; a history has at least two; the download "
                "may have been cut off"
            ),
        ],
    ),
    "before the calendar": (
        "index",
        closes("1969-12-30,91.60", "1969-12-31,92.06", "1970-01-02,93.00"),
        [
            (
                "error: x.csv line 2: date 1969-12-30 is not within 1970-01-02 to 2079-12-29, of which calendar "
                "XNYS knows the sessions; 2 rows are not; returns need every session and no other day; choose "
                "--start and --end within"
            ),
        ],
    ),
    "no index stands there": (
        "index",
        closes("2020-01-02,0.32", "2020-01-03,0.33"),
        [
            (
                "error: x.csv line 2, 2020-01-02: Close 0.32 is not between 1 and 1,000,000 (0.33 after); another "
                "unit, or another column than prices"
            ),
            (
                "error: x.csv line 3, 2020-01-03: Close 0.33 is not between 1 and 1,000,000 (0.32 before); another "
                "unit, or another column than prices"
            ),
        ],
    ),
    "January or the first": (
        "index",
        closes("01/02/2020,3257.85", "01/03/2020,3234.85", "01/06/2020,3246.28"),
        [
            (
                "error: x.csv line 2: Date '01/02/2020' could be month/day or day/month; say which comes first: "
                "add :mdy or :dmy to the file's name"
            ),
        ],
    ),
    "a date unlike the others": (
        "index",
        closes("2020-01-02,3257.85", "03.01.2020,3234.85", "2020-01-06,3246.28"),
        [
            (
                "error: x.csv line 3: Date '03.01.2020' is not a date written year-month-day like the others; its "
                "row would be left out or misplaced"
            ),
        ],
    ),
    "years of two digits": (
        "index",
        closes("01/02/20,3257.85"),
        [
            (
                "error: x.csv line 2: Date '01/02/20' has a year of two digits; write four; its row would be left "
                "out or misplaced"
            ),
        ],
    ),
    "the thirtieth of February": (
        "index",
        closes("2020-01-02,3257.85", "2020-02-30,3234.85"),
        [
            (
                "error: x.csv line 3: Date '2020-02-30' is not a day of the calendar, written year-month-day; its "
                "row would be left out or misplaced"
            ),
        ],
    ),
    "a date missing": (
        "index",
        closes("2020-01-02,3257.85", ",3234.85", "2020-01-06,3246.28"),
        [
            "error: x.csv line 3: Date is missing; its row would be left out or misplaced",
        ],
    ),
    "midnight in London": (
        "index",
        closes("2020-01-02 05:00:00+00:00,3257.85", "2020-01-03 05:00:00+00:00,3234.85"),
        [
            (
                "error: x.csv line 2: Date '2020-01-02 05:00:00+00:00' has a time of day; in another time zone it "
                "is another day; write dates without times"
            ),
            (
                "error: x.csv line 3: Date '2020-01-03 05:00:00+00:00' has a time of day; in another time zone it "
                "is another day; write dates without times"
            ),
        ],
    ),
    "times that differ": (
        "index",
        closes("2020-01-02 15:59,3257.85", "2020-01-03 16:00,3234.85"),
        [
            (
                "error: x.csv line 2: Date '2020-01-02 15:59' has a time of day; in another time zone it is "
                "another day; write dates without times"
            ),
            (
                "error: x.csv line 3: Date '2020-01-03 16:00' has a time of day; in another time zone it is "
                "another day; write dates without times"
            ),
        ],
    ),
    "one name for two columns": (
        "index",
        lines("Date,Close,Close", "2020-01-02,3257.85,1", "2020-01-03,3234.85,1"),
        [
            "error: x.csv: Close and Close could both be close; which is meant cannot be known; delete one",
        ],
    ),
    "two columns of closes": (
        "index",
        lines("Date,Close,Last", "2020-01-02,3257.85,1", "2020-01-03,3234.85,1"),
        [
            "error: x.csv: Close and Last could both be close (--columns index.close=Close); choose with --columns",
        ],
    ),
    "no column of closes": (
        "index",
        lines("Date,A,B", "2020-01-02,3257.85,1", "2020-01-03,3234.85,1"),
        [
            (
                "error: x.csv: has no column for close among Date, A, B (--columns index.close=NAME); name it with "
                "--columns"
            ),
        ],
    ),
    "several tickers": (
        "index",
        lines("Price,Close,Close", "Ticker,^GSPC,^VIX", "Date,,", "2020-01-02,3257.85,12.47"),
        [
            "error: x.csv: holds ^GSPC, ^VIX; whose prices are meant cannot be known; save one alone",
        ],
    ),
    "thousands or decimals, by comma": (
        "index",
        closes('2020-01-02,"3,258"', '2020-01-03,"3,235"'),
        [
            (
                "error: x.csv line 2: Close '3,258' could be a decimal number or have its thousands parted; the "
                "value would be a thousand times too large or small; add :point or :comma to the file's name"
            ),
        ],
    ),
    "thousands or decimals, by point": (
        "vix",
        lines("Date;Close", "2020-01-02;12.470", "2020-01-03;14.020"),
        [
            (
                "error: x.csv line 2: Close '12.470' could be a decimal number or have its thousands parted; the "
                "value would be a thousand times too large or small; add :point or :comma to the file's name"
            ),
        ],
    ),
    "a VIX in decimals": (
        "vix",
        closes("2020-01-02,0.1247", "2020-01-03,0.1402"),
        [
            (
                "error: x.csv line 2, 2020-01-02: Close 0.1247 is not between 3 and 150 points (0.1402 after); "
                "volatility is expected in points, 18 and not 0.18; the wrong unit prices every option wrongly"
            ),
            (
                "error: x.csv line 3, 2020-01-03: Close 0.1402 is not between 3 and 150 points (0.1247 before); "
                "volatility is expected in points, 18 and not 0.18; the wrong unit prices every option wrongly"
            ),
        ],
    ),
    "a VIX ten times as large": (
        "vix",
        closes("2020-01-02,12.47", "2020-01-03,140.2", "2020-01-06,13.85"),
        [
            (
                "error: x.csv line 3, 2020-01-03: Close 140.2 is 11.24 times the value before (12.47 before, 13.85 "
                "after); since 1990 the largest jump of the VIX was 2.2-fold, on 2018-02-05: a wrong digit, "
                "another unit, or another index than the VIX"
            ),
            (
                "error: x.csv line 4, 2020-01-06: Close 13.85 is 0.10 times the value before (140.2 before); since "
                "1990 the largest jump of the VIX was 2.2-fold, on 2018-02-05: a wrong digit, another unit, or "
                "another index than the VIX"
            ),
        ],
    ),
    "a VIX missing": (
        "vix",
        closes("2020-01-02,12.47", "2020-01-06,13.85"),
        [
            (
                "warning: x.csv: close is missing on sessions: 1, the first 2020-01-03; the proxy stands in and is "
                "marked as modelled"
            ),
        ],
    ),
    "a VIX on a holiday": (
        "vix",
        closes("2020-01-17,12.10", "2020-01-20,12.30", "2020-01-21,12.85"),
        [
            "warning: x.csv line 3: date 2020-01-20 is a Monday without trading, not a session of XNYS; it is left out",
        ],
    ),
    "a VIX whose bars are wrong": (
        "vix",
        lines("Date,Open,High,Low,Close", "2020-01-02,13,12,14,12.47", "2020-01-03,13,16,12,17"),
        [
            "warning: x.csv line 2, 2020-01-02: High 12 is below the low 14 (16 after); only the close is used",
            "warning: x.csv line 3, 2020-01-03: Close 17 is above the high 16 (12.47 before); only the close is used",
        ],
    ),
    "a VIX that stands still": (
        "vix",
        closes(
            "2020-01-02,12.47",
            "2020-01-03,14.02",
            *(f"2020-01-{day},13.85" for day in ("06", "07", "08", "09", "10", "13")),
        ),
        [
            (
                "warning: x.csv line 4, 2020-01-06: Close 13.85 and all prices beside it stay the same for 6 rows "
                "(14.02 before, 13.85 after); holidays or a frozen feed may have been filled with the last value"
            ),
        ],
    ),
    "dollars per yen": (
        "fx",
        values("2020-01-02,0.009213", "2020-01-03,0.009254"),
        [
            (
                "error: x.csv line 2, 2020-01-02: value 0.009213 and most others look like dollars per yen: add "
                ":jpyusd to the file's name (0.009254 after); in the wrong direction yen results are wrong by a "
                "factor of ten thousand"
            ),
        ],
    ),
    "one value in dollars per yen": (
        "fx",
        values("2020-01-02,108.43", "2020-01-03,0.009254", "2020-01-06,108.05"),
        [
            (
                "error: x.csv line 3, 2020-01-03: value 0.009254 is not between 20 and 500 yen per dollar (108.43 "
                "before, 108.05 after); in the wrong direction yen results are wrong by a factor of ten thousand"
            ),
            (
                "error: x.csv line 3, 2020-01-03: value 0.009254 is -100.0% from the value before; the largest "
                "move since 1981 was 5.5 %, on 1998-10-07 (108.43 before, 108.05 after); a wrong digit or another "
                "currency"
            ),
            (
                "error: x.csv line 4, 2020-01-06: value 108.05 is +1167503.2% from the value before; the largest "
                "move since 1981 was 5.5 %, on 1998-10-07 (0.009254 before); a wrong digit or another currency"
            ),
        ],
    ),
    "a month without exchange rates": (
        "fx",
        values("2019-12-02,109.15", "2019-12-03,108.55", "2020-01-02,108.43", "2020-01-03,107.97"),
        [
            (
                "warning: x.csv line 4: date 2020-01-02 follows 2019-12-03, 30 days before; daily values have at "
                "most 10; nothing is known where the old value is too old"
            ),
        ],
    ),
    "a month without bills": (
        "bills:yield:13w",
        values("2019-12-02,1.55", "2019-12-03,1.56", "2020-01-02,1.51", "2020-01-03,1.49"),
        [
            (
                "error: x.csv line 4: date 2020-01-02 follows 2019-12-03, 30 days before; daily values have at "
                "most 10; the old value would be carried across it; find the missing part or choose --start after "
                "it"
            ),
        ],
    ),
    "yields of no tenor": (
        "bills:yield:percent",
        values("2020-01-02,1.51", "2020-01-03,1.49"),
        [
            "warning: x.csv: does not say the term of its bills (:13w or :4w); they are taken for three-month bills",
        ],
    ),
    "yields of half a year": (
        "bills",
        fred("DGS6MO", "2020-01-02,1.57", "2020-01-03,1.55"),
        [
            "warning: x.csv: has bills of 182 days; they are taken for three-month bills",
        ],
    ),
    "three months given as one": (
        "bills-1m",
        fred("DTB3", "2020-01-02,1.51", "2020-01-03,1.49"),
        [
            "error: x.csv: quotes bills of 91 days, not of one month; give it as --bills; choose another",
        ],
    ),
    "one month or how": (
        "bills-1m",
        values("2020-01-02,1.53", "2020-01-03,1.52"),
        [
            (
                "error: x.csv: quotes bills, but not how; say which: FILE:yield for yields (a par yield of one "
                "month is one, act/365), FILE:discount for bank discounts; a discount is lower than the yield it "
                "stands for"
            ),
        ],
    ),
    "a name against a word": (
        "dividends:decimal",
        lines("date,percent,source", "2019-12-01,1.82,Shiller", "2020-01-01,1.75,Shiller"),
        [
            (
                "error: x.csv: percent says by its name that it is in percent, but the word after the file's name "
                "says decimal; yields would be wrong by a factor of 100"
            ),
            (
                "error: x.csv line 2, 2019-12-01: percent 1.82 is not between -0.05 and 0.5, as rates in decimals "
                "are (1.75 after); percent, decimals and basis points differ by a factor of 100: say :percent or "
                ":decimal"
            ),
            (
                "error: x.csv line 3, 2020-01-01: percent 1.75 is not between -0.05 and 0.5, as rates in decimals "
                "are (1.82 before); percent, decimals and basis points differ by a factor of 100: say :percent or "
                ":decimal"
            ),
        ],
    ),
    "dividends that are not there yet": (
        "dividends",
        lines("date,percent", "2019-10-01,1.90", "2019-11-01,1.86", "2019-12-01,0", "2020-01-01,0.0"),
        [
            "warning: x.csv line 4: percent is 0 on 2 rows, 2019-12-01 to 2020-01-01; 0 is taken for no value",
            (
                "warning: x.csv line 4, 2019-12-01: percent has no value from here on; the last is of 2019-11-01 "
                "(1.86 before); the rows after it say nothing"
            ),
        ],
    ),
    "another close of the index": (
        "index",
        lambda market: embedded(market, 0.0).replace("2015-01-05,2020.5", "2015-01-05,2030.5"),
        [
            (
                "warning: x.csv line 3, 2015-01-05: Close 2030.58 is not the close of the S&P 500, as on 1 "
                "sessions (2058.2 before, 2002.61 after); a wrong digit, or a price of another time of day"
            ),
        ],
    ),
    "dividends of Shiller that are not there yet": (
        "",
        lines(
            "Date,P,D,E,CPI",
            "2019.09,2982.16,56.9,132.9,256.8",
            "2019.1,2977.68,57.2,134.9,257.3",
            "2019.11,3104.90,0,0,257.2",
            "2019.12,3176.75,0,0,257.0",
        ),
        [
            (
                "warning: x.csv line 4, 2019-11-01: rate has no value from here on; the last is of 2019-10-01 "
                "(0.01920958599 before); the rows after it say nothing"
            ),
        ],
    ),
    "the price of a fund": (
        "index",
        lambda market: embedded(market, 0.0, 0.1),
        [
            (
                "warning: x.csv: Close is 0.1 times the S&P 500 that it moves with, as the price of a fund is "
                "(SPY: a tenth); contracts are on the index itself, and would be of another size; bring the index"
            ),
        ],
    ),
    "discounts or yields": (
        "bills",
        values("2020-01-02,1.51", "2020-01-03,1.49"),
        [
            (
                "error: x.csv: quotes bills, but not how; say which: FILE:discount:13w for bank discounts of "
                "13-week bills, FILE:yield:13w for yields (act/365); a discount is lower than the yield it stands "
                "for"
            ),
        ],
    ),
    "discounts of no tenor": (
        "bills:discount",
        values("2020-01-02,1.51", "2020-01-03,1.49"),
        [
            (
                "error: x.csv: quotes bills, but not how; say which: FILE:discount:13w for bank discounts of "
                "13-week bills, FILE:yield:13w for yields (act/365); a discount is lower than the yield it stands "
                "for"
            ),
        ],
    ),
    "percent or decimals": (
        "bills:yield:13w",
        values("2020-01-02,0.0151", "2020-01-03,0.0149"),
        [
            (
                "error: x.csv: has rates up to 0.0151, which may be percent or decimals; add :percent or :decimal "
                "to the file's name; yields would be wrong by a factor of 100"
            ),
        ],
    ),
    "basis points": (
        "bills:yield:13w",
        values("2020-01-02,151", "2020-01-03,149"),
        [
            (
                "error: x.csv line 2, 2020-01-02: value 151 is not between -5 and 50, as rates in percent are (149 "
                "after); percent, decimals and basis points differ by a factor of 100: say :percent or :decimal"
            ),
            (
                "error: x.csv line 3, 2020-01-03: value 149 is not between -5 and 50, as rates in percent are (151 "
                "before); percent, decimals and basis points differ by a factor of 100: say :percent or :decimal"
            ),
        ],
    ),
    "percent called decimals": (
        "bills:yield:13w:decimal",
        values("2020-01-02,1.51", "2020-01-03,1.49"),
        [
            (
                "error: x.csv line 2, 2020-01-02: value 1.51 is not between -0.05 and 0.5, as rates in decimals "
                "are (1.49 after); percent, decimals and basis points differ by a factor of 100: say :percent or "
                ":decimal"
            ),
            (
                "error: x.csv line 3, 2020-01-03: value 1.49 is not between -0.05 and 0.5, as rates in decimals "
                "are (1.51 before); percent, decimals and basis points differ by a factor of 100: say :percent or "
                ":decimal"
            ),
        ],
    ),
    "another unit halfway": (
        "bills:yield:13w:percent",
        values("2006-06-30,5.25", "2006-07-03,0.0525"),
        [
            (
                "error: x.csv line 3, 2006-07-03: value 0.0525 is -5.20 points from the value before (5.25 "
                "before); a wrong digit, or another unit from there on"
            ),
        ],
    ),
    "decimals called percent": (
        "bills:yield:13w:percent",
        values("2020-01-02,0.0151", "2020-01-03,0.0149"),
        [
            (
                "warning: x.csv: value up to 0.0151 is read as percent; if they are decimals, yields are a hundred "
                "times too small: say :decimal"
            ),
        ],
    ),
    "an index by weeks": (
        "index",
        closes(
            "2019-12-27,3240.02", "2020-01-03,3234.85", "2020-01-10,3265.35", "2020-01-17,3329.62", "2020-01-24,3295.47"
        ),
        [
            (
                "error: x.csv: Close has weekly values, 5 of them; an index needs a row for every session; bring "
                "its daily closes"
            )
        ],
    ),
    "overnight money": (
        "bills",
        fred("DFF", "2020-01-02,1.55", "2020-01-03,1.55"),
        [
            "error: x.csv: DFF is a series of federal funds, not of bills; choose another",
        ],
    ),
    "a VIX given as bills": (
        "bills",
        fred("VIXCLS", "2020-01-02,12.47", "2020-01-03,14.02"),
        [
            "error: x.csv: VIXCLS is a series of vix, not of bills; choose another",
        ],
    ),
    "a VIX given as exchange rate": (
        "fx",
        fred("VIXCLS", "2020-01-02,12.47", "2020-01-03,14.02"),
        [
            "error: x.csv: VIXCLS holds vix, but was given as fx; choose another",
        ],
    ),
    "discounts called yields": (
        "bills:yield",
        fred("DTB3", "2020-01-02,1.51", "2020-01-03,1.49"),
        [
            "error: x.csv: DTB3 is a discount of 91 days, not what the words after its name say; choose another",
        ],
    ),
    "bills of a year": (
        "bills",
        fred("DTB1YR", "2020-01-02,1.51", "2020-01-03,1.49"),
        [
            "error: x.csv: quotes bills of 364 days; a yield without compounding holds for half a year; choose another",
        ],
    ),
    "not one value": (
        "bills",
        fred("DTB3", "2020-01-01,.", "2020-01-02,."),
        [
            "error: x.csv: DTB3 has no value on any row; the wrong column, or an empty download",
        ],
    ),
    "a point for no value, in a plain file": (
        "jpy-rate",
        values("2020-01-02,.", "2020-01-03,1.5"),
        [
            "error: x.csv line 2: value '.' is not a number; no value can be made from it",
            (
                "warning: x.csv line 3, 2020-01-03: value 1.5 was never seen: the yen overnight rate was at most "
                "9.2 % since 1981, and -0.1 to 0.8 % from 1996 to July 2026; another unit, a lost decimal mark, or "
                "the rate of another currency"
            ),
        ],
    ),
    "a percent sign missing": (
        "dividends",
        values("2019-11-01,1.86%", "2019-12-01,1.82%", "2020-01-01,1.75"),
        [
            (
                "error: x.csv line 4: value '1.75' has no percent sign, others have; their values differ by a "
                "factor of 100"
            ),
        ],
    ),
    "which of the Treasury's bills": (
        "bills",
        lines(
            'Date,"4 WEEKS BANK DISCOUNT","4 WEEKS COUPON EQUIVALENT"', "01/03/2020,1.52,1.55", "01/02/2020,1.53,1.56"
        ),
        [
            (
                "error: x.csv: quotes several bills (4 WEEKS BANK DISCOUNT, 4 WEEKS COUPON EQUIVALENT); say which: "
                "FILE:4w or FILE:13w, with :discount for its discount; a discount is lower than the yield it "
                "stands for"
            ),
        ],
    ),
    "two years without dividends": (
        "dividends",
        lines(
            "Date,Dividend yield", "2015-01-31,0.0190", "2015-02-28,0.0191", "2015-03-31,0.0192", "2017-03-31,0.0193"
        ),
        [
            (
                "warning: x.csv line 5: date 2017-03-31 follows 2015-03-31, 731 days before; monthly values have "
                "at most 62; the facts of the project stand in where the old value is too old"
            ),
        ],
    ),
    "nobody knows what it holds": (
        "",
        values("2020-01-02,1.51", "2020-01-03,1.49"),
        [
            (
                "error: x.csv: nothing in it says what it holds; say --kind "
                "market|index|vix|bills|bills-1m|fx|dividends|jpy-rate|yields|futures|chains; columns do not tell an "
                "index from the VIX, or one rate from another"
            ),
        ],
    ),
    "no market": (
        "market",
        values("2020-01-02,1.51", "2020-01-03,1.49"),
        [
            (
                "error: x.csv: is not a market file (Parquet); make one with `overlay data build`; a run on it "
                "would be refused"
            ),
        ],
    ),
    "several things at once": (
        "index",
        index(GOOD[1], GOOD[0], GOOD[2], GOOD[2], "2020-01-11,1.5,2.5,3.5,x,5", "bad,1"),
        [
            (
                "error: x.csv line 7: 'bad' begins a line of 2 fields, the header has 6; its values would stand "
                "under wrong names; a comma in a number parts it too"
            ),
            "error: x.csv line 6: Close 'x' is not a number; no value can be made from it",
            (
                "error: x.csv line 3: date 2020-01-02 comes after 2020-01-03; returns would be computed across "
                "time running backwards (--fix sort)"
            ),
            (
                "error: x.csv line 5: date 2020-01-06 stands on line 4 too, with the same values; one day has one "
                "return (--fix drop-duplicates)"
            ),
            (
                "error: x.csv line 6: date 2020-01-11 is a Saturday, not a session of XNYS; a price of a day "
                "without trading shifts every return around it (--fix drop-non-sessions)"
            ),
            (
                "error: x.csv line 6, 2020-01-11: Close is missing in the last row (3246.28 before); the session "
                "is probably unfinished (--fix drop-last)"
            ),
            (
                "error: x.csv line 6, 2020-01-11: High 2.5 is below the low 3.5 (3246.84 before); intraday margin "
                "calls look at them; columns may be exchanged (--fix high-low)"
            ),
        ],
    ),
    "two kinds of trouble in one line": (
        "index",
        index(*GOOD[:2], "2020-01-06,3217.55,3214.64,3246.84,0,0", "2020-01-07,", *GOOD[4:]),
        [
            (
                "error: x.csv line 5: '2020-01-07' begins a line of 2 fields, the header has 6; its values would "
                "stand under wrong names; a comma in a number parts it too"
            ),
            (
                "error: x.csv line 4, 2020-01-06: Close 0 is not a price above zero (3234.85 before, 3253.05 "
                "after); returns are ratios of prices"
            ),
            (
                "error: x.csv line 4, 2020-01-06: High 3214.64 is below the low 3246.84 (3246.15 before, 3267.07 "
                "after); intraday margin calls look at them; columns may be exchanged (--fix high-low)"
            ),
        ],
    ),
    "values above the header": (
        "index",
        lines("2020-01-02,3257.85", "Date,Close", "2020-01-03,3234.85", "2020-01-06,3246.28"),
        [
            "error: x.csv line 1: '2020-01-02' stands above the header; it would be passed over as a heading",
        ],
    ),
    "volumes in billions": (
        "index",
        lines("Date,Price,Vol.", "2020-01-02,3257.85,3.46B", "2020-01-03,3234.85,3.46B"),
        [
            (
                "warning: x.csv line 2: Vol. '3.46B' is not a number, as on 1 more row; the column is only looked "
                "at, and is now left out"
            ),
        ],
    ),
    "a few decimals gone wrong": (
        "bills:yield:13w",
        values(*(f"2020-01-{day:02d},0.0151" for day in range(2, 31)), "2020-01-31,0.75"),
        [
            (
                "error: x.csv: has rates up to 0.75, which may be percent or decimals; add :percent or :decimal to "
                "the file's name; yields would be wrong by a factor of 100"
            ),
        ],
    ),
    "midnight in Tokyo as 15:00": (
        "fx",
        values("2020-01-01 15:00,108.43", "2020-01-02 15:00,107.97"),
        [
            (
                "error: x.csv line 2: date '2020-01-01 15:00' has a time of day; in another time zone it is "
                "another day; write dates without times"
            ),
            (
                "error: x.csv line 3: date '2020-01-02 15:00' has a time of day; in another time zone it is "
                "another day; write dates without times"
            ),
        ],
    ),
    "a percent sign too many": (
        "index",
        closes("2020-01-02,3257.85", "2020-01-03,3234.8%", "2020-01-06,3246.28"),
        [
            "error: x.csv line 3: Close '3234.8%' is not a number; no value can be made from it",
        ],
    ),
    "Sundays and no Fridays": (
        "fx",
        values(*(f"{day},{108 + place / 100:.2f}" for place, day in enumerate(SUNDAY_TO_THURSDAY))),
        [
            (
                "error: x.csv line 2: date 2019-12-01 is a Sunday: 5 rows on Sundays, none on Fridays; values "
                "would be known before they were, or too late; correct the dates; these dates look like yours a "
                "day early"
            ),
        ],
    ),
    "one Sunday": (
        "fx",
        values(*(f"{day},{108 + place / 100:.2f}" for place, day in enumerate(sorted([*DECEMBER, "2019-12-15"])))),
        [
            (
                "warning: x.csv line 12: date 2019-12-15 is a Sunday: 1 row on Sundays; nothing is quoted then; "
                "they are taken for values of the session after"
            ),
        ],
    ),
    "no Fridays": (
        "fx",
        values(*(f"{day},{108 + place / 100:.2f}" for place, day in enumerate(NO_FRIDAYS))),
        [
            (
                "warning: x.csv: date has no row on a Friday, and 9 on each other weekday; dates may be a day off, "
                "and weekends left out; compare some with the source"
            ),
        ],
    ),
    "days and months exchanged": (
        "bills:yield:13w:percent",
        values(*(f"{day},{1.5 + place / 100:.2f}" for place, day in enumerate(EXCHANGED))),
        [
            (
                "error: x.csv line 2: date 2019-02-12 and the others leave gaps of up to 92 days; values would "
                "stand on days that are not theirs, sorted or not; write dates year-month-day where they come "
                "from; day and month are probably exchanged where both are 12 or less, by a program that took the "
                "one for the other"
            ),
        ],
    ),
    "a low far below": (
        "index",
        third("2020-01-06,3217.55,3246.84,2910.10,3246.28,3674070000"),
        [
            (
                "warning: x.csv line 4, 2020-01-06: Low 2910.1 is 9.6% below the lower of its close and the close "
                "before; the S&P 500 had at most 7 % since 1982 (3222.34 before, 3232.43 after); intraday margin "
                "calls look at them; a wrong digit, or a day that is remembered: check it"
            ),
        ],
    ),
    "a low of a digit less": (
        "index",
        third("2020-01-06,3217.55,3246.84,321.46,3246.28,3674070000"),
        [
            (
                "error: x.csv line 4, 2020-01-06: Low 321.46 is 90.0% below the lower of its close and the close "
                "before; the S&P 500 had at most 7 % since 1982 (3222.34 before, 3232.43 after); intraday margin "
                "calls look at them; a wrong digit; it looks like 3214.6 with its decimal mark moved"
            ),
        ],
    ),
    "an open far off": (
        "index",
        lines(
            "Date,Open,Close",
            "2020-01-02,3244.67,3257.85",
            "2020-01-03,3426.36,3234.85",
            "2020-01-06,3217.55,3246.28",
            "2020-01-07,3741.86,3237.18",
        ),
        [
            (
                "error: x.csv line 5, 2020-01-07: Open 3741.86 is 14.2% away from the close before and from that "
                "of its day, on the same side of both (3217.55 before); orders may be filled at the open; a wrong "
                "digit"
            ),
            (
                "warning: x.csv line 3, 2020-01-03: Open 3426.36 is 5.0% away from the close before and from that "
                "of its day, on the same side of both (3244.67 before, 3217.55 after); orders may be filled at the "
                "open; a wrong digit, or a day that is remembered: check it; it looks like 3246.36 with two digits "
                "exchanged"
            ),
        ],
    ),
    "a VIX whose high is tenfold": (
        "vix",
        lines("Date,Open,High,Low,Close", "2020-01-02,13,14,12,12.47", "2020-01-03,13,140,12,13.02"),
        [
            (
                "warning: x.csv line 3, 2020-01-03: High 140 is more than four times away from the closes of its "
                "day and the day before (14 before); only the close is used"
            ),
        ],
    ),
    "an exchange rate that leaps": (
        "fx",
        values("2020-01-02,108.43", "2020-01-03,117.97", "2020-01-06,118.05"),
        [
            (
                "warning: x.csv line 3, 2020-01-03: value 117.97 is +8.8% from the value before; the largest move "
                "since 1981 was 5.5 %, on 1998-10-07 (108.43 before, 118.05 after); a wrong digit or another "
                "currency"
            ),
        ],
    ),
    "an exchange rate alone": (
        "fx",
        values(
            "2020-01-02,108.43",
            "2020-01-03,107.97",
            "2020-01-06,113.05",
            "2020-01-07,108.41",
            "2020-01-08,108.97",
            "2020-01-09,116.97",
            "2020-01-10,109.52",
        ),
        [
            (
                "error: x.csv line 7, 2020-01-09: value 116.97 is 6.8% from the value before and the value after, "
                "which are alike; no rate of yen per dollar since 1981 stood alone by more than 2.5 % (108.97 "
                "before, 109.52 after); a wrong digit, a lost sign or a lost decimal mark"
            ),
            (
                "warning: x.csv line 4, 2020-01-06: value 113.05 is 4.3% from the value before and the value "
                "after, which are alike; no rate of yen per dollar since 1981 stood alone by more than 2.5 % "
                "(107.97 before, 108.41 after); a wrong digit, or a day that is remembered: check it"
            ),
        ],
    ),
    "a bill that leaps": (
        "bills:yield:13w:percent",
        values("2020-01-02,1.51", "2020-01-03,3.49", "2020-01-06,3.51"),
        [
            (
                "warning: x.csv line 3, 2020-01-03: value 3.49 is +1.98 points from the value before; the most "
                "since 1954 was 1.34, on 1981-05-04 (1.51 before, 3.51 after); a wrong digit, or another unit from "
                "there on"
            ),
        ],
    ),
    "bills of which one is negative": (
        "bills:yield:13w:percent",
        values("2020-01-02,0.61", "2020-01-03,0.60", "2020-01-06,-0.61", "2020-01-07,0.62", "2020-01-08,0.61"),
        [
            (
                "warning: x.csv line 4, 2020-01-06: value -0.61 was never seen: bills in dollars had -0.05 to 17.1 "
                "% since 1954 (0.6 before, 0.62 after); another unit, a lost decimal mark, or bills of another "
                "currency; it looks like 0.61 with a wrong sign"
            ),
            (
                "warning: x.csv line 4, 2020-01-06: value -0.61 is 1.21 points from the value before and the value "
                "after, which are alike; no bill since 1954 stood alone by more than 0.6 points (0.6 before, 0.62 "
                "after); a wrong digit, or a day that is remembered: check it; it looks like 0.61 with a wrong sign"
            ),
        ],
    ),
    "a tenth from there on": (
        "bills:yield:13w:percent",
        values(
            *(
                f"{day},{2.0 + place / 100 if place < 10 else 0.2 + place / 1000:.3f}"
                for place, day in enumerate(DECEMBER)
            )
        ),
        [
            (
                "warning: x.csv line 12, 2019-12-16: value 0.21 is -1.88 points from the value before; the most "
                "since 1954 was 1.34, on 1981-05-04 (2.09 before, 0.211 after); a wrong digit, or another unit "
                "from there on"
            ),
            (
                "error: x.csv line 12, 2019-12-16: value 0.21 is 0.1005 times the value before, and so are those "
                "after it (2.09 before, 0.211 after); another unit from there on"
            ),
        ],
    ),
    "bills that stand still": (
        "bills:yield:13w:percent",
        values(
            *(
                f"{day},{1.5 + min(place, 5) / 100 if place < 25 else 1.7 - place / 1000:.3f}"
                for place, day in enumerate([*DECEMBER, *JANUARY])
            )
        ),
        [
            (
                "warning: x.csv line 7, 2019-12-09: value 1.55 stays the same for 20 rows, while those around "
                "change (1.54 before, 1.55 after); holidays or a frozen feed may have been filled with the last "
                "value"
            ),
        ],
    ),
    "dividends of a half": (
        "dividends:percent",
        values("2019-09-01,1.90", "2019-10-01,1.91", "2019-11-01,19.1", "2019-12-01,1.88", "2020-01-01,1.85"),
        [
            (
                "error: x.csv line 4, 2019-11-01: value 19.1 is 10 times the value before; the S&P 500's since "
                "1927 moved by a third at most, in August 1932 (1.91 before, 1.88 after); a wrong digit, or "
                "another unit from there on; it looks like 1.91 with its decimal mark moved"
            ),
            (
                "error: x.csv line 5, 2019-12-01: value 1.88 is 0.0984 times the value before; the S&P 500's since "
                "1927 moved by a third at most, in August 1932 (19.1 before, 1.85 after); a wrong digit, or "
                "another unit from there on"
            ),
            (
                "error: x.csv line 4, 2019-11-01: value 19.1 was never seen: the S&P 500 paid 1.1 to 13.8 % since "
                "1927 (1.91 before, 1.88 after); another unit, or a wrong digit; it looks like 1.91 with its "
                "decimal mark moved"
            ),
        ],
    ),
    "a yen rate of three": (
        "jpy-rate:percent",
        values("2020-01-02,0.05", "2020-01-03,0.05", "2020-01-06,3.05", "2020-01-07,0.05", "2020-01-08,0.04"),
        [
            (
                "warning: x.csv line 4, 2020-01-06: value 3.05 was never seen: the yen overnight rate was at most "
                "9.2 % since 1981, and -0.1 to 0.8 % from 1996 to July 2026 (0.05 before, 0.05 after); another "
                "unit, a lost decimal mark, or the rate of another currency"
            ),
            (
                "warning: x.csv line 4, 2020-01-06: value 3.05 is alone: the value after it is back where the one "
                "before was (0.05 before, 0.05 after); a wrong digit, a lost sign or a lost decimal mark"
            ),
        ],
    ),
}


@pytest.mark.parametrize(("given", "content", "sentences"), CASES.values(), ids=CASES)
def test_what_is_told_about(given, content, sentences, tmp_path, market):
    assert told(tmp_path, content(market) if callable(content) else content, given) == sentences


def test_nothing_is_told_about_a_good_file(tmp_path):
    assert told(tmp_path, index(*GOOD), "index") == []


@pytest.mark.pages
def test_every_rule_has_its_faulty_file(tmp_path, market):
    found = set()
    for given, content, _ in CASES.values():
        found |= {
            finding.check for finding in findings(tmp_path, content(market) if callable(content) else content, given)
        }
    opinions = {rule.check for rule in (*OPINION_RULES, *BESIDE_RULES)}  # test_opinion, test_whole_files
    assert {rule.check for rule in RULES} - found - opinions == {
        "not-the-index",
        "index-early",
        "index-late",
    }  # that one needs the name of the index


def test_a_finding_says_the_day_and_the_numbers_around_it(tmp_path):
    (found,) = findings(tmp_path, third("2020-01-06,3217.55,3246.84,3214.64,3250.00,3674070000"), "index")
    assert (found.date, found.beside) == ("2020-01-06", "3234.85 before, 3237.18 after")
    (found,) = findings(tmp_path, index(*GOOD[:3], GOOD[2], *GOOD[3:]), "index")
    assert (found.date, found.value, found.beside) == ("2020-01-06", "2020-01-06", "")
