"""Names, dates and signs of providers in other languages, and of terminals: read, or asked about in one sentence."""

import pytest

from data.base.finding import Refused
from data.intake.check import check_file
from data.intake.series_file import read_history
from data.intake.source import KINDS, parse_source

ROWS = "30.12.2016,2238.83,2251.61,2253.58,2233.62\n29.12.2016,2249.26,2249.50,2254.51,2244.56\n"


@pytest.fixture
def read(tmp_path):
    def reading(kind, text, columns=None):
        path = tmp_path / "x.csv"
        path.write_text(text, encoding="utf-8")
        return read_history(parse_source(kind, str(path), columns or {}))

    return reading


@pytest.mark.parametrize(
    "header",
    [
        "Datum,Laatst,Open,Hoog,Laag",
        "Data,Ostatnio,Otwarcie,Max.,Min.",
        "Data,Zamkniecie,Otwarcie,Najwyzszy,Najnizszy",
        "Data,Zamknięcie,Otwarcie,Najwyższy,Najniższy",
        "Дата,Цена,Откр.,Макс.,Мин.",
        "Tarih,Şimdi,Açılış,Yüksek,Düşük",  # noqa: RUF001
        "Date,PX_LAST,PX_OPEN,PX_HIGH,PX_LOW",
    ],
)
def test_prices_of_a_day_are_known_in_other_languages(read, header):
    found = read("index", f"{header}\n{ROWS}")
    assert {one: column[0] for one, column in found.values.items()} == {
        "close": 2238.83,
        "open": 2251.61,
        "high": 2253.58,
        "low": 2233.62,
    }
    assert not found.findings


def test_a_terminal_s_sign_for_no_value_in_a_whole_column_of_opens_is_one_warning(read):
    found = read("index", "Date,PX_LAST,PX_OPEN\n2016-01-04,2012.66,#N/A N/A\n2016-01-05,2016.71,#N/A N/A\n")
    assert [(one.check, one.column) for one in found.findings] == [("column-empty", "PX_OPEN")]
    assert found.values["close"].tolist() == [2012.66, 2016.71]


def test_days_of_two_digit_years_are_one_finding_for_the_column(read):
    found = read("fx", "Date,XUDLJYD\n" + "".join(f"{day:02d} Jan 16,118.5\n" for day in range(4, 12)))
    unread = [one for one in found.findings if one.check == "date-unreadable"]
    assert [(one.line, one.value) for one in unread] == [(2, "'04 Jan 16'")]
    assert unread[0].problem == "has a year of two digits; write four (7 more likewise)"


def test_times_of_most_rows_are_one_finding_and_those_of_a_few_stay_single(read):
    rows = [f"2016-01-{day:02d} 09:30,118.5\n" for day in range(4, 12)]
    assert [one.line for one in read("fx", "Date,USDJPY\n" + "".join(rows)).findings if one.check == "time-of-day"] == [
        2
    ]
    few = "".join(rows).replace(" 09:30", "", 6)
    assert [one.line for one in read("fx", "Date,USDJPY\n" + few).findings if one.check == "time-of-day"] == [8, 9]


@pytest.mark.parametrize("dates", ["INDEX_DATE", "NEW_DATE"])
def test_the_treasury_s_xml_as_a_table_is_read_by_tenor(tmp_path, dates):
    path = tmp_path / "x.csv"
    path.write_text(
        f"Id,{dates},BC_1MONTH,BC_3MONTH\n1,2006-01-03T00:00:00,4.07,4.17\n2,2006-01-04T00:00:00,4.09,4.19\n"
    )
    found = read_history(parse_source("bills", f"{path}:13w", {}))
    assert not found.findings
    assert found.values["rate"].tolist() == [4.17, 4.19]
    assert (found.quote.basis, found.unit) == ("yield", "percent")


@pytest.mark.parametrize("text", ['[{"date": 1}]', '["Date","Close"]', "[1.5, 2]", '{"error": "no"}', "[]", "[null,"])
def test_json_is_refused(read, text):
    with pytest.raises(Refused) as refused:
        read("index", text)
    assert refused.value.findings[0].check == "json-body"


def test_names_in_brackets_are_names(read):
    found = read("index", "[DATE], [CLOSE]\n2016-01-04, 2012.66\n2016-01-05, 2016.71\n")
    assert found.values["close"].tolist() == [2012.66, 2016.71]


def test_newest_first_says_who_writes_so(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Date,Close\n2016-01-06,1990.26\n2016-01-05,2016.71\n2016-01-04,2012.66\n")
    _, found = check_file(str(path), "index", {one: {} for one in KINDS}, (None, None))
    assert ["investing.com" in one.cause for one in found if one.check == "dates-do-not-increase"] == [True]


def test_several_series_of_bills_are_asked_about_by_name(read):
    text = "observation_date,DTB3,DGS3MO,DGS10\n2006-01-03,4.17,4.22,4.4\n2006-01-04,4.19,4.24,4.4\n"
    (asked,) = read("bills", text).findings
    assert asked.check == "column-ambiguous"
    assert "(DTB3, DGS3MO)" in asked.problem
    assert "--columns bills.rate=DTB3" in asked.problem
    told = read("bills", text, {"rate": "DGS3MO"})
    assert (told.findings, told.quote.basis, told.values["rate"].tolist()) == ((), "yield", [4.22, 4.24])


@pytest.mark.parametrize("kind", ["chains", None])
def test_a_call_and_a_put_in_one_row_are_refused_in_one_sentence(tmp_path, kind):
    path = tmp_path / "x.csv"
    names = "[QUOTE_UNIXTIME], [QUOTE_DATE], [EXPIRE_DATE], [C_BID], [C_ASK], [STRIKE], [P_BID], [P_ASK]"
    path.write_text(f"{names}\n1388779200, 2014-01-03, 2014-01-17, 90.1, 92.3, 1740.0, 2.13, 2.26\n")
    _, (found,) = check_file(str(path), kind, {one: {} for one in (*KINDS, "chains", "futures")}, (None, None))
    assert found.check == "two-quotes-a-row"
    assert "right P and [P_BID] and [P_ASK]" in found.problem
