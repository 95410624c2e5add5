"""The cells of a sweep."""

from datetime import date

import pytest

from data.base.errors import ConfigError
from engine.settings.run_config import RunConfig, parse_config
from engine.sweeps.request import MOST_RUNS, SweepTerms, request_of

GRID = ["overlay.ratio=0.1:0.3:0.1", "cash.buffer=0.2,0.3"]


def asked(vary=GRID, config=None, **terms):
    return request_of(config or RunConfig(), vary, SweepTerms(**terms))


def test_the_plan_itself_comes_first_and_no_cell_twice():
    request = asked()
    assert request.cells[0].config == RunConfig()
    assert request.cells[0].values == {"overlay.ratio": 0.2, "cash.buffer": 0.3}
    assert len(request.cells) == len({cell.config.digest for cell in request.cells}) == 6
    assert request.values == {"overlay.ratio": [0.1, 0.2, 0.3], "cash.buffer": [0.2, 0.3]}


def test_a_plan_that_is_on_no_cell_is_run_beside_them():
    request = asked(config=parse_config({"overlay": {"ratio": 0.25}}))
    assert len(request.cells) == 7
    assert request.values["overlay.ratio"] == [0.1, 0.2, 0.3, 0.25]


def test_settings_that_go_not_together_are_refused_cells():
    request = asked(["overlay.ratio=0.2:0.5:0.1"])
    assert [one.values["overlay.ratio"] for one in request.refused] == [0.4, 0.5]
    assert all("max_total_exposure" in one.why for one in request.refused)
    assert [cell.values["overlay.ratio"] for cell in request.cells] == [0.2, 0.3]


def test_settings_that_one_pattern_does_not_read_are_one_cell():
    request = asked(["pattern=A,core", "overlay.ratio=0.1,0.2,0.3"])
    assert len(request.cells) == 4


def test_its_digest_is_that_of_its_cells_its_terms_and_its_market():
    first = asked().digest("market")
    assert first == asked([*GRID[:1], "cash.buffer=0.2,0.3"]).digest("market")
    others = [asked(GRID[:1]), asked(seed=2), asked(engine="full"), asked(curves=True), asked(walk="10y/2y")]
    assert len({first, asked().digest("another"), *(one.digest("market") for one in others)}) == 7


@pytest.mark.parametrize(
    ("vary", "terms", "sentence"),
    [
        ([], {}, "a sweep needs something to vary; add --vary overlay.ratio=0.1:0.3:0.05 or another"),
        (["overlay.ratio=0.4,0.5"], {}, "--vary overlay.ratio=0.4: overlay.ratio 0.4 makes total exposure 1.4"),
        (["options.budget=0.001,0.002"], {}, "--vary options.budget: pattern A does not read it; leave it out"),
        (["overlay.ratio=0:0.2:0.000001"], {}, f"has 200001 values, more than {MOST_RUNS} cells; take a larger step"),
        (["period.start=1999-01-04,2005-01-03"], {}, "period: is the same for all runs of a sweep"),
        (GRID, {"engine": "faster"}, "engine = 'faster': should be 'fast' or 'full'"),
        (GRID, {"sample": 0}, f"sample = 0: should be from 1 to {MOST_RUNS} cells"),
        (GRID, {"seed": -1}, "seed = -1: should be a whole number from 0 on"),
        (GRID, {"criterion": "luck"}, "criterion 'luck': should be one of sharpe, sortino, cagr"),
        (GRID, {"walk": "ten/two"}, "--walk-forward ten/two: should read YEARS/YEARS, such as 10y/2y"),
        (GRID, {"walk": "10y/0y"}, "--walk-forward 10y/0y: should read YEARS/YEARS"),
    ],
)
def test_what_cannot_be_is_a_sentence(vary, terms, sentence):
    with pytest.raises(ConfigError) as refusal:
        asked(vary, **terms)
    assert sentence in str(refusal.value)


def test_pairs_whose_rates_begin_on_different_days_need_a_first_day(tmp_path):
    pairs = ["fx.contract=USDJPY1K,EURJPY1K"]
    dollars = {"pattern": "fx"}
    with pytest.raises(ConfigError, match=r"fx: rates of several pairs, or of files, begin and end on different days"):
        asked(pairs, parse_config(dollars))
    first = {"start": date(1999, 1, 4)}
    assert len(asked(pairs, parse_config({**dollars, "period": first})).cells) == 2
    files = [f"fx.rates_file={tmp_path / 'one.csv'},{tmp_path / 'two.csv'}"]
    with pytest.raises(ConfigError, match=r"set period.start and period.end"):
        asked(files, parse_config({**dollars, "period": first}))
    assert len(asked(["fx.contract=USDJPY1K,USDJPY10K"], parse_config(dollars)).cells) == 2


@pytest.mark.pages
def test_a_sample_is_part_of_its_grid():
    grid = ["overlay.ratio=0.1:0.3:0.01", "cash.buffer=0.2:0.4:0.01"]
    some = asked(grid, sample=40)
    every = {cell.config.digest for cell in asked(grid).cells}
    assert len(some.cells) in {40, 41}
    assert {cell.config.digest for cell in some.cells} <= every
    assert some.cells == asked(grid, sample=40).cells != asked(grid, sample=40, seed=2).cells
