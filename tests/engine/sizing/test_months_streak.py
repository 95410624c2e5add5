"""Losing months in a row of a run."""

import json
import random
import re
from itertools import groupby

import numpy as np
import pytest
from click.testing import CliRunner

from data.base.arrow import to_array
from data.base.day_arrays import first_days, months_of
from data.base.days import iso
from data.base.errors import ResultError
from engine import backtest
from engine.analysis.losing_months import losing_months, month_levels, streaks
from engine.cli import cli
from engine.settings.run_config import load_config
from engine.sizing.months_streak import months_sheet
from engine.words import LANGUAGES, words
from strategies.sizing.streak import streak_probability


@pytest.fixture(scope="module")
def run(market):
    return backtest(load_config(None, ['period="2007-10..2009-03"']), market)


def lived(run):
    """Days and equity of a run."""
    return tuple(to_array(run.table("equity")[name]) for name in ("date", "equity"))


def test_the_months_of_a_run_grow_to_what_the_run_came_to(run):
    days, equity = lived(run)
    ends, levels = month_levels(days, equity)
    assert levels[-1] / levels[0] - 1.0 == pytest.approx(run.metrics["total_return"])
    assert (iso(int(days[ends[0]]))[:7], iso(int(days[ends[-1]]))[:7], len(ends)) == ("2007-10", "2009-03", 18)


@pytest.mark.parametrize("seed", range(20))
def test_streaks_are_those_that_one_counts_by_hand(seed):
    draw = random.Random(seed)  # noqa: S311  (months, not keys)
    returns = np.array([draw.gauss(0.0, 0.02) for _ in range(draw.randint(0, 60))])
    by_hand = [len(list(months)) for losing, months in groupby(returns < 0.0) if losing]
    found = streaks(np.cumprod([100.0, *(1.0 + returns)]))
    assert [one.months for one in found] == by_hand
    for one in found:
        assert 1.0 - one.lost == pytest.approx(np.prod(1.0 + returns[one.first : one.first + one.months]))


def test_the_longest_streak_is_told_with_how_likely_it_was(run):
    sheet = months_sheet(run)
    days, equity = lived(run)
    ends, levels = month_levels(days, equity)
    losing = levels[1:] < levels[:-1]
    assert sheet["longest"] == max(one.months for one in streaks(levels)) == losing_months(days, equity).months
    assert sheet["probability"] == pytest.approx(
        streak_probability(int(sheet["longest"]), len(losing), float(np.mean(losing)))
    )
    assert sheet["worst_lost"] >= sheet["longest_lost"]
    first, last = (int(sheet[f"longest_{end}"]) for end in ("first", "last"))
    begins = first_days(months_of(days[ends]))
    within = (begins >= first) & (begins <= last)
    assert within.sum() == sheet["longest"]
    assert losing[within].all()


def test_a_run_of_less_than_a_year_has_no_streak(market):
    with pytest.raises(ResultError, match="has 3 months; a streak is told of 12 or more"):
        months_sheet(backtest(load_config(None, ['period="2008-09..2008-11"']), market))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_streak_of_a_saved_run_is_shown(run, language, tmp_path):
    saved = run.save(tmp_path)
    done = CliRunner().invoke(cli, ["streak", "--run", str(saved.path), "--lang", language], catch_exceptions=False)
    assert words(language)("months_streak.title") in done.output
    (told,) = json.loads(CliRunner().invoke(cli, ["streak", "--run", str(saved.path), "--json"]).output)["runs"]
    assert set(words().section("months_streak")) - {"title"} == set(told) - {"folder", "name"}
    assert re.fullmatch(r"\d{4}-\d\d", told["longest_first"])


@pytest.mark.pages
def test_runs_stand_side_by_side(run, market, tmp_path):
    other = backtest(load_config(None, ['period="2007-10..2009-03"'], pattern="core"), market)
    named = [str(one.save(tmp_path).path) for one in (run, other)]
    told = json.loads(CliRunner().invoke(cli, ["streak", "--run", named[0], "--run", named[1], "--json"]).output)[
        "runs"
    ]
    assert [one["name"] for one in told] == ["A", "core"]
    assert (told[1]["longest"], told[1]["longest_first"]) == (0.0, None)


def test_what_is_of_trades_has_no_effect_on_a_run(run, tmp_path):
    done = CliRunner().invoke(cli, ["streak", "--run", "x", "--loss", "0.02"])
    assert done.exit_code == 2
    assert "--loss has no effect on --run" in done.output
