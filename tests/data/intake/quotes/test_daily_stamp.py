"""Daily files of pysystemtrade: months written with a day 00, and dates with the time that stands for a day."""

import pytest

from data.base.days import iso
from data.base.finding import Refused
from data.intake.quotes.futures_file import read_rows

HEADER = "DATETIME,CARRY,CARRY_CONTRACT,PRICE,PRICE_CONTRACT,FORWARD,FORWARD_CONTRACT\n"


def written(tmp_path, *times):
    file = tmp_path / "SP500.csv"
    rows = (
        f"2012-04-0{2 + day} {time},,20120900,{1413.5 - day},20120600,{1406.25 - day},20120900"
        for day, time in enumerate(times)
    )
    file.write_text(HEADER + "\n".join(rows) + "\n")
    return file


def test_the_stamp_of_daily_rows_is_passed_over_with_a_note(tmp_path):
    read = read_rows(written(tmp_path, "23:00:00", "23:00:00", "23:00:00"))
    assert [iso(day) for day in read.rows.day.tolist()] == ["2012-04-02"] * 2 + ["2012-04-03"] * 2 + ["2012-04-04"] * 2
    assert [read.rows.name(row) for row in (0, 1)] == ["ESM12", "ESU12"]
    assert read.rows.settlement[:2].tolist() == [1413.5, 1406.25]
    assert any("23:00:00" in note for note in read.notes)


@pytest.mark.parametrize("times", [("23:00:00", "22:00:00", "23:00:00"), ("03:00:00",) * 3])
def test_other_times_are_refused(tmp_path, times):
    with pytest.raises(Refused) as refused:
        read_rows(written(tmp_path, *times))
    assert {one.check for one in refused.value.findings} == {"time-of-day"}
