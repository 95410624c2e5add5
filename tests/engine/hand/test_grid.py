"""The grid of a plan in the hand: the numbers of `overlay survive`, point by point."""

import numpy as np
import pytest

from data.base.errors import ConfigError
from data.market.embedded import embedded_market
from engine.hand.axes import axes_of, cells_of
from engine.hand.grid import CURVES, EVENTS, hand_grid
from engine.hand.request import HandTerms, hand_request
from engine.settings.run_config import load_config
from engine.survival.listener import listener_of
from engine.survival.path_runs import PathRuns
from engine.survival.request import request_of
from engine.survival.survive import survived
from tests.support.made_up_runs import MadeUpRuns

VARY = ("overlay.ratio=0.1,0.4,0.8", "cash.buffer=0.1,0.3", "account.profile=us_fcm_tbill,jp_retail_futures")
QUIET = listener_of(lambda _: None, threads=1)


def grid_of(out, terms, make=MadeUpRuns, settings=()):
    asked = hand_request(load_config(None, settings), VARY, terms)
    return hand_grid(asked, embedded_market(), out, QUIET, make)


def survive_at(grid, point, out, make):
    """Result of `overlay survive` at a point."""
    cells, runs = grid.asked.cells, grid.asked.terms.runs()
    run, cell = divmod(point, len(cells))
    asked = request_of(cells[cell].config, (), grid.asked.terms.of(*runs[run]))
    return survived(asked, embedded_market(), out, QUIET, make)


def differences(grid, point, result):
    """What the grid tells otherwise than the tables of a result."""
    events = {row["event"]: row for row in result.table("survival").to_pylist() if row["kind"] == "all"}
    ends = {f"{row['quantile']:g}": row for row in result.table("terminal").to_pylist()}
    told = {}
    for event in EVENTS:
        row, ends_of = events[event], ("low", "high") if grid.asked.terms.histories else (
            "simulation_low", "simulation_high",
        )  # fmt: skip
        told |= {event: row["probability"], f"{event}/low": row[ends_of[0]], f"{event}/high": row[ends_of[1]]}
    told |= {f"{name}/{quantile}": ends[quantile][name] for name in ("wealth", "fund") for quantile in ("0.01", "0.5")}
    assert told.keys() == grid.columns.keys()
    return {name: value for name, value in told.items() if value != grid.columns[name][point]}


def by_year(grid, event, point):
    """Shares by year of a point."""
    cells, runs = len(grid.asked.cells), grid.asked.terms.runs()
    lengths = [years for years, _ in runs for _ in range(cells)]
    first = sum(lengths[:point])
    return grid.curves[event][first : first + lengths[point]].tolist()


def test_every_point_has_the_numbers_of_the_command(tmp_path):
    grid = grid_of(tmp_path, HandTerms(years=(2,), rates=(0.0,), paths=40, histories=4, block=63.0))
    assert grid.asked.points == len(grid.columns["forced_sale"]) == 12
    assert len({*grid.columns["forced_sale"].tolist()}) > 3
    for point in (0, 11):
        result = survive_at(grid, point, tmp_path, MadeUpRuns)
        assert differences(grid, point, result) == {}
        for event in CURVES:
            rows = result.table("by_year").to_pylist()
            told = [row["share"] for row in rows if (row["kind"], row["event"]) == ("all", event)]
            assert told == by_year(grid, event, point)
    assert not list(tmp_path.glob(".tmp-*"))


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


@pytest.mark.pages
def test_a_hundred_points_of_random_choice_equal_the_command(tmp_path):
    terms = HandTerms(years=(1, 2), rates=(0.0, 0.5, 1.0, 2.0, 4.0), paths=4, histories=2, block=63.0)
    settings = ["stops.voluntary=false", "cash.buffer=0.05"]
    grid = grid_of(tmp_path, terms, PathRuns, settings)
    wrong = {}
    for point in np.random.default_rng(29).permutation(grid.asked.points)[:100].tolist():
        found = differences(grid, point, survive_at(grid, point, tmp_path / f"{point}", PathRuns))
        wrong |= {point: found} if found else {}
    assert wrong == {}
    assert {*grid.columns["margin_call"].tolist()} > {0.0}
