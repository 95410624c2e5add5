"""Trials in four months of history: the pages are what runs say, and the ends that the text speaks of are there."""

import pytest

from data.facts import facts
from engine.journal.judge import Ruling
from tests.support.commands import told
from validation.trials import MONTHS, PAGES, WAYS, Cell, judgement, page
from validation.two_languages import words_of


@pytest.mark.pages
@pytest.mark.parametrize("language", PAGES)
def test_the_page_is_what_runs_say(language):
    assert PAGES[language].read_text(encoding="utf-8") == page(language)


@pytest.mark.parametrize("language", PAGES)
def test_every_way_and_criterion_has_words(language):
    said = words_of("trials", language)
    assert WAYS.keys() <= said.keys()
    assert {name.replace(".", "_") for name in facts("trial").names} == said["criteria"].keys()
    assert PAGES[language].read_text(encoding="utf-8").encode("cp932")


@pytest.mark.pages
def test_there_is_an_honest_end_of_each_kind():
    found = {judgement(Cell(way, month)).ruling for way in WAYS for month in MONTHS}
    assert found == set(Ruling)


@pytest.mark.pages
def test_without_rules_and_spare_cash_the_broker_acts_and_as_designed_nobody_is_called():
    assert judgement(Cell("bare", "2020-03")).ruling == Ruling.STOP
    assert not any(judgement(Cell("full", month)).seen.accident for month in MONTHS)


@pytest.mark.pages
@pytest.mark.parametrize("way", WAYS)
def test_the_command_of_a_way_says_the_same(way, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cell = Cell(way, "2018-02")
    printed = told(*cell.command.split()[1:])
    own = judgement(cell)
    assert (printed["ruling"], printed["accident"]) == (own.ruling, own.seen.accident)
    assert [one["standing"] for one in printed["points"]] == [one.standing for one in own.seen.points]
