"""Files of one's own regimes: two forms that say the same, and one sentence for each thing that is wrong."""

from datetime import date
from random import Random

import pytest

from data.base.days import day_of, iso
from data.base.finding import Refused
from data.intake.own_regimes import own_regimes
from data.signals.own_labels import OTHER, OwnLabels


@pytest.fixture
def file(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "mine.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def day(text):
    return day_of(date.fromisoformat(text))


def test_a_label_for_each_date_on_which_it_begins(file):
    found = own_regimes(file("date,label\n2007-10-10,bear\n2009-03-10,bull\n"))
    assert found == OwnLabels((day("2007-10-10"), day("2009-03-10")), ("bear", "bull"))


def test_ranges_leave_other_between_them(file):
    found = own_regimes(
        file("first,last,label\n2008-01-02,2008-01-31,a\n2008-02-01,2008-02-29,b\n2008-05-01,2008-05-02,a\n")
    )
    assert found.labels == ("a", "b", OTHER, "a", OTHER)
    assert [iso(one) for one in found.days] == ["2008-01-02", "2008-02-01", "2008-03-01", "2008-05-01", "2008-05-03"]


@pytest.mark.parametrize("seed", range(25))
def test_both_forms_give_the_same_labels(seed, file):
    rng = Random(seed)  # noqa: S311
    cuts = sorted(rng.sample(range(13_000, 14_000), 2 * rng.randint(1, 8)))
    ranges = [(first, last, rng.choice("abc")) for first, last in zip(cuts[::2], cuts[1::2], strict=True)]
    dated = [pair for first, last, label in ranges for pair in ((first, label), (last + 1, OTHER))]
    # the day after a range on which the next one begins has one label, the next one's
    dated = [one for one, after in zip(dated, [*dated[1:], (None, "")], strict=True) if one[0] != after[0]]
    of_ranges = own_regimes(file("\n".join(["first,last,label", *(f"{iso(a)},{iso(b)},{c}" for a, b, c in ranges)])))
    of_dates = own_regimes(file("\n".join(["date,label", *(f"{iso(a)},{c}" for a, c in dated)])))
    assert of_ranges == of_dates


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("日付,局面\n2008年1月4日,下落\n2009年3月10日,上昇\n", "cp932"),
        ("日付,相場区分\n2008/1/4,下落\n2009/3/10,上昇\n", "utf-8-sig"),
        ("開始日,終了日,ラベル\n2008/1/4,2009/3/9,下落\n2009/3/10,2009/12/31,上昇\n", "cp932"),
    ],
)
def test_files_in_japanese_are_read(text, encoding, file):
    found = own_regimes(file(text, encoding))
    assert found.labels[:2] == ("下落", "上昇")
    assert iso(found.days[0]) == "2008-01-04"


@pytest.mark.parametrize(
    ("text", "check", "line"),
    [
        ("date,label\n2008-01-02,\n", "no-label", 2),
        ("date,label\n2008-01-02,<b>\n", "label-unfit", 2),
        (f"date,label\n2008-01-02,{'x' * 41}\n", "label-unfit", 2),
        ("date,label\n2008-01-02,a\n2008-01-02,b\n", "not-ascending", 3),
        ("date,label\n2008-13-02,a\n", "date-unreadable", 2),
        ("date,phase2\n2008-01-02,a\n", "column-missing", None),
        ("first,last,label\n2008-01-02,2007-01-02,a\n", "range-turned", 2),
        ("first,last,label\n2008-01-02,2008-02-01,a\n2008-02-01,2008-03-03,b\n", "range-overlaps", 3),
        ("date,label\n" + "".join(f"2008-01-{n:02d},l{n}\n" for n in range(1, 23)), "too-many-labels", 22),
        ("date,label\n", "no-rows", None),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_of_its_line(text, check, line, file):
    with pytest.raises(Refused) as refused:
        own_regimes(file(text))
    assert [(one.check, one.line) for one in refused.value.findings] == [(check, line)]
    assert "mine.csv" in str(refused.value)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(Refused, match=r"no\.csv"):
        own_regimes(tmp_path / "no.csv")
