"""Plans followed day by day on a market that ends that evening come to what one backtest comes to; killed processes
leave whole journals, edits are found, and an evening tells the orders of the backtest.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from data.base.days import day_of
from engine import backtest
from validation.evenings_asked import ASKED, FIRST, GONE_ON, LAST, asked, orders_by_day
from validation.journal_edits import contents
from validation.journal_kills import Killed
from validation.stepped import KILLED, KILLS, PAGE, TRIES, YEARS, Parts, edited, page, walk_of, with_everything
from validation.stepped_plans import PLANS, config_of, day, market_of, sessions
from validation.stepped_walk import at_once, begun, compared, walked_of

QUARTER, WEEKS = ("2020-01-02", "2020-03-31"), ("2020-03-02", "2020-03-20")
QUICK, OWN = "C", "own, with stops"
"""The plan that has most: futures, options, rules, fixed dates; and one whose orders wait for a price."""
can_be_killed = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed where they can be forked")


@pytest.mark.pages
@pytest.mark.parametrize(("plan", "days"), [(QUICK, WEEKS), *((plan, QUARTER) for plan in PLANS)])
def test_some_weeks_stepped_day_by_day_are_one_backtest_to_the_last_bit(plan, days):
    walked = walk_of(plan, *days)
    assert walked.different == ()
    assert walked.steps == len(sessions(market_of(plan), *days))
    assert walked.rows > 4 * walked.steps


@pytest.mark.pages
def test_a_walk_on_another_plan_is_told_to_differ(tmp_path):
    market = market_of("A")
    paper = begun(tmp_path / "plan", config_of("A", "overlay.ratio=0.21"), market, "2020-03-11")
    paper.step(market.until(day("2020-03-18")))
    object.__setattr__(paper.folder, "config", config_of("A", "period.start=2020-03-11"))
    assert "equity" in compared(paper, market, "2020-03-18").different


def test_the_orders_that_a_journal_keeps_of_each_evening_are_those_out_in_one_backtest(tmp_path):
    market, days = market_of(OWN), sessions(market_of(OWN), FIRST, LAST)
    paper = begun(tmp_path / "plan", config_of(OWN), market, FIRST)
    paper.step(market.until(days[-1]))
    kept = {one: [] for one in days}
    for row in paper.tables()["sent"].to_pylist():
        kept[day_of(row["date"])].append((row["contract"], row["size"], row["purpose"]))

    out = orders_by_day(backtest(config_of(OWN, f"period={FIRST}..{GONE_ON}"), market), days)

    assert {one: sorted(those) for one, those in kept.items()} == out


def kill(folder, first, last, kills):
    """What a process of its own tells that kills processes of its own: no thread of the tests is in it."""
    asked_for = [sys.executable, "-m", "validation.journal_kills", folder, QUICK, first, last, str(kills), "27"]
    done = subprocess.run(
        [str(one) for one in asked_for], check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )
    return json.loads(done.stdout)


@can_be_killed
@pytest.mark.parametrize(
    ("first", "last", "kills"),
    [
        pytest.param("2020-03-09", "2020-03-16", 2, marks=pytest.mark.pages),
        pytest.param(*KILLED, KILLS, marks=pytest.mark.pages),
    ],
)
def test_killed_at_any_moment_a_journal_is_whole_and_goes_on_to_the_files_of_one_never_killed(
    tmp_path, first, last, kills
):
    told = kill(tmp_path / "killed" / "plan", first, last, kills)
    never = begun(tmp_path / "never" / "plan", config_of(QUICK), market_of(QUICK), first)
    never.step(market_of(QUICK).until(day(last)))

    assert told["found"] == []
    assert len(told["stood"]) == kills
    assert told["stood"] == sorted(told["stood"])
    assert contents(tmp_path / "killed" / "plan") == contents(never.path)


@pytest.mark.pages
@pytest.mark.parametrize("tries", [6, TRIES])
def test_every_edit_of_a_journal_is_found(tmp_path, tries):
    paper = with_everything(tmp_path / "plan")
    assert paper.verify().found == ()
    told = edited(paper, tries)
    assert {kind: done for kind, (done, _) in told.items()} == {kind: found for kind, (_, found) in told.items()}
    assert sum(done for done, _ in told.values()) == tries
    assert paper.verify().found == ()


@pytest.mark.pages
@pytest.mark.parametrize("plan", ASKED)
def test_every_evening_of_spring_2020_tells_the_orders_that_one_backtest_sends(plan):
    told = asked(plan)
    assert told.different == ()
    assert told.evenings >= 40
    assert told.orders >= 9


@pytest.mark.pages
@can_be_killed
def test_the_page_is_what_is_found():
    """The steps of two years are taken for what one backtest has: they are made by `make validate`."""
    walked = {
        plan: walked_of(*at_once(config_of(plan, f"period.start={YEARS[0]}"), market_of(plan), YEARS[1]))
        for plan in PLANS
    }
    told = PAGE.read_text(encoding="utf-8")
    found = Parts(walked, {plan: asked(plan) for plan in ASKED}, Killed(KILLS, KILLS // 2, (), ()), True, counted(told))
    assert told == page(found)


def counted(text):
    """Edits by kind and those of them that were found, as the page has them."""
    lines = [line.strip("| ").split(" | ") for line in text.partition("## Edited")[2].splitlines() if "|" in line]
    return {kind: (int(done), int(found)) for kind, done, found in lines[2:-1]}
