"""Files of option quotes of one's own."""

from datetime import date

import pytest

from data.base.days import day_of
from data.base.errors import DataError
from data.base.finding import Refused
from data.contracts.contracts import OptionContract, option_spec
from data.intake.quotes.chains_file import read_chains

HEADER = "date,root,expiry,strike,right,bid,ask\n"


def read(tmp_path, *rows):
    file = tmp_path / "chains.csv"
    file.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return read_chains(file)


def test_a_quote_is_found_by_its_series_and_day_with_rights_written_out_or_not(tmp_path):
    quotes = read(tmp_path, "2013-01-02,SPX,2013-02-15,1400,put,10.5,11.5", "2013-01-02,XSP,2013-02-15,146,C,2.0,2.2")
    put = OptionContract(option_spec("SPX"), day_of(date(2013, 2, 15)), 1400.0, "P")
    call = OptionContract(option_spec("XSP"), day_of(date(2013, 2, 15)), 146.0, "C")
    assert quotes.find(put, day_of(date(2013, 1, 2))) == (10.5, 11.5)
    assert quotes.find(call, day_of(date(2013, 1, 2))) == (2.0, 2.2)
    assert quotes.find(put, day_of(date(2013, 1, 3))) is None


def test_the_path_may_be_a_word(tmp_path):
    read(tmp_path, "2013-01-02,SPX,2013-02-15,1400,put,10.5,11.5")
    assert len(read_chains(str(tmp_path / "chains.csv")).table) == 1


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("2013-01-02,SPX,2013-02-15,1400,P,11.5,10.5", "is below the bid of 11.5: the quote is crossed"),
        ("2013-01-02,SPX,2013-02-15,1400,straddle,10.5,11.5", "right 'straddle' is neither C nor P"),
        ("2013-01-02,SPX,2013-02-15,1400,P,,11.5", "bid an empty cell is not a value"),
        ("2013-01-02,SPX,2013-02-15,many,P,10.5,11.5", "line 2: strike 'many' is not a number"),
        ("soon,SPX,2013-02-15,1400,P,10.5,11.5", "line 2: date 'soon' is not a date"),
    ],
)
def test_what_is_wrong_with_a_file_is_a_sentence(tmp_path, row, sentence):
    with pytest.raises(DataError, match=sentence):
        read(tmp_path, row)


def test_a_missing_column_is_named(tmp_path):
    file = tmp_path / "chains.csv"
    file.write_text("date,root,expiry,strike,right,bid\n2013-01-02,SPX,2013-02-15,1400,P,10.5\n")
    with pytest.raises(
        DataError,
        match=(
            r"column ask is not there \(--columns chains\.ask=NAME\); the file has date, root, expiry, strike, "
            r"right, bid; name it with --columns"
        ),
    ):
        read_chains(file)


def test_rows_without_bid_or_offer_are_left_out_and_told_once_with_line_and_day(tmp_path):
    rows = [
        "2013-01-02,SPX,2013-02-15,1400,P,11,11.5",
        "2013-01-03,SPX,2013-02-15,1400,P,10,",
        "2013-01-04,SPX,2013-02-15,1400,P,,9",
    ]
    path = tmp_path / "c.csv"
    path.write_text("date,root,expiry,strike,right,bid,ask\n" + "\n".join(rows))
    quotes = read_chains(path)
    (told,) = quotes.warnings
    assert len(quotes) == 1
    assert (told.check, told.line, told.column, told.date) == ("quotes-empty", 3, "ask", "2013-01-03")
    assert "2 rows of 3" in told.problem


def test_quotes_of_two_times_of_the_day_are_asked_for_with_the_options_that_settle_it(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(
        "quote_date,root,expiration,strike,option_type,bid_1545,ask_1545,bid_eod,ask_eod\n2013-01-02,SPX,2013-02-15,1400,P,11,11.5,12,12.5\n"
    )
    with pytest.raises(Refused) as refused:
        read_chains(path)
    (told,) = refused.value.findings
    assert told.check == "column-ambiguous"
    assert "--columns chains.bid=bid_eod --columns chains.ask=ask_eod" in told.problem
    quotes = read_chains(path, {"bid": "bid_eod", "ask": "ask_eod"})
    assert quotes.chain.quote(0) == "12 to 12.5"
