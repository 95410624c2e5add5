"""A question from start to end, on runs that are made up: what is told is what the paths say."""

import json
from statistics import median

import numpy as np
import pytest

from data.market.embedded import embedded_market
from engine.settings.run_config import load_config
from engine.survival.interval import Counts, interval, together
from engine.survival.listener import listener_of
from engine.survival.request import SurvivalTerms, request_of
from engine.survival.result import load_survival
from engine.survival.schemas import ALL, EVENTS, LIVED, QUANTILES
from engine.survival.survive import survived
from engine.words.sentence import chance
from tests.support.made_up_runs import SESSIONS, MadeUpRuns, answer, contents

GRID = ("overlay.ratio=0.1:1.0:0.3", "cash.buffer=0.1,0.2")


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return answer(tmp_path_factory.mktemp("out"), GRID)


def rows(result, name, **wanted):
    return [row for row in result.table(name).to_pylist() if wanted.items() <= row.items()]


def test_the_plan_is_the_first_cell_and_the_grid_follows_in_its_order(result):
    cells = rows(result, "cells")
    assert [cell["cell"] for cell in cells] == list(range(8))
    assert [cell["own"] for cell in cells] == [True] + [False] * 7
    assert (cells[0]["overlay"], cells[0]["buffer"]) == (0.4, 0.2)
    assert [(cell["overlay"], cell["buffer"]) for cell in cells[1:]] == [
        (overlay, buffer)
        for overlay in (0.1, 0.4, 0.7, 1.0)
        for buffer in (0.1, 0.2)
        if (overlay, buffer) != (0.4, 0.2)
    ]
    assert json.loads(cells[1]["settings"]) == {"overlay.ratio": 0.1, "cash.buffer": 0.1}
    assert {cell["pattern"] for cell in cells} == {"A"}


def test_a_plan_that_is_not_in_the_grid_stands_before_it(tmp_path):
    cells = rows(answer(tmp_path, ["overlay.ratio=0.1,0.2"], paths=10, histories=0), "cells")
    assert [(cell["own"], cell["overlay"]) for cell in cells] == [(True, 0.4), (False, 0.1), (False, 0.2)]


def test_paths_are_there_once_in_every_cell_in_the_order_of_their_numbers(result):
    paths = result.table("paths")
    total = 2 * (250 + 30 * 8)
    assert paths["path"].to_pylist() == [number for number in range(total) for _ in range(8)]
    assert paths["cell"].to_pylist() == list(range(8)) * total
    told = list(zip(*(paths[name].to_pylist()[::8] for name in ("kind", "history", "place")), strict=True))
    assert told[:500] == [(kind, 0, place) for kind in ("blocks", "regimes") for place in range(250)]
    assert told[500:] == [
        (kind, history, place) for kind in ("blocks", "regimes") for history in range(1, 31) for place in range(8)
    ]


@pytest.mark.pages
@pytest.mark.parametrize(("event", "column"), [("margin_call", "calls"), ("forced_sale", "forced_sales"), ("ruin", "")])
def test_probabilities_are_shares_of_the_paths(result, event, column):
    for cell in (0, 3, 7):
        paths = [row for row in result.table("paths").to_pylist() if row["cell"] == cell]
        kinds = []
        for kind in ("blocks", "regimes"):
            of = [row for row in paths if row["kind"] == kind]
            had = [bool(column and row[column]) for row in of]
            own = [one for row, one in zip(of, had, strict=True) if row["history"] == 0]
            others = [
                sum(one for row, one in zip(of, had, strict=True) if row["history"] == history)
                for history in range(1, 31)
            ]
            kinds.append(interval(Counts(sum(own), 250, others, 8)))
            (row,) = rows(result, "survival", cell=cell, event=event, kind=kind)
            assert [row[name] for name in kinds[-1]._fields] == list(kinds[-1])
        (row,) = rows(result, "survival", cell=cell, event=event, kind=ALL)
        assert [row[name] for name in kinds[0]._fields] == list(together(kinds))


@pytest.mark.pages
def test_counts_and_years_are_those_of_history_0(result):
    own = [row for row in result.table("paths").to_pylist() if row["cell"] == 7 and row["history"] == 0]
    (row,) = rows(result, "survival", cell=7, event="margin_call", kind=ALL)
    assert row["mean_count"] == pytest.approx(np.mean([one["calls"] for one in own]))
    firsts = [one["first_call"] for one in own if one["first_call"] is not None]
    assert row["median_year"] == pytest.approx(median((first + 1) * 2 / SESSIONS for first in firsts))
    for year in (1, 2):
        (told,) = rows(result, "by_year", cell=7, event="margin_call", kind=ALL, year=year)
        late = sum(one["first_call"] is None or one["first_call"] >= year * SESSIONS / 2 for one in own)
        assert told["share"] == pytest.approx(late / len(own))


def test_what_never_happened_has_no_year_and_what_happens_once_no_count(result):
    (row,) = rows(result, "survival", cell=0, event="ruin", kind=ALL)
    assert (row["probability"], row["mean_count"], row["median_year"]) == (0.0, None, None)
    assert {row["event"] for row in rows(result, "by_year")} == set(EVENTS) - {"below_fund"}


@pytest.mark.pages
def test_wealth_is_told_by_quantiles(result):
    own = [row for row in result.table("paths").to_pylist() if row["cell"] == 5 and row["history"] == 0]
    ends = rows(result, "terminal", cell=5)
    assert [row["quantile"] for row in ends] == list(QUANTILES)
    np.testing.assert_allclose(
        [row["wealth"] for row in ends], np.quantile([row["wealth"] for row in own], QUANTILES), rtol=1e-15
    )
    (below,) = rows(result, "survival", cell=5, event="below_fund", kind=ALL)
    assert below["probability"] == np.mean([row["wealth"] < row["fund"] for row in own])
    last = rows(result, "fan", cell=5, month=24)
    np.testing.assert_allclose([row["wealth"] for row in last], 1.0 + np.array([row["wealth"] for row in ends]), 1e-6)


@pytest.mark.pages
def test_many_cells_have_the_fan_of_the_plan_alone(tmp_path):
    found = answer(tmp_path, ("overlay.ratio=0.1:1.0:0.1",), paths=20, histories=2)
    assert {row["cell"] for row in rows(found, "fan")} == {0}


def test_an_overlay_is_safe_where_every_smaller_one_is(result):
    highs = {row["cell"]: row["high"] for row in rows(result, "survival", event="forced_sale", kind=ALL)}
    cells = rows(result, "cells")
    for buffer in (0.1, 0.2):
        ladder = sorted((cell["overlay"], highs[cell["cell"]]) for cell in cells if cell["buffer"] == buffer)
        (row,) = rows(result, "safe", buffer=buffer, event="forced_sale")
        unsafe = [overlay for overlay, high in ladder if high > 0.01 + 1e-12]
        safe = [one for one in ladder if not unsafe or one[0] < unsafe[0]]
        assert (row["overlay"], row["high"]) == (safe[-1] if safe else (None, None))
        assert row["beyond"] == (unsafe[0] if unsafe else None)
        assert row["carry_given_up"] == (pytest.approx(0.01 * buffer) if safe else None)


@pytest.mark.pages
def test_without_histories_there_is_no_interval_but_that_of_simulation(tmp_path):
    found = answer(tmp_path, histories=0)
    for row in rows(found, "survival"):
        assert (row["low"], row["high"]) == (None, None)
        assert row["simulation_low"] <= row["probability"] <= row["simulation_high"]


def test_a_result_is_read_back_as_it_was_saved(result):
    again = load_survival(result.path)
    assert again.manifest == result.manifest
    assert all(again.table(name).equals(result.table(name)) for name in result.tables)
    assert again.config.digest == result.config.digest
    assert result.path.name.endswith(f"-survive-{result.manifest['digest'][:6]}")


def test_a_period_and_paths_of_one_kind_are_said(tmp_path):
    class Blocks(MadeUpRuns):
        kinds = ("blocks",)

    asked = request_of(load_config(None, ["period.start=2001-01-02"]), (), SurvivalTerms(years=2, paths=5, histories=0))
    found = survived(asked, embedded_market(), tmp_path, listener_of(lambda _: None), Blocks)
    assert [note["code"] for note in found.manifest["notes"]] == ["survive_no_period", "survive_only_blocks"]
    assert all(found.notes(language) for language in ("en", "ja"))
    assert {row["kind"] for row in found.table("survival").to_pylist()} == {"all", "blocks"}
    assert found.config.period.start is None


@pytest.mark.pages
def test_threads_change_nothing(tmp_path):
    one, two = (contents(answer(tmp_path / str(threads), GRID, threads=threads)) for threads in (1, 3))
    assert one == two


@pytest.mark.pages
def test_many_cells_are_read_a_few_at_a_time_with_the_same_result(monkeypatch, tmp_path):
    at_once = contents(answer(tmp_path / "all", GRID))
    monkeypatch.setattr("engine.survival.study.ROWS", 2_000)
    assert contents(answer(tmp_path / "few", GRID)) == at_once


@pytest.mark.pages
def test_an_account_that_is_lived_from_has_events_of_its_own(tmp_path):
    told = answer(tmp_path, ["flows.withdraw=10000.0"], histories=0, poor=0.5)
    assert {row["event"] for row in rows(told, "survival", cell=0)} == set(EVENTS)
    assert {row["event"] for row in rows(told, "survival", cell=1)} == {*EVENTS, *LIVED}
    assert "not_lived" not in {row["event"] for row in rows(told, "safe")}  # the plan beside it takes nothing out
    paths = rows(told, "paths", cell=1)
    short = [row["shorts"] > 0 for row in paths]
    poor = [row["real_wealth"] < 0.5 for row in paths]
    either = [a or b or row["forced_sales"] > 0 for a, b, row in zip(short, poor, paths, strict=True)]
    fund = [row["real_fund"] < 0.5 for row in paths]
    for event, flags in (("payment_short", short), ("poor", poor), ("not_lived", either), ("fund_poor", fund)):
        (row,) = rows(told, "survival", cell=1, event=event, kind=ALL)
        assert 0.0 < row["probability"] == pytest.approx(sum(flags) / len(flags))
    assert [row["real_wealth"] for row in rows(told, "paths", cell=0)] == [None] * len(paths)
    assert "do not carry" not in told.first_sentence()


@pytest.mark.pages
def test_an_account_that_is_lived_from_says_first_whether_it_carries_that(tmp_path):
    plan = load_config(None, ["flows.withdraw=10000.0"])
    asked = request_of(plan, (), SurvivalTerms(years=2, paths=250, histories=30))
    told = survived(asked, embedded_market(), tmp_path, listener_of(lambda _: None, threads=1), MadeUpRuns)
    (row,) = rows(told, "survival", event="not_lived", kind=ALL)
    assert "do not carry the withdrawals" in told.first_sentence()
    assert f"{100 * row['high']:.1f} %" in told.first_sentence()
    assert "取り崩し" in told.first_sentence("ja")
    (fund,) = rows(told, "survival", event="fund_poor", kind=ALL)
    ends = f"{chance(fund['low'])} to {chance(fund['high'])}"
    assert f"the fund alone, with the same payments, has less than that left in {ends}" in told.first_sentence()
