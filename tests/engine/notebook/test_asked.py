"""Answers from Python: they are what their commands print, in both languages, and safe as HTML."""

from datetime import date

import pytest
from rich.table import Table

from data.base.errors import ConfigError
from engine import (
    BreakTerms,
    audit_of,
    backtest,
    break_of,
    check_plan,
    judgement_of,
    load_config,
    looks_in,
    plan_of,
    size_of,
    streak,
    stress_of,
    terms_of,
    why_of,
)
from engine.audit.verdicts import LineStanding
from engine.journal.judge import Ruling
from engine.notebook.answer import Answer
from tests.support.commands import overlay

DAY = date(2020, 3, 16)
NASTY = "<script>alert('x')</script>"


@pytest.fixture(scope="module")
def run():
    return backtest(load_config(None, ["period.start=2020-01-02", "period.end=2020-04-30"]))


@pytest.fixture
def printed(monkeypatch):
    """What a command prints on a terminal as wide as an answer."""
    monkeypatch.setenv("COLUMNS", "100")

    def told(*arguments):
        return "\n".join(line.rstrip() for line in overlay(*arguments).rstrip().splitlines())

    return told


@pytest.mark.pages
def test_answers_about_a_run_are_what_its_commands_print(run, tmp_path, printed):
    saved = run.save(tmp_path)
    where = str(saved.path)
    assert audit_of(saved).text() == printed("audit", where)
    assert why_of(saved, DAY).text("ja") == printed("why", where, f"{DAY}", "--lang", "ja")
    assert stress_of(saved, DAY).text() == printed("stress", where, "--date", f"{DAY}")
    quick = BreakTerms(sessions=1, draws=100)
    assert break_of(saved, DAY, terms=quick).text() == printed(
        "break", where, "--date", f"{DAY}", "--days", "1", "--draws", "100"
    )
    assert judgement_of(saved, "2020-03").text() == printed("paper", "judge", where, "--month", "2020-03")
    assert looks_in(tmp_path).text() == printed("looks", "--in", str(tmp_path))


@pytest.mark.pages
def test_answers_about_plans_and_accounts_are_what_their_commands_print(printed):
    config = load_config(None, [], pattern="C")
    assert plan_of(config).text("ja") == printed("rules", "--pattern", "C", "--lang", "ja")
    assert terms_of("sbi_futures", DAY).text() == printed("account", "sbi_futures", "--on", f"{DAY}")
    assert streak(0.02, 10).text() == printed("streak", "--loss", "0.02", "--losses", "10", "--paths", "0")
    size = printed("size", "--pattern", "C", "--fall", "0.35", "--allowed-loss", "0.05")
    assert size.endswith(size_of(config, allowed_loss=0.05, fall=0.35).text())


def test_what_was_found_is_there_beside_what_is_shown(run):
    verdicts = [verdict for chapter in audit_of(run).found for verdict in chapter.verdicts]
    assert {one.standing for one in verdicts} <= set(LineStanding)
    assert judgement_of(run, "2020-03").found.ruling in set(Ruling)
    assert streak(0.5, 1).found["left"] == 0.5
    assert why_of(run, DAY).found.before is not None


def test_a_plan_that_lacks_a_rule_is_refused_before_anything_is_run():
    found = check_plan(load_config(None, ["stops.monthly_loss=off"]), paths=0)
    assert found.found.refused
    assert found.text().startswith("REFUSED: line 4, monthly stop")


def test_html_shows_cells_and_lines_as_text():
    table = Table("a", title=NASTY)
    table.add_row(NASTY)
    told = Answer(None, lambda say: [NASTY, table]).html()
    assert "<script" not in told
    assert told.count("&lt;script&gt;") == 3


def test_a_prompt_and_a_notebook_show_it_in_english():
    answer = streak(0.02, 10)
    assert repr(answer) == answer.text("en")
    assert answer._repr_html_() == answer.html("en")


def test_what_is_not_known_is_refused(run):
    with pytest.raises(ConfigError, match="did you mean sbi_futures"):
        terms_of("sbi_future")
    with pytest.raises(ConfigError, match="is no session"):
        why_of(run, date(2020, 3, 15))
    with pytest.raises(ConfigError, match="language"):
        streak(0.02, 10).text("xx")
