"""The page of a day explained: words for all of it, the command, and what cannot be meant."""

import json
import re
from bisect import bisect_left
from datetime import date
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from data.base.days import date_of, day_of
from data.base.errors import ConfigError
from engine import backtest
from engine.account.ledger import CATEGORIES
from engine.cli import cli
from engine.evening.why import why_of
from engine.report.why_page import plain_why, why_lines
from engine.words import LANGUAGES, catalogue, words
from tests.support.why_runs import chapter, configured, days_of, some_days


@pytest.mark.pages
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_words_for_all_that_it_says(runs, language):
    say = words(language)
    for _, run, market, day in some_days(runs, 2):
        for line in why_lines(why_of(run, day, market), say):
            assert not re.search(r"[{}]|\bnan\b|\bNone\b|seen_|why_", line), line
    assert not {*CATEGORIES} - say.section("why_category").keys()


def test_every_sentence_of_the_catalogue_is_said_somewhere(root):
    text = "".join(path.read_text() for path in Path(root / "engine/evening").glob("*.py"))
    text += (root / "engine/report/why_page.py").read_text() + (root / "engine/cli/why.py").read_text()
    composed = {"cash_rules_alone", "fx_rules_alone"}
    keys = [key.split(".") for key in catalogue("en") if key.startswith(("why.", "why_part.", "why_chapter."))]
    unsaid = [name for _, name in keys if f'"{name}"' not in text and not name.startswith("seen_")]
    assert {*unsaid} - composed == {"title"}


@pytest.mark.pages
def test_values_are_plain_json(runs):
    for _, run, market, day in some_days(runs, 3):
        told = plain_why(why_of(run, day, market))
        assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_of_another_market_prices_are_left_out_and_it_is_said(runs, market):
    run, own = runs["A"]
    day = days_of(run)[30]
    other, same = why_of(run, day, market), why_of(run, day, own)
    assert [one.code for one in chapter(other, "market")] == ["other_market"]
    assert [one.code for one in chapter(why_of(run, day), "market")] == ["other_market"]
    assert chapter(other, "money") == chapter(same, "money")


@pytest.mark.pages
def test_what_comes_later_changes_no_day(runs, whole_market):
    run, market = runs["A"]
    for day in Random(3).sample(days_of(run)[:-1], 4):  # noqa: S311
        cut = backtest(configured(("pattern=A", f"period=2020-02-03..{date_of(day)}")), whole_market.until(day))
        here, there = why_of(run, day, market), why_of(cut, day, whole_market.until(day))
        assert [one.said for one in here.chapters[1:]] == [one.said for one in there.chapters[1:]]
        assert why_of(cut, day, market).chapters[0] != here.chapters[0]


def test_a_day_without_a_session_is_one_sentence_with_those_around_it(runs):
    run, market = runs["A"]
    with pytest.raises(ConfigError, match=r"^2020-03-15: is no session; A has 2020-03-13 before it and 2020-03-16 af"):
        why_of(run, day_of(date(2020, 3, 15)), market)
    with pytest.raises(ConfigError, match=r"^2021-03-15: is outside the run; the sessions of A are from 2020-02-03 to"):
        why_of(run, day_of(date(2021, 3, 15)), market)


@pytest.mark.pages
def test_the_command_explains_a_saved_run_and_a_plan_alike(runs, tmp_path):
    saved = runs["A"][0].save(tmp_path)
    day = "2020-03-16"

    def told(*arguments):
        done = CliRunner().invoke(cli, ("why", *arguments), catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    run = json.loads(told(str(saved.path), day, "--json"))
    plan = json.loads(told(day, "--pattern", "A", "--set", "period.start=2020-02-03", "--json"))
    assert run["chapters"][1:] != []
    assert [one["said"] for one in run["chapters"][1:]] == [one["said"] for one in plan["chapters"][1:]]
    assert "損益の内訳" in told(saved.path.name, day, "--in", str(tmp_path), "--lang", "ja")
    assert bisect_left(days_of(runs["A"][0]), day_of(date.fromisoformat(day))) > 0


@pytest.mark.pages
def test_the_page_shows_what_the_command_prints(root):
    text = (root / "docs/why.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ overlay (why 2020.*)$", text, flags=re.MULTILINE)
    english, japanese = re.findall(r"^```text\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    for language, shown in (("en", english), ("ja", japanese)):
        done = CliRunner().invoke(cli, [*commands[0].split(), "--lang", language], catch_exceptions=False)
        assert done.stdout == shown


@pytest.mark.parametrize("arguments", [("a", "b", "2020-03-16"), ("a", "2020-03-16", "--pattern", "A"), ("2020-3",)])
def test_what_cannot_be_meant_is_one_sentence(arguments):
    with pytest.raises(ConfigError, match=r"^why: [^\n]*$"):
        CliRunner().invoke(cli, ("why", *arguments), catch_exceptions=False)
