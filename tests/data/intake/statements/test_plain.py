"""Statements as a table, in English and in Japanese."""

import pytest

from data.base.errors import DataError
from data.intake.statements.rows import StatementTrade


def test_a_table_says_what_a_flex_statement_says(read, plain, flex):
    table, query = read(plain), read(flex)
    assert table.day == query.day
    assert table.positions[0][:4] == query.positions[0][:4]
    for name in ("cash", "funds", "trades"):
        ours, theirs = (getattr(one, name)[0] for one in (table, query))
        assert ours._replace(line=0) == theirs._replace(line=0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_japanese_names_are_read_in_every_encoding(read, japanese, encoding):
    told = read(japanese.encode(encoding), "JPY")
    assert [(one.contract, one.size) for one in told.positions] == [("NK225MU26", 2), ("NK225MCU26", -3)]
    assert (told.cash[0].amount, told.funds[0].value) == (3e6, 1e6)
    assert told.trades == (StatementTrade(20642, "NK225MU26", 1, 39900.0, 38.5, "JPY", 6),)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("日経225ミニ 26/09", "NK225MU26"),
        ("日経225mini 2026年12月限", "NK225MZ26"),
        ("日経225マイクロ 2612", "NK225MCZ26"),
        ("NK225MU26", "NK225MU26"),
        ("日経225 26/09", ""),
        ("日経225ミニ 9月", ""),
        ("日経225ミニ 26/10", ""),
        ("TOPIX 26/09", ""),
    ],
)
def test_a_japanese_name_means_a_contract_or_is_told(read, plain, name, code):
    told = read(plain.replace("MESU26", name))
    assert [one.contract for one in told.positions] == ([code] if code else [])
    assert [(one.line, one.held, name in one.why) for one in told.others] == ([] if code else [(4, True, True)])


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("position,", "options,", "line 4: kind 'options' should be position, trade, cash or fund"),
        ("buy,2", "buy,2.5", "line 4: size 2.5 of MESU26 is no number of whole contracts"),
        ("buy,2", "buy,", "line 4: size is missing in a row of kind position"),
        ("buy,2", "hold,2", "line 4: side 'hold' with size 2: write buy or sell"),
        ("buy,2", "sell,-2", "line 4: side 'sell' with size -2: write buy or sell, and a size above 0"),
        ("6290.25", "", "line 5: price is missing in a row of kind trade"),
        ("30000.5", "", "line 2: amount is missing in a row of kind cash"),
        ("30000.5", "many", "many"),
        ("2026-07-10,fund", "2026-07-09,fund", "of 2026-07-10; a state is of one day"),
        ("date,kind", "ClientAccountID,date", "is a Flex query as CSV; let the query deliver XML"),
        ("date,kind", "date,what", "kind"),
    ],
)
def test_a_damaged_table_is_refused_with_its_line(read, plain, before, after, said):
    with pytest.raises(DataError) as refused:
        read(plain.replace(before, after, 1))
    assert said in str(refused.value)
    assert "statement.txt" in str(refused.value)


def test_a_file_that_is_neither_is_refused(read, tmp_path):
    from data.contracts.calendars import xnys
    from data.intake.statements.statement import read_statement

    for content in (b"", b"\0\1\2\3", b"<!DOCTYPE html><html></html>", b"{}", b"PK\x03\x04"):
        with pytest.raises(DataError) as refused:
            read(content)
        assert "\n" not in str(refused.value)
    with pytest.raises(DataError, match="cannot be read"):
        read_statement(tmp_path / "none.xml", xnys(), "USD")
