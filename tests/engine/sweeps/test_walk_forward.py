"""A walk forward: chosen on the years before, held for the next."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from data.base.arrow import to_array
from data.base.days import date_of, day_of
from data.base.errors import ConfigError
from data.market.embedded import embedded_market
from data.market.market import Market
from engine.runs.backtest import backtest
from engine.settings.run_config import parse_config
from engine.sweeps.sweep import sweep
from engine.sweeps.windows import walk_terms, windows

GRID = ["overlay.ratio=0.1,0.3", "stops.monthly_loss=0.01,off"]
SINCE = date(1998, 1, 1)


def ended(last):
    """The embedded market until the end of a year, of which a run may begin in 1998."""
    whole = embedded_market()
    first, stop = whole.row_from(day_of(date(1996, 1, 1))), whole.row_from(day_of(date(last + 1, 1, 1)))
    table = whole.table.slice(first, stop - first)
    return Market(table, index=whole.index, bill_months=whole.bill_months, starts=day_of(SINCE))


def walked(market, out):
    return sweep(None, GRID, market, out=out, walk="3y/1y", tell=lambda _: None)


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    return walked(ended(2005), tmp_path_factory.mktemp("walk"))


def test_windows_follow_each_other_without_gap_or_overlap():
    days = ended(2009).days
    found = windows(days, walk_terms("5y/2y"))
    assert all(before.end == after.chosen for before, after in pairwise(found))
    assert found[0].start == days[0]
    for one in found:
        assert one.start < one.chosen < one.end
        assert date_of(one.chosen).year - date_of(one.start).year in {4, 5}
    assert found[-1].end == days[-1]


def test_too_few_years_are_a_sentence():
    with pytest.raises(ConfigError, match="span less than 30 years and a quarter; choose fewer years"):
        windows(ended(2009).days, walk_terms("30y/2y"))


def test_an_account_in_which_money_flows_is_refused(tmp_path):
    plan = parse_config({"flows": {"withdraw": 1_000.0}})
    with pytest.raises(ConfigError, match=r"would begin anew in each window; leave out \[flows\]"):
        sweep(plan, GRID, ended(2005), out=tmp_path, walk="3y/1y", tell=lambda _: None)


@pytest.mark.pages
def test_each_choice_is_the_best_on_the_years_before(walk):
    for row in walk.tables["walk_forward"].to_pylist()[:2]:
        period = {"start": row["train_start"], "end": row["train_end"]}
        told = {}
        for ratio in (0.1, 0.3):
            for loss in (0.01, "off"):
                settings = {"overlay": {"ratio": ratio}, "stops": {"monthly_loss": loss}, "period": period}
                name = f"overlay.ratio={ratio} stops.monthly_loss={loss}"
                told[name] = backtest(parse_config(settings), ended(2005)).metrics["sharpe"]
        assert row["train"] == max(told.values())
        assert told[row["name"]] == row["train"]


@pytest.mark.pages
def test_the_stitched_account_is_each_choice_held_with_what_was_left(walk):
    windows_of, stitched = walk.tables["walk_forward"].to_pylist(), walk.tables["stitched"]
    days = stitched["date"].to_pylist()
    assert days == sorted({*days})
    equity = dict(zip(days, to_array(stitched["equity"]).tolist(), strict=True))
    assert windows_of[0]["opening"] == 1_000_000.0
    for before, row in zip([None, *windows_of], windows_of, strict=False):
        if before:
            assert row["opening"] == before["closing"]
        section, _, value = row["name"].partition(" stops.monthly_loss=")
        settings = {
            "overlay": {"ratio": float(section.partition("=")[2])},
            "stops": {"monthly_loss": value if value == "off" else float(value)},
            "period": {"start": row["start"], "end": row["end"]},
            "capital": {"initial": row["opening"]},
        }
        table = backtest(parse_config(settings), ended(2005)).tables["equity"]
        held = dict(zip(table["date"].to_pylist(), to_array(table["equity"]).tolist(), strict=True))
        assert {day: equity[day] for day in held} == held
    worth = to_array(stitched["equity"])
    assert np.array_equal(to_array(stitched["drawdown"]), worth / np.maximum.accumulate(worth) - 1.0)


@pytest.mark.pages
def test_beside_it_stand_the_plan_itself_and_the_best_of_all_years(walk):
    windows_of, stitched = walk.tables["walk_forward"].to_pylist(), walk.tables["stitched"]
    rows = [row for row in walk.tables["runs"].to_pylist() if row["sharpe"] is not None]
    top = max(rows, key=lambda row: row["sharpe"])
    period = {"start": windows_of[0]["start"], "end": windows_of[-1]["end"]}
    for name, ratio, loss in (
        ("own", 0.2, walk.config.stops.monthly_loss), ("best", top["overlay.ratio"], top["stops.monthly_loss"]),
    ):  # fmt: skip
        stops = {"monthly_loss": loss if loss == "off" else float(loss)}
        made = parse_config({"overlay": {"ratio": ratio}, "stops": stops, "period": period})
        table = backtest(made, ended(2005)).tables["equity"]
        assert stitched["date"].to_pylist() == table["date"].to_pylist()
        assert stitched[name].to_pylist() == table["equity"].to_pylist()


@pytest.mark.pages
def test_no_choice_knows_what_comes_after_it(walk, tmp_path):
    shorter = walked(ended(2003), tmp_path).tables["walk_forward"].to_pylist()
    longer = walk.tables["walk_forward"].to_pylist()
    assert 3 <= len(shorter) < len(longer)
    assert shorter[:-1] == longer[: len(shorter) - 1]
    assert shorter[-1]["name"] == longer[len(shorter) - 1]["name"]


@pytest.mark.pages
@pytest.mark.parametrize(
    ("settings", "grid"),
    [
        ({"investor": {"currency": "JPY", "capital": 50_000_000.0}}, ["overlay.ratio=0.1,0.3"]),
        ({}, ["capital.initial=500000,2000000", "overlay.ratio=0.1,0.3"]),
    ],
)
def test_all_accounts_begin_with_the_money_of_the_plan(settings, grid, tmp_path):
    plan = parse_config(settings)
    found = sweep(plan, grid, ended(2003), out=tmp_path, walk="3y/1y", tell=lambda _: None)
    first = found.tables["stitched"].slice(0, 1).to_pylist()[0]
    period = {"start": first["date"]}
    opening = backtest(parse_config({**settings, "period": period}), ended(2003)).tables["equity"]["equity"][0].as_py()
    assert first["equity"] == first["own"] == first["best"] == opening
    assert found.tables["walk_forward"]["opening"][0].as_py() == opening
