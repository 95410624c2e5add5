"""Ten questions of a newcomer: each command prints the lines that answer, in both languages."""

import pytest

from validation.ten_questions import lines_with, questions, written


def test_there_are_ten_each_in_both_languages():
    asked = questions()
    assert len(asked) == 10
    assert all(sorted(one.told) == ["en", "ja"] for one in asked)
    assert all(len(one.told["en"]["shows"]) == len(one.told["ja"]["shows"]) for one in asked)


@pytest.mark.pages
def test_the_pages_are_what_the_commands_print():
    expected = written()
    assert {path: path.read_text(encoding="utf-8") for path in expected} == expected


def test_a_line_that_is_not_printed_is_said():
    assert lines_with(["b", "a"], "a 1\nb  2  \nb 3") == ["b  2", "a 1"]
    with pytest.raises(ValueError, match="no line matches c in\na"):
        lines_with(["a", "c"], "a")
