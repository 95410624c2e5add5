"""Trades in a file: what the results are in, how they are written, and what is refused."""

from datetime import date
from random import Random

import numpy as np
import pytest

from data.base.days import day_of
from data.base.errors import ConfigError, OverlayError
from data.intake.trade_file import read_trades


@pytest.fixture
def written(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "trades.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize(
    ("header", "cells", "unit", "results"),
    [
        ("R", ("1.5", "-1", "2"), "multiple", [1.5, -1.0, 2.0]),
        ("date,R-multiple", ("2024-01-05,1.5", "2024-01-06,-1.0"), "multiple", [1.5, -1.0]),
        ("決済日,R倍数", ("2024/1/5,1.5", "2024/1/6,-1.0"), "multiple", [1.5, -1.0]),
        ("date,return", ("2024-01-05,0.02", "2024-01-06,-0.01"), "share", [0.02, -0.01]),
        ("date,Return (%)", ("2024-01-05,2.0", "2024-01-06,-1.0"), "share", [0.02, -0.01]),
        ("決済日,損益率(%)", ("2024/1/5,2.0%", "2024/1/6,-1.0%"), "share", [0.02, -0.01]),
        ("決済日,損益(%)", ("2024/1/5,2.0", "2024/1/6,-1.0"), "share", [0.02, -0.01]),
        ("Exit Date,P&L", ("2024-01-05,1200.5", "2024-01-06,-300"), "money", [1200.5, -300.0]),
        ("決済日時,損益(円)", ('2024/1/5 13:20,"1,200"', '2024/1/6 9:00,"▲2,400"'), "money", [1200.0, -2400.0]),
        ("約定日,決済日,実現損益", ("2024/1/2,2024/1/5,+1200円", "2024/1/2,2024/1/6,-300円"), "money", [1200, -300]),
        ("R,profit", ("1.5,100", "-1,-50"), "multiple", [1.5, -1.0]),
    ],
)
def test_people_call_and_write_results_so(header, cells, unit, results, written):
    read = read_trades(written("\n".join((header, *cells)) + "\n"))
    assert (read.unit, read.without) == (unit, 0)
    assert read.results.tolist() == pytest.approx(results)


def test_a_file_of_a_japanese_spreadsheet_is_read(written):
    read = read_trades(written('決済日,損益(円)\n2024/1/5,"▲1,200"\n2024/1/9,"3,400"\n合計,"2,200"\n', "cp932"))
    assert read.results.tolist() == [-1200.0, 3400.0]


def test_trades_come_in_the_order_in_which_they_were_closed_and_open_ones_are_left_out(written):
    read = read_trades(
        written("date,closed,profit\n2024-01-02,2024-03-05,3\n2024-01-09,2024-03-09,\n2024-01-03,2024-02-01,-1\n")
    )
    assert read.results.tolist() == [-1.0, 3.0]
    assert read.days.tolist() == [day_of(date(2024, 2, 1)), day_of(date(2024, 3, 5))]
    assert read.without == 1


@pytest.mark.parametrize(
    ("text", "column", "told"),
    [
        ("date,foo\n2024-01-05,1\n", "", "trades.csv: has no column of results; it has date, foo: name it R"),
        (
            "date,profit,gain\n2024-01-05,1,2\n",
            "",
            "2 columns could be 'money'; it has date, profit, gain: give --column",
        ),
        ("date,profit\n2024-01-05,1\n", "wins", "has no column 'wins'"),
        (
            "date,return\n2024-01-05,2.5\n",
            "",
            "return reaches 2.5, which as a share is 250% of the capital in one trade",
        ),
        ("date,return (%)\n2024-01-05,-250\n", "", "lost 250% of the capital"),
        ("date,profit\n2024-01-05,\n", "", "no row has a result under 'profit'"),
        ("date,profit\n2024-01-05,much\n", "", "'much'"),
        ("date,R\n01/02/2024,1\n03/04/2024,1\n", "", "01/02/2024"),
    ],
)
def test_what_cannot_be_read_for_sure_is_refused(text, column, told, written):
    with pytest.raises(OverlayError, match=told.replace("(", r"\(").replace(")", r"\)")) as refusal:
        read_trades(written(text), column)
    assert "\n" not in str(refusal.value)


def test_a_word_after_the_name_settles_what_could_be_two_things(written):
    path = written("date,R\n01/02/2024,1\n03/04/2024,1\n")
    assert read_trades(f"{path}:dmy").days[0] == day_of(date(2024, 2, 1))
    with pytest.raises(ConfigError, match="unknown word"):
        read_trades(f"{path}:often")


@pytest.mark.parametrize("seed", range(20))
def test_results_are_those_that_were_written(seed, written):
    random = Random(seed)  # noqa: S311  (a test, no secret)
    values = [random.choice([-1, 1]) * random.randint(1, 9_999_999) for _ in range(random.randint(2, 40))]
    form = random.choice(["{}", "{:,}", "{:+,}", "¥{:,}" if min(values) > 0 else "{}円"])
    minus = random.choice(["-", "▲", "\u2212"])
    cells = [f'"{form.format(value)}"'.replace("-", minus) for value in values]
    read = read_trades(written("No,損益\n" + "".join(f"{place},{cell}\n" for place, cell in enumerate(cells))))
    assert read.results.tolist() == values
    assert not np.size(read.days)


@pytest.mark.parametrize("last", ["-2e0", "-2.0E+00", "\u22122.0", "▲2.0"])
def test_the_last_trade_is_a_trade_however_its_loss_is_written(last, written):
    assert read_trades(written(f"R\n1\n-1\n{last}\n")).results.tolist() == [1.0, -1.0, -2.0]


@pytest.mark.parametrize("last", ["-2.5R", "-2.5 lots"])
def test_a_last_row_that_begins_with_a_number_is_not_passed_over(last, written):
    with pytest.raises(OverlayError, match=f"'{last}' is not a number"):
        read_trades(written(f"R\n1\n-1\n{last}\n"))
