import json

import pytest

from data.base.errors import ConfigError
from engine.settings.run_config import load_config
from engine.survival.find import candidates, leading, probe
from engine.survival.request import SurvivalTerms, request_of
from engine.survival.schemas import ALL
from tests.support.made_up_runs import answer


def own(*settings, pattern="A"):
    return request_of(load_config(None, settings, pattern=pattern), (), SurvivalTerms()).cells[0]


@pytest.mark.parametrize("count", [0, 1, 2, 7, 64, 100])
def test_the_places_that_hold_are_found_in_few_questions(count):
    for edge in range(count + 1):
        asked = []

        def holds(place, edge=edge, asked=asked):
            asked.append(place)
            return place < edge

        assert leading(count, holds) == edge
        assert len(asked) <= count.bit_length()
        assert len({*asked}) == len(asked)


@pytest.mark.parametrize(
    ("cell", "what", "first", "last", "count"),
    [
        (own(), "overlay", "overlay.ratio=0.01", "overlay.ratio=0.30", 30),
        (
            own("overlay.max_total_exposure=1.2", "overlay.ratio=0.1"),
            "overlay",
            "overlay.ratio=0.01",
            "overlay.ratio=0.20",
            20,
        ),
        (own(pattern="C"), "overlay", "overlay.ratio=0.01", "overlay.ratio=0.30", 30),
        (own(pattern="B"), "overlay", "options.budget=0.001", "options.budget=0.010", 10),
        (own(), "buffer", "cash.buffer=1.00", "cash.buffer=0.00", 101),
        (own(), "withdrawal", "flows.withdraw=83.33", "flows.withdraw=16666.67", 200),
        (
            own("flows.every=year", pattern="core"),
            "withdrawal",
            "flows.withdraw=1000.00",
            "flows.withdraw=200000.00",
            200,
        ),
    ],
)
def test_candidates_are_all_that_the_plan_allows_the_safest_first(cell, what, first, last, count):
    found = candidates(cell, what, 1_000_000.0)
    assert (found[0], found[-1], len(found)) == (first, last, count)
    assert probe(cell, found[2]).config.digest != cell.config.digest


def test_a_pattern_without_an_overlay_has_nothing_to_find():
    with pytest.raises(ConfigError, match=r"^--find overlay: pattern core has none$"):
        candidates(own(pattern="core"), "overlay", 1_000_000.0)


def test_a_share_of_what_is_there_is_never_too_much():
    with pytest.raises(ConfigError, match=r"^--find withdrawal: flows.withdraw_share = 0.04 is a share of what is"):
        candidates(own("flows.withdraw_share=0.04"), "withdrawal", 1_000_000.0)


@pytest.mark.pages
def test_the_largest_withdrawal_is_found_by_the_upper_end_the_estimate_and_the_lower_end(tmp_path):
    found = answer(tmp_path, find="withdrawal", confidence=0.7)
    (note,) = found.manifest["notes"]
    assert note["code"] == "survive_found_withdrawal"
    told = note["values"]
    assert 0.0 < told["found"] <= told["likely"] <= told["most"] <= 0.2
    rows = {
        row["cell"]: row
        for row in found.table("survival").to_pylist()
        if (row["event"], row["kind"]) == ("not_lived", ALL)
    }
    shares = {
        cell["cell"]: round(json.loads(cell["settings"])["flows.withdraw"] * 12.0 / 1e6, 3)
        for cell in found.table("cells").to_pylist()[1:]
    }
    for share, end in (("found", "high"), ("likely", "probability"), ("most", "low")):
        by_share = {shares[cell]: row[end] for cell, row in rows.items()}
        assert by_share[told[share]] <= 0.3 + 1e-12
        assert told[share] == 0.2 or by_share[round(told[share] + 0.001, 3)] > 0.3
    assert told["payment"] == pytest.approx(told["found"] * 1e6 / 12.0, abs=0.01)
    assert "25 %" in found.notes()[0]
    assert found.notes("ja")[0].startswith("開始資金の 0.1 %")


@pytest.mark.pages
def test_where_no_withdrawal_is_safe_it_is_said(tmp_path):
    found = answer(tmp_path, find="withdrawal", histories=0, paths=2)
    assert found.notes()[0].startswith("no yearly withdrawal")
    assert "so few paths cannot show more" in found.notes()[1]
    assert "--paths" in found.notes("ja")[1]


@pytest.mark.parametrize(
    ("what", "step", "confidence"),
    [("overlay", 0.01, 0.9), ("buffer", -0.01, 0.95)],
)
@pytest.mark.pages
def test_what_is_found_is_safe_and_the_next_is_not(tmp_path, what, step, confidence):
    found = answer(tmp_path, find=what, confidence=confidence, paths=2_000, histories=4)
    (note,) = found.manifest["notes"]
    assert note["code"] == f"survive_found_{what}"
    cells = found.table("cells").to_pylist()
    highs = {
        row["cell"]: row["high"]
        for row in found.table("survival").to_pylist()
        if (row["event"], row["kind"]) == ("forced_sale", ALL)
    }
    by_value = {round(cell[what], 9): highs[cell["cell"]] for cell in cells[1:]}
    value = round(note["values"]["found"], 9)
    assert note["values"]["high"] == by_value[value] <= 1.0 - confidence + 1e-12
    assert by_value[round(value + step, 9)] > 1.0 - confidence
    buffers = [value if what == "buffer" else 0.2, 0.2]
    assert note["values"]["carry"] == pytest.approx(0.01 * (buffers[0] - buffers[1]))


@pytest.mark.pages
def test_where_nothing_is_safe_it_is_said(tmp_path):
    found = answer(tmp_path, find="overlay", histories=0, paths=2)
    assert [note["code"] for note in found.manifest["notes"]] == ["survive_no_overlay", "survive_too_few_paths"]
    assert found.notes()[0] == "no overlay that the plan allows keeps 99 % for a forced sale"
    assert "99 %" in found.notes("ja")[0]
