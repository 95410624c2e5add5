"""Mutants: the rooms are there, the draw is the same every time, and what a test finds is found."""

import pytest

from validation import mutation_run
from validation.mutation import PAGE, code, score_row
from validation.mutation_reasons import KINDS, UNKNOWN, reasons
from validation.mutation_rooms import ROOMS, ROOT, Room
from validation.mutation_run import SEED, change, draw, said, score

NAMES = [f"engine.x.x_one__mutmut_{number}" for number in range(50)]
SOURCE = '''
"""Toys."""


def worth(number, price):
    return number * price + 0.0


def count(left):
    while left > 0:
        left = left - 1
    return left


def idle(number):
    return number + 1
'''
TESTS = """
from engine.toy import count, worth


def test_worth():
    assert worth(2, 3.0) == 6.0


def test_count():
    assert count(3) == 0
"""


def test_every_place_of_a_room_is_there_and_every_file_is_in_one():
    assert [place for room in ROOMS for place in (*room.source, *room.tests) if not (ROOT / place).exists()] == []
    files = [file for room in ROOMS for file in room.files()]
    assert len(files) == len(set(files))
    assert all((ROOT / file).suffix == ".py" for file in files)


def test_a_draw_is_the_same_wherever_the_file_lies_and_in_whatever_order():
    drawn = draw(NAMES, 10)
    moved = [name.replace("engine.x", "engine.room.y") for name in reversed(NAMES)]
    assert [name.rpartition(".")[2] for name in draw(moved, 10)] == [name.rpartition(".")[2] for name in drawn]
    assert drawn != NAMES[:10]


def test_a_draw_keeps_what_is_left_of_it_where_others_go():
    drawn = draw(NAMES, 10)
    rest = [name for name in NAMES if name not in drawn[:3]]
    assert draw(rest, 10)[:7] == drawn[3:]


def test_another_seed_draws_others(monkeypatch):
    drawn = draw(NAMES, 10)
    monkeypatch.setattr(mutation_run, "SEED", SEED + 1)
    assert draw(NAMES, 10) != drawn


def test_a_change_is_the_lines_that_went_and_those_that_came():
    assert change(["--- a", "+++ a", "@@ -1 +1 @@", " def f():", "-    return 1", "+    return 2"]) == ("return 1",
        "return 2")  # fmt: skip


@pytest.mark.parametrize(
    ("status", "word"),
    [(0, "survived"), (1, "killed"), (33, "unreached"), (-24, "timeout"), (255, "exit status 255"),
        (None, "exit status None")],
)  # fmt: skip
def test_only_a_failure_or_a_test_without_end_is_found(status, word):
    assert said(status) == word


@pytest.fixture
def toy(tmp_path):
    """A project of two functions that are tested and one that is not."""
    for package in ("data", "strategies", "engine", "tests"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "engine" / "toy.py").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "tests" / "test_toy.py").write_text(TESTS, encoding="utf-8")
    return tmp_path


@pytest.mark.pages
def test_what_a_test_finds_is_found_and_the_rest_is_told(toy, monkeypatch):
    monkeypatch.setattr(mutation_run, "TIMES", 1.0)
    monkeypatch.setattr(mutation_run, "SPARE_SECONDS", 2.0)
    scored = score(Room("toy", ("engine",), ("tests/test_toy.py",)), 100, toy)
    assert scored.mutants == len(scored.drawn)
    told = {(one.function, one.becomes): one.said for one in scored.drawn}
    assert told["worth", "return number / price + 0.0"] == "killed"
    assert told["worth", "return number * price - 0.0"] == "survived"
    assert told["count", "left = left + 1"] == "timeout"
    assert told["idle", "return number + 2"] == "unreached"
    assert told["count", "while left >= 0:"] == "killed"
    assert score_row("toy", scored.mutants, scored.drawn)[3] == str(scored.found())


def test_a_test_that_finds_a_survivor_elsewhere_is_there():
    told = [one.why.strip("`").partition("::") for one in reasons().values() if one.kind == "elsewhere"]
    assert told
    assert [name for file, _, name in told if f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")] == []


def test_every_reason_is_of_a_kind_and_of_a_survivor_on_the_page_and_none_is_missing():
    text = PAGE.read_text(encoding="utf-8")
    assert {one.kind for one in reasons().values()} <= set(KINDS)
    assert [
        becomes for function, becomes in reasons() if f"{function} |" not in text or code(becomes) not in text
    ] == []
    assert UNKNOWN.why not in text
