"""Worked numbers of the documents about leverage: every command prints them, and the page is what it prints."""

import pytest

from validation.commands import line_with, shown
from validation.worked_numbers import PAGE, page, worked


@pytest.mark.pages
def test_the_page_is_what_the_commands_print():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_what_a_command_does_not_print_is_said_with_what_it_prints():
    with pytest.raises(ValueError, match=r"no line matches \^units 50,000\$ in\n[^$]*units +40,000"):
        shown(["overlay size --capital 1000000 --loss 0.02 --price 150 --stop 50"], ["^units 50,000$"])


def test_a_line_is_found_with_its_spaces_made_one():
    assert line_with("^units 2 4$", "a\nunits   2    4  \nunits 2 4") == "units 2 4"
    assert line_with("^units 3", "units  2") is None


def test_numbers_stand_at_lines_that_the_documents_have():
    named = [part for one in worked() for part in one.at.split(", ")]
    assert len(named) > 35
    assert [one for one in named if one[:3] not in {"001", "002", "003"}] == []
