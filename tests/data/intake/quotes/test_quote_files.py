"""Files of futures and option quotes as people have them: names, forms of dates and numbers, encodings, shapes, and
what is asked.
"""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from data.base.finding import Refused
from data.contracts.contracts import OptionContract, option_spec
from data.intake.check import check_file, kind_of_file
from data.intake.quotes.chains_file import read_chains
from data.intake.quotes.futures_file import read_futures
from data.intake.quotes.quote_fields import QUOTE_FIELDS
from data.intake.source import parse_columns

JUNE, SEPTEMBER = day_of(date(2012, 6, 15)), day_of(date(2012, 9, 21))
SECOND, TENTH = day_of(date(2012, 4, 2)), day_of(date(2012, 4, 10))
PERIOD = (None, None)


def save(tmp_path, text, name="f.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


FUTURES = {
    "iso": "date,root,expiry,settlement\n2012-04-02,ES,2012-06-15,1413.5\n2012-04-10,ES,2012-06-15,1353\n",
    "yyyymmdd": "date,root,expiry,settlement\n20120402,ES,20120615,1413.5\n20120410,ES,20120615,1353\n",
    "no root": "date,expiry,settlement\n2012-04-02,2012-06-15,1413.5\n2012-04-10,2012-06-15,1353\n",
    "root in small letters": (
        "date,root,expiry,settlement\n2012-04-02,es,2012-06-15,1413.5\n2012-04-10,es,2012-06-15,1353\n"
    ),
    "other names": (
        "Trade Date;Product;Maturity;Settle\n02.04.2012;ES;15.06.2012;1413,5\n10.04.2012;ES;15.06.2012;1353,00\n"
    ),
    "a close where there is no settlement": (
        "day,expiration,close\n2012-04-02,2012-06-15,1413.5\n2012-04-10,2012-06-15,1353\n"
    ),
    "a close beside a settlement": (
        "date,expiry,close,settle\n2012-04-02,2012-06-15,1,1413.5\n2012-04-10,2012-06-15,1,1353\n"
    ),
    "months": "date,contract,settle\n2012-04-02,201206,1413.5\n2012-04-10,2012-06,1353\n",
    "expiries as months": "date,root,expiry,settle\n2012-04-02,ES,2012-06,1413.5\n2012-04-10,ES,2012-06,1353\n",
    "expiries as months without a line": "date,expiry,settle\n2012-04-02,201206,1413.5\n2012-04-10,201206,1353\n",
    "codes": "date,symbol,settle\n2012-04-02,ESM12,1413.5\n2012-04-10,ESM2012,1353\n",
    "short codes": "date,symbol,settle\n2012-04-02,ESM2,1413.5\n2012-04-10,M12,1353\n",
    "month first, as a day above 12 shows": (
        "date,expiry,settle\n04/02/2012,06/15/2012,1413.5\n04/10/2012,06/15/2012,1353\n04/13/2012,06/15/2012,1365\n"
    ),
    "front and next": (
        "date,price,contract,next_price,next_contract\n2012-04-02,1413.5,201206,,201209\n"
        "2012-04-10,1353,201206,,201209\n"
    ),
    "two ways in two columns": "date,expiry,settle\n20120402,2012-06-15,1413.5\n20120410,2012-06-15,1353\n",
}


@pytest.mark.parametrize("text", FUTURES.values(), ids=FUTURES)
def test_futures_are_read_in_every_usual_way(text, tmp_path):
    quotes = read_futures(save(tmp_path, text))
    assert quotes.find("ES", JUNE, SECOND) == 1413.5
    assert quotes.find("ES", JUNE, TENTH) == 1353.0


def test_dates_that_could_be_read_in_two_ways_are_asked_about_and_the_word_settles_it(tmp_path):
    path = save(tmp_path, "date,expiry,settle\n02/04/2012,2012-06-15,1413.5\n10/04/2012,2012-06-15,1353\n")
    with pytest.raises(Refused, match="could be month/day or day/month; say which comes first: add :mdy or :dmy"):
        read_futures(path)
    assert read_futures(f"{path}:dmy").find("ES", JUNE, TENTH) == 1353.0
    with pytest.raises(ConfigError, match="--futures: unknown word 'ymd'"):
        read_futures(f"{path}:ymd")


def test_a_column_can_be_named(tmp_path):
    path = save(tmp_path, "Tag,Verfall,Kurs\n2012-04-02,2012-06-15,1413.5\n")
    named = parse_columns(["futures.date=Tag", "futures.expiry=Verfall", "futures.settlement=Kurs"], QUOTE_FIELDS)
    assert read_futures(path, columns=named["futures"]).find("ES", JUNE, SECOND) == 1413.5
    with pytest.raises(ConfigError, match=r"known: futures\.date, .*chains\.ask"):
        parse_columns(["futures.strike=Kurs"], QUOTE_FIELDS)


@pytest.mark.parametrize(
    ("text", "check", "line", "said"),
    [
        ("date,expiry,settle\n2012-04-02,2012-06-15,14l3\n", "text-in-number", 2, "is not a number"),
        ("date,expiry,settle\n2012-04-02,soon,1413\n", "date-unreadable", 2, "is not a date"),
        ("date,symbol,settle\n2012-04-02,ESN12,1413\n", "contract-unreadable", 2, "is not a month in which ES settles"),
        ("date,symbol,settle\n2012-04-02,,1413\n", "contract-unreadable", 2, "is not a month in which ES settles"),
        ("date,symbol,settle\n2012-04-02,QQM12,1413\n", "contract-unreadable", 2, "is not a month in which QQ settles"),
        ("date,price\n2012-04-02,1413\n", "column-missing", None, "has neither; the file has date, price"),
        ("date,expiry,settle,settlementprice\n2012-04-02,2012-06-15,1,2\n", "column-repeats", None,
            "could be 2 columns"),
        ("date,expiry,settle\n2012-04-02,2012-06-15,\n", "settlement-missing", 2, "is not a finite price above 0"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence_with_its_line(text, check, line, said, tmp_path):
    with pytest.raises(Refused) as error:
        read_futures(save(tmp_path, text))
    (one,) = error.value.findings
    assert (one.check, one.line) == (check, line)
    assert said in one.problem


def test_rows_keep_the_line_of_the_file(tmp_path):
    path = save(tmp_path, "A list\n\ndate,expiry,settle\n2012-04-02,2012-06-15,1413.5\n\n2012-04-10,2012-06-15,135.3\n")
    found = check_file(str(path), "futures", {}, PERIOD)[1]
    assert [(one.check, one.line, one.date) for one in found] == [("settlement-far-off", 6, "2012-04-10")]


def test_parquet_and_workbooks_are_read(tmp_path):
    table = pa.table({"date": [20120402], "expiry": [date(2012, 6, 15)], "settle": [1413.5]})
    pq.write_table(table, tmp_path / "f.parquet")
    assert read_futures(tmp_path / "f.parquet").find("ES", JUNE, SECOND) == 1413.5


CHAINS = {
    "iso": "date,root,expiry,strike,right,bid,ask\n2012-04-02,SPX,2012-06-15,1400,P,40.5,42\n",
    "as vendors": (
        "quote_date,underlying,expiration,strike,type,bid,offer\n20120402,SPX,20120615,1400.000,put,40.5,42\n"
    ),
    "semicolons": (
        "Date;Underlying_Symbol;Expiration;Strike;Option Type;Bid;Ask\n"
        "02.04.2012;SPX;15.06.2012;1.400,00;p;40,50;42,00\n"
    ),
    "put_call": (
        "trade_date,symbol,maturity,strike price,put/call,best bid,best offer\n"
        "2012-04-02,SPX,2012-06-15,1400,Put,40.5,42\n"
    ),
}


@pytest.mark.parametrize("text", CHAINS.values(), ids=CHAINS)
def test_chains_are_read_in_every_usual_way(text, tmp_path):
    quotes = read_chains(save(tmp_path, text))
    assert quotes.find(OptionContract(option_spec("SPX"), JUNE, 1400.0, "P"), SECOND) == (40.5, 42.0)


@pytest.mark.parametrize(
    ("text", "kind"),
    [(FUTURES["iso"], "futures"), (FUTURES["months"], "futures"), (FUTURES["front and next"], "futures"),
        (CHAINS["iso"], "chains"), (CHAINS["as vendors"], "chains")],
)  # fmt: skip
def test_the_names_of_columns_say_which_kind_of_file_it_is(text, kind, tmp_path):
    assert kind_of_file(save(tmp_path, text)) == kind


def test_a_good_file_says_what_it_was_held_against(tmp_path):
    told, found = check_file(str(save(tmp_path, FUTURES["iso"])), None, {}, PERIOD)
    assert found == []
    assert (told["kind"], told["rows"], told["first"], told["last"], told["roots"]) == (
        "futures",
        2,
        "2012-04-02",
        "2012-04-10",
        ["ES"],
    )
    assert told["held_against"] == [{"against": "carry", "rows": 2, "agree": 2, "within": "2%"}]


def test_all_that_is_wrong_with_a_file_is_told_at_once(tmp_path):
    text = (
        FUTURES["iso"] + "2012-04-11,ES,2012-06-16,1361\n2012-04-10,ES,2012-06-15,1353\n2012-04-12,ES,2012-06-15,13.8\n"
    )
    found = check_file(str(save(tmp_path, text)), "futures", {}, PERIOD)[1]
    assert [(one.check, one.line) for one in found] == [
        ("settlement-repeats", 5),
        ("expiry-unknown", 4),
        ("settlement-far-off", 6),
    ]


def test_a_future_on_another_index_is_dated_by_its_own_exchange_and_not_held_against_this_market(tmp_path):
    text = "date,root,expiry,settlement\n2018-02-01,NK225M,2018-03-09,23450\n2018-02-02,NK225M,2018-03-09,23200\n"
    told, found = check_file(str(save(tmp_path, text)), "futures", {}, PERIOD)
    assert (found, told["held_against"]) == ([], [])


def test_what_is_no_file_of_futures_is_a_finding_and_no_crash(tmp_path):
    for text in ("", "x", "date\n2012-04-02\n", "<html></html>", "date,expiry,settle\n"):
        found = check_file(str(save(tmp_path, text)), "futures", {}, PERIOD)[1]
        assert [one.severity for one in found] == ["error"]
        assert check_file(str(save(tmp_path, text)), "chains", {}, PERIOD)[1]


def test_what_was_done_in_reading_is_told_of_quotes_too(tmp_path):
    for text in (FUTURES["iso"], CHAINS["iso"]):
        told, found = check_file(str(save(tmp_path, text, encoding="utf-16")), None, {}, PERIOD)
        assert (found, told["notes"]) == ([], ["the file is not UTF-8 and was read as UTF-16"])


def test_one_price_a_series_is_no_quote_unless_it_is_named_for_both(tmp_path):
    path = str(save(tmp_path, "date,root,expiry,strike,right,mid\n2012-04-02,SPX,2012-06-15,1400,P,40.5\n"))
    (one,) = check_file(path, None, {}, PERIOD)[1]
    assert (one.check, one.column) == ("column-missing", "bid and ask")
    assert "mid alone" in one.problem
    told, found = check_file(path, "chains", {"chains": {"bid": "mid", "ask": "mid"}}, PERIOD)
    assert (found, told["rows"]) == ([], 1)


def test_an_option_that_ends_in_a_month_is_asked_for_its_day(tmp_path):
    text = CHAINS["iso"].replace("2012-06-15", "2012-06")
    (one,) = check_file(str(save(tmp_path, text)), "chains", {}, PERIOD)[1]
    assert (one.check, one.line, one.column) == ("date-unreadable", 2, "expiry")


def test_a_root_that_settles_at_the_price_of_another_is_told_which(tmp_path):
    text = FUTURES["iso"].replace("ES", "MES")
    (one,) = check_file(str(save(tmp_path, text)), "futures", {}, PERIOD)[1]
    assert (one.check, one.severity, one.cause) == (
        "settlements-unused",
        "warning",
        "MES settles at the price of ES: write ES",
    )


@pytest.mark.pages
def test_a_long_chain_needs_no_kind(tmp_path):
    row = "2012-04-02,SPX,2012-06-15,{},P,40.5,42\n"
    rows = "".join(row.format(1000 + place) for place in range(200_001))
    assert kind_of_file(save(tmp_path, "date,root,expiry,strike,right,bid,ask\n" + rows)) == "chains"
