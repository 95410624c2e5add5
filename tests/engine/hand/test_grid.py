"""The grid of a plan in the hand: the numbers of `overlay survive`, point by point."""

import pytest

from data.base.errors import ConfigError, ResultError
from data.market.embedded import embedded_market
from engine.hand.axes import axes_of, cells_of
from engine.hand.grid import CURVES, hand_grid
from engine.hand.request import HandTerms, hand_request
from engine.settings.run_config import load_config
from tests.support.hand_grid import QUIET, survive_at, told_by
from tests.support.made_up_runs import MadeUpRuns

VARY = ("overlay.ratio=0.1,0.4,0.8", "cash.buffer=0.1,0.3", "account.profile=us_fcm_tbill,jp_retail_futures")


def grid_of(out, terms, make=MadeUpRuns, settings=()):
    asked = hand_request(load_config(None, settings), VARY, terms)
    return hand_grid(asked, embedded_market(), out, QUIET, make)


def by_year(grid, event, point):
    """Shares by year of a point."""
    cells, runs = len(grid.asked.cells), grid.asked.terms.runs()
    lengths = [years for years, _ in runs for _ in range(cells)]
    first = sum(lengths[:point])
    return grid.curves[event][first : first + lengths[point]].tolist()


@pytest.mark.pages
def test_every_point_has_the_numbers_of_the_command(tmp_path):
    grid = grid_of(tmp_path, HandTerms(years=(2,), rates=(0.0,), paths=40, histories=4, block=63.0))
    assert grid.asked.points == len(grid.columns["forced_sale"]) == 12
    assert len({*grid.columns["forced_sale"].tolist()}) > 3
    for point in (0, 11):
        result = survive_at(grid, point, tmp_path, MadeUpRuns)
        assert told_by(result, resampled=True) == {name: values[point] for name, values in grid.columns.items()}
        for event in CURVES:
            rows = result.table("by_year").to_pylist()
            told = [row["share"] for row in rows if (row["kind"], row["event"]) == ("all", event)]
            assert told == by_year(grid, event, point)
    assert not list(tmp_path.glob(".tmp-*"))


@pytest.mark.pages
def test_a_grid_that_was_stopped_goes_on(tmp_path):
    names = []

    class Stopped(MadeUpRuns):
        def run(self, name):
            names.append(name)
            if len(names) == 100:
                raise KeyboardInterrupt
            return super().run(name)

    terms = HandTerms(years=(1, 2), rates=(0.0,), paths=40, histories=0, block=63.0)
    with pytest.raises(KeyboardInterrupt):
        grid_of(tmp_path, terms, Stopped)
    first = len(names)
    grid_of(tmp_path, terms, Stopped)
    assert len(names) - first == 80, "the run of one year was kept"


@pytest.mark.pages
def test_answers_that_could_not_be_written_wait_for_the_same_question(tmp_path):
    names = []

    class Counted(MadeUpRuns):
        def run(self, name):
            names.append(name)
            return super().run(name)

    def full(_):
        raise ResultError("disk full")

    asked = hand_request(
        load_config(None, ()), VARY, HandTerms(years=(1,), rates=(0.0,), paths=10, histories=0, block=63.0)
    )
    with pytest.raises(ResultError, match="disk full"):
        hand_grid(asked, embedded_market(), tmp_path, QUIET, Counted, then=full)
    assert names
    names.clear()
    written = []
    grid = hand_grid(asked, embedded_market(), tmp_path, QUIET, Counted, then=written.append)
    assert (names, written) == ([], [grid])
    assert not list(tmp_path.glob(".tmp-*"))


def test_a_period_that_decides_nothing_is_said():
    asked = hand_request(load_config(None, ["period.start=2007-01-01"]), VARY)
    assert [one["code"] for one in asked.notes] == ["survive_no_period"]


@pytest.mark.parametrize(
    ("settings", "vary", "terms", "told"),
    [
        (['pattern="core"'], (), {}, "hand: pattern core has no overlay"),
        (
            [],
            ("halving.enabled=true,false",),
            {},
            "--vary halving.enabled=true,false: halving.enabled is not moved here",
        ),
        ([], (), {"years": (20, 10)}, "years = 20, 10: should be one value or more, ascending"),
        ([], (), {"rates": (0.1, 0.1)}, "rates = 0.1, 0.1: should be"),
        ([], (), {"paths": 0}, "paths = 0: should be from 1"),
        ([], (), {"crash": 1066}, "crash 1066: no session is known of it"),
        (
            [],
            ("account.profile=none_such",),
            {},
            "--vary account.profile=none_such overlay.ratio=0.1 cash.buffer=0.0: ",
        ),
        ([], ("cash.buffer=0:1:0.02",), {}, "hand: makes 8,262 points, and a page holds 6,000"),
    ],
)
def test_what_cannot_be_moved_is_said_in_a_sentence(settings, vary, terms, told):
    with pytest.raises(ConfigError, match=told.replace("(", r"\(")):
        hand_request(load_config(None, settings), vary, HandTerms(**terms))


def test_the_plan_itself_is_one_of_the_points():
    plan = load_config(None, ["overlay.ratio=0.15", "cash.buffer=0.35", "account.profile=ibkr"])
    axes = axes_of(plan)
    assert 0.15 in axes.overlays
    assert 0.35 in axes.buffers
    assert "ibkr" in axes.profiles
    (cell,) = cells_of(plan, axes._replace(overlays=(0.15,), buffers=(0.35,), profiles=("ibkr",)))
    assert cell.config == plan


def test_the_premium_of_bought_options_is_moved_in_place_of_a_ratio():
    axes = axes_of(load_config(None, (), pattern="B"))
    assert (axes.setting, axes.overlays[0]) == ("options.budget", 0.0025)
