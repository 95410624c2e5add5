import pytest

from data.base.errors import ConfigError
from data.base.finding import Refused
from data.intake.fund_file import own_fund


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "fund.csv"
        path.write_text(content, encoding="utf-8")
        return str(path)

    return write


@pytest.mark.parametrize(
    ("header", "cells", "values", "priced"),
    [
        ("date,yield", ("5.2", "0.3"), [0.052, 0.003], False),
        ("date,yield_percent", ("0.05", "0.04"), [0.0005, 0.0004], False),
        ("Date;Yield (%)", ("5,25", "5,00"), [0.0525, 0.05], False),
        ("date,yield_decimal", ("0.05", "0.04"), [0.05, 0.04], False),
        ("date,nav", ("1.00", "0.97"), [1.0, 0.97], True),
        ("date,adj_close", ("78.1", "78.2"), [78.1, 78.2], True),
        ("日付,基準価額", ("10000", "10001"), [10_000.0, 10_001.0], True),
    ],
)
def test_a_column_says_what_it_holds_and_in_which_unit(file, header, cells, values, priced):
    mark = ";" if ";" in header else ","
    read = own_fund(
        file("\n".join([header, *(f"2020-01-0{2 + row}{mark}{cell}" for row, cell in enumerate(cells))])), 1
    )
    assert list(read.fund.values) == pytest.approx(values)
    assert (read.fund.priced, read.fund.last - read.fund.first) == (priced, 1)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("date,yield\n2020-01-02,0.05\n2020-01-03,0.04\n", "call the column yield_decimal or yield_percent"),
        ("date,yield_percent,nav\n2020-01-02,5,1\n", "should have exactly one of yield_percent"),
        ("date,what\n2020-01-02,5\n", "has the columns what beside its dates"),
    ],
)
def test_a_file_that_does_not_say_what_it_holds_is_asked(file, content, told):
    with pytest.raises(ConfigError, match=told):
        own_fund(file(content), 0)


def test_what_no_such_fund_can_do_is_refused_with_its_line(file):
    with pytest.raises(Refused) as refused:
        own_fund(file("date,nav\n2020-01-02,1\n2020-01-03,0.85\n2020-01-06,-1\n2020-01-05,1\n"), 0)
    assert [(one.check, one.line) for one in refused.value.findings] == [
        ("not-ascending", 5), ("fund-far-jump", 3), ("fund-impossible", 4), ("fund-far-jump", 4),
    ]  # fmt: skip
    with pytest.raises(Refused, match="not what a money-market fund can be"):
        own_fund(file("date,yield_percent\n2020-01-02,31\n2020-01-03,5\n"), 0)


def test_a_loss_on_credit_and_a_gap_are_doubts(file):
    read = own_fund(file("date,nav\n2008-09-15,1.00\n2008-09-16,0.97\n2008-10-31,0.97\n"), 0)
    assert [(one.check, one.severity, one.line) for one in read.warnings] == [
        ("fund-jump", "warning", 3), ("fund-gap", "warning", 4),
    ]  # fmt: skip
