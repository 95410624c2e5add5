"""Flex statements of Interactive Brokers: read whole, or refused with one sentence."""

import pytest

from data.base.errors import DataError
from data.intake.statements.rows import StatementFund, StatementPosition, StatementTrade

LOT = '<OpenPosition assetCategory="FUT" symbol="MESU6" underlyingSymbol="MES" expiry="20260918" multiplier="5" \
position="1" currency="USD" levelOfDetail="LOT" />'
BOMB = '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def test_what_an_account_holds_and_traded_is_read_in_our_contracts(read, flex):
    told = read(flex)
    assert told.positions == (
        StatementPosition("MESU26", 2, 6300.0, "USD", 11), StatementPosition("XSP260918P600", -1, 6.3, "USD", 12),
    )  # fmt: skip
    assert [(one.amount, one.currency) for one in told.cash] == [(30000.5, "USD")]
    assert told.funds == (StatementFund("VMFXX", 70000.0, "USD", 13),)
    assert told.trades == (StatementTrade(20642, "MESU26", -1, 6290.25, 1.24, "USD", 16),)
    assert told.others == ()


def test_a_statement_reads_the_same_in_other_encodings_and_date_forms(read, flex):
    told = read(flex)
    assert read(b"\xef\xbb\xbf" + flex.replace("\n", "\r\n").encode()).positions == told.positions
    assert read(flex.replace("UTF-8", "UTF-16").encode("utf-16")).positions == told.positions
    assert read(flex.replace("20260710", "2026-07-10").replace("20260918", "2026-09-18")).positions == told.positions


def test_lots_are_the_parts_of_a_summary_and_count_only_without_one(read, flex):
    summed = flex.replace("<OpenPositions>", f"<OpenPositions>\n{LOT}\n{LOT}")
    assert read(summed).positions[0].size == 2
    lots = flex.replace('levelOfDetail="SUMMARY"', 'levelOfDetail="LOT"').replace(
        "<OpenPositions>", f"<OpenPositions>{LOT}"
    )
    assert read(lots).positions[0].size == 3


def test_cash_in_the_base_alone_is_in_the_currency_of_the_account(read, flex):
    alone = flex.replace('<CashReportCurrency currency="USD" endingCash="30000.5" />', "")
    assert [(one.amount, one.currency) for one in read(alone).cash] == [(30100.0, "USD")]
    with pytest.raises(DataError, match="tick the currency breakout of the Cash Report"):
        read(alone.replace("<AccountInformation", "<Other"))


def test_osaka_contracts_have_numbers_for_symbols(read, flex):
    osaka = flex.replace('"MESU6" underlyingSymbol="MES"', '"169090019" underlyingSymbol="N225M"')
    told = read(osaka.replace('multiplier="5"', 'multiplier="100"'))
    assert told.positions[0].contract == told.trades[0].contract == "NK225MU26"


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ('multiplier="5"', 'multiplier="50"', 11, "MESU26 has a multiplier of 5 here, and 50 in the statement"),
        ('"MESU6" underlyingSymbol="MES"', '"CLU6" underlyingSymbol="CL"', 11, "CLU6 is none of the contracts here"),
        ("XSP   260918P", "SPXW  260918P", 12, "SPXW  260918P00600000 is none of the contracts here"),
        ('"OPT"', '"BOND"', 12, "is of the category BOND, which is not read"),
        ('buySell="SELL"', 'buySell="SELL (Ca.)"', 16, "a cancelled trade of MESU6"),
    ],
)
def test_what_is_not_understood_is_told_with_its_line(read, flex, before, after, line, said):
    others = read(flex.replace(before, after)).others
    assert (others[0].line, said in others[0].why) == (line, True)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("?>\n", f"?>{BOMB}\n", "line 1: declares a document type"),
        ("?>\n", f"?>\n{OUTSIDE}\n", "line 2: declares a document type"),
        ("</FlexStatement>", "", "is damaged XML: mismatched tag"),
        ('position="2"', 'position="2', "is damaged XML"),
        ('position="2"', 'position="two"', "line 11: position of OpenPosition 'two' is no number"),
        ('position="2"', 'position="nan"', "line 11: position of OpenPosition 'nan' is no number"),
        ('position="2"', 'position="2.5"', "line 11: position of OpenPosition 2.5 of MESU6 is no number of whole"),
        ('position="2"', "", "line 11: position of OpenPosition is missing; tick it in the Flex query"),
        (' endingCash="30000.5"', "", "line 8: endingCash of CashReportCurrency is missing"),
        ('toDate="20260710"', 'toDate="07/10/2026"', "'07/10/2026' is not like 20260710; set the Flex query's date"),
        ('toDate="20260710"', 'toDate="20260707"', "a trade of 2026-07-08, after the statement, 2026-07-07"),
        ("FlexQueryResponse", "OFX", "is XML, but no Flex statement: it begins with OFX"),
        ("FlexStatement ", "Statement ", "is damaged XML"),
        (
            "<FlexStatements", '<FlexStatement accountId="U7" toDate="20260710" /><FlexStatements',
            "has 2 accounts, U1234567, U7; query one of them",
        ),
    ],
)  # fmt: skip
def test_a_damaged_statement_is_one_sentence(read, flex, before, after, said):
    with pytest.raises(DataError) as refused:
        read(flex.replace(before, after))
    assert str(refused.value).startswith("statement.txt")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_answer_of_the_service_is_no_statement(read):
    answer = "<FlexStatementResponse><Status>Warn</Status><ErrorMessage>Try again\nshortly.</ErrorMessage>"
    with pytest.raises(DataError, match=r"answer of the service and no statement: Try again shortly\."):
        read(f"{answer}</FlexStatementResponse>")
    with pytest.raises(DataError, match="has no FlexStatement in it"):
        read('<FlexQueryResponse><FlexStatements count="0"/></FlexQueryResponse>')


def test_xml_that_is_too_deep_or_cut_off_anywhere_is_refused(read, flex):
    with pytest.raises(DataError, match="more elements, or deeper ones"):
        read("<FlexQueryResponse>" + 40 * "<a>")
    for end in range(60, len(flex) - 2, 97):
        with pytest.raises(DataError) as refused:
            read(flex[:end])
        assert "\n" not in str(refused.value)


def test_several_days_give_the_last_evening_and_the_trades_of_all(read, flex):
    begin, end = flex.index("<FlexStatement "), flex.index("</FlexStatements>")
    earlier = flex[begin:end].replace("20260710", "20260709").replace('position="2"', 'position="9"')
    told = read(flex[:begin] + flex[begin:end].replace("20260708", "20260710") + earlier + flex[end:])
    assert (told.day, told.positions[0].size) == (20644, 2)
    assert [one.day for one in told.trades] == [20642, 20644]
